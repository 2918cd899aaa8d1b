"""Who waits for what, how long a time is kept for them, and when they are told."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.waitlist.waitlist import (
    EVERY_DAY,
    LAST,
    LONGEST,
    MORNING,
    SHORTEST,
    Part,
    WaitTimes,
    hold_duration,
    in_order,
    notify_at,
)

BERLIN = "Europe/Berlin"
MAY = date(2031, 5, 1)
DAY = timedelta(days=1)
NOW = datetime(2031, 5, 5, 7, 0, tzinfo=UTC)  # a Monday, 09:00 in Berlin

instants = st.datetimes(datetime(2031, 4, 1), datetime(2031, 7, 1)).map(
    lambda naive: naive.replace(tzinfo=UTC)
)
times = st.builds(
    lambda first, days, weekdays, part, short: WaitTimes(
        MAY + timedelta(days=first),
        MAY + timedelta(days=first + days),
        BERLIN,
        weekdays,
        part,
        short,
    ),
    st.integers(0, 20),
    st.integers(0, 30),
    st.integers(1, EVERY_DAY),
    st.sampled_from(Part),
    st.booleans(),
)


def berlin(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2031, 5, day, hour, minute, tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)


def of_part(part: Part) -> WaitTimes:
    return WaitTimes(MAY, MAY, BERLIN, part=part)


@pytest.mark.parametrize(
    ("why", "wished", "start", "wanted"),
    [
        ("any time of the days", WaitTimes(MAY, MAY, BERLIN), berlin(1, 23, 59), True),
        ("the day after the last", WaitTimes(MAY, MAY, BERLIN), berlin(2, 0), False),
        ("the day before", WaitTimes(MAY, MAY, BERLIN), berlin(1, 0) - timedelta(hours=1), False),
        (
            "the days are those of the clock",
            WaitTimes(MAY, MAY, "Asia/Tokyo"),
            berlin(1, 18),
            False,
        ),
        ("a Thursday", WaitTimes(MAY, MAY, BERLIN, weekdays=0b0001000), berlin(1, 9), True),
        ("not a Friday", WaitTimes(MAY, MAY, BERLIN, weekdays=0b0010000), berlin(1, 9), False),
        ("the morning ends at noon", of_part(Part.MORNING), berlin(1, 12), False),
        ("the afternoon begins at noon", of_part(Part.AFTERNOON), berlin(1, 12), True),
        ("the evening begins at five", of_part(Part.EVENING), berlin(1, 17), True),
    ],
)
def test_a_time_is_wanted_by_day_weekday_and_part_of_the_day(
    why: str, wished: WaitTimes, start: datetime, wanted: bool
) -> None:
    assert wished.want(start) is wanted, why


@given(times, times, instants)
def test_who_asks_for_less_wants_nothing_that_they_did_not_want_before(
    before: WaitTimes, after: WaitTimes, start: datetime
) -> None:
    if after.within(before):
        assert before.want(start) or not after.want(start)
        assert before.short or not after.short


@pytest.mark.parametrize(
    ("part", "hours"),
    [
        (Part.ANY, range(24)),
        (Part.MORNING, range(12)),
        (Part.AFTERNOON, range(12, 17)),
        (Part.EVENING, range(17, 24)),
    ],
)
def test_each_part_of_the_day_has_its_hours(part: Part, hours: range) -> None:
    assert [hour for hour in range(24) if of_part(part).want(berlin(1, hour))] == list(hours)


@pytest.mark.parametrize(
    ("less", "more"),
    [
        (WaitTimes(MAY, MAY, BERLIN), WaitTimes(MAY - DAY, MAY, BERLIN)),
        (WaitTimes(MAY, MAY, BERLIN), WaitTimes(MAY, MAY + DAY, BERLIN)),
        (WaitTimes(MAY, MAY, BERLIN, 0b0101000), WaitTimes(MAY, MAY, BERLIN, 0b0101001)),
        (of_part(Part.EVENING), of_part(Part.ANY)),
        (WaitTimes(MAY, MAY, BERLIN), WaitTimes(MAY, MAY, BERLIN, short=True)),
    ],
)
def test_who_asks_for_more_is_told_from_who_asks_for_less(less: WaitTimes, more: WaitTimes) -> None:
    assert less.within(more)
    assert not more.within(less)


def test_other_days_on_another_clock_or_another_part_are_neither_more_nor_less() -> None:
    for one, other in (
        (WaitTimes(MAY, MAY, BERLIN), WaitTimes(MAY, MAY, "Europe/Paris")),
        (of_part(Part.MORNING), of_part(Part.EVENING)),
        (WaitTimes(MAY, MAY, BERLIN, 0b01), WaitTimes(MAY, MAY, BERLIN, 0b10)),
    ):
        assert not one.within(other)
        assert not other.within(one)
    assert not WaitTimes(MAY, MAY, BERLIN).short


@given(times)
def test_the_same_times_are_not_more(some: WaitTimes) -> None:
    assert some.within(some)


@pytest.mark.parametrize(
    ("why", "starts", "given_up", "ordered"),
    [
        ("nothing", [], [], []),
        ("where a session was called off", [9, 10, 11], [11], [11, 10, 9]),
        ("the middle of what one has blocked", [9, 10, 11], [], [10, 9, 11]),
        ("the first of a whole day", [9, 10, 11, 12, 13], [], [9, 10, 11, 12, 13]),
        ("stretch by stretch", [9, 10, 11, 20, 21, 22], [], [10, 9, 11, 21, 20, 22]),
        ("what a session does not reach lies apart", [9, 10, 12], [], [9, 10, 12]),
        ("in whatever order it is told", [11, 9, 10], [], [10, 9, 11]),
    ],
)
def test_of_what_comes_free_that_comes_first_which_was_meant(
    why: str, starts: list[int], given_up: list[int], ordered: list[int]
) -> None:
    assert in_order(starts, given_up, 2) == ordered, why


@pytest.mark.parametrize(
    ("left", "kept"),
    [
        (timedelta(days=3), LONGEST),
        (timedelta(hours=2), LONGEST),
        (timedelta(hours=1), timedelta(minutes=7, seconds=30)),
        (timedelta(minutes=30), SHORTEST),
        (LAST, SHORTEST),
        (LAST - timedelta(seconds=1), None),
        (-timedelta(hours=1), None),
    ],
)
def test_a_time_is_kept_for_a_quarter_of_an_hour_or_less_when_it_is_close(
    left: timedelta, kept: timedelta | None
) -> None:
    assert hold_duration(NOW + left, NOW) == kept


@given(instants, st.timedeltas(timedelta(0), timedelta(days=3)))
def test_what_is_offered_ends_before_it_begins(now: datetime, left: timedelta) -> None:
    kept = hold_duration(now + left, now)

    assert kept is None or now + kept < now + left


@pytest.mark.parametrize(
    ("why", "now", "start", "due"),
    [
        ("by day at once", berlin(5, 9), berlin(6, 10), berlin(5, 9)),
        ("until ten at night at once", berlin(5, 21, 59), berlin(9, 10), berlin(5, 21, 59)),
        ("from ten on in the morning", berlin(5, 22), berlin(9, 10), berlin(6, 8)),
        ("after midnight in the same morning", berlin(6, 3), berlin(6, 12), berlin(6, 8)),
        ("at eight at once", berlin(6, 8), berlin(6, 12), berlin(6, 8)),
        ("two hours after that is in time", berlin(6, 3), berlin(6, 10), berlin(6, 8)),
        ("less is not, so at night", berlin(6, 3), berlin(6, 9, 59), berlin(6, 3)),
    ],
)
def test_nobody_is_woken_for_what_can_wait_until_the_morning(
    why: str, now: datetime, start: datetime, due: datetime
) -> None:
    at = notify_at(now, start, BERLIN)
    assert (at, at.tzinfo) == (due, UTC), why


@given(
    instants,
    st.timedeltas(timedelta(0), timedelta(days=3)),
    st.sampled_from([BERLIN, "Asia/Tokyo", "America/New_York"]),
)
def test_who_waits_for_the_morning_has_time_left_then(
    now: datetime, left: timedelta, zone: str
) -> None:
    at = notify_at(now, now + left, zone)

    assert at == now or (now < at and at + MORNING <= now + left)
