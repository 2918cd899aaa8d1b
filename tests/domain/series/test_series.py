"""On which days a series falls, and at which instants: by example, and by law over hard zones."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.series.series import (
    LONGEST_SHIFT,
    MOST_DATES,
    Rhythm,
    Shift,
    Unit,
    whole_weeks,
)
from domain.series.series_plan import Occasion, in_order, occasions

HARD = [
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "America/Santiago",
    "America/Nuuk",
    "Pacific/Apia",
    "Antarctica/Troll",
    "Asia/Gaza",
    "Europe/Berlin",
]
WEEKLY, MONTHLY = Rhythm(Unit.WEEK), Rhythm(Unit.MONTH)
zones = st.sampled_from(HARD).map(ZoneInfo)
rhythms = st.builds(Rhythm, st.sampled_from(Unit), st.integers(1, 12))
walls = st.datetimes(datetime(2011, 12, 1), datetime(2036, 12, 31)).map(
    lambda at: at.replace(second=0, microsecond=0)
)


@pytest.mark.parametrize(
    ("first", "rhythm", "days"),
    [
        ("2026-12-01", WEEKLY, "2026-12-01 2026-12-08 2026-12-15 2026-12-22"),
        ("2026-12-01", Rhythm(Unit.WEEK, 2), "2026-12-01 2026-12-15 2026-12-29 2027-01-12"),
        ("2026-12-15", MONTHLY, "2026-12-15 2027-01-15 2027-02-15 2027-03-15"),
        # The 31st comes back after each shorter month.
        ("2027-01-31", MONTHLY, "2027-01-31 2027-02-28 2027-03-31 2027-04-30"),
        ("2027-10-31", Rhythm(Unit.MONTH, 2), "2027-10-31 2027-12-31 2028-02-29 2028-04-30"),
    ],
)
def test_days_are_reckoned_from_the_first(first: str, rhythm: Rhythm, days: str) -> None:
    dates = rhythm.days(date.fromisoformat(first), 4)
    assert " ".join(map(str, dates)) == days


@given(walls, rhythms, st.integers(0, MOST_DATES - 1))
def test_no_date_drifts(first: datetime, rhythm: Rhythm, number: int) -> None:
    day = rhythm.day(first.date(), number)
    if rhythm.unit is Unit.WEEK:
        assert (day - first.date()).days == 7 * number * rhythm.every
    else:
        months = 12 * (day.year - first.year) + day.month - first.month
        assert months == number * rhythm.every
        assert day.day == min(first.day, monthrange(day.year, day.month)[1])


@given(walls, zones, rhythms)
def test_the_wall_time_stays_or_there_is_none_that_night(
    first: datetime, zone: ZoneInfo, rhythm: Rhythm
) -> None:
    for one in occasions(first, zone, rhythm, MOST_DATES):
        wall = datetime.combine(one.day, first.time())
        if one.planned_start is None:
            # The clock jumps over it: there and back it is another time.
            there = wall.replace(tzinfo=zone)
            back = datetime.fromtimestamp(there.timestamp(), zone).replace(tzinfo=None)
            assert back != wall
        else:
            shown = datetime.fromtimestamp(one.planned_start, zone)
            assert shown.replace(tzinfo=None, fold=0) == wall
            assert shown.fold == 0  # the first of two


@pytest.mark.parametrize(
    ("zone", "first", "missing"),
    [
        ("Europe/Berlin", "2027-03-21 02:30", "2027-03-28"),
        ("America/Santiago", "2026-08-30 00:00", "2026-09-06"),
        ("Antarctica/Troll", "2027-03-21 02:00", "2027-03-28"),
        ("Australia/Lord_Howe", "2026-09-27 02:15", "2026-10-04"),
        ("Pacific/Apia", "2011-12-23 10:00", "2011-12-30"),  # a day that never was
    ],
)
def test_a_time_that_the_clock_jumps_over_is_left_open(zone: str, first: str, missing: str) -> None:
    dates = occasions(datetime.fromisoformat(first), ZoneInfo(zone), WEEKLY, 4)
    assert [str(one.day) for one in dates if one.planned_start is None] == [missing]


@given(walls, rhythms, st.integers(0, 5000))
def test_until_counts_the_days_up_to_it(first: datetime, rhythm: Rhythm, days: int) -> None:
    last = first.date() + timedelta(days=days)
    count = rhythm.until(first.date(), last)
    assert 1 <= count <= MOST_DATES
    assert rhythm.day(first.date(), count - 1) <= last
    assert count == MOST_DATES or rhythm.day(first.date(), count) > last


@given(walls, zones, st.integers(-LONGEST_SHIFT, LONGEST_SHIFT), st.times())
def test_dates_that_move_together_keep_their_order(
    first: datetime, zone: ZoneInfo, days: int, at: object
) -> None:
    after = datetime.combine(first.date() + timedelta(days=days), at)  # type: ignore[arg-type]  # a time
    shift = Shift.between(first, after.replace(second=0, microsecond=0))
    assert shift is not None
    for rhythm in (WEEKLY, MONTHLY):
        moved = [shift.of(one.day, zone) for one in occasions(first, zone, rhythm, 8)]
        at_all = [start for start in moved if start is not None]
        assert at_all == sorted(at_all)


def test_a_shift_that_would_let_dates_pass_each_other_is_none() -> None:
    monday = datetime(2026, 12, 7, 10)
    assert Shift.between(monday, monday + timedelta(days=7)) is None
    assert Shift.between(monday, monday - timedelta(days=7)) is None
    assert Shift.between(monday, datetime(2026, 12, 13, 23, 59)) == Shift(6, 1439)
    assert Shift(6, 1439).day(date(2026, 12, 7)) == date(2026, 12, 13)


def test_what_is_left_out_is_not_booked_and_the_rest_goes_by_its_start() -> None:
    day = date(2026, 12, 1)
    dates = [
        Occasion(day, 30),
        Occasion(day, 10, skipped=True),
        Occasion(day, None),
        Occasion(day, 40, instead=20),
        Occasion(day, None, instead=25),
    ]
    assert [number for number, _ in in_order(dates)] == [3, 4, 0]


def test_a_date_is_looked_for_within_its_week() -> None:
    assert whole_weeks(date(2026, 12, 2)) == (date(2026, 11, 30), date(2026, 12, 6))


@pytest.mark.parametrize("every", [0, -1, 13, 10**9])
def test_nobody_means_such_a_rhythm(every: int) -> None:
    with pytest.raises(ValueError, match="no rhythm"):
        Rhythm(Unit.WEEK, every)
