"""Where the entries of a week go in a picture of it: by day and minute of the coach's clock.

Past midnight an entry continues in the next column. On a day when the clock changes, it covers the
first to the last minute the clock shows: an hour that happens twice is drawn once.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.appointments.week import DAYS, Entry, EntryKind
from domain.time import zones
from domain.working_hours.hours import MIDNIGHT, day_number, day_span

HOUR: Final = 60
USUAL: Final = (9 * HOUR, 17 * HOUR)  # drawn when nothing says which hours matter
LEAST: Final = 6 * HOUR
LONG: Final = 12 * HOUR  # only shorter leave has its hours drawn
_GROUND: Final = frozenset({EntryKind.HOURS, EntryKind.FREE, EntryKind.CLOSED, EntryKind.LEAVE})


@dataclass(frozen=True, slots=True)
class LayoutBlock:
    """A part of an entry in one column. day: 0 is Monday. start, end: minutes of that day.

    Overlapping sessions each have a lane: lane, from 0, of lanes. begins: whether the entry begins
    here rather than the day before.
    """

    entry: Entry
    day: int
    start: int
    end: int
    lane: int = 0
    lanes: int = 1
    begins: bool = True


@dataclass(frozen=True, slots=True)
class WeekLayout:
    """A week as it is drawn: whole hours from `first` to `last`, in minutes of the day.

    now: its column and minute, None in another week.
    """

    first: int
    last: int
    blocks: Sequence[LayoutBlock]
    now: tuple[int, int] | None


def layout(entries: Iterable[Entry], monday: date, zone: ZoneInfo, now: int) -> WeekLayout:
    """The blocks of a week, background first, cropped to the hours in use. now: epoch seconds."""
    ground, sessions = list[LayoutBlock](), list[LayoutBlock]()
    entries = list(entries)
    this_minute = None
    for n in range(DAYS):
        day = monday + timedelta(days=n)
        span = day_span(day, day, zone)
        blocks = [b for e in entries if (b := _block(e, n, day, span, zone)) is not None]
        ground += [b for b in blocks if b.entry.kind in _GROUND]
        sessions += _in_lanes([b for b in blocks if b.entry.kind not in _GROUND])
        if span[0] <= now < span[1]:
            this_minute = n, _minutes((now, now + 1), day, zone)[0]
    first, last = _range([*ground, *sessions])
    cropped_blocks = [_crop(b, first, last) for b in (*ground, *sessions)]
    if this_minute and not first <= this_minute[1] <= last:
        this_minute = None
    return WeekLayout(first, last, [b for b in cropped_blocks if b.start < b.end], this_minute)


def _block(
    entry: Entry, n: int, day: date, span: tuple[int, int], zone: ZoneInfo
) -> LayoutBlock | None:
    start, end = max(entry.start, span[0]), min(entry.end, span[1])
    if start >= end:
        return None
    minutes = _minutes((start, end), day, zone)
    return LayoutBlock(entry, n, *minutes, begins=entry.start >= span[0])


def _minutes(span: tuple[int, int], day: date, zone: ZoneInfo) -> tuple[int, int]:
    """The first and last minute the clock shows in a span of a day."""
    midnight = day_number(day) * zones.DAY
    wall_times = list[int]()
    for begins, ends, offset in zones.offset_periods(zone, *span):
        first, last = max(span[0], begins), min(span[1], ends)
        if first < last:
            wall_times += [first + offset - midnight, last + offset - midnight]
    first, last = min(wall_times) // HOUR, -(-max(wall_times) // HOUR)
    # If the clock turns back across midnight, a day includes an hour of the day before.
    return max(0, first), max(1, last)


def _in_lanes(blocks: Sequence[LayoutBlock]) -> Iterator[LayoutBlock]:
    """Overlapping blocks side by side: each group that meets gets as many lanes as it needs."""
    row, until = list[LayoutBlock](), 0
    for block in sorted(blocks, key=lambda b: (b.start, b.end)):
        if row and block.start >= until:
            yield from _spread(row)
            row = []
        row.append(block)
        until = max(until, block.end)
    yield from _spread(row)


def _spread(row: Sequence[LayoutBlock]) -> Iterator[LayoutBlock]:
    lanes = list[int]()  # when each is free again
    placed = list[tuple[LayoutBlock, int]]()
    for block in row:
        lane = next((n for n, end in enumerate(lanes) if end <= block.start), len(lanes))
        lanes[lane : lane + 1] = [block.end]
        placed.append((block, lane))
    for block, lane in placed:
        yield replace(block, lane=lane, lanes=len(lanes))


def _range(blocks: Iterable[LayoutBlock]) -> tuple[int, int]:
    """The hours that are drawn: those with anything in them, and at least LEAST."""
    used_blocks = [b for b in blocks if b.entry.kind not in (EntryKind.CLOSED, EntryKind.LEAVE)]
    used_blocks += [b for b in blocks if b.entry.kind is EntryKind.LEAVE and b.end - b.start < LONG]
    if not used_blocks:
        return USUAL
    first = min(b.start for b in used_blocks) // HOUR * HOUR
    last = -(-max(b.end for b in used_blocks) // HOUR) * HOUR
    first = min(first, MIDNIGHT - LEAST)
    return first, max(last, first + LEAST)


def _crop(block: LayoutBlock, first: int, last: int) -> LayoutBlock:
    return replace(block, start=max(block.start, first), end=min(block.end, last))
