"""Which dates come next in a series, and when its end is near."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.appointments.appointment import Appointment, Status
from domain.series.series import MOST_EVERY, Rhythm, Unit
from domain.series.series_continuation import SeriesEnd, can_go_on, ending, next_days
from tests.domain.appointments.test_appointment import an_appointment

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
WEEK = timedelta(weeks=1)
WEEKLY, FORTNIGHTLY, MONTHLY = Rhythm(Unit.WEEK), Rhythm(Unit.WEEK, 2), Rhythm(Unit.MONTH)


def at(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour)


@pytest.mark.parametrize(
    ("walls", "rhythm", "days"),
    [
        pytest.param([at(3, 3), at(3, 10)], WEEKLY, [at(3, 17), at(3, 24)], id="plain"),
        pytest.param(
            [at(1, 31), at(2, 28)], MONTHLY, [at(3, 31), at(4, 30)], id="from a 31st without drift"
        ),
        pytest.param(
            [at(3, 3), at(3, 10), at(3, 22)], WEEKLY, [at(3, 24), at(3, 31)], id="the last put off"
        ),
        pytest.param(
            [at(3, 3), at(3, 10), at(3, 16, 18)], WEEKLY, [at(3, 24), at(3, 31)], id="put forward"
        ),
        pytest.param(
            [at(3, 3), at(3, 17), at(4, 9)], FORTNIGHTLY, [at(4, 14), at(4, 28)], id="put far off"
        ),
        pytest.param(
            [at(3, 3), at(3, 11, 12)], WEEKLY, [at(3, 18, 12), at(3, 25, 12)], id="as many of each"
        ),
        pytest.param([at(3, 3)], MONTHLY, [at(4, 3), at(5, 3)], id="one left"),
        pytest.param(
            [*(at(1, 6) + timedelta(weeks=n) for n in range(9)), at(3, 12)],
            WEEKLY,
            [at(3, 17), at(3, 24)],
            id="of many the last put off",
        ),
        pytest.param(
            [at(1, 15), at(2, 15), at(3, 2)],
            MONTHLY,
            [at(4, 15), at(5, 15)],
            id="put forward within its month",
        ),
        pytest.param(
            [datetime(2025, 10, 31, 10), datetime(2025, 11, 30, 10), at(1, 31), at(2, 28)],
            MONTHLY,
            [at(3, 31), at(4, 30)],
            id="across a year",
        ),
        pytest.param(
            [at(11, 30), at(12, 31), datetime(2027, 1, 15, 10)],
            MONTHLY,
            [datetime(2027, 2, 28, 10), datetime(2027, 3, 31, 10)],
            id="put forward within the next year",
        ),
        pytest.param(
            [
                at(3, 3),
                at(3, 10),
                *(at(3, 10, 11 + n) + n * timedelta(weeks=1) for n in range(1, 7)),
            ],
            WEEKLY,
            [at(4, 28), at(5, 5)],
            id="none but the first two at one time",
        ),
        pytest.param(
            [at(1, 15), at(3, 15), at(5, 20)],
            Rhythm(Unit.MONTH, 2),
            [at(7, 15), at(9, 15)],
            id="every two months",
        ),
    ],
)
def test_what_comes_next(walls: list[datetime], rhythm: Rhythm, days: list[datetime]) -> None:
    assert next_days(walls, rhythm, 2, date(2026, 3, 1)) == days


@given(
    first=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    unit=st.sampled_from(Unit),
    every=st.integers(1, MOST_EVERY),
    before=st.integers(1, 12),
    more=st.integers(1, 12),
)
def test_a_series_that_goes_on_is_the_longer_series(
    first: datetime, unit: Unit, every: int, before: int, more: int
) -> None:
    rhythm = Rhythm(unit, every)
    walls = [
        datetime.combine(day, first.time()) for day in rhythm.days(first.date(), before + more)
    ]
    # Of a series that began on a 31st and has come no further nobody knows which day it means.
    if unit is Unit.WEEK or first.day <= 28 or before > 11:
        assert next_days(walls[:before], rhythm, more, date.min) == walls[before:]


def test_what_would_be_over_by_now_is_passed_over() -> None:
    days = next_days([at(1, 6), at(1, 13)], WEEKLY, 1, date(2026, 3, 3))
    assert days == [at(3, 10)]


def series(*statuses: Status, first: datetime = NOW - 2 * WEEK) -> list[Appointment]:
    """One date a week, from two weeks ago on."""
    return [
        replace(
            an_appointment(status),
            id=n + 1,
            starts_at=first + n * WEEK,
            ends_at=first + n * WEEK + timedelta(hours=1),
        )
        for n, status in enumerate(statuses)
    ]


DONE, SURE, WAITS, OFF = Status.COMPLETED, Status.CONFIRMED, Status.PENDING, Status.CANCELLED
BEGAN = NOW - timedelta(days=8)  # the third of them is in six days


@pytest.mark.parametrize(
    ("dates", "last_id", "again"),
    [
        pytest.param(series(DONE, DONE, SURE, first=BEGAN), 3, None, id="one left"),
        pytest.param(series(DONE, DONE, first=BEGAN), None, None, id="over"),
        pytest.param(series(DONE, DONE, SURE, OFF, first=BEGAN), None, None, id="called off"),
        pytest.param(series(OFF, OFF, SURE, first=BEGAN), None, None, id="nothing of it was"),
        pytest.param(
            series(DONE, DONE, WAITS, first=BEGAN), None, NOW + timedelta(hours=1), id="not sure"
        ),
        pytest.param(
            series(DONE, DONE, OFF, SURE, first=BEGAN), 4, None, id="the one before called off"
        ),
    ],
)
def test_whom_to_ask_and_when(
    dates: list[Appointment], last_id: int | None, again: datetime | None
) -> None:
    end = ending(dates, NOW)
    assert (end.last and end.last.id, end.look_at) == (last_id, again)


def test_of_several_left_the_last_but_one_is_waited_for() -> None:
    dates = series(DONE, DONE, SURE, SURE, SURE, first=BEGAN)
    assert ending(dates, NOW) == SeriesEnd(look_at=dates[3].ends_at)
    assert ending(dates[:4], NOW) == SeriesEnd(look_at=dates[2].ends_at)


def test_what_begins_now_is_not_ahead_any_more() -> None:
    dates = series(DONE, DONE, SURE, SURE, SURE, SURE, first=BEGAN)
    assert can_go_on(dates, NOW) is None
    assert can_go_on(dates, dates[2].starts_at) == dates[-1]
    assert ending(dates, dates[-2].starts_at).last == dates[-1]
    assert ending(dates[2:4], dates[2].starts_at).last == dates[3]


def test_only_what_stands_and_is_still_to_come_counts_as_left() -> None:
    before = series(*[SURE] * 5, SURE, SURE, OFF, OFF, SURE, first=NOW - 5 * WEEK)
    assert can_go_on(before, NOW) == before[-1]


def test_for_sixty_days_after_its_last_date_a_series_can_go_on() -> None:
    dates = series(DONE, DONE)
    late = dates[-1].ends_at + timedelta(days=60)
    assert can_go_on(dates, late) == dates[-1]
    assert can_go_on(dates, late + timedelta(seconds=1)) is None


def test_with_many_left_or_long_ago_nothing_goes_on() -> None:
    few, many = (series(DONE, DONE, *[SURE] * n, first=BEGAN) for n in (3, 4))
    assert can_go_on(few, NOW) == few[-1]
    assert can_go_on(many, NOW) is None
    assert can_go_on(few, NOW + 20 * WEEK) is None
    assert can_go_on(series(OFF, OFF), NOW) is None
    # One that was called off by itself does not keep it from going on.
    assert can_go_on([*few[:-1], replace(few[-1], status=OFF)], NOW) == few[-2]
