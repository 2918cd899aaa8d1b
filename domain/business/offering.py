"""A service, a coach or a room described all at once.

Values come by name; what is not named stays as it is. Which values there may be:
`domain.business.offering_rules`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from domain.business import offering_rules as rules_of
from domain.coaches import profiles
from domain.refusals import BadInput
from domain.services import reminders, terms
from domain.services.catalogue import Coach
from domain.services.horizon import HorizonBy
from domain.services.resources import Resource
from domain.services.service import Money, Service
from domain.services.terms import Length
from domain.text import field_text

Values = Mapping[str, Any]
Changes = dict[str, Any]

_OF_SERVICE: Final = ("buffer_before", "buffer_after", "position", "capacity", "most_places")
_OF_RULES: Final = (
    *("notice_book", "notice_move", "notice_cancel"),
    *("cap_day", "cap_week", "customer_day", "customer_week"),
)
_OF_COACH: Final = ("weight", "cap_day", "cap_week", "gap")


def service(one: Service, values: Values, today: date, dearest: int) -> Service:
    """The service with other values. Raises BadInput.

    Besides the fields of `Service` and its rules: price_minor; site, online and phone, its address
    for each way of meeting; horizon, as (by, count, until). lengths: the additional ones. today,
    dearest: as in `offering_rules.check_service`.
    """
    rules = replace(one.rules, **_pick(values, _OF_RULES))
    if "horizon" in values:
        rules = replace(rules, **_horizon(values["horizon"]))
    texts: Changes = {
        "title": _line(values, "title", rules_of.LONGEST_TITLE),
        "category": _line(values, "category", profiles.LONGEST_CATEGORY),
        "description": _passage(values, "description", rules_of.LONGEST_DESCRIPTION),
    }
    plain = _pick(values, (*_OF_SERVICE, "hidden", "meeting", "approval", "step"))
    if "reminders" in values:
        times = values["reminders"]
        plain["reminders"] = None if times is None else reminders.in_order(times)
    after = replace(one, rules=rules, **plain, **_pick(texts, values))
    after = _with_addresses(_with_price(after, values), values)
    if "capacity" in values and "most_places" not in values:
        after = replace(after, most_places=min(after.most_places, after.capacity))
    rules_of.check_service(after, one, today, dearest)
    return after


def coach(one: Coach, values: Values) -> Coach:
    """The coach with other values on their card. Raises BadInput.

    zone: an IANA name, which the caller has already looked up.
    """
    texts: Changes = {
        "name": _line(values, "name", profiles.LONGEST_NAME),
        "category": _line(values, "category", profiles.LONGEST_CATEGORY),
        "about": _passage(values, "about", profiles.LONGEST_ABOUT),
    }
    plain = _pick(values, (*_OF_COACH, "approval", "ask_first", "zone"))
    if "service_ids" in values:
        plain["service_ids"] = frozenset(values["service_ids"])
    after = replace(one, **plain, **_pick(texts, values))
    if "place" in values:
        place = _line(values, "place", profiles.LONGEST_PLACE)
        if place != after.place:  # the point belonged to the old address
            after = replace(after, place=place, latitude=None, longitude=None)
    if "online" in values:
        after = replace(after, online=values["online"])
    after = replace(after, **_point(values))
    rules_of.check_coach(after, one)
    return after


def room(one: Resource, values: Values) -> Resource:
    """The room or device with another name, number, directions or state. Raises BadInput."""
    texts: Changes = {
        "name": _line(values, "name", rules_of.LONGEST_ROOM),
        "directions": _line(values, "directions", rules_of.LONGEST_DIRECTIONS),
    }
    after = replace(one, **_pick(values, ("active", "units")), **_pick(texts, values))
    rules_of.check_room(after, one)
    return after


def _with_price(one: Service, values: Values) -> Service:
    minutes = values.get("minutes", one.minutes)
    minor = values.get("price_minor", one.price.minor)
    usual = Length(minutes, minor)
    further = values.get("lengths", one.lengths)
    if usual != Length(one.minutes, one.price.minor) or "lengths" in values:
        further = tuple(each for each in terms.in_order((usual, *further)) if each is not usual)
    price = Money(minor, one.price.currency)
    return replace(one, minutes=minutes, price=price, lengths=further)


def _with_addresses(one: Service, values: Values) -> Service:
    addresses = one.addresses
    for way, (reader, field) in rules_of.READERS.items():
        if way in values:
            address = values[way]
            text = None if address is None else reader(address, field, rules_of.LONGEST_ADDRESS)
            addresses = replace(addresses, **{way: text})
    moved = addresses.site != one.addresses.site
    one = replace(one, addresses=addresses)
    if moved:  # the point belonged to the old address
        one = replace(one, latitude=None, longitude=None)
    return replace(one, **_point(values))


def _point(values: Values) -> Changes:
    """Either coordinate without the other is none at all: they are named together."""
    names = ("latitude", "longitude")
    return {name: values.get(name) for name in names} if any(n in values for n in names) else {}


def _horizon(horizon: tuple[HorizonBy, int | None, date | None]) -> Changes:
    by, count, until = horizon
    if by is HorizonBy.DATE:
        return {"horizon_by": by, "horizon_until": until}
    if count is None:
        raise BadInput("count")
    if by is HorizonBy.DAYS:
        return {"horizon_by": by, "horizon_days": count, "horizon_count": 0, "horizon_until": None}
    return {"horizon_by": by, "horizon_count": count, "horizon_until": None}


def _pick(values: Values, names: Iterable[str]) -> Changes:
    return {name: values[name] for name in names if name in values}


def _line(values: Values, field: str, longest: int) -> str | None:
    text = values.get(field)
    return None if text is None else field_text.line(text, field, longest)


def _passage(values: Values, field: str, longest: int) -> str | None:
    text = values.get(field)
    return None if text is None else field_text.passage(text, field, longest)
