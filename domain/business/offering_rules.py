"""Which values a service, a coach, a room and what a service needs may have, through every door.

The actions check them, whoever calls. Given the state before, only what differs from it is checked,
so that an old value outside its bounds keeps nobody from changing another field. BadInput has the
name of the field.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
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
from domain.services.meeting import NOWHERE, Addresses
from domain.services.resources import MOST_NEEDS, MOST_OPTIONS, MOST_UNITS, Need, Resource
from domain.services.rules import Rules
from domain.services.service import Service
from domain.services.terms import Length, Terms
from domain.text import field_text
from domain.time import zones

Bounds = tuple[int, int]
Names = Collection[str]

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
PLACES: Final[Bounds] = 1, LARGEST
UNIT_COUNT: Final[Bounds] = 1, MOST_UNITS
LONGEST_TITLE: Final = 60
LONGEST_DESCRIPTION: Final = 300
LONGEST_ADDRESS: Final = 200
LONGEST_ROOM: Final = 40
LONGEST_DIRECTIONS: Final = 120
# How far ahead, by its unit.
AHEAD: Final[Mapping[HorizonBy, Bounds]] = {
    HorizonBy.DAYS: (1, FARTHEST - 1),
    HorizonBy.WORKING_DAYS: (1, 250),
    HorizonBy.MONTHS: (0, 11),
}

_OF_SERVICE: Final[Mapping[str, Bounds]] = {
    "buffer_before": BUFFER,
    "buffer_after": BUFFER,
    "position": POSITION,
    "capacity": PLACES,
    "most_places": PLACES,
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
# By the way of meeting: what reads an address, and the field it is called.
READERS: Final = {
    "site": (field_text.line, "address"),
    "online": (field_text.link, "link"),
    "phone": (field_text.number_to_call, "phone"),
}


def check_service(after: Service, before: Service | None, today: date, dearest: int) -> None:
    """Raise BadInput for a service that cannot be.

    before: None for a new one. today: on the business's clock. dearest: the highest price, in the
    smallest unit.
    """
    names = differences(before, after)
    check_numbers(after, _OF_SERVICE, names)
    if names & {"capacity", "most_places"} and after.most_places > after.capacity:
        raise BadInput("most_places", after.capacity)
    _check_rules(after.rules, before.rules if before else None, today)
    _check_line(after, "title", LONGEST_TITLE, names)
    _check_line(after, "category", profiles.LONGEST_CATEGORY, names)
    _check_passage(after, "description", LONGEST_DESCRIPTION, names)
    if "step" in names and after.step not in STEPS:
        raise BadInput("step")
    if "reminders" in names and after.reminders is not None:
        reminders.in_order(after.reminders)
    check_lengths(_lengths(after), _lengths(before) if before else (), dearest)
    _check_addresses(after.addresses, before.addresses if before else NOWHERE)
    check_point(after, names)


def check_coach(after: Coach, before: Coach | None) -> None:
    """Raise BadInput for a coach who cannot be. before: None for a new one."""
    names = differences(before, after)
    check_numbers(after, _OF_COACH, names)
    _check_line(after, "name", profiles.LONGEST_NAME, names)
    _check_line(after, "category", profiles.LONGEST_CATEGORY, names)
    _check_passage(after, "about", profiles.LONGEST_ABOUT, names)
    _check_line(after, "place", profiles.LONGEST_PLACE, names)
    if "zone" in names and not zones.exists(after.zone):
        raise BadInput("zone")
    check_point(after, names)


def check_room(after: Resource, before: Resource | None) -> None:
    """Raise BadInput for a room or device that cannot be. before: None for a new one."""
    names = differences(before, after)
    check_numbers(after, {"units": UNIT_COUNT}, names)
    _check_line(after, "name", LONGEST_ROOM, names)
    _check_line(after, "directions", LONGEST_DIRECTIONS, names)


def check_needs(after: Sequence[Need], before: Sequence[Need]) -> None:
    """Raise BadInput for what a service cannot need besides its coach."""
    if len(after) > max(MOST_NEEDS, len(before)):
        raise BadInput("needs", MOST_NEEDS)
    for need in after:
        if need in before:
            continue
        check_bounds("units", need.units, UNIT_COUNT)
        if (need.kind is None) is not bool(need.resource_ids):
            raise BadInput("resource_ids")
        if len(need.resource_ids) > MOST_OPTIONS:
            raise BadInput("resource_ids", MOST_OPTIONS)


def check_terms(after: Terms, before: Terms, dearest: int) -> None:
    """Raise BadInput for terms that a coach cannot have. dearest: as in `check_service`."""
    if after.lengths:
        check_lengths(after.lengths, before.lengths, dearest)
    _check_addresses(after.addresses, before.addresses)


def check_lengths(after: Sequence[Length], before: Sequence[Length], dearest: int) -> None:
    """Raise BadInput for lengths, or their prices, that cannot be chosen from."""
    minutes, prices = {one.minutes for one in before}, {one.minor for one in before}
    for one in after:
        if one.minutes not in minutes:
            check_bounds("minutes", one.minutes, MINUTES)
        if one.minor not in prices:
            check_bounds("minor", one.minor, (0, dearest))
    if [one.minutes for one in after] != [one.minutes for one in before]:
        terms.in_order(after)


def check_horizon(rules: Rules, today: date) -> None:
    """Raise BadInput if these rules go too far ahead. today: on the business's clock."""
    by, until = rules.horizon_by, rules.horizon_until
    if by is HorizonBy.DATE:
        if until is None or not today <= until <= today + timedelta(days=FARTHEST):
            raise BadInput("until", FARTHEST)
        return
    count = rules.horizon_days if by is HorizonBy.DAYS else rules.horizon_count
    check_bounds("count", count, AHEAD[by])


def check_point(after: Any, names: Names) -> None:
    """Raise BadInput unless there are both coordinates of a point on the map, or neither.

    names: the fields that differ.
    """
    if "latitude" not in names and "longitude" not in names:
        return
    latitude, longitude = after.latitude, after.longitude
    if latitude is None or longitude is None:
        if latitude is not longitude:
            raise BadInput("latitude" if latitude is None else "longitude")
    elif not profiles.on_earth(latitude, longitude):
        raise BadInput("latitude")


def check_bounds(field: str, value: int, bounds: Bounds) -> None:
    """Raise BadInput for a number out of bounds, with the bound that it crosses."""
    least, most = bounds
    if not least <= value <= most:
        raise BadInput(field, most if value > most else least)


def check_numbers(after: object, bounds: Mapping[str, Bounds], names: Names) -> None:
    """Raise BadInput for a number out of bounds among the fields with these names."""
    for name in bounds:
        value = getattr(after, name)
        if name in names and value is not None:
            check_bounds(name, value, bounds[name])


def differences(before: Any, after: Any) -> frozenset[str]:
    """The fields of a record that differ; all of them if there was none before."""
    names = (one.name for one in fields(after))
    return frozenset(
        name for name in names if before is None or getattr(after, name) != getattr(before, name)
    )


def _check_rules(after: Rules, before: Rules | None, today: date) -> None:
    names = differences(before, after)
    check_numbers(after, _OF_RULES, names)
    if any(name.startswith("horizon_") for name in names):
        check_horizon(after, today)


def _check_addresses(after: Addresses, before: Addresses) -> None:
    for way, (reader, field) in READERS.items():
        address = getattr(after, way)
        if address is not None and address != getattr(before, way):
            reader(address, field, LONGEST_ADDRESS)


def _check_line(after: object, field: str, longest: int, names: Names) -> None:
    text = getattr(after, field)
    if field in names and text is not None:
        field_text.line(text, field, longest)


def _check_passage(after: object, field: str, longest: int, names: Names) -> None:
    text = getattr(after, field)
    if field in names and text is not None:
        field_text.passage(text, field, longest)


def _lengths(one: Service) -> tuple[Length, ...]:
    return Length(one.minutes, one.price.minor), *one.lengths
