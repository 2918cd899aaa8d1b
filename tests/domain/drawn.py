"""Questions about free starts, drawn near nights when clocks jump."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import strategies as st

from domain.services.catalogue import Coach
from domain.services.service import Service
from domain.starts.slots import free_slots
from domain.time.periods import Period
from domain.time.spans import Span, epoch
from domain.working_hours.hours import Window
from domain.working_hours.leave import Leave
from domain.working_hours.seasons import Season
from tests.domain.model import a_coach, a_service

JUMPS = [
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Africa/Casablanca", date(2026, 2, 15)),
    ("Africa/Casablanca", date(2026, 3, 22)),
    ("America/Nuuk", date(2026, 3, 28)),
    ("America/Nuuk", date(2026, 10, 24)),
    ("America/Santiago", date(2026, 4, 4)),
    ("America/Santiago", date(2026, 9, 6)),
    ("Asia/Beirut", date(2026, 3, 29)),
    ("Asia/Beirut", date(2026, 10, 24)),
    ("Africa/Cairo", date(2026, 4, 24)),
    ("Africa/Cairo", date(2026, 10, 29)),
    ("America/Havana", date(2026, 3, 8)),
    ("America/Havana", date(2026, 11, 1)),
    ("Antarctica/Troll", date(2026, 3, 29)),
    ("Antarctica/Troll", date(2026, 10, 25)),
    ("Asia/Gaza", date(2026, 3, 28)),
    ("Asia/Gaza", date(2026, 10, 24)),
    ("Pacific/Apia", date(2011, 12, 30)),  # a day that never was
    ("America/St_Johns", date(2010, 11, 7)),  # at 00:01 the clock goes back to yesterday
    ("Asia/Pyongyang", date(2018, 5, 4)),  # 23:30 becomes midnight
    ("America/Caracas", date(2016, 5, 1)),
    ("Asia/Kathmandu", date(2026, 5, 1)),
    ("UTC", date(2026, 5, 1)),
]


@dataclass(frozen=True)
class Question:
    """Everything `free_slots` is called with."""

    service: Service
    coach: Coach
    busy: list[Span]
    window: Span
    now: int

    def free(self) -> list[int]:
        return free_slots(self.service, self.coach, self.busy, self.window, self.now)

    def blocked_span(self, start: int) -> Span:
        service = self.service
        return (
            start - service.buffer_before * 60,
            start + (service.minutes + service.buffer_after) * 60,
        )


@st.composite
def windows_of_a_day(draw: st.DrawFn) -> tuple[Window, ...]:
    minute = st.sampled_from([0, 60, 120, 150, 180, 1380, 1440]) | st.integers(0, 288).map(
        lambda fives: fives * 5
    )
    cuts = sorted(draw(st.sets(minute, min_size=2, max_size=6)))
    pairs = list(pairwise(cuts))
    kept = draw(st.lists(st.booleans(), min_size=len(pairs), max_size=len(pairs)))
    windows = [pair for pair, keep in zip(pairs, kept, strict=True) if keep]
    goes_on: bool = draw(st.booleans())
    if windows and goes_on:
        start, _ = windows.pop()
        after = draw(st.sampled_from([30, 60, 120, 150, 180, 720]) | st.integers(1, 720))
        windows.append((start, min(1440 + after, start + 1440)))
    return tuple(windows)


@st.composite
def nights(draw: st.DrawFn) -> tuple[Window, ...]:
    """Hours that continue until after the clock has jumped, whatever the next day has."""
    start = draw(st.sampled_from([720, 1260, 1380, 1410]))
    return ((start, 1440 + draw(st.sampled_from([30, 150, 180, 245, 720]))),)


@st.composite
def coaches(draw: st.DrawFn, zone: str, day: date, number: int = 1) -> Coach:
    daily = draw(windows_of_a_day() | nights() | st.just(((0, 1440),)))
    near = st.integers(-2, 3).map(lambda n: day + timedelta(days=n))
    overrides = draw(st.dictionaries(near, windows_of_a_day() | nights(), max_size=2))
    leaves = []
    for _ in range(draw(st.integers(0, 2))):
        midnight = datetime.combine(draw(near), time.min)
        starts = midnight + timedelta(minutes=draw(st.integers(0, 1439)))
        length = draw(st.sampled_from([30, 60, 1440]) | st.integers(1, 3000))
        leaves.append(Leave(1, starts, starts + timedelta(minutes=length)))
    seasons = draw(st.just(()) | st.lists(seasons_around(day), max_size=2).map(tuple))
    within = draw(st.none() | windows_of_a_day() | nights())
    return a_coach(zone, daily, overrides, tuple(leaves), number, seasons, within)


@st.composite
def seasons_around(draw: st.DrawFn, day: date) -> Season:
    """Hours for some of the days around, from this year or from earlier ones on."""
    first = day + timedelta(days=draw(st.integers(-9, 3)))
    last = draw(st.none() | st.integers(0, 12).map(lambda n: first + timedelta(days=n)))
    yearly = last is not None and draw(st.booleans())
    if yearly and last is not None:
        back = 365 * draw(st.integers(0, 2))
        first, last = first - timedelta(days=back), last - timedelta(days=back)
    windows = draw(windows_of_a_day() | nights())
    named = draw(st.sets(st.integers(0, 6), min_size=1))
    week = tuple(windows if weekday in named else None for weekday in range(7))
    return Season(draw(st.integers(1, 9)), Period(first, last, yearly), week)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    zone, day = draw(st.sampled_from(JUMPS))
    service = a_service(
        minutes=draw(st.sampled_from([5, 25, 30, 60, 90, 180, 1500])),
        step=draw(st.sampled_from([5, 15, 20, 30, 60, 7])),
        buffers=(draw(st.sampled_from([0, 0, 10, 45])), draw(st.sampled_from([0, 0, 10, 45]))),
        notice=draw(st.sampled_from([0, 0, 60, 1440])),
        horizon=draw(st.sampled_from([1, 2, 60])),
    )
    midnight = epoch(datetime.combine(day, time.min, UTC))
    hour = 3600
    before = st.sampled_from([-36 * hour, -8 * hour]) | st.integers(-36 * hour, 24 * hour)
    start = midnight + draw(before)
    end = start + draw(st.just(36 * hour) | st.integers(0, 48 * hour))
    busy = []
    for _ in range(draw(st.integers(0, 5))):
        begins = start + draw(st.integers(-6 * 60, 48 * 60)) * 60
        busy.append((begins, begins + draw(st.sampled_from([0, 1, 1800, 3600, 2400, 20_000]))))
    now = start - draw(st.just(24 * hour) | st.integers(-hour, 24 * hour))
    return Question(service, draw(coaches(zone, day)), busy, (start, end), now)
