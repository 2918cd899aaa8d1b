"""Leave as wall time and as instants."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.time.spans import epoch
from domain.working_hours.hours import day_span
from domain.working_hours.leave import (
    Leave,
    LeaveStretch,
    RestOfDay,
    days_off,
    rest_of_day,
    span_of,
    stretches_off,
    wall,
)

BERLIN = ZoneInfo("Europe/Berlin")


def test_whole_days_end_with_the_midnight_after_the_last() -> None:
    leave = Leave(1, *days_off(date(2026, 5, 12), date(2026, 5, 14)))
    assert leave.whole_days
    assert (leave.first_day, leave.last_day) == (date(2026, 5, 12), date(2026, 5, 14))


def test_a_day_off_is_as_long_as_that_day_is() -> None:
    for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 5, 12), 24)):
        start, end = span_of(*days_off(day, day), BERLIN)
        assert (start, end) == day_span(day, day, BERLIN)
        assert end - start == hours * 3600


def test_hours_off_begin_where_the_clock_has_jumped_to() -> None:
    in_gap = datetime(2026, 3, 29, 2, 30)
    start, end = span_of(in_gap, datetime(2026, 3, 29, 4), BERLIN)
    assert end - start == 3600


TUESDAY = date(2026, 3, 3)
HALF_PAST_NINE = datetime(2026, 3, 3, 9, 30, 40)


@pytest.mark.parametrize(
    ("hours_off", "stretches"),
    [
        ([], [(570, 1440)]),
        ([(840, 900)], [(570, 840), (900, 1440)]),
        ([(540, 600), (840, 900)], [(600, 840), (900, 1440)]),
        ([(840, 900), (900, 960), (1380, 1440)], [(570, 840), (960, 1380)]),
        ([(0, 600), (540, 1200)], [(1200, 1440)]),
        ([(0, 500)], [(570, 1440)]),
        ([(1440, 1500)], [(570, 1440)]),
        ([(1000, 2000)], [(570, 1000)]),
        ([(0, 1440)], []),
        ([(500, 800), (800, 1440)], []),
    ],
)
def test_the_rest_of_a_day_is_all_that_is_not_off_until_midnight(
    hours_off: list[tuple[int, int]], stretches: list[tuple[int, int]]
) -> None:
    leaves = [
        Leave(n, wall(TUESDAY, starts), wall(TUESDAY, ends))
        for n, (starts, ends) in enumerate(hours_off)
    ]
    rest = rest_of_day(HALF_PAST_NINE)
    now = epoch(HALF_PAST_NINE.replace(tzinfo=BERLIN))
    wanted = [LeaveStretch(wall(TUESDAY, one), wall(TUESDAY, end)) for one, end in stretches]
    assert stretches_off(rest, leaves, BERLIN, now) == wanted
    assert stretches_off(rest, leaves[::-1], BERLIN, now) == wanted


def test_what_is_over_though_the_clock_shows_it_again_is_not_taken() -> None:
    night = date(2026, 10, 25)  # 03:00 becomes 02:00
    second = datetime(2026, 10, 25, 2, 45, tzinfo=BERLIN, fold=1)
    block = Leave(1, wall(night, 170), wall(night, 180))
    rest = rest_of_day(second.replace(tzinfo=None))
    assert rest == RestOfDay(wall(night, 165), wall(night, 1440))
    after = [LeaveStretch(wall(night, 180), wall(night, 1440))]
    assert stretches_off(rest, [block], BERLIN, epoch(second)) == after
    first = second.replace(fold=0)
    before = LeaveStretch(wall(night, 165), wall(night, 170))
    assert stretches_off(rest, [block], BERLIN, epoch(first)) == [before, *after]


def test_an_hour_that_the_clock_skips_is_not_taken() -> None:
    night = date(2026, 3, 29)  # 02:00 becomes 03:00
    leaves = [
        Leave(1, wall(night, 60), wall(night, 130)),
        Leave(2, wall(night, 170), wall(night, 240)),
    ]
    now = datetime(2026, 3, 29, 0, 30, tzinfo=BERLIN)
    rest = rest_of_day(now.replace(tzinfo=None))
    assert stretches_off(rest, leaves, BERLIN, epoch(now)) == [
        LeaveStretch(wall(night, 30), wall(night, 60)),
        LeaveStretch(wall(night, 240), wall(night, 1440)),
    ]


@given(
    st.sampled_from((date(2026, 3, 29), date(2026, 10, 25), date(2026, 5, 12))),
    st.integers(0, 1499),
    st.lists(st.tuples(st.integers(-60, 1440), st.integers(1, 300)), max_size=4),
)
def test_nothing_that_is_left_of_a_day_stays_open(
    day: date, minutes: int, hours_off: list[tuple[int, int]]
) -> None:
    midnight, ends = day_span(day, day, BERLIN)
    instant = min(midnight + 60 * minutes, ends - 60)
    leaves = [
        Leave(n, wall(day, starts), wall(day, starts + length))
        for n, (starts, length) in enumerate(hours_off)
    ]
    now = datetime.fromtimestamp(instant, UTC).astimezone(BERLIN).replace(tzinfo=None)
    stretches = stretches_off(rest_of_day(now), leaves, BERLIN, instant)
    walls = [(one.starts, one.ends) for one in leaves] + [
        (one.starts, one.ends) for one in stretches
    ]
    spans = [span_of(*one, BERLIN) for one in walls]
    for minute in range(instant, ends, 60):
        assert any(starts <= minute < end for starts, end in spans)
    for one in stretches:
        assert all(one.ends <= off.starts or off.ends <= one.starts for off in leaves)
        assert span_of(one.starts, one.ends, BERLIN)[1] > instant
        assert one.ends - one.starts <= timedelta(days=1)
