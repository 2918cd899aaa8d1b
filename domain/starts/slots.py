"""The starts that a customer can choose.

A start is free if the whole session lies in one uninterrupted stretch of open hours, its wall time
is a whole number of steps from the start of its window and happens then for the first time, the
session with its buffers touches nothing busy, and the rules allow it now. The buffers may lie
outside working hours and in leave. All of that is in `domain.starts.occupancy`.

Instants are epoch seconds throughout. `busy`: spans in any order, each with the buffers of the
booking it belongs to. `window`: the starts asked for, half-open. `now`: the current instant.
`constraints`: further ones on the starts.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from domain.refusals import NoLongerOffered, NotOffered, Refusal, SlotTaken, TooFar, TooSoon
from domain.services import limits
from domain.services.catalogue import Catalogue, Coach
from domain.services.horizon import HorizonBy, last_day
from domain.services.limits import DayFull, WeekFull
from domain.services.rules import Rules
from domain.services.service import Service
from domain.services.service_choice import Choice
from domain.starts.constraints import NONE, Constraints, Reason
from domain.starts.occupancy import first_start, occupancy
from domain.starts.room_refusals import RoomTaken
from domain.time import zones
from domain.time.spans import Span
from domain.working_hours.hours import day_of

Offered = tuple[Service, Coach]
"""A service as this coach does it, with this coach."""
# Mostly one day of the coach, at any hour: two would have twice the hours to open.
_FIRST_LOOK = 20 * 3600
_DAYS: Final = HorizonBy.DAYS  # by a name: the lookup costs as much as everything else


def offering(
    catalogue: Catalogue, service_id: int, coaches: Iterable[Coach], choice: Choice
) -> tuple[Offered, ...]:
    """The service as each of these coaches does it, without those who lack what was chosen.

    Raises NoLongerOffered if all do.
    """
    offers: list[Offered] = []
    for coach in coaches:
        with suppress(NoLongerOffered):
            offers.append((catalogue.service_for(service_id, coach, choice), coach))
    if not offers:
        raise NoLongerOffered
    return tuple(offers)


def free_slots(
    service: Service,
    coach: Coach,
    busy: Iterable[Span],
    window: Span,
    now: int,
    constraints: Constraints = NONE,
) -> list[int]:
    """Every free start in the window, in order."""
    window = bookable(service, coach, window, now)
    return open_starts(service, coach, busy, window, constraints)


def open_starts(
    service: Service,
    coach: Coach,
    busy: Iterable[Span],
    window: Span,
    constraints: Constraints = NONE,
) -> list[int]:
    """The starts in the window, in order, that are free once the rules allow them.

    Those of them in `bookable` are `free_slots`: this part does not change as time passes.
    """
    return occupancy(service, coach, busy, window, constraints=constraints).free()


def bookable(service: Service, coach: Coach, window: Span, now: int) -> Span:
    """The window within notice and horizon."""
    start, end = window
    earliest, ends = now + service.rules.notice_book * 60, horizon(service, coach, now)
    # `max` and `min` would cost as much as everything else here.
    if start < earliest:
        start = earliest
    if ends < end:
        end = ends
    return start, end


def allowed_starts(service: Service, coach: Coach, now: int) -> Span:
    """The starts within notice and horizon, whatever else forbids them."""
    return now + service.rules.notice_book * 60, horizon(service, coach, now)


def horizon(service: Service, coach: Coach, now: int) -> int:
    """The first instant that is too far ahead: the end of the last bookable day.

    Days are whole ones in the coach's calendar, counted from their today. For several services in a
    row the nearest horizon applies.
    """
    rules = _nearest_horizon(service, coach, now) if service.horizons else service.rules
    if rules.horizon_by is _DAYS:
        return _days_ahead(coach.tz, now, rules.horizon_days + 1)
    last = last_day(rules, coach.hours, zones.day_at(coach.tz, now))
    return zones.midnight(coach.tz, last + 1)


def _nearest_horizon(service: Service, coach: Coach, now: int) -> Rules:
    """The rules for how far ahead; of several, those that end first."""
    every = service.rules, *service.horizons

    def ends(rules: Rules) -> int:
        return horizon(replace(service, rules=rules, horizons=()), coach, now)

    return min(every, key=ends)


@lru_cache(maxsize=64)  # the same instant is asked for every coach of a service
def _days_ahead(zone: ZoneInfo, now: int, days: int) -> int:
    return zones.midnight(zone, zones.day_at(zone, now) + days)


def first_free(
    service: Service,
    coach: Coach,
    busy: Iterable[Span],
    window: Span,
    now: int,
    constraints: Constraints = NONE,
) -> int | None:
    """The first free start in the window, looking no further ahead than necessary."""
    start, end = bookable(service, coach, window, now)
    spans = tuple(busy)
    look = _FIRST_LOOK
    while start < end:
        until = start + look
        if end < until:
            until = end
        first = first_start(service, coach, spans, (start, until), constraints)
        if first is not None:
            return first
        start, look = until, look * 2
    return None


def days_of(starts: Sequence[int], zone: ZoneInfo) -> set[date]:
    """The days of starts given in order, on the clock of `zone`."""
    days: set[int] = set()
    if starts:
        i = 0
        for _, end, offset in zones.offset_periods(zone, starts[0], starts[-1] + 1):
            while i < len(starts) and starts[i] < end:
                number = (starts[i] + offset) // zones.DAY
                days.add(number)
                tomorrow = (number + 1) * zones.DAY - offset
                i = bisect_left(starts, min(tomorrow, end), i)
    return {day_of(number) for number in days}


def anyone(
    offers: Iterable[Offered],
    busy: Mapping[int, Sequence[Span]],
    window: Span,
    now: int,
    constraints: Mapping[int, Constraints] = MappingProxyType({}),
) -> dict[int, tuple[int, ...]]:
    """Each free start, in order, with the ids of the coaches free then, in the given order.

    busy, constraints: by coach id; a coach without an entry has no bookings and no constraints.
    """
    free: dict[int, tuple[int, ...]] = {}
    for service, coach in offers:
        one = (coach.id,)
        spans, bounds = busy.get(coach.id, ()), constraints.get(coach.id, NONE)
        for start in free_slots(service, coach, spans, window, now, bounds):
            free[start] = free[start] + one if start in free else one
    return dict(sorted(free.items()))


def nearest(starts: Sequence[int], target: int, count: int = 3) -> tuple[int, ...]:
    """The starts closest to the wanted one, in time order; in a tie, the earlier."""
    closest = sorted(starts, key=lambda start: (abs(start - target), start))
    return tuple(sorted(closest[:count]))


def check_start(
    service: Service,
    coach: Coach,
    busy: Iterable[Span],
    start: int,
    now: int,
    constraints: Constraints = NONE,
) -> None:
    """Whether this one start is free.

    Raises TooSoon, TooFar, DayFull, NotOffered, RoomTaken or SlotTaken, the first that applies,
    with its reason. None of them names other starts: that takes the busy spans around it. What is
    `booked` may be the break of another session: the spans do not tell.
    """
    rules, allowed = service.rules, allowed_starts(service, coach, now)
    reason = occupancy(service, coach, busy, (start, start + 1), allowed, constraints).why(start)
    match reason:
        case None:
            return
        case Reason.NOTICE:
            raise TooSoon("book", rules.notice_book, start - rules.notice_book * 60)
        case Reason.HORIZON:
            rules = _nearest_horizon(service, coach, now)
            by, count = rules.horizon_by.value, rules.horizon_count
            raise TooFar(rules.horizon_days, allowed[1], by, count)
        case Reason.CAP | Reason.LIMIT:
            raise _full(service, coach, start, constraints)
        case Reason.ROOM:
            raise RoomTaken(service.id, coach.id)
        case Reason.BOOKED | Reason.BUFFER | Reason.GAP:
            raise SlotTaken(service.id, coach.id, reason=reason.value)
        case Reason.LENGTH:  # to whoever asks, the session lies outside working hours
            raise NotOffered(service.id, coach.id, Reason.HOURS.value)
        case _:
            raise NotOffered(service.id, coach.id, reason.value)


def broken_rules(
    service: Service,
    coach: Coach,
    busy: Iterable[Span],
    start: int,
    now: int,
    constraints: Constraints,
) -> list[str]:
    """The names of the rules that keep a start from being offered and only protect the coach.

    Overriding them has to be explicit, and is recorded by these names.
    """
    earliest, end = allowed_starts(service, coach, now)
    rules = {"notice_book": start < earliest, "horizon": start >= end}
    names = [name for name, holds in rules.items() if holds]
    names += [
        f"{one.whose}_{'week' if one.weekly else 'day'}"
        for one in constraints.full
        if one.start <= start < one.end
    ]
    alone = occupancy(service, coach, busy, (start, start + 1))
    if service.gap and alone.why(start) is Reason.GAP:
        names.append("gap")
    return list(dict.fromkeys(names))  # services in a row may have the same rule


def _full(service: Service, coach: Coach, start: int, constraints: Constraints) -> Refusal:
    conflict = limits.first_at(constraints.full, start)
    if conflict is None:  # from a rule without further details
        return NotOffered(service.id, coach.id, Reason.CAP.value)
    kind = WeekFull if conflict.weekly else DayFull
    return kind(service.id, coach.id, conflict.whose.value, conflict.most)
