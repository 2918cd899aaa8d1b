"""What comes together in a drawn house: each rule by a name, and which never can."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from domain.services.catalogue import Catalogue, Coach
from domain.services.meeting import Meeting
from domain.services.policies import Policy
from domain.services.resources import ALWAYS
from domain.services.service import Approval, Service
from domain.working_hours.hours import MIDNIGHT
from storage.people import people
from tests.handlers.actions.drawn_house import DrawnHouse

Pair = frozenset[str]

# No two of these can apply at once.
_EITHER: Final[Sequence[Sequence[str]]] = (
    ("by hand", "at once"),
    ("on site", "online", "phone"),
    ("horizon days", "horizon working days", "horizon months", "horizon date"),
    tuple(policy.value for policy in Policy),
    ("home zone", "other zone"),
    ("coach gap", "house gap"),  # a coach's own counts instead of the house's
    # What a group shares is one session of one length.
    ("group", "other length"),
    ("group", "in a row"),
    ("places", "other length"),
    ("places", "in a row"),
)
NEVER: Final = frozenset(
    frozenset(pair) for names in _EITHER for pair in combinations(sorted(names), 2)
)
ALL: Final = (
    *("by hand", "at once", "on site", "online", "phone"),
    *("horizon days", "horizon working days", "horizon months", "horizon date"),
    *(policy.value for policy in Policy),
    *("home zone", "other zone", "group", "places", "other length", "in a row"),
    *("break before", "break after", "notice", "cap day", "cap week"),
    *("customer day", "customer week", "coach cap day", "coach cap week"),
    *("house customer day", "house customer week", "house gap", "coach gap", "hold", "open limit"),
    *("overnight", "season", "service hours", "override", "leave", "repeating leave"),
    *("closure", "opened", "any room", "named room", "two needs", "units"),
    *("room hours", "room dates", "room closure", "questions"),
)


def pairs(names: Sequence[str] | Pair) -> Iterator[Pair]:
    """Each pair of these, without those that can never come together."""
    each = (frozenset(pair) for pair in combinations(sorted(names), 2))
    return (pair for pair in each if pair not in NEVER)


async def features(drawn: DrawnHouse) -> Pair:
    """The names of all that applies to the service of a house and whoever books it."""
    customer = drawn.house.customer
    known = (await drawn.turn(customer)).catalogue
    coach, service = known.coaches[drawn.house.coach.id], known.services[drawn.house.service.id]
    async with drawn.house.database.read() as reader:
        [[held]] = await reader.fetch("SELECT count(*) FROM holds")
        person = await people.by_id(reader, customer.id)
    away = person is not None and person.zone not in (None, coach.zone)
    holding = {
        known.business.policy.value: True,
        "other zone" if away else "home zone": True,
        "hold": held,
        "places": drawn.chosen.places > 1,
        "other length": drawn.chosen.length,
        "in a row": drawn.chosen.also,
        "questions": any(known.forms.get(one) for one in (service.id, *drawn.chosen.also)),
        **_of_service(service, coach),
        **_of_limits(known, service, coach),
        **_of_hours(known, service, coach),
        **_of_rooms(known, service),
    }
    names = frozenset(name for name, holds in holding.items() if holds)
    assert names <= set(ALL), names
    return names


def _of_service(service: Service, coach: Coach) -> Mapping[str, object]:
    ways = {Meeting.ON_SITE: "on site", Meeting.ONLINE: "online", Meeting.PHONE: "phone"}
    return {
        ways[service.meeting]: True,
        "by hand": service.approval_by(coach) is Approval.MANUAL,
        "at once": service.approval_by(coach) is Approval.AUTO,
        "group": service.for_groups,
        "break before": service.buffer_before,
        "break after": service.buffer_after,
    }


def _of_limits(known: Catalogue, service: Service, coach: Coach) -> Mapping[str, object]:
    house, rules = known.business, service.rules
    return {
        f"horizon {rules.horizon_by.value.replace('_', ' ')}": True,
        "notice": rules.notice_book,
        "cap day": rules.cap_day,
        "cap week": rules.cap_week,
        "customer day": rules.customer_day,
        "customer week": rules.customer_week,
        "coach cap day": coach.cap_day,
        "coach cap week": coach.cap_week,
        "house customer day": house.customer_day,
        "house customer week": house.customer_week,
        "house gap": house.gap and coach.gap is None,
        "coach gap": coach.gap,
        "open limit": house.open_limit < 20,
    }


def _of_hours(known: Catalogue, service: Service, coach: Coach) -> Mapping[str, object]:
    hours = coach.hours
    return {
        "overnight": hours.latest > MIDNIGHT,
        "season": hours.seasons,
        "service hours": service.id in hours.within,
        "override": hours.overrides,
        "leave": any(not leave.rule for leave in coach.leaves),
        "repeating leave": coach.repeats,
        "closure": known.closures,
        "opened": known.closures and coach.opened_days,
    }


def _of_rooms(known: Catalogue, service: Service) -> Mapping[str, object]:
    needs = known.needs.get(service.id, ())
    there = known.resources.values() if needs else ()
    return {
        "any room": any(need.kind for need in needs),
        "named room": any(need.resource_ids for need in needs),
        "two needs": len(needs) > 1,
        "units": any(room.units > 1 for room in there),
        "room hours": any(room.hours.weekly != ALWAYS.weekly for room in there),
        "room dates": any(room.hours.overrides for room in there),
        "room closure": any(room.closures for room in there),
    }
