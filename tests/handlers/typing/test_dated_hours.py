"""Hours for dates, and closures, as people type them."""

from datetime import date

import pytest
from babel import Locale

from handlers.typing.closures import read_closure
from handlers.typing.dated_hours import DatedHours, TypedDates, read_dated_hours
from handlers.typing.hours import DayHours, read_hours
from handlers.typing.reading import ParsedValue, ParseFailure
from handlers.typing.vocabulary import Vocabulary, vocabulary_of

TODAY = date(2026, 11, 28)
EN, DE = vocabulary_of(Locale.parse("en_GB")), vocabulary_of(Locale.parse("de"))
ALL: tuple[int, ...] = ()
WORKDAYS = (0, 1, 2, 3, 4)

# text, whose, first, last, each year, weekdays, windows in hours
DATED = [
    ("from 1 March mon-fri 9-17", EN, "2027-03-01", None, False, WORKDAYS, [(9, 17)]),
    ("since 1 march 9-5 weekdays", EN, "2027-03-01", None, False, WORKDAYS, [(9, 17)]),
    ("9-17 mon-fri from March 1", EN, "2027-03-01", None, False, WORKDAYS, [(9, 17)]),
    ("starting 1 March 9-13, 14-17", EN, "2027-03-01", None, False, ALL, [(9, 13), (14, 17)]),
    ("from tomorrow 9-17", EN, "2026-11-29", None, False, ALL, [(9, 17)]),
    ("1 June to 31 Aug mon-fri 8-14", EN, "2027-06-01", "2027-08-31", False, WORKDAYS, [(8, 14)]),
    ("June 1 - Aug 31 each year 8-14", EN, "2027-06-01", "2027-08-31", True, ALL, [(8, 14)]),
    ("every year 24 Dec - 1 Jan closed", EN, "2026-12-24", "2027-01-01", True, ALL, []),
    ("24-31 Dec 10-14", EN, "2026-12-24", "2026-12-31", False, ALL, [(10, 14)]),
    ("closed 24-31 Dec", EN, "2026-12-24", "2026-12-31", False, ALL, []),
    ("24/12-31/12 10am-2pm", EN, "2026-12-24", "2026-12-31", False, ALL, [(10, 14)]),
    ("between 24 dec and 31 dec 10-14", EN, "2026-12-24", "2026-12-31", False, ALL, [(10, 14)]),
    ("2026-12-24 9-13", EN, "2026-12-24", "2026-12-24", False, ALL, [(9, 13)]),
    ("next week 10-14", EN, "2026-11-30", "2026-12-06", False, ALL, [(10, 14)]),
    ("ab 1. März Mo-Fr 9-17", DE, "2027-03-01", None, False, WORKDAYS, [(9, 17)]),
    ("ab dem 1.3. 9-17 Uhr", DE, "2027-03-01", None, False, ALL, [(9, 17)]),
    ("Mo-Fr 9-17 ab 1. März", DE, "2027-03-01", None, False, WORKDAYS, [(9, 17)]),
    ("vom 1.6. bis 31.8. jedes Jahr 8-14", DE, "2027-06-01", "2027-08-31", True, ALL, [(8, 14)]),
    ("24.-31.12. 10-14", DE, "2026-12-24", "2026-12-31", False, ALL, [(10, 14)]),
    ("24. bis 31. Dezember zu", DE, "2026-12-24", "2026-12-31", False, ALL, []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "vocabulary", "first", "last", "yearly", "days", "windows"), DATED
)
def test_hours_for_dates_are_understood(
    text: str,
    vocabulary: Vocabulary,
    first: str,
    last: str | None,
    yearly: bool,
    days: tuple[int, ...],
    windows: list[tuple[int, int]],
) -> None:
    dates = TypedDates(
        date.fromisoformat(first), date.fromisoformat(last) if last else None, yearly
    )
    minutes = tuple((start * 60, end * 60) for start, end in windows)
    understood = ParsedValue(DatedHours(dates, (DayHours(days, minutes),)))
    assert read_dated_hours(text, TODAY, vocabulary) == understood
    # What names dates is no hours of the week.
    assert isinstance(read_hours(text, vocabulary), ParseFailure)


@pytest.mark.parametrize(
    "text",
    ["9-12, 1-5", "9.30-12.45", "mon 9-17", "from 9 to 17", "closed", "from 1 march", "🎄", "12-13",
     "from 1 march to", "9" * 599, "1.3. " * 100, "ab " * 90],
)  # fmt: skip
def test_what_names_no_dates_with_hours_is_refused(text: str) -> None:
    assert isinstance(read_dated_hours(text, TODAY, EN), ParseFailure)


# text, whose, first, last, each year, name
CLOSURES = [
    ("24-31 Dec Christmas break", EN, "2026-12-24", "2026-12-31", False, "Christmas break"),
    ("Team day 3 March", EN, "2027-03-03", "2027-03-03", False, "Team day"),
    ("24-31 Dec holidays", EN, "2026-12-24", "2026-12-31", False, "holidays"),
    ("24 Dec - 1 Jan", EN, "2026-12-24", "2027-01-01", False, ""),
    ("Summer 1 to 15 August every year", EN, "2027-08-01", "2027-08-15", True, "Summer"),
    ("2027-03-04 2nd Team Day", EN, "2027-03-04", "2027-03-04", False, "2nd Team Day"),
    ("24.12. Heiligabend", DE, "2026-12-24", "2026-12-24", False, "Heiligabend"),
    ("24.-31.12. Ferien jedes Jahr", DE, "2026-12-24", "2026-12-31", True, "Ferien"),
    ("Betriebsausflug am 3.5.", DE, "2027-05-03", "2027-05-03", False, "Betriebsausflug"),
    ("jährlich 31.12. Silvester", DE, "2026-12-31", "2026-12-31", True, "Silvester"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "vocabulary", "first", "last", "yearly", "name"), CLOSURES)
def test_closures_are_understood(
    text: str, vocabulary: Vocabulary, first: str, last: str, yearly: bool, name: str
) -> None:
    reading = read_closure(text, TODAY, vocabulary)
    assert isinstance(reading, ParsedValue)
    assert reading.value.dates == TypedDates(
        date.fromisoformat(first), date.fromisoformat(last), yearly
    )
    assert reading.value.name == name
