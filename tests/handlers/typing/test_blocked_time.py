"""Hours of a day that a coach types to keep them for something else."""

from datetime import date, datetime

import pytest
from babel import Locale

from domain.working_hours.leave import LeaveStretch
from handlers.typing.blocked_time import EXAMPLE, TypedBlockedTime, read_blocked_time
from handlers.typing.reading import ParsedValue, ParseFailure, Reading
from handlers.typing.vocabulary import vocabulary_of

LONG = "x" * 4096
TODAY, SHOWN = date(2031, 5, 5), date(2031, 5, 7)  # a Monday, and the Wednesday after it


def reading_of(text: str, language: str = "en_GB") -> Reading[TypedBlockedTime]:
    return read_blocked_time(text, SHOWN, TODAY, vocabulary_of(Locale.parse(language)))


@pytest.mark.parametrize(
    ("language", "text", "starts", "ends", "label"),
    [
        ("en_GB", "14-15", "07T14:00", "07T15:00", None),
        ("en_GB", "14-15 dentist", "07T14:00", "07T15:00", "dentist"),
        ("en_GB", "2-3pm call: Ben", "07T14:00", "07T15:00", "call: Ben"),
        ("en_GB", "14:30–15:15 (gym)", "07T14:30", "07T15:15", "gym"),
        ("en_GB", "tomorrow 14-15 dentist", "06T14:00", "06T15:00", "dentist"),
        ("en_GB", "14-15 tomorrow dentist", "06T14:00", "06T15:00", "dentist"),
        ("en_GB", "Friday 2-3", "09T14:00", "09T15:00", None),
        ("de", "14 bis 15 Uhr", "07T14:00", "07T15:00", None),
        ("de", "morgen 14-15 Uhr Zahnarzt", "06T14:00", "06T15:00", "Zahnarzt"),
        ("de", "heute 14-15 Zahnarzt", "05T14:00", "05T15:00", "Zahnarzt"),
    ],
)
def test_hours_are_read_with_what_they_are_for(
    language: str, text: str, starts: str, ends: str, label: str | None
) -> None:
    first, last = (datetime.fromisoformat(f"2031-05-{at}") for at in (starts, ends))
    assert reading_of(text, language) == ParsedValue(
        TypedBlockedTime(LeaveStretch(first, last), label)
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "dentist",
        "tomorrow",
        "14",
        "22-2",
        "0-24",
        "14-15 Mar",
        "every friday 14-15",
        "x" * 4096,
    ],
)
def test_what_is_leave_or_nothing_at_all_is_refused(text: str) -> None:
    read = reading_of(text)
    assert isinstance(read, ParseFailure)
    assert isinstance(reading_of(read.example), ParsedValue)
    assert read.example == EXAMPLE
