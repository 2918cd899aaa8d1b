"""A suspension as time off, and its last day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.coaches.suspension import LONGEST, MARK, Suspension, until_of, validate_last_day
from domain.refusals import BadInput

BERLIN = ZoneInfo("Europe/Berlin")
SINCE = datetime(2031, 3, 28, 9, 30, 40, tzinfo=UTC)


def test_its_last_day_ends_at_midnight_on_the_coachs_clock() -> None:
    # The night on which the clock is put forward lies between.
    until = until_of(date(2031, 3, 30), BERLIN)
    assert until == datetime(2031, 3, 30, 22, 0, tzinfo=UTC)
    leave = Suspension(SINCE, until).leave(BERLIN)
    assert (leave.starts, leave.ends) == (datetime(2031, 3, 28, 10, 30), datetime(2031, 3, 31))
    assert Suspension(SINCE, until).last_day(BERLIN) == date(2031, 3, 30)
    assert (leave.id, leave.rule) == (0, MARK)
    for zone in map(ZoneInfo, ("Pacific/Auckland", "Pacific/Honolulu")):
        ends = until_of(date(2031, 3, 30), zone)
        assert ends is not None
        assert ends.tzinfo is UTC
        assert Suspension(SINCE, ends).last_day(zone) == date(2031, 3, 30)
    assert Suspension(SINCE.replace(microsecond=7), until).leave(BERLIN).starts == leave.starts
    assert Suspension(SINCE, None).last_day(BERLIN) is None
    assert until_of(None, BERLIN) is None
    assert Suspension(SINCE, None).leave(BERLIN).ends.year > 2040


def test_the_last_day_lies_within_a_year_from_today() -> None:
    today = date(2031, 3, 28)
    assert validate_last_day(today, today) == today
    assert validate_last_day(None, today) is None
    last = today + timedelta(days=LONGEST)
    assert validate_last_day(last, today) == last
    for day in (date(2031, 3, 27), last + timedelta(days=1)):
        with pytest.raises(BadInput) as refused:
            validate_last_day(day, today)
        assert refused.value == BadInput("suspension", LONGEST)
