"""When a coach is open: working hours and leave, as actual instants.

A window of the local day opens at the first instant at which the clock shows its start or later and
closes at the first at which it shows its end or later. So an hour that happens twice is open twice,
and one that the clock skips takes no time; leave is read the same way.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.time import zones
from domain.time.spans import Span, union
from domain.working_hours.hours import MIDNIGHT, Window, WorkingHours, clash, day_of
from domain.working_hours.leave import Leave

Opening = tuple[int, int, int, int]
"""`(start, stop, end, anchor)` in epoch seconds.

Working hours last over `[start, end)`. Sessions may start in `[start, stop)`, at a whole number of
steps from `anchor`: what follows `stop` is the second pass of a fold, open but offering no start.
"""

Opened = tuple[Sequence[Opening], Sequence[Span]]
"""Openings, and leave, which they ignore."""
Days = tuple[int, int]
"""The first and the last day, counted from the epoch."""

# What a timetable caches: this many answers about at most this many days. A month takes 10 kB.
KEPT = 4
KEPT_DAYS = 62


class Timetable(Protocol):
    """Anything with working hours and leave on the clock of a zone: a coach, a room."""

    @property
    def tz(self) -> ZoneInfo: ...
    @property
    def hours(self) -> WorkingHours: ...
    @property
    def leaves(self) -> tuple[Leave, ...]: ...
    @property
    def digest(self) -> bytes:
        """The result of `digest_of`, computed once."""
        ...

    @property
    def openings_cache(self) -> dict[Days, Opened]:
        """Empty at first: the cache of `openings_and_leave`, as hours change far less than time."""
        ...


def digest_of(timetable: Timetable) -> bytes:
    """Sixteen bytes from zone, hours and leave: equal if timetables are open at the same times."""
    hours = timetable.hours
    facts = (
        timetable.tz.key,
        hours.weekly,
        sorted(hours.overrides.items()),
        [leave.walls for leave in timetable.leaves],
        [(season.period, season.weekly) for season in hours.seasons],
        sorted((service, its.weekly) for service, its in hours.within.items()),
    )
    return blake2b(repr(facts).encode(), digest_size=16).digest()


def openings_and_leave(
    timetable: Timetable, start: int, end: int, services: Sequence[int] = ()
) -> Opened:
    """The openings, in order and whole, of all days that reach into the instants `[start, end)`.

    And the leave of those days, in order: openings ignore it. services: whose times to respect, if
    they are only given at some.
    """
    row, days = _clock_and_days(timetable.tz, start, end)
    cache = timetable.openings_cache
    entry = cache.get(days)
    if entry is None:
        first, last = days
        openings = _openings(timetable.hours, first, last, row)
        entry = openings, _leave_spans(timetable.leaves, first, last, row)
        if last - first < KEPT_DAYS:
            if len(cache) >= KEPT:
                cache.clear()
            cache[days] = entry
    if not timetable.hours.within:
        return entry
    openings, away = list(entry[0]), entry[1]
    for service in services:
        if within := timetable.hours.within.get(service):
            openings = _common_openings(openings, _openings(within, days[0] - 1, days[1] + 1, row))
    return openings, away


def spans_of(openings: Iterable[Opening]) -> list[Span]:
    """When it is open, with touching windows joined."""
    return union((start, end) for start, _, end, _ in openings)


@lru_cache(maxsize=64)  # the same instants are asked for a hundred coaches
def _clock_and_days(
    zone: ZoneInfo, start: int, end: int
) -> tuple[tuple[zones.OffsetPeriod, ...], Days]:
    """What the clock shows around `[start, end)`, and the days that it may show then."""
    row = zones.around(zone, start, end)
    return row, _days(row, start, end)


def _days(row: tuple[zones.OffsetPeriod, ...], start: int, end: int) -> Days:
    """The first and last day, from the epoch, that the clock may show in `[start, end)`."""
    for begins, ends, offset in row:
        if begins <= start - zones.DAY and end + zones.DAY <= ends:
            return (start + offset) // zones.DAY, (end - 1 + offset) // zones.DAY
    offsets = [offset for _, _, offset in row]
    return (start + min(offsets)) // zones.DAY, (end - 1 + max(offsets)) // zones.DAY


def _openings(
    hours: WorkingHours, first: int, last: int, row: tuple[zones.OffsetPeriod, ...]
) -> list[Opening]:
    """The openings of whole days, counted from the epoch, and what remains from the day before."""
    openings: list[Opening] = []
    weekly, overrides = hours.weekly, hours.special(first - 1, last)
    following = iter(row)
    begin, end, offset = next(following)
    # Wall times that happen once and in sequence: none is also shown before or after.
    begins, ends = begin + offset, end + offset
    overnight = hours.latest > MIDNIGHT
    reach = hours.latest * 60 if overnight else zones.DAY
    for number in range(first - overnight, last + 1):
        windows = weekly[(number - zones.MONDAY) % 7]
        if overrides:
            windows = overrides.get(day_of(number), windows)
        if not windows:
            continue
        if overnight:
            windows = _before(windows, hours.on(day_of(number + 1)))
        midnight = number * zones.DAY
        while ends <= midnight:
            begin, end, offset = next(following)
            begins, ends = max(ends, begin + offset), end + offset
        if begins <= midnight and midnight + reach < ends:
            base = midnight - offset
            for opens, closes in windows:
                start = base + opens * 60
                close = base + closes * 60
                openings.append((start, close, close, start))
        else:
            for opens, closes in windows:
                openings += _across_a_jump(row, midnight + opens * 60, midnight + closes * 60)
    return openings


def _common_openings(openings: Sequence[Opening], within: Sequence[Opening]) -> list[Opening]:
    """What both have in common. Steps are counted from where the later of the two begins."""
    shared: list[Opening] = []
    index = 0
    for start, stop, end, anchor in openings:
        while index < len(within) and within[index][2] <= start:
            index += 1
        for begins, until, ends, its in within[index:]:
            if begins >= end:
                break
            first = max(start, begins)
            last = max(first, min(stop, until))
            shared.append((first, last, min(end, ends), max(anchor, its)))
    return shared


def _before(windows: tuple[Window, ...], morrow: tuple[Window, ...]) -> tuple[Window, ...]:
    """The windows of a day, cut where they would run into the next day's.

    Such hours are refused, but two replicas may save one day each.
    """
    if clash(windows, morrow) is None:
        return windows
    return *windows[:-1], (windows[-1][0], MIDNIGHT + morrow[0][0])


def _across_a_jump(
    row: tuple[zones.OffsetPeriod, ...], opens: int, closes: int
) -> Iterator[Opening]:
    """The openings of one window, given as wall times, on a day when the clock jumps."""
    start, end = zones.arrival(row, opens), zones.arrival(row, closes)
    pieces: list[tuple[int, int, int]] = []
    wall = opens
    for begins, ends, offset in row:
        first = max(start, begins, wall - offset)
        stop = min(end, ends)
        if first < stop:
            pieces.append((first, stop, opens - offset))
        wall = ends + offset
    follows = [first for first, _, _ in pieces[1:]]
    for (first, stop, anchor), until in zip(pieces, [*follows, end], strict=False):
        yield first, stop, until, anchor


def _leave_spans(
    leaves: tuple[Leave, ...], first: int, last: int, row: tuple[zones.OffsetPeriod, ...]
) -> list[Span]:
    """The leave that touches these days, as instants."""
    opens, closes = first * zones.DAY, (last + 1) * zones.DAY
    spans = []
    for leave in leaves:
        starts, ends = leave.walls
        if starts < closes and opens < ends:
            starts, ends = max(starts, opens), min(ends, closes)
            spans.append((zones.arrival(row, starts), zones.arrival(row, ends)))
    return union(spans) if spans else spans
