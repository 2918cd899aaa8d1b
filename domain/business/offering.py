"""A service, a coach or a room described all at once: each field within its bounds.

Values come by name; what is not named stays as it is.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from domain.coaches import profiles
from domain.groups.group import LARGEST
from domain.refusals import BadInput
from domain.services import reminders, terms
from domain.services.assignment import MOST_WEIGHT
from domain.services.catalogue import Coach
from domain.services.horizon import LONGEST as FARTHEST
from domain.services.horizon import HorizonBy
from domain.services.resources import MOST_UNITS, Resource
from domain.services.service import Money, Service
from domain.services.terms import Length
from domain.text import field_text

Values = Mapping[str, Any]
Changes = dict[str, Any]
Bounds = tuple[int, int]

DAY: Final = 1440
MINUTES: Final[Bounds] = 5, 720
BUFFER: Final[Bounds] = 0, 240
GAP: Final[Bounds] = 0, 240
STEPS: Final = (5, 10, 15, 20, 30, 45, 60, 90, 120)
NOTICE: Final[Bounds] = 0, 30 * DAY
A_DAY: Final[Bounds] = 0, 99  # sessions, 0 for any number
A_WEEK: Final[Bounds] = 0, 499
WEIGHT: Final[Bounds] = 0, MOST_WEIGHT
POSITION: Final[Bounds] = 0, 100_000
LONGEST_TITLE: Final = 60
LONGEST_DESCRIPTION: Final = 300
LONGEST_ADDRESS: Final = 200
LONGEST_ROOM: Final = 40
LONGEST_DIRECTIONS: Final = 120
MOST_WORKING_DAYS: Final = 250
# How far ahead, by its unit.
AHEAD: Final[Mapping[HorizonBy, Bounds]] = {
    HorizonBy.DAYS: (1, FARTHEST - 1),
    HorizonBy.WORKING_DAYS: (1, MOST_WORKING_DAYS),
    HorizonBy.MONTHS: (0, 11),
}

_OF_SERVICE: Final[Mapping[str, Bounds]] = {
    "buffer_before": BUFFER,
    "buffer_after": BUFFER,
    "position": POSITION,
    "capacity": (1, LARGEST),
    "most_places": (1, LARGEST),
}
_OF_RULES: Final[Mapping[str, Bounds]] = {
    "notice_book": NOTICE,
    "notice_move": NOTICE,
    "notice_cancel": NOTICE,
    "cap_day": A_DAY,
    "cap_week": A_WEEK,
    "customer_day": A_DAY,
    "customer_week": A_WEEK,
}
_OF_COACH: Final[Mapping[str, Bounds]] = {
    "weight": WEIGHT,
    "cap_day": A_DAY,
    "cap_week": A_WEEK,
    "gap": GAP,
}
_READERS: Final = {
    "site": (field_text.line, "address"),
    "online": (field_text.link, "link"),
    "phone": (field_text.number_to_call, "phone"),
}


def service(one: Service, values: Values, today: date, dearest: int) -> Service:
    """The service with other values. Raises BadInput.

    Besides the fields of `Service` and its rules: price_minor; site, online and phone, its address
    for each way of meeting; horizon, as (by, count, until). lengths: the additional ones. dearest:
    the highest price, in the smallest unit.
    """
    numbers = _numbers(values, _OF_SERVICE)
    rules = replace(one.rules, **_numbers(values, _OF_RULES))
    if "horizon" in values:
        rules = replace(rules, **_horizon(values["horizon"], today))
    texts: Changes = {
        "title": _line(values, "title", LONGEST_TITLE),
        "category": _line(values, "category", profiles.LONGEST_CATEGORY),
        "description": _passage(values, "description", LONGEST_DESCRIPTION),
    }
    plain: Changes = {
        name: values[name] for name in ("hidden", "meeting", "approval") if name in values
    }
    if "step" in values:
        if values["step"] not in STEPS:
            raise BadInput("step")
        plain["step"] = values["step"]
    if "reminders" in values:
        times = values["reminders"]
        plain["reminders"] = None if times is None else reminders.in_order(times)
    updated_service = replace(
        one, rules=rules, **numbers, **plain, **{n: v for n, v in texts.items() if n in values}
    )
    updated_service = _with_addresses(_with_price(updated_service, values, dearest), values)
    if "capacity" in values and "most_places" not in values:
        updated_service = replace(
            updated_service, most_places=min(updated_service.most_places, updated_service.capacity)
        )
    if updated_service.most_places > updated_service.capacity:
        raise BadInput("most_places", updated_service.capacity)
    return updated_service


def coach(one: Coach, values: Values) -> Coach:
    """The coach with other values on their card. Raises BadInput.

    zone: an IANA name, which the caller has already looked up.
    """
    numbers = _numbers(values, _OF_COACH)
    texts: Changes = {
        "name": _line(values, "name", profiles.LONGEST_NAME),
        "category": _line(values, "category", profiles.LONGEST_CATEGORY),
        "about": _passage(values, "about", profiles.LONGEST_ABOUT),
    }
    names = ("approval", "ask_first", "zone")
    plain: Changes = {name: values[name] for name in names if name in values}
    if "service_ids" in values:
        plain["service_ids"] = frozenset(values["service_ids"])
    updated_coach = replace(
        one, **numbers, **plain, **{n: v for n, v in texts.items() if n in values}
    )
    if "place" in values:
        place = _line(values, "place", profiles.LONGEST_PLACE)
        if place != updated_coach.place:  # the point belonged to the old address
            updated_coach = replace(updated_coach, place=place, latitude=None, longitude=None)
    if "online" in values:
        updated_coach = replace(updated_coach, online=values["online"])
    return replace(updated_coach, **_point(values))


def room(one: Resource, values: Values) -> Resource:
    """The room or device with another name, number, directions or state. Raises BadInput."""
    texts: Changes = {
        "name": _line(values, "name", LONGEST_ROOM),
        "directions": _line(values, "directions", LONGEST_DIRECTIONS),
    }
    plain: Changes = {"active": values["active"]} if "active" in values else {}
    numbers = _numbers(values, {"units": (1, MOST_UNITS)})
    return replace(one, **plain, **numbers, **{n: v for n, v in texts.items() if n in values})


def length(one: Length, dearest: int) -> Length:
    """A length and its price. Raises BadInput."""
    _check_bounds("minutes", one.minutes, MINUTES)
    _check_bounds("minor", one.minor, (0, dearest))
    return one


def _with_price(one: Service, values: Values, dearest: int) -> Service:
    minutes = values.get("minutes", one.minutes)
    minor = values.get("price_minor", one.price.minor)
    usual = Length(minutes, minor)
    further = values.get("lengths", one.lengths)
    if usual != Length(one.minutes, one.price.minor) or "lengths" in values:
        each = [length(each, dearest) for each in (usual, *further)]
        further = tuple(each for each in terms.in_order(each) if each is not usual)
    price = Money(minor, one.price.currency)
    return replace(one, minutes=minutes, price=price, lengths=further)


def _with_addresses(one: Service, values: Values) -> Service:
    addresses = one.addresses
    for way, (reader, field) in _READERS.items():
        if way in values:
            address = values[way]
            text = None if address is None else reader(address, field, LONGEST_ADDRESS)
            addresses = replace(addresses, **{way: text})
    moved = addresses.site != one.addresses.site
    one = replace(one, addresses=addresses)
    if moved:  # the point belonged to the old address
        one = replace(one, latitude=None, longitude=None)
    return replace(one, **_point(values))


def _point(values: Values) -> dict[str, Any]:
    """A point on the map, both coordinates or neither."""
    if "latitude" not in values and "longitude" not in values:
        return {}
    latitude, longitude = values.get("latitude"), values.get("longitude")
    if latitude is None or longitude is None:
        if latitude is not longitude:
            raise BadInput("latitude" if latitude is None else "longitude")
    elif not profiles.on_earth(latitude, longitude):
        raise BadInput("latitude")
    return {"latitude": latitude, "longitude": longitude}


def _horizon(horizon: tuple[HorizonBy, int | None, date | None], today: date) -> dict[str, Any]:
    by, count, until = horizon
    if by is HorizonBy.DATE:
        if until is None or not today <= until <= today + timedelta(days=FARTHEST):
            raise BadInput("until", FARTHEST)
        return {"horizon_by": by, "horizon_until": until}
    if count is None:
        raise BadInput("count")
    _check_bounds("count", count, AHEAD[by])
    if by is HorizonBy.DAYS:
        return {"horizon_by": by, "horizon_days": count, "horizon_count": 0, "horizon_until": None}
    return {"horizon_by": by, "horizon_count": count, "horizon_until": None}


def _numbers(values: Values, bounds: Mapping[str, Bounds]) -> dict[str, Any]:
    numbers = {name: values[name] for name in bounds if name in values}
    for name, value in numbers.items():
        if value is not None:
            _check_bounds(name, value, bounds[name])
    return numbers


def _check_bounds(field: str, value: int, bounds: Bounds) -> None:
    least, most = bounds
    if not least <= value <= most:
        raise BadInput(field, most if value > most else least)


def _line(values: Values, field: str, longest: int) -> str | None:
    text = values.get(field)
    return None if text is None else field_text.line(text, field, longest)


def _passage(values: Values, field: str, longest: int) -> str | None:
    text = values.get(field)
    return None if text is None else field_text.passage(text, field, longest)
