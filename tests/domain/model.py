"""The rule of free starts told a second time: minute by minute, slowly, straight from zoneinfo."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from domain.catalogue import Approval, Coach, Money, Rules, Service
from domain.hours import Window, WorkingHours
from domain.leave import Leave
from domain.spans import Span

ALL_DAY: tuple[Window, ...] = ((0, 1440),)


def a_service(
    minutes: int = 30,
    step: int = 30,
    buffers: tuple[int, int] = (0, 0),
    notice: int = 0,
    horizon: int = 60,
) -> Service:
    rules = Rules(notice_book=notice, horizon_days=horizon)
    return Service(1, "Session", minutes, Money(5000, "EUR"), *buffers, step=step, rules=rules)


def a_coach(
    zone: str = "Europe/Berlin",
    daily: tuple[Window, ...] = ALL_DAY,
    overrides: dict[date, tuple[Window, ...]] | None = None,
    leaves: tuple[Leave, ...] = (),
    number: int = 1,
) -> Coach:
    hours = WorkingHours((daily,) * 7, overrides or {})
    return Coach(
        number, number, "Anna Berg", zone, Approval.AUTO, True, None, hours, leaves, frozenset({1})
    )


@lru_cache(maxsize=64)
def clock(zone: str, first: date, days: int) -> tuple[list[int], list[datetime]]:
    """Each minute from midnight UTC of `first` on: its epoch second and what the clock shows."""
    start = int(datetime.combine(first, time.min, UTC).timestamp())
    minutes = [start + 60 * i for i in range(days * 1440)]
    tz = ZoneInfo(zone)
    return minutes, [datetime.fromtimestamp(t, tz).replace(tzinfo=None) for t in minutes]


def free_starts(
    service: Service, coach: Coach, busy: Sequence[Span], window: Span, now: int
) -> list[int]:
    """What `free_slots` must give, for whole minutes."""
    first = datetime.fromtimestamp(window[0], UTC).date() - timedelta(days=3)
    days = (window[1] - window[0]) // 86_400 + 8 + service.minutes // 1440
    minutes, shown = clock(coach.zone, first, days)
    latest = list(accumulate(shown, max))
    today = datetime.fromtimestamp(now, ZoneInfo(coach.zone)).date()
    last_day = today + timedelta(days=service.rules.horizon_days)

    is_open = [False] * len(minutes)
    on_grid: set[datetime] = set()
    for day in (first + timedelta(days=n) for n in range(-1, days + 1)):
        midnight = datetime.combine(day, time.min)
        for opens, closes in coach.hours.on(day):
            starts, ends = midnight + timedelta(minutes=opens), midnight + timedelta(minutes=closes)
            for i in range(bisect_left(latest, starts), bisect_left(latest, ends)):
                is_open[i] = True
            for minute in range(opens, closes, service.step):
                on_grid.add(midnight + timedelta(minutes=minute))
    for leave in coach.leaves:
        for i in range(bisect_left(latest, leave.starts), bisect_left(latest, leave.ends)):
            is_open[i] = False

    free = []
    for i, start in enumerate(minutes):
        blocked = (
            start - service.buffer_before * 60,
            start + (service.minutes + service.buffer_after) * 60,
        )
        if (
            window[0] <= start < window[1]
            and now + service.rules.notice_book * 60 <= start
            and shown[i].date() <= last_day
            and shown[i] in on_grid
            and (i == 0 or latest[i - 1] < shown[i])
            and all(is_open[i : i + service.minutes])
            and not any(max(blocked[0], b) < min(blocked[1], e) for b, e in busy)
        ):
            free.append(start)
    return free
