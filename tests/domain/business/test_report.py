"""Days as a report counts them, and what its figures come to."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.appointments.appointment import Status
from domain.business.report import (
    LONGEST,
    CoachFigures,
    DateRange,
    DayFigures,
    Report,
    ReportKind,
    day_of,
    month_of,
    period_between,
    week_of,
    year_of,
)
from domain.refusals import BadInput

DAY = date(2028, 2, 29)
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


def report(range_: DateRange, **fields: object) -> Report:
    known: dict[str, object] = {
        "bookings": {},
        "earned": {},
        "to_come": {},
        "coaches": (),
        "new": 0,
        "returning": 0,
        "lead": {},
        "ahead": None,
        "hours": {},
        "daily": {},
    }
    return Report(range_, **(known | fields))  # type: ignore[arg-type]  # each as it is given


@pytest.mark.parametrize(
    ("one", "kind", "before", "after"),
    [
        (day_of(DAY), ReportKind.DAY, day_of(date(2028, 2, 28)), day_of(date(2028, 3, 1))),
        (week_of(DAY), ReportKind.WEEK, week_of(date(2028, 2, 22)), week_of(date(2028, 3, 7))),
        (month_of(DAY), ReportKind.MONTH, month_of(date(2028, 1, 9)), month_of(date(2028, 3, 31))),
        (year_of(DAY), ReportKind.YEAR, year_of(date(2027, 5, 5)), year_of(date(2029, 5, 5))),
        (
            DateRange(date(2028, 2, 27), date(2028, 3, 1)),
            ReportKind.DAYS,
            DateRange(date(2028, 2, 23), date(2028, 2, 26)),
            DateRange(date(2028, 3, 2), date(2028, 3, 5)),
        ),
    ],
)
def test_days_know_what_they_are_and_their_neighbours(
    one: DateRange, kind: ReportKind, before: DateRange, after: DateRange
) -> None:
    assert (one.kind, one.before, one.after) == (kind, before, after)


def test_a_day_and_its_week_from_monday_on() -> None:
    assert day_of(DAY) == DateRange(DAY, DAY)
    assert week_of(DAY) == DateRange(date(2028, 2, 28), date(2028, 3, 5))
    assert {week_of(DAY + timedelta(days=n)) for n in range(-1, 6)} == {week_of(DAY)}
    monday = week_of(DAY).first
    assert DateRange(monday, monday + timedelta(days=7)).kind is ReportKind.DAYS
    assert DateRange(DAY, DAY + timedelta(days=6)).kind is ReportKind.DAYS


def test_a_year_is_told_by_months_and_days_in_parts_of_one_length() -> None:
    year = report(year_of(DAY), daily={DAY: DayFigures(1, 2, 3)}).bars(5)
    assert [part for part, _ in year] == [month_of(date(2028, n, 1)) for n in range(1, 13)]
    assert year[1][1] == DayFigures(1, 2, 3)
    assert year[0][1] == DayFigures() == DayFigures(0, 0, 0)
    ten = DateRange(DAY, DAY + timedelta(days=9))
    assert [part.days for part, _ in report(ten).bars(4)] == [3, 3, 3, 1]


def test_days_do_not_go_backwards() -> None:
    with pytest.raises(ValueError, match="before"):
        DateRange(DAY, DAY - timedelta(days=1))


@given(first=DAYS, length=st.integers(0, 900), most=st.integers(1, 40))
def test_neighbours_touch_and_bars_cover_all_days_once(first: date, length: int, most: int) -> None:
    one = DateRange(first, first + timedelta(days=length))
    assert one.before.last + timedelta(days=1) == one.first
    assert one.after.first - timedelta(days=1) == one.last
    daily = {first + timedelta(days=n): DayFigures(1, 2, 3) for n in range(0, length + 1, 3)}
    bars = report(one, daily=daily).bars(most)
    assert len(bars) <= max(most, 12)
    assert bars[0][0].first == one.first
    assert bars[-1][0].last == one.last
    for (earlier, _), (later, _) in pairwise(bars):
        assert earlier.last + timedelta(days=1) == later.first
    assert sum(figures.off for _, figures in bars) == 3 * len(daily)


def test_shares_are_of_what_there_is() -> None:
    states = {
        Status.COMPLETED: 6,
        Status.NO_SHOW: 2,
        Status.CONFIRMED: 3,
        Status.CANCELLED: 5,
        Status.PENDING: 1,
    }
    coaches = (CoachFigures(1, 9, 2, 540, 1200), CoachFigures(2, 0, 0, 60, 0))
    one = report(
        month_of(DAY), bookings=states, coaches=coaches, hours={(1, 9): 2, (4, 18): 5, (0, 9): 2}
    )
    assert (one.total, one.standing) == (17, 11)
    assert one.missed_share == 0.25
    assert one.occupancy == 0.5
    assert (coaches[0].occupancy, coaches[1].occupancy) == (0.45, None)
    assert one.busiest(2) == [(4, 18, 5), (0, 9, 2)]
    assert report(day_of(DAY), bookings={Status.COMPLETED: 4}).standing == 4
    nothing = report(day_of(DAY))
    assert (nothing.missed_share, nothing.occupancy, nothing.busiest(3)) == (None, None, [])


@pytest.mark.parametrize("days", [-1, LONGEST])
def test_a_period_goes_forward_and_ends(days: int) -> None:
    assert period_between(DAY, DAY + timedelta(days=LONGEST - 1)).days == LONGEST
    with pytest.raises(BadInput) as refused:
        period_between(DAY, DAY + timedelta(days=days))
    assert refused.value == BadInput("last", LONGEST)
