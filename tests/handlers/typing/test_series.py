"""How a session is to repeat, as people type it."""

from datetime import date

import pytest
from babel import Locale

from domain.series.series import Rhythm, Unit
from handlers.typing.reading import ParsedValue, ParseFailure
from handlers.typing.series import TypedSeries, read_rule
from handlers.typing.vocabulary import vocabulary_of

FIRST = date(2026, 12, 1)  # a Tuesday
WEEKLY, MONTHLY = Rhythm(Unit.WEEK), Rhythm(Unit.MONTH)
FORTNIGHTLY = Rhythm(Unit.WEEK, 2)


@pytest.mark.parametrize(
    ("language", "text", "rule"),
    [
        ("en", "weekly", TypedSeries(WEEKLY)),
        ("en", "Every week, 10 times", TypedSeries(WEEKLY, 10)),
        ("en", "every 2 weeks until June", TypedSeries(FORTNIGHTLY, None, date(2027, 6, 30))),
        (
            "en",
            "every other week until 12 March 2027",
            TypedSeries(FORTNIGHTLY, None, date(2027, 3, 12)),
        ),
        ("en", "fortnightly, 8x", TypedSeries(FORTNIGHTLY, 8)),
        ("en", "every three weeks", TypedSeries(Rhythm(Unit.WEEK, 3))),
        ("en", "monthly until the end", None),
        ("en", "every 2 months 6 times", TypedSeries(Rhythm(Unit.MONTH, 2), 6)),
        ("en", "each Tuesday till 2027-02-16", TypedSeries(WEEKLY, None, date(2027, 2, 16))),
        ("en", "every Wednesday", None),
        ("en", "10", TypedSeries(None, 10)),
        ("en", "ten times", TypedSeries(None, 10)),
        ("en", "for 10 weeks", TypedSeries(None, None, date(2027, 2, 8))),
        ("en", "until December", TypedSeries(None, None, date(2026, 12, 31))),
        ("en", "until March 2027", TypedSeries(None, None, date(2027, 3, 31))),
        ("en", "every 14 days", TypedSeries(FORTNIGHTLY)),
        ("en", "every 10 days", None),
        ("en", "every 99 weeks", None),
        ("en", "99999 times", None),
        ("en", "1 time", None),
        ("en", "weekly monthly", None),
        ("en", "banana", None),
        ("en", "", None),
        ("en", "until 1 November 2026", None),
        ("de", "wöchentlich", TypedSeries(WEEKLY)),
        ("de", "alle 2 Wochen bis Juni", TypedSeries(FORTNIGHTLY, None, date(2027, 6, 30))),
        ("de", "alle zwei Wochen, 10 mal", TypedSeries(FORTNIGHTLY, 10)),
        ("de", "jeden Dienstag bis 16.2.2027", TypedSeries(WEEKLY, None, date(2027, 2, 16))),
        ("de", "jede zweite Woche 5 Termine", TypedSeries(FORTNIGHTLY, 5)),
        ("de", "jeden Monat bis März", TypedSeries(MONTHLY, None, date(2027, 3, 31))),
        ("de", "alle 14 Tage", TypedSeries(FORTNIGHTLY)),
        ("de", "monatlich 12x", TypedSeries(MONTHLY, 12)),
    ],
)
def test_what_is_typed_is_understood_or_refused(
    language: str, text: str, rule: TypedSeries | None
) -> None:
    reading = read_rule(text, FIRST, vocabulary_of(Locale(language)), example="weekly, 10 times")
    if rule is None:
        assert isinstance(reading, ParseFailure), reading
    else:
        assert reading == ParsedValue(rule)
