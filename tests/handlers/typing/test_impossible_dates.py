"""Dates that their month does not have, as people type them."""

from datetime import date

import pytest

from handlers.typing.blocked_time import read_blocked_time
from handlers.typing.closures import read_closure
from handlers.typing.date_ranges import read_date_range
from handlers.typing.dated_hours import read_dated_hours, read_dates
from handlers.typing.leave import read_leave
from handlers.typing.moments import read_moment
from handlers.typing.reading import ParsedValue, ParseFailure
from handlers.typing.time_ahead import read_ahead
from handlers.typing.time_off import read_time_off
from tests.handlers.typing.speakers import ENGLISH, WEDNESDAY, off

FEBRUARY = date(2027, 2, 1)


@pytest.mark.parametrize(
    ("text", "fragment", "reason", "month"),
    [
        ("31.6.", "31.6.", "date_month_ends", date(2027, 6, 1)),
        ("31.11.", "31.11.", "date_month_ends", date(2026, 11, 1)),
        ("35.12.2026", "35.12.2026", "date_month_ends", date(2026, 12, 1)),
        ("30.2.", "30.2.", "date_month_ends", FEBRUARY),
        ("29.2.2027", "29.2.2027", "date_no_leap_day", FEBRUARY),
        ("1.2.2027 - 29.2.2027", "29.2.2027", "date_no_leap_day", FEBRUARY),
        ("1.2. - 29.2.", "29.2.", "date_no_leap_day", FEBRUARY),
    ],
)
def test_a_day_that_its_month_does_not_have_is_refused_with_the_month(
    text: str, fragment: str, reason: str, month: date
) -> None:
    reading = read_leave(text, WEDNESDAY, ENGLISH)
    assert reading == ParseFailure(reason, fragment, "2026-09-02", month)


@pytest.mark.parametrize(
    ("today", "meaning"),
    [
        (date(2026, 3, 1), "2028-02-29"),
        (date(2026, 2, 28), "refuse date_no_leap_day"),
        (date(2028, 3, 1), "2028-02-29"),
        (date(2028, 9, 1), "refuse date_no_leap_day"),
    ],
)
def test_the_leap_day_without_a_year_is_that_of_a_leap_year_within_reach(
    today: date, meaning: str
) -> None:
    assert off(read_leave("29.2.", today, ENGLISH)) == meaning


def test_every_reader_of_dates_says_what_is_wrong_with_one() -> None:
    month = date(2026, 11, 1)
    readings = [
        read_dates("31.11.2026", WEDNESDAY, ENGLISH),
        read_dated_hours("31.11.2026 10-14", WEDNESDAY, ENGLISH),
        read_ahead("until 31.11.2026", WEDNESDAY, ENGLISH),
        read_moment("31.11.2026 18:00", WEDNESDAY, ENGLISH),
        read_date_range("31.11.2026", WEDNESDAY, ENGLISH),
        read_time_off("31.11.2026 dentist", WEDNESDAY, ENGLISH),
        read_time_off("28.11. - 31.11.2026: dentist", WEDNESDAY, ENGLISH),
        read_closure("28.11. - 31.11.2026 stocktaking", WEDNESDAY, ENGLISH),
        read_closure("Stocktaking 31.11.2026", WEDNESDAY, ENGLISH),
        read_blocked_time("31.11.2026 14-15 dentist", WEDNESDAY, WEDNESDAY, ENGLISH),
    ]
    for reading in readings:
        assert isinstance(reading, ParseFailure), reading
        assert (reading.reason, reading.month) == ("date_month_ends", month)


def test_a_report_of_the_leap_day_is_of_one_that_has_been_or_is_near() -> None:
    assert isinstance(read_date_range("29.2.", date(2028, 3, 1), ENGLISH), ParsedValue)
    assert isinstance(read_date_range("29.2.", date(2027, 3, 1), ENGLISH), ParseFailure)
