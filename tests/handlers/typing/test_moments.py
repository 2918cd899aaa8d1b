"""A day with a time, as people type it."""

from datetime import date, datetime

import pytest

from handlers.typing.moments import read_moment
from handlers.typing.reading import Ambiguous, ParsedValue, ParseFailure
from handlers.typing.vocabulary import Vocabulary
from tests.handlers.typing.speakers import AMERICAN, ENGLISH, GERMAN, WEDNESDAY

THURSDAY = date(2026, 8, 6)


def moment_text(text: str, vocabulary: Vocabulary, day: date | None = None) -> str:
    match read_moment(text, WEDNESDAY, vocabulary, day=day):
        case ParsedValue(value):
            return f"{value:%Y-%m-%d %H:%M}"
        case Ambiguous(readings):
            return " | ".join(f"{value:%Y-%m-%d %H:%M}" for value in readings)
        case ParseFailure(reason):
            return reason


@pytest.mark.parametrize(
    ("text", "vocabulary", "meant"),
    [
        ("12.8. 18 Uhr", GERMAN, "2026-08-12 18:00"),
        ("morgen um 18:30", GERMAN, "2026-08-06 18:30"),
        ("Freitag 9", GERMAN, "2026-08-07 09:00"),
        ("am Freitag um halb 9", GERMAN, "2026-08-07 08:30"),
        ("18:30 12.8.2026", GERMAN, "2026-08-12 18:30"),
        ("12.08., 18:30", GERMAN, "2026-08-12 18:30"),
        ("Friday 6pm", ENGLISH, "2026-08-07 18:00"),
        ("tomorrow at 5", ENGLISH, "2026-08-06 17:00"),
        ("6pm on 12 August", ENGLISH, "2026-08-12 18:00"),
        ("8/12 6pm", AMERICAN, "2026-08-12 18:00"),
        ("2026-08-12 18:00", ENGLISH, "2026-08-12 18:00"),
        ("tomorrow 24:00", ENGLISH, "2026-08-07 00:00"),
        ("24 Uhr am 31.8.", GERMAN, "2026-09-01 00:00"),
        ("18:15", ENGLISH, "date_time_unreadable"),
        ("Friday", ENGLISH, "date_time_unreadable"),
        ("yesterday 18:00", ENGLISH, "date_past"),
        ("2090-01-01 18:00", ENGLISH, "date_too_far"),
        ("this weekend 18:00", ENGLISH, "date_time_unreadable"),
        ("12.8. 25:00", ENGLISH, "date_time_unreadable"),
        ("", ENGLISH, "date_time_unreadable"),
        ("hello", ENGLISH, "date_time_unreadable"),
        ("9" * 700, ENGLISH, "too_long"),
    ],
)
def test_a_moment_is_read_as_it_was_meant(text: str, vocabulary: Vocabulary, meant: str) -> None:
    assert moment_text(text, vocabulary) == meant


def test_a_time_alone_is_of_the_day_on_the_screen() -> None:
    assert moment_text("18:15", ENGLISH, THURSDAY) == "2026-08-06 18:15"
    assert moment_text("um 5", GERMAN, THURSDAY) == "2026-08-06 17:00"
    assert moment_text("24:00", ENGLISH, THURSDAY) == "2026-08-07 00:00"


def test_the_example_of_a_refusal_is_read_as_it_stands() -> None:
    refused = read_moment("?", WEDNESDAY, GERMAN)
    assert isinstance(refused, ParseFailure)
    assert read_moment(refused.example, WEDNESDAY, GERMAN) == ParsedValue(
        datetime(2026, 9, 2, 18, 0)
    )
