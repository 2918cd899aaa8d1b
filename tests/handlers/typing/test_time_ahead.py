"""How far ahead: read in two languages, refused if nothing was said."""

from datetime import date

import pytest
from babel import Locale

from domain.services.horizon import HorizonBy
from handlers.typing.reading import Ambiguous, ParsedValue
from handlers.typing.time_ahead import TimeAhead, read_ahead
from handlers.typing.vocabulary import vocabulary_of

TODAY = date(2026, 5, 1)
EN, DE = vocabulary_of(Locale("en")), vocabulary_of(Locale("de"))


@pytest.mark.parametrize(
    ("text", "ahead"),
    [
        ("30", TimeAhead(HorizonBy.DAYS, 30)),
        ("30 days", TimeAhead(HorizonBy.DAYS, 30)),
        ("8 weeks", TimeAhead(HorizonBy.DAYS, 56)),
        ("10 working days", TimeAhead(HorizonBy.WORKING_DAYS, 10)),
        ("one business day", TimeAhead(HorizonBy.WORKING_DAYS, 1)),
        ("2026-07-15", TimeAhead(HorizonBy.DATE, until=date(2026, 7, 15))),
        ("until 15 July 2026", TimeAhead(HorizonBy.DATE, until=date(2026, 7, 15))),
        ("until 15 July", TimeAhead(HorizonBy.DATE, until=date(2026, 7, 15))),
    ],
)
def test_how_far_ahead_is_read_in_days_working_days_or_until_a_date(
    text: str, ahead: TimeAhead
) -> None:
    assert read_ahead(text, TODAY, EN) == ParsedValue(ahead)


@pytest.mark.parametrize(
    ("text", "ahead"),
    [
        ("10 Arbeitstage", TimeAhead(HorizonBy.WORKING_DAYS, 10)),
        ("8 Wochen", TimeAhead(HorizonBy.DAYS, 56)),
        ("bis 15.7.2026", TimeAhead(HorizonBy.DATE, until=date(2026, 7, 15))),
    ],
)
def test_it_is_read_in_german_too(text: str, ahead: TimeAhead) -> None:
    assert read_ahead(text, TODAY, DE) == ParsedValue(ahead)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "0",
        "400",
        "251 working days",
        "90 min",
        "2030-01-01",
        "1.6. - 5.6.",
        "x" * 999,
        "\u203d?" * 300,
    ],
)
def test_nonsense_and_what_is_out_of_bounds_is_refused(text: str) -> None:
    reading = read_ahead(text, TODAY, EN)

    assert not isinstance(reading, ParsedValue | Ambiguous)
