"""The starts that a customer can choose.

A start is free when the whole session lies in one uninterrupted stretch of open hours, its wall
time is a whole number of steps from the start of its window and happens then for the first time,
the session with its buffers meets nothing that is busy, and the rules allow it at this hour. The
buffers may lie outside working hours and in leave.

Instants are epoch seconds throughout. `busy`: spans in any order, each with the buffers of the
booking it belongs to. `window`: the starts asked for, half-open. `now`: the present instant.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from domain import zones
from domain.availability import Opening, open_spans, openings
from domain.catalogue import Coach, Service
from domain.hours import day_of
from domain.refusals import NotOffered, SlotTaken, TooFar, TooSoon
from domain.spans import Span

_FIRST_LOOK = zones.DAY


def free_slots(
    service: Service, coach: Coach, busy: Iterable[Span], window: Span, now: int
) -> list[int]:
    """Every free start in the window, in order."""
    return open_starts(service, coach, busy, bookable(service, coach, window, now))


def open_starts(service: Service, coach: Coach, busy: Iterable[Span], window: Span) -> list[int]:
    """The starts in the window, in order, that are free once the rules allow them.

    Those of them in `bookable` are `free_slots`: what is asked here does not change as time passes.
    """
    return _sweep(service, coach, busy, *window)


def bookable(service: Service, coach: Coach, window: Span, now: int) -> Span:
    """The window as far as notice and horizon allow."""
    earliest = now + service.rules.notice_book * 60
    return max(window[0], earliest), min(window[1], horizon(service, coach, now))


def horizon(service: Service, coach: Coach, now: int) -> int:
    """The first instant that lies too far ahead: the end of the last day that can be booked.

    Days are whole ones of the coach's calendar, counted from their today.
    """
    last = zones.day_at(coach.tz, now) + service.rules.horizon_days
    return zones.midnight(coach.tz, last + 1)


def first_free(
    service: Service, coach: Coach, busy: Iterable[Span], window: Span, now: int
) -> int | None:
    """The first free start in the window, looking no further ahead than it must."""
    start, end = bookable(service, coach, window, now)
    spans = tuple(busy)
    look = _FIRST_LOOK
    while start < end:
        until = min(start + look, end)
        found = _sweep(service, coach, spans, start, until)
        if found:
            return found[0]
        start, look = until, look * 2
    return None


def free_days(
    service: Service,
    coach: Coach,
    busy: Iterable[Span],
    window: Span,
    now: int,
    zone: ZoneInfo,
) -> set[date]:
    """The days, on the clock of `zone`, with at least one free start in the window."""
    return days_of(free_slots(service, coach, busy, window, now), zone)


def days_of(starts: Sequence[int], zone: ZoneInfo) -> set[date]:
    """The days of starts given in order, on the clock of `zone`."""
    days: set[int] = set()
    if starts:
        i = 0
        for _, end, offset in zones.stretches(zone, starts[0], starts[-1] + 1):
            while i < len(starts) and starts[i] < end:
                number = (starts[i] + offset) // zones.DAY
                days.add(number)
                tomorrow = (number + 1) * zones.DAY - offset
                i = bisect_left(starts, min(tomorrow, end), i)
    return {day_of(number) for number in days}


def anyone(
    service: Service,
    coaches: Iterable[Coach],
    busy: Mapping[int, Sequence[Span]],
    window: Span,
    now: int,
) -> dict[int, tuple[int, ...]]:
    """Each free start, in order, with the ids of the coaches free then, as the coaches are given.

    busy: by coach id; a coach without an entry has nothing booked.
    """
    free: dict[int, tuple[int, ...]] = {}
    for coach in coaches:
        one = (coach.id,)
        for start in free_slots(service, coach, busy.get(coach.id, ()), window, now):
            free[start] = free[start] + one if start in free else one
    return dict(sorted(free.items()))


def nearest(starts: Sequence[int], wanted: int, count: int = 3) -> tuple[int, ...]:
    """The starts closest to the wanted one, in time order; of two as close, the earlier."""
    closest = sorted(starts, key=lambda start: (abs(start - wanted), start))
    return tuple(sorted(closest[:count]))


def check_start(service: Service, coach: Coach, busy: Iterable[Span], start: int, now: int) -> None:
    """Whether this one start is free.

    Raises TooSoon, TooFar, NotOffered or SlotTaken, the first that holds, with its reason. None of
    them names other starts: only who knows the busy spans around it can. What is `booked` may be
    the break of another session: the spans do not tell.
    """
    rules = service.rules
    if start < now + rules.notice_book * 60:
        raise TooSoon("book", rules.notice_book, start - rules.notice_book * 60)
    if start >= (until := horizon(service, coach, now)):
        raise TooFar(rules.horizon_days, until)
    if not _sweep(service, coach, [], start, start + 1):
        raise NotOffered(service.id, coach.id, _why_closed(service, coach, start))
    spans = tuple(busy)
    if not _sweep(service, coach, spans, start, start + 1):
        end = start + service.minutes * 60
        meets = any(b < end and start < e for b, e in spans)
        raise SlotTaken(service.id, coach.id, reason="booked" if meets else "buffer")


def _why_closed(service: Service, coach: Coach, start: int) -> str:
    """What keeps a coach who has nothing booked from offering this start."""
    end = start + service.minutes * 60
    first = day_of(zones.day_at(coach.tz, start) - 1)
    last = day_of(zones.day_at(coach.tz, end) + 1)

    def is_open(one: Coach) -> bool:
        return any(b <= start and end <= e for b, e in open_spans(one, first, last))

    if not is_open(replace(coach, leaves=())):
        return "hours"
    return "grid" if is_open(coach) else "leave"


def _sweep(
    service: Service, coach: Coach, busy: Iterable[Span], lower: int, upper: int
) -> list[int]:
    """The free starts in `[lower, upper)`: one pass over the openings and the busy spans.

    A busy span forbids the starts from which the session and its buffers would reach into it:
    those between, and without, its start less session and buffer after, and its end plus buffer
    before. Each is met once; how far those behind us forbid is carried on in `start`.
    """
    if lower >= upper:
        return []
    length, step = service.minutes * 60, service.step * 60
    lead, tail = service.buffer_before * 60, length + service.buffer_after * 60
    early, late = lower - lead, upper + tail
    forbidden = [(b - tail, e + lead) for b, e in busy if b < late and early < e and b < e]
    forbidden.sort()
    forbidden.append((upper, upper))  # ends every inner loop
    ahead = iter(forbidden)
    after, until = next(ahead)
    free: list[int] = []
    start = lower
    offered = openings(coach, lower, upper + length)
    following = [opening[0] for opening in offered[1:]]
    following.append(upper + length)
    for k, (opens, stop, end, anchor) in enumerate(offered):
        reach = end if following[k] != end else _uninterrupted(offered, k, stop + length)
        bound = min(stop, reach - length + 1, upper)
        start = max(start, opens)
        while after < bound:
            if start <= after:
                free += range(start + (anchor - start) % step, after + 1, step)
            if start < until:
                start = until
            after, until = next(ahead)
        if start < bound:
            free += range(start + (anchor - start) % step, bound, step)
    return free


def _uninterrupted(offered: list[Opening], k: int, enough: int) -> int:
    """How far the coach is open without a break from opening k on, looking up to `enough`."""
    end = offered[k][2]
    while end < enough and k + 1 < len(offered) and offered[k + 1][0] == end:
        k += 1
        end = offered[k][2]
    return end
