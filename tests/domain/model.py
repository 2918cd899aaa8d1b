"""The rule of free starts written a second time: minute by minute, slowly, straight from
zoneinfo."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, partial
from itertools import accumulate, chain
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from domain.services.catalogue import Coach
from domain.services.rules import Rules
from domain.services.service import Approval, Money, Service
from domain.time.periods import Period
from domain.time.spans import Span
from domain.working_hours.hours import Window, WorkingHours
from domain.working_hours.leave import Leave
from domain.working_hours.seasons import Season

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
    seasons: tuple[Season, ...] = (),
    within: tuple[Window, ...] | None = None,
) -> Coach:
    only = {} if within is None else {1: WorkingHours((within,) * 7, {})}
    hours = WorkingHours((daily,) * 7, overrides or {}, seasons, only)
    return Coach(
        number, number, "Anna Berg", zone, Approval.AUTO, True, None, hours, leaves, frozenset({1})
    )


def clock(zone: str, first: date, days: int) -> tuple[list[int], list[datetime]]:
    """Each minute from midnight UTC of `first` on: its epoch second and what the clock shows."""
    start = int(datetime.combine(first, time.min, UTC).timestamp())
    minutes = [start + 60 * i for i in range(days * 1440)]
    shown = [_wall_times(zone, first + timedelta(days=n)) for n in range(days)]
    return minutes, list(chain.from_iterable(shown))


@lru_cache(maxsize=400)  # the days around every jump that is drawn
def _wall_times(zone: str, day: date) -> list[datetime]:
    start, tz = int(datetime.combine(day, time.min, UTC).timestamp()), ZoneInfo(zone)
    minutes = range(start, start + 86_400, 60)
    return [datetime.fromtimestamp(t, tz).replace(tzinfo=None) for t in minutes]


def free_starts(
    service: Service, coach: Coach, busy: Sequence[Span], window: Span, now: int
) -> list[int]:
    """What `free_slots` must return, for whole minutes."""
    reasons = verdicts(service, coach, busy, window, now)
    return [start for start, reason in reasons.items() if reason is None]


def verdicts(
    service: Service,
    coach: Coach,
    busy: Sequence[Span],
    window: Span,
    now: int,
    closed: Sequence[tuple[int, int, str]] = (),
    forbidden: Sequence[tuple[int, int, str]] = (),
    crowded: Sequence[Span] = (),
    joinable: Sequence[int] = (),
    others: Mapping[str, Callable[[int], bool]] = MappingProxyType({}),
) -> dict[int, str | None]:
    """What keeps each whole minute of the window from being offered, None if it is offered.

    others: rules in place of those here, each asked about a start.
    """
    first = datetime.fromtimestamp(window[0], UTC).date() - timedelta(days=3)
    days = (window[1] - window[0]) // 86_400 + 8 + service.minutes // 1440
    minutes, shown = clock(coach.zone, first, days)
    latest = list(accumulate(shown, max))
    today = datetime.fromtimestamp(now, ZoneInfo(coach.zone)).date()
    last_day = today + timedelta(days=service.rules.horizon_days)
    at_work, on_grid = _hours(coach, service, first, days, latest)
    away = [False] * len(minutes)
    for leave in coach.leaves:
        for i in range(bisect_left(latest, leave.starts), bisect_left(latest, leave.ends)):
            away[i] = True

    def session(i: int) -> slice:
        return slice(i, i + service.minutes)

    def meets(spans: Iterable[tuple[Any, ...]], i: int) -> bool:
        begin, end = minutes[i], minutes[i] + service.minutes * 60
        return any(max(begin, b) < min(end, e) for b, e, *_ in spans)

    def within(reason: str, i: int) -> bool:
        return any(b <= minutes[i] < e for b, e, its in forbidden if its == reason)

    before, after = service.buffer_before * 60, service.buffer_after * 60
    wide = [(b - after, e + before) for b, e in busy if b < e]
    apart = [(b - service.gap * 60, e + service.gap * 60) for b, e in wide]
    # In the order they are named; what has no length is in nobody's way.
    rules: dict[str, Callable[[int], bool]] = {
        "notice": lambda i: minutes[i] < now + service.rules.notice_book * 60,
        "horizon": lambda i: latest[i].date() > last_day,  # over, though a fold shows it again
        "hours": lambda i: not at_work[i],
        "length": lambda i: not all(at_work[session(i)]),
        "closure": lambda i: meets(closed, i),
        "leave": lambda i: any(away[session(i)]),
        "grid": lambda i: shown[i] not in on_grid or (i > 0 and latest[i - 1] >= shown[i]),
        "cap": lambda i: within("cap", i),
        "limit": lambda i: within("limit", i),
        "booked": lambda i: meets(busy, i),
        "buffer": lambda i: meets(wide, i),
        "gap": lambda i: meets(apart, i),
        "room": lambda i: any(b <= minutes[i] < e for b, e in crowded),
    }
    rules |= {name: partial(_holds_at, rule, minutes) for name, rule in others.items()}
    # Whoever joins others finds the time taken by them, and the house already open for them.
    for_more = {n: rules[n] for n in ("notice", "horizon", "closure", "leave", "limit")}

    def rules_for(start: int) -> dict[str, Callable[[int], bool]]:
        return for_more if start in joinable else rules

    return {
        start: next((reason for reason, holds in rules_for(start).items() if holds(i)), None)
        for i, start in enumerate(minutes)
        if window[0] <= start < window[1]
    }


def _holds_at(rule: Callable[[int], bool], minutes: Sequence[int], i: int) -> bool:
    return rule(minutes[i])


def _hours(
    coach: Coach, service: Service, first: date, days: int, latest: Sequence[datetime]
) -> tuple[list[bool], set[datetime]]:
    """Whether each minute is within working hours, and the wall times of the grid."""
    at_work = [False] * len(latest)
    on_grid: set[datetime] = set()
    windows = walls_of(coach.hours, first, days)
    if service.id in coach.hours.within:
        its = walls_of(coach.hours.within[service.id], first, days)
        pairs = [(max(a, c), min(b, d)) for a, b in windows for c, d in its]
        windows = [(starts, ends) for starts, ends in pairs if starts < ends]
    for starts, ends in windows:
        for i in range(bisect_left(latest, starts), bisect_left(latest, ends)):
            at_work[i] = True
        for minute in range(0, (ends - starts) // timedelta(minutes=1), service.step):
            on_grid.add(starts + timedelta(minutes=minute))
    return at_work, on_grid


def walls_of(hours: WorkingHours, first: date, days: int) -> list[tuple[datetime, datetime]]:
    """The windows of all days as wall times; each ends where those of the next day begin."""
    walls = []
    for day in (first + timedelta(days=n) for n in range(-1, days + 1)):
        midnight = datetime.combine(day, time.min)
        morrow = windows_on(hours, day + timedelta(days=1))
        latest_end = 1440 + morrow[0][0] if morrow else 2160
        for opens, end in windows_on(hours, day):
            closes = min(end, latest_end)
            if opens < closes:
                walls.append(
                    (midnight + timedelta(minutes=opens), midnight + timedelta(minutes=closes))
                )
    return walls


def windows_on(hours: WorkingHours, day: date) -> tuple[Window, ...]:
    """What applies on a day: its own hours, else those of the shortest season that names it."""
    if day in hours.overrides:
        return hours.overrides[day]
    candidates = []
    for season in hours.seasons:
        windows = season.weekly[day.weekday()]
        if windows is not None:
            for begins, ends in times_of(season.period, day):
                if begins <= day <= ends:
                    length, later = ends - begins, -begins.toordinal()
                    rank = length, later, season.period.yearly, -season.id
                    candidates.append((rank, windows))
    if candidates:
        return min(candidates, key=lambda one: one[0])[1]
    return hours.weekly[day.weekday()]


def times_of(period: Period, day: date) -> list[tuple[date, date]]:
    if not period.yearly or period.last is None:
        return [(period.first, period.last or date.max)]
    times = []
    for year in range(period.first.year, day.year + 1):
        last_year = year + period.last.year - period.first.year
        times.append((_that_year(period.first, year), _that_year(period.last, last_year)))
    return times


def _that_year(day: date, year: int) -> date:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return date(year, day.month, 28 if (day.month, day.day) == (2, 29) and not leap else day.day)
