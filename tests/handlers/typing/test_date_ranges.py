"""Days that are over, or have begun, as people type them."""

from datetime import date

import pytest
from babel import Locale

from handlers.typing.date_ranges import read_date_range
from handlers.typing.reading import ParsedValue, ParseFailure
from handlers.typing.vocabulary import vocabulary_of

TODAY = date(2031, 5, 5)  # a Monday


@pytest.mark.parametrize(
    ("language", "typed", "first", "last"),
    [
        ("en", "today", "2031-05-05", "2031-05-05"),
        ("en", "yesterday", "2031-05-04", "2031-05-04"),
        ("en", "week", "2031-05-05", "2031-05-11"),
        ("en", "This week", "2031-05-05", "2031-05-11"),
        ("en", "last week", "2031-04-28", "2031-05-04"),
        ("en", "last month", "2031-04-01", "2031-04-30"),
        ("en", "the last year", "2030-01-01", "2030-12-31"),
        ("en", "2029", "2029-01-01", "2029-12-31"),
        ("en", "march", "2031-03-01", "2031-03-31"),
        ("en", "December", "2030-12-01", "2030-12-31"),
        ("en", "march 2025", "2025-03-01", "2025-03-31"),
        ("en", "last 30 days", "2031-04-06", "2031-05-05"),
        ("en", "3 months", "2031-03-01", "2031-05-31"),
        ("en", "last 2 weeks", "2031-04-22", "2031-05-05"),
        ("en", "1.3. - 15.4.", "2031-03-01", "2031-04-15"),
        ("en", "20.12. – 10.1.", "2030-12-20", "2031-01-10"),
        ("en", "1 March to 15 April 2030", "2030-03-01", "2030-04-15"),
        ("en", "from 1 May to today", "2031-05-01", "2031-05-05"),
        ("en", "2031-01-01 - 2031-02-01", "2031-01-01", "2031-02-01"),
        ("en", "friday", "2031-05-02", "2031-05-02"),
        ("en", "last monday", "2031-04-28", "2031-04-28"),
        ("en", "10.6.", "2030-06-10", "2030-06-10"),
        ("en", "next week", "2031-05-12", "2031-05-18"),
        ("de", "gestern", "2031-05-04", "2031-05-04"),
        ("de", "letzte Woche", "2031-04-28", "2031-05-04"),
        ("de", "letzter Monat", "2031-04-01", "2031-04-30"),
        ("de", "dieses Jahr", "2031-01-01", "2031-12-31"),
        ("de", "März", "2031-03-01", "2031-03-31"),
        ("de", "1.3. bis 15.4.", "2031-03-01", "2031-04-15"),
        ("de", "letzte 7 Tage", "2031-04-29", "2031-05-05"),
        ("es", "semana pasada", "2031-04-28", "2031-05-04"),
        ("fr", "mois dernier", "2031-04-01", "2031-04-30"),
    ],
)
def test_days_are_read_as_the_last_ones(language: str, typed: str, first: str, last: str) -> None:
    reading = read_date_range(typed, TODAY, vocabulary_of(Locale(language)))
    assert isinstance(reading, ParsedValue), reading
    assert (reading.value.first.isoformat(), reading.value.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "period_unreadable"),
        ("12", "period_unreadable"),
        ("all of it", "period_unreadable"),
        ("1.3. -", "period_unreadable"),
        ("last 9999 days", "period_too_long"),
        ("last 0 days", "period_too_long"),
        ("2001-01-01 - 2031-01-01", "period_too_long"),
        ("31.2.", "date_month_ends"),
        ("today - yesterday", "date_backwards"),
        ("9999", "date_none"),
        ("2031-05-01 - 2031-04-01", "date_backwards"),
        ("x" * 5000, "too_long"),
    ],
)
def test_what_is_no_days_is_refused_with_an_example_that_would_be_read(
    typed: str, reason: str
) -> None:
    vocabulary = vocabulary_of(Locale("en"))
    reading = read_date_range(typed, TODAY, vocabulary)
    assert isinstance(reading, ParseFailure), reading
    assert reading.reason == reason
    assert isinstance(read_date_range(reading.example, TODAY, vocabulary), ParsedValue)
