"""Every jump of a zone's clock from 2025 to 2037, as `zoneinfo` itself shows it.

Instants are epoch seconds; a wall time is a naive datetime.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from domain.starts.slots import free_slots
from domain.time.spans import Span
from tests.domain.model import a_coach, a_service

FIRST = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp())
LAST = int(datetime(2038, 1, 1, tzinfo=UTC).timestamp())
DAY = 86_400
WEEK = 7 * DAY


class Jump(NamedTuple):
    """The first instant with another offset from UTC; the offsets in seconds."""

    instant: int
    before: int
    after: int


def jumps(zone: ZoneInfo) -> tuple[Jump, ...]:
    """The jumps, searched week by week."""
    zone_jumps = []
    before = FIRST
    while before < LAST:
        after = before + WEEK
        if offset(zone, before) != offset(zone, after):
            lower, upper = before, after
            while upper - lower > 1:
                middle = (lower + upper) // 2
                if offset(zone, middle) == offset(zone, before):
                    lower = middle
                else:
                    upper = middle
            zone_jumps.append(Jump(upper, offset(zone, lower), offset(zone, upper)))
        before = after
    return tuple(zone_jumps)


def all_jumps() -> dict[str, tuple[Jump, ...]]:
    """The jumps of every zone by name, in the order of names."""
    return {name: jumps(ZoneInfo(name)) for name in sorted(available_timezones())}


def distinct(zones: dict[str, tuple[Jump, ...]]) -> dict[str, tuple[Jump, ...]]:
    """One zone for each set of jumps: most names are aliases of few rules."""
    name_of = {rule: name for name, rule in zones.items()}
    return {name: rule for rule, name in name_of.items()}


def offset(zone: ZoneInfo, instant: int) -> int:
    """The offset from UTC in seconds."""
    distance = datetime.fromtimestamp(instant, zone).utcoffset()
    assert distance is not None
    return int(distance.total_seconds())


def real_instant(wall: datetime, zone: ZoneInfo) -> int | None:
    """The first instant with this wall time; None if the round trip shows there is none."""
    instant = int(wall.replace(tzinfo=zone).timestamp())
    shown = datetime.fromtimestamp(instant, zone).replace(tzinfo=None)
    return instant if shown == wall else None


def walls(around: int, zone: ZoneInfo, step: int = 10) -> Iterator[datetime]:
    """The wall times at each step, in minutes, of the days within 30 hours either way."""
    day = datetime.fromtimestamp(around - 108_000, zone).date()
    end = datetime.fromtimestamp(around + 108_000, zone).date()
    while day <= end:
        midnight = datetime.combine(day, time.min)
        yield from (midnight + timedelta(minutes=m) for m in range(0, 1440, step))
        day += timedelta(days=1)


def real_starts(name: str, around: int, step: int = 10) -> list[int]:
    """The instants of all existing wall times, each once, for a day before and after."""
    zone = ZoneInfo(name)
    real = (real_instant(wall, zone) for wall in walls(around, zone, step))
    return sorted(s for s in real if s is not None and around - DAY <= s < around + DAY)


def offered_starts(name: str, around: int, minutes: int = 10, step: int = 10) -> list[int]:
    """When a coach who never sleeps can be booked, for a day before and after."""
    window: Span = (around - DAY, around + DAY)
    return free_slots(a_service(minutes, step), a_coach(zone=name), [], window, window[0])
