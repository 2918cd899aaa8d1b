"""The summaries of a coach's day: one for each day, whatever the clock does."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.coaches.digests import (
    LATE,
    OFF,
    USUAL,
    Digest,
    DigestSchedule,
    day_to_skip,
    due_at,
    due_day,
    minute_of,
)

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    ZoneInfo(name)
    for name in ("Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Africa/Cairo")
]
STEP = timedelta(minutes=20)


@given(
    st.sampled_from(ZONES),
    st.integers(0, 1439),
    st.dates(date(2025, 1, 1), date(2027, 12, 1)),
    st.integers(1, 8),
)
def test_every_day_has_one_however_often_and_seldom_anybody_looks(
    zone: ZoneInfo, minute: int, first: date, stride: int
) -> None:
    now = due_at(first, minute, zone) - timedelta(days=1)
    end = now + timedelta(days=5)
    last: date | None = now.astimezone(zone).date() - timedelta(days=2)
    days = list[date]()
    while now < end:
        day = due_day(minute, zone, last, now)
        if day is not None:
            assert due_at(day, minute, zone) <= now < due_at(day, minute, zone) + LATE
            days.append(day)
            last = day
        now += STEP * stride
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
    assert len(days) >= 5


@pytest.mark.parametrize(
    ("day", "minute", "at"),
    [
        # The clock jumps from two to three, and shows two to three twice.
        (date(2026, 3, 29), 2 * 60 + 30, datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (date(2026, 10, 25), 2 * 60 + 30, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2026, 3, 29), 7 * 60 + 30, datetime(2026, 3, 29, 5, 30, tzinfo=UTC)),
        (date(2026, 3, 28), 7 * 60 + 30, datetime(2026, 3, 28, 6, 30, tzinfo=UTC)),
    ],
)
def test_an_hour_is_one_of_the_clock(day: date, minute: int, at: datetime) -> None:
    assert due_at(day, minute, BERLIN) == at
    assert due_day(minute, BERLIN, None, at) == day
    assert due_day(minute, BERLIN, day, at) is None
    assert due_day(minute, BERLIN, None, at - timedelta(seconds=1)) is None
    assert due_day(minute, BERLIN, None, at + LATE) is None


def test_an_hour_shortly_before_midnight_may_go_out_after_it() -> None:
    at = datetime(2026, 5, 5, 22, 30, tzinfo=UTC)  # half past midnight in Berlin
    assert due_day(23 * 60, BERLIN, None, at) == date(2026, 5, 5)
    assert day_to_skip(23 * 60, BERLIN, at) is None
    assert day_to_skip(0, BERLIN, at) == date(2026, 5, 6)


@pytest.mark.parametrize(
    ("wish", "house", "minute"),
    [(None, None, None), (None, 450, 450), (OFF, 450, None), (0, 450, 0), (480, None, 480)],
)
def test_a_coach_has_the_last_word(wish: int | None, house: int | None, minute: int | None) -> None:
    assert minute_of(wish, house) == minute


def test_a_wish_is_for_one_of_the_two_and_the_usual_hours_are_early_and_late() -> None:
    wishes = DigestSchedule(morning=400, evening=OFF)
    assert wishes.of(Digest.MORNING) == 400
    assert wishes.of(Digest.EVENING) == OFF
    assert not wishes.empty_days
    assert USUAL == {Digest.MORNING: 450, Digest.EVENING: 1140}  # 07:30 and 19:00


def test_the_hour_of_a_day_is_over_as_it_comes() -> None:
    day = date(2026, 3, 28)
    at = due_at(day, 450, BERLIN)
    assert day_to_skip(450, BERLIN, at) == day
    assert day_to_skip(450, BERLIN, at - timedelta(seconds=1)) is None
