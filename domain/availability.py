"""When a coach is open: working hours minus leave, on the instants where they really lie.

A window of the local day opens at the first instant at which the clock shows its start or later and
closes at the first at which it shows its end or later. So an hour that happens twice is open twice,
and one that the clock jumps over takes no time; leave is read the same way.
"""

from collections.abc import Iterator
from datetime import date, datetime

from domain import zones
from domain.catalogue import Coach
from domain.hours import day_number, day_of
from domain.leave import Leave
from domain.spans import Span, union

Opening = tuple[int, int, int, int]
"""`(start, stop, end, anchor)` in epoch seconds.

The coach is open in `[start, end)`. Sessions may start in `[start, stop)`, at a whole number of
steps from `anchor`: what follows `stop` is the second pass of a fold, open but offering no start.
"""

_MONDAY = 4  # 1970-01-05, the first Monday in days from the epoch
_EPOCH_WALL = datetime(1970, 1, 1)


def open_spans(coach: Coach, first_day: date, last_day: date) -> list[Span]:
    """The spans in which a coach is open, in order, windows that touch joined.

    The days are of the coach's zone, both included.
    """
    first, last = day_number(first_day), day_number(last_day)
    row = zones.around(coach.tz, first * zones.DAY, (last + 1) * zones.DAY)
    return union((start, end) for start, _, end, _ in _openings(coach, first, last, row))


def openings(coach: Coach, start: int, end: int) -> list[Opening]:
    """The openings, in order and whole, of all days that touch the instants `[start, end)`."""
    row = zones.around(coach.tz, start, end)
    offsets = [offset for _, _, offset in row]
    first = (start + min(offsets)) // zones.DAY
    last = (end - 1 + max(offsets)) // zones.DAY
    return _openings(coach, first, last, row)


def _openings(coach: Coach, first: int, last: int, row: tuple[zones.Stretch, ...]) -> list[Opening]:
    """The openings of whole days, counted from the epoch."""
    found: list[Opening] = []
    plain = iter(_plain_walls(row))
    begins, ends, offset = next(plain)
    weekly, overrides = coach.hours.weekly, coach.hours.overrides
    for number in range(first, last + 1):
        weekday = weekly[(number - _MONDAY) % 7]
        windows = overrides.get(day_of(number), weekday) if overrides else weekday
        if not windows:
            continue
        midnight = number * zones.DAY
        while ends <= midnight:
            begins, ends, offset = next(plain)
        if begins <= midnight and midnight + zones.DAY < ends:
            base = midnight - offset
            for opens, closes in windows:
                start = base + opens * 60
                end = base + closes * 60
                found.append((start, end, end, start))
        else:
            for opens, closes in windows:
                found += _across_a_jump(row, midnight + opens * 60, midnight + closes * 60)
    return _outside(found, _leave_spans(coach.leaves, first, last, row)) if coach.leaves else found


def _plain_walls(row: tuple[zones.Stretch, ...]) -> Iterator[zones.Stretch]:
    """Wall times `[start, end)` that happen once and one after another, with their offset."""
    shown = row[0][0] + row[0][2]
    for start, end, offset in row:
        yield max(shown, start + offset), end + offset, offset
        shown = end + offset


def _across_a_jump(row: tuple[zones.Stretch, ...], opens: int, closes: int) -> Iterator[Opening]:
    """The openings of one window, given as wall times, on a day when the clock jumps."""
    start, end = zones.arrival(row, opens), zones.arrival(row, closes)
    pieces: list[tuple[int, int, int]] = []
    shown = opens
    for begins, ends, offset in row:
        first = max(start, begins, shown - offset)
        stop = min(end, ends)
        if first < stop:
            pieces.append((first, stop, opens - offset))
        shown = ends + offset
    follows = [first for first, _, _ in pieces[1:]]
    for (first, stop, anchor), until in zip(pieces, [*follows, end], strict=False):
        yield first, stop, until, anchor


def _leave_spans(
    leaves: tuple[Leave, ...], first: int, last: int, row: tuple[zones.Stretch, ...]
) -> list[Span]:
    """The leave that meets these days, as instants."""
    opens, closes = first * zones.DAY, (last + 1) * zones.DAY
    spans = []
    for leave in leaves:
        starts, ends = _wall(leave.starts), _wall(leave.ends)
        if starts < closes and opens < ends:
            starts, ends = max(starts, opens), min(ends, closes)
            spans.append((zones.arrival(row, starts), zones.arrival(row, ends)))
    return union(spans)


def _wall(moment: datetime) -> int:
    since = moment - _EPOCH_WALL
    return since.days * zones.DAY + since.seconds


def _outside(found: list[Opening], leave: list[Span]) -> list[Opening]:
    """The openings without the leave."""
    if not leave:
        return found
    left: list[Opening] = []
    j = 0
    for start, stop, end, anchor in found:
        while j < len(leave) and leave[j][1] <= start:
            j += 1
        back, k = start, j
        while k < len(leave) and leave[k][0] < end:
            off = leave[k][0]
            if back < off:
                left.append((back, min(stop, off), off, anchor))
            back = leave[k][1]
            k += 1
        if back < end:
            left.append((back, stop, end, anchor))
    return left
