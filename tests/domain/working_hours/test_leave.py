"""Leave as wall time and as instants."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.working_hours.hours import day_span
from domain.working_hours.leave import Leave, days_off, span_of

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
