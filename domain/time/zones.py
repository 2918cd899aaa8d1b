"""What the clock of a zone shows, in integers.

`zoneinfo` answers for a wall time that never happens as readily as for a real one, and an answer
costs a datetime. Here a zone is a row of periods `(start, end, offset)` in each of which its
offset to UTC is constant: from epoch second `start` up to `end` the clock shows the instant plus
`offset` seconds. Where two periods meet, the clock jumps forward (a gap) or back (a fold).

A wall time is counted in seconds from 1970-01-01 00:00 on the clock itself, whatever the zone.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

OffsetPeriod = tuple[int, int, int]

DAY = 86_400
MONDAY = 4  # 1970-01-05, the first one, counted in days from 1970-01-01
# In the zone database, but nowhere on Earth.
NO_PLACES = frozenset({"Factory", "localtime", "posixrules"})
_SECOND = timedelta(seconds=1)
# Periods are computed once per block of about 388 days: nearly every month lies within one.
_BLOCK_BITS = 25
# One day for the offset to UTC, one for the day of a jump, one to spare.
_MARGIN = 3 * DAY


def exists(name: str) -> bool:
    """Whether this is the name of an IANA zone, spelt exactly."""
    if name in NO_PLACES or name.startswith(("posix/", "right/")):
        return False
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return False
    return True


def offset_periods(zone: ZoneInfo, start: int, end: int) -> tuple[OffsetPeriod, ...]:
    """Periods in order that cover the instants `[start, end)`, and some before and after."""
    first, last = start >> _BLOCK_BITS, (end - 1) >> _BLOCK_BITS
    if first == last:
        return _block(zone, first)
    merged: list[OffsetPeriod] = []
    for number in range(first, last + 1):
        for period in _block(zone, number):
            if merged and merged[-1][2] == period[2]:
                merged[-1] = (merged[-1][0], period[1], period[2])
            else:
                merged.append(period)
    return tuple(merged)


def around(zone: ZoneInfo, start: int, end: int) -> tuple[OffsetPeriod, ...]:
    """Periods that cover the instants and the wall times `[start, end)`."""
    return offset_periods(zone, start - _MARGIN, end + _MARGIN)


def arrival(row: tuple[OffsetPeriod, ...], wall: int) -> int:
    """The first instant at which the clock shows `wall` or later.

    In a fold, the first of two; for a wall time in a gap, the instant of the jump. `row`: from
    `around` the wall time.
    """
    for start, end, offset in row:
        instant = wall - offset
        if instant < end:
            return max(instant, start)
    raise ValueError(f"wall time {wall} lies behind the given periods")


def day_at(zone: ZoneInfo, instant: int) -> int:
    """The day on the clock at an instant, counted from 1970-01-01."""
    row = offset_periods(zone, instant, instant + 1)
    utc_offset = next(offset for start, end, offset in row if start <= instant < end)
    return (instant + utc_offset) // DAY


@lru_cache(maxsize=1024)
def midnight(zone: ZoneInfo, day: int) -> int:
    """The instant at which a day begins; the first after it if the clock skips it."""
    wall = day * DAY
    return arrival(around(zone, wall, wall + 1), wall)


@lru_cache(maxsize=4096)
def _block(zone: ZoneInfo, number: int) -> tuple[OffsetPeriod, ...]:
    """The periods of one block, cut at its edges.

    Checks once a day and bisects changes, so offsets have to last for at least a day.
    """
    begin, end = number << _BLOCK_BITS, (number + 1) << _BLOCK_BITS
    pieces: list[OffsetPeriod] = []
    start, offset = begin, _offset(zone, begin)
    cursor = begin
    while cursor < end:
        ahead = min(cursor + DAY, end)
        if _offset(zone, ahead) == offset:
            cursor = ahead
            continue
        cursor = _jump(zone, cursor, ahead)
        if cursor < end:
            pieces.append((start, cursor, offset))
            start, offset = cursor, _offset(zone, cursor)
    pieces.append((start, end, offset))
    return tuple(pieces)


def _jump(zone: ZoneInfo, before: int, after: int) -> int:
    """The first instant of a new offset; `after` has a different one from `before`."""
    offset = _offset(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, middle) == offset:
            before = middle
        else:
            after = middle
    return after


def _offset(zone: ZoneInfo, instant: int) -> int:
    distance = datetime.fromtimestamp(instant, zone).utcoffset()
    assert distance is not None  # a ZoneInfo has an offset for every aware datetime
    return distance // _SECOND
