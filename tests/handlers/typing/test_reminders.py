"""When somebody is reminded, as people type it."""

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from domain.services.reminders import LONGEST, MOST, SHORTEST, in_order
from handlers.chat.admin.reminder_times import in_words
from handlers.typing.reading import Ambiguous, ParsedValue, ParseFailure
from handlers.typing.reminders import read_reminders
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording.words import words_for

ENGLISH, GERMAN = (vocabulary_of(Locale(code)) for code in ("en", "de"))
DAY, HOUR = 1440, 60


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("1 day, 2 hours before", (DAY, 120)),
        ("1 day before, 2 hours before", (DAY, 120)),
        ("2 hours, 1 day", (DAY, 120)),
        ("1d; 2h; 30", (DAY, 120, 30)),
        ("one week / one day", (7 * DAY, DAY)),
        ("1 hour in advance", (HOUR,)),
        ("45 min", (45,)),
        ("1 h 30", (90,)),
        ("1 day, 1 day", (DAY,)),
        ("1 Day,\n2 Hours", (DAY, 120)),
        ("none", ()),
        ("No", ()),
    ],
)
def test_what_is_understood(text: str, times: tuple[int, ...]) -> None:
    assert read_reminders(text, ENGLISH) == ParsedValue(times)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("1 Tag, 2 Stunden vorher", (DAY, 120)),
        ("1 Woche vor dem Termin", (7 * DAY,)),
        ("eine halbe Stunde vorher", (30,)),
        ("keine", ()),
    ],
)
def test_what_is_understood_in_german(text: str, times: tuple[int, ...]) -> None:
    assert read_reminders(text, GERMAN) == ParsedValue(times)


def test_what_and_joins_is_asked_about() -> None:
    assert read_reminders("1 hour and 30 minutes before", ENGLISH) == Ambiguous(((60, 30), (90,)))
    assert read_reminders("1 Tag und 2 Stunden", GERMAN) == Ambiguous(((DAY, 120), (DAY + 120,)))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("soon", "length_unreadable"),
        ("", "length_unreadable"),
        (",", "length_unreadable"),
        ("before", "length_unreadable"),
        ("1 day, soon", "length_unreadable"),
        ("4 minutes", "length_too_short"),
        ("31 days", "length_too_long"),
        ("99999999999 days", "length_unreadable"),
        ("5, 10, 15, 20, 25, 30", "reminders_many"),
        ("1 day, " * 600, "too_long"),
        ("🕰 \u202e2 hours\u202c ½", "length_unreadable"),
    ],
)
def test_what_is_refused_says_why_with_an_example_that_is_not(text: str, reason: str) -> None:
    reading = read_reminders(text, ENGLISH)
    assert isinstance(reading, ParseFailure)
    assert reading.reason == reason
    assert isinstance(read_reminders(reading.example, ENGLISH), ParsedValue)


@pytest.mark.parametrize("code", ["en", "de"])
@given(st.lists(st.integers(SHORTEST, LONGEST), unique=True, max_size=MOST))
def test_what_is_shown_can_be_typed(code: str, times: list[int]) -> None:
    kept = in_order(times)
    shown = in_words(words_for(code), kept)
    if kept:
        assert read_reminders(shown, vocabulary_of(Locale(code))) == ParsedValue(kept)
