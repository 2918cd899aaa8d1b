"""Until when somebody may answer."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.time.deadlines import nudge_at, offer_ends, request_ends

NOW = datetime(2031, 5, 5, 7, 0, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WHOLE = NOW.replace(second=0)


@pytest.mark.parametrize(
    ("minutes", "starts", "ends"),
    [
        (1440, NOW + 7 * DAY, WHOLE + DAY),
        (1440, WHOLE + DAY, WHOLE + DAY - HOUR),
        (0, WHOLE + 7 * DAY, WHOLE + 7 * DAY - HOUR),
        (0, WHOLE + HOUR, WHOLE + HOUR / 2),
    ],
)
def test_a_request_ends_after_so_long_and_an_hour_before_it_begins(
    minutes: int, starts: datetime, ends: datetime
) -> None:
    assert request_ends(minutes, starts, NOW) == ends


def test_an_offer_ends_half_an_hour_before_the_first_of_its_times() -> None:
    first = WHOLE + 5 * HOUR
    assert offer_ends(1440, (NOW + 9 * DAY, first, NOW + DAY), NOW) == first - HOUR / 2


@given(st.integers(0, 50_000), st.timedeltas(timedelta(), 90 * DAY))
def test_nothing_waits_beyond_its_time_or_ends_before_it_was_said(
    minutes: int, ahead: timedelta
) -> None:
    begins = NOW + ahead
    for ends in (request_ends(minutes, begins, NOW), offer_ends(minutes, (begins,), NOW)):
        assert min(NOW, begins) <= ends <= begins
        assert not minutes or ends <= NOW + timedelta(minutes=minutes)
        nudged = nudge_at(ends, NOW)
        assert nudged is None or NOW < nudged < ends
        assert (nudged is None) == (ends - NOW < timedelta(minutes=40))


def test_a_nudge_comes_as_the_last_quarter_begins_where_it_is_worth_one() -> None:
    assert nudge_at(NOW + 4 * HOUR, NOW) == NOW + 3 * HOUR
    assert nudge_at(NOW + timedelta(minutes=40), NOW) == NOW + timedelta(minutes=30)
    assert nudge_at(NOW + timedelta(minutes=40) - timedelta(seconds=1), NOW) is None


def test_what_is_said_on_the_minute_ends_no_earlier_than_it_was_said() -> None:
    assert request_ends(0, WHOLE, WHOLE) == WHOLE
    soon = timedelta(minutes=1)
    assert offer_ends(120, (WHOLE + soon,), WHOLE) == WHOLE + soon / 2


def test_what_is_said_within_a_second_ends_on_a_minute() -> None:
    now = NOW + timedelta(microseconds=7)
    assert request_ends(1440, now + 7 * DAY, now) == WHOLE + DAY
