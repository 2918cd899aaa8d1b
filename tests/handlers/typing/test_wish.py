"""Times customers would like, as they type them on Wednesday 5 August 2026."""

import pytest

from handlers.typing.wish import read_wish
from tests.handlers.typing.speakers import ENGLISH, GERMAN, WEDNESDAY


def wish_text(text: str, *, german: bool = False) -> str:
    wish = read_wish(text, WEDNESDAY, GERMAN if german else ENGLISH)
    if wish is None:
        return "none"
    days = " | ".join(f"{day:%m-%d}" for day in wish.days)
    clock = "" if wish.minute is None else f"{wish.minute // 60:02}:{wish.minute % 60:02}"
    return " ".join(filter(None, (days, clock, *wish.rest)))


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("tomorrow 3pm", "08-06 15:00"),
        ("Tomorrow at 3 pm, please!", "08-06 15:00"),
        ("tomorrow 10", "08-06 10:00"),
        ("10 tomorrow", "08-06 10:00"),
        ("10:30 on Friday", "08-07 10:30"),
        ("Friday", "08-07"),
        ("Friday afternoon", "08-07"),
        ("3.9. 14:00 with Anna", "09-03 14:00 anna"),
        ("3pm", "15:00"),
        ("15:30?", "15:30"),
        ("next Friday 9am", "08-07 | 08-14 09:00"),
        ("book a session tomorrow 3pm", "08-06 15:00 book a session"),
        ("cancel my Friday session", "08-07 cancel my session"),
        ("fri2pm", "08-07 14:00"),
        ("j2pe8t", "none"),
        ("we6b8q", "none"),
        ("wed 6 b8q", "none"),
        ("3", "none"),
        ("hello", "none"),
        ("yesterday 3pm", "none"),
        ("tomorrow 25:00", "none"),
        ("next week", "none"),
        ("tomorrow " * 30, "none"),
        ("", "none"),
    ],
)
def test_a_wish_is_a_day_a_time_and_what_is_left(text: str, meaning: str) -> None:
    assert wish_text(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("morgen 15 Uhr", "08-06 15:00"),
        ("morgen um 15 Uhr bei Anna", "08-06 15:00 anna"),
        ("Freitag um halb 10", "08-07 09:30"),
        ("übermorgen 9:30 Uhr bitte", "08-07 09:30"),
        ("am 3. September um 14 Uhr", "09-03 14:00"),
    ],
)
def test_a_wish_is_read_in_german(text: str, meaning: str) -> None:
    assert wish_text(text, german=True) == meaning
