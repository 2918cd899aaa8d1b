"""What keeps customers from booking a coach or a service: every screen that says "open" asks here.

The current instant and horizons are as for `domain.starts.slots`. busy: blocked spans by coach id;
None skips the check for free times, which needs them. constraints: further ones on the starts, such
as caps, rooms and closures, by coach and service; empty if there are none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.services.catalogue import Catalogue, Coach
from domain.services.horizon import days_at_most
from domain.services.service import Service
from domain.services.service_choice import USUAL
from domain.starts.constraints import NONE, Constraints, Reason
from domain.starts.empty_reasons import reasons_for
from domain.starts.occupancy import occupancy
from domain.starts.rooming import options
from domain.starts.slots import allowed_starts, first_free
from domain.time import zones
from domain.time.spans import Span
from domain.working_hours.hours import day_of

Busy = Mapping[int, Sequence[Span]]
OfferConstraints = Mapping[tuple[int, int], Constraints]
NOTHING: Final[OfferConstraints] = {}


class Gap(StrEnum):
    """What is missing."""

    NO_SERVICE = "no_service"  # the coach offers nothing
    HIDDEN = "hidden"  # the service is not shown to customers
    NO_COACH = "no_coach"  # no coach offers the service
    NO_HOURS = "no_hours"  # the coach never works
    NO_ROOM = "no_room"  # no room or device would do for the service
    PAUSED = "paused"  # the coach is not open for booking
    NOTHING_FREE = "nothing_free"  # as far ahead as one can book


@dataclass(frozen=True, slots=True)
class Missing:
    """A gap, and the coach or service where it is fixed. 0: none yet.

    reasons: if nothing is free, what rules out all of that coach's starts, as in `reasons_for`.
    """

    gap: Gap
    coach_id: int = 0
    service_id: int = 0
    reasons: tuple[Reason, ...] = ()


def of_coach(
    catalogue: Catalogue,
    coach: Coach,
    busy: Busy | None,
    now: int,
    constraints: OfferConstraints = NOTHING,
) -> list[Missing]:
    """What is missing until customers can book this coach once open, in order."""
    services = _done_by(catalogue, coach)
    visible_services = [service for service in services if not service.hidden]
    missing: list[Missing] = []
    if not services:
        missing.append(Missing(Gap.NO_SERVICE, coach.id))
    elif not visible_services:
        missing.append(Missing(Gap.HIDDEN, coach.id, services[0].id))
    if not _works(coach, now):
        missing.append(Missing(Gap.NO_HOURS, coach.id))
    if not missing and busy is not None and coach.suspension is None:
        looks = [
            _StartsCheck(catalogue, s, coach, busy, now, constraints) for s in visible_services
        ]
        if not any(look.free() for look in looks):
            missing.append(looks[0].nothing_free())
    return missing


def of_service(
    catalogue: Catalogue,
    service: Service,
    busy: Busy | None,
    now: int,
    constraints: OfferConstraints = NOTHING,
) -> list[Missing]:
    """What is missing until customers can book this service once shown, in order."""
    able = sorted(
        (c for c in catalogue.coaches.values() if service.id in c.service_ids),
        key=lambda coach: (not coach.active, coach.name, coach.id),
    )
    if not able:
        return [Missing(Gap.NO_COACH, 0, service.id)]
    able = [coach for coach in able if coach.offered or not coach.active]
    if not able:  # all are suspended: somebody else has to offer it
        return [Missing(Gap.NO_COACH, 0, service.id)]
    active = [coach for coach in able if coach.active]
    if not active:
        return [Missing(Gap.PAUSED, able[0].id, service.id)]
    working = [coach for coach in active if _works(coach, now)]
    if not working:
        return [Missing(Gap.NO_HOURS, active[0].id, service.id)]
    if not all(options(need, catalogue.resources) for need in catalogue.needs_of(service)):
        return [Missing(Gap.NO_ROOM, 0, service.id)]
    if busy is not None:
        looks = [
            _StartsCheck(catalogue, service, coach, busy, now, constraints) for coach in working
        ]
        if not any(look.free() for look in looks):
            return [looks[0].nothing_free()]
    return []


def of_business(catalogue: Catalogue, now: int) -> Missing | None:
    """The next thing to do until customers can book anything at all; None if they can.

    What is closest to done comes first: a coach who only has to be opened before one to be added.
    """
    if not catalogue.services:
        return Missing(Gap.NO_SERVICE)
    if not catalogue.coaches:
        return Missing(Gap.NO_COACH)
    ways: list[list[Missing]] = []
    for coach in sorted(catalogue.coaches.values(), key=lambda c: (not c.active, c.name, c.id)):
        gaps = of_coach(catalogue, coach, None, now)
        ways.append(gaps if coach.active else [*gaps, Missing(Gap.PAUSED, coach.id)])
    shortest = min(ways, key=len)
    return shortest[0] if shortest else None


def horizon(services: Sequence[Service], now: int) -> Span:
    """The window in which any of these can be booked."""
    today = now // zones.DAY
    days = max((days_at_most(service.rules, today) for service in services), default=0)
    # The days may be whole ones in any zone.
    return now, now + (days + 2) * zones.DAY


def _done_by(catalogue: Catalogue, coach: Coach) -> list[Service]:
    services = (s for s in catalogue.services.values() if s.id in coach.service_ids)
    return sorted(services, key=lambda s: (s.position, s.id))


def _works(coach: Coach, now: int) -> bool:
    """Whether some day, a repeating or a coming one, has hours."""
    # Allows for zones behind UTC, and for the night before.
    earliest = now // zones.DAY - 2
    hours, since = coach.hours, day_of(earliest)
    return (
        any(hours.weekly)
        or any(windows and day >= since for day, windows in hours.overrides.items())
        or any(any(one.weekly) and not one.period.over(since) for one in hours.seasons)
    )


@dataclass(frozen=True, slots=True)
class _StartsCheck:
    """What is free of a service with a coach, as they do it."""

    catalogue: Catalogue
    its: Service
    coach: Coach
    busy: Busy
    now: int
    constraints: OfferConstraints

    def free(self) -> bool:
        window = horizon([self._service], self.now)
        start = first_free(
            self._service, self.coach, self._spans, window, self.now, self._constraints
        )
        return start is not None

    def nothing_free(self) -> Missing:
        allowed = allowed_starts(self._service, self.coach, self.now)
        window = self.now, allowed[1]
        reasons = reasons_for(
            occupancy(self._service, self.coach, self._spans, window, allowed, self._constraints)
        )
        return Missing(Gap.NOTHING_FREE, self.coach.id, self.its.id, reasons)

    @property
    def _service(self) -> Service:
        return self.catalogue.service_for(self.its.id, self.coach, USUAL)

    @property
    def _spans(self) -> Sequence[Span]:
        return self.busy.get(self.coach.id, ())

    @property
    def _constraints(self) -> Constraints:
        return self.constraints.get((self.coach.id, self.its.id), NONE)
