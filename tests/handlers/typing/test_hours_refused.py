"""Hours that cannot be read, and what is said of them."""

import pytest

from handlers.typing.hours import EXAMPLE, read_hours
from handlers.typing.reading import ParseFailure
from tests.handlers.typing.speakers import ENGLISH


@pytest.mark.parametrize(
    ("text", "fragment", "reason"),
    [
        ("", "", "unreadable"),
        ("   ", "", "unreadable"),
        (",,,", ",,,", "unreadable"),
        ("/", "/", "unreadable"),
        ("nonsense", "nonsense", "unreadable"),
        ("9", "9", "no_end"),
        ("9-", "9-", "no_end"),
        ("-9", "-9", "unreadable"),
        ("8-", "8-", "no_end"),
        ("-16", "-16", "unreadable"),
        ("8-16-", "8-16-", "unreadable"),
        ("9-13-17", "9-13-17", "unreadable"),
        ("from 8", "from 8", "no_end"),
        ("until 4", "until 4", "unreadable"),
        ("9-13, lunch, 14-17", "lunch", "unreadable"),
        ("9 till noonish", "9 till noonish", "unreadable"),
        ("nine to one", "nine to one", "unreadable"),
        ("25:00-26:00", "25:00", "no_time"),
        ("9-25:00", "25:00", "no_time"),
        ("24:30-25", "24:30", "no_time"),
        ("8:61-16", "8:61", "no_time"),
        ("8:7-16", "8:7", "no_time"),
        ("13am-14am", "13am", "no_time"),
        ("9-24pm", "24pm", "no_time"),
        ("8:00:00-16:00:00", "8:00", "no_time"),
        ("8 in the morning to 12 at night", "12 at night", "no_time"),
        ("2 at night - 8", "2 at night", "no_time"),
        ("100000000000-5", "100000000000-5", "unreadable"),
        ("17-9", "17-9", "backwards"),
        ("5pm-9am", "5pm-9am", "backwards"),
        ("24:00-9", "24:00-9", "backwards"),
        ("18:00-10:00", "18:00-10:00", "backwards"),
        ("9-9", "9-9", "empty"),
        ("4am - 4am", "4am - 4am", "empty"),
        ("24-24", "24-24", "empty"),
        ("8:15-8:15", "8:15-8:15", "empty"),
        ("9-13, 12-17", "12-17", "overlap"),
        ("9-13, 9-13", "9-13", "overlap"),
        ("8-16, 9-10", "9-10", "overlap"),
        ("9-12, 8-10", "8-10", "overlap"),
        ("10-2, 1-5", "1-5", "overlap"),
        ("1-5, 2-6", "2-6", "overlap"),
        ("8-16, afternoon closed", "afternoon closed", "overlap"),
        ("Mon 8-12, Mon 13-16", "mon 13-16", "twice"),
        ("8-12, Tue 13-16", "tue 13-16", "twice"),
        ("8-12 closed", "8-12", "unreadable"),
        ("009-017", "009", "no_time"),
        ("8-16 Mon, break 12-13", "break 12-13", "unreadable"),
        ("Break 12-13, Mon 8-16", "12-13", "unreadable"),
        ("8-12 closed 13-16", "13-16", "no_break"),
        ("8-12 8-12", "8-12", "overlap"),
        ("8-18, lunch 19-20", "19-20", "no_break"),
        ("1-2, 3-4, 5-6, 7-8, 9-10, 11-12, 13-14, 15-16, 17-18", "17-18", "too_many"),
        ("8²-16", "8²-16", "unreadable"),
        ("9:0²-13:00", "9:0", "no_time"),
        ("½8-16", "½8-16", "unreadable"),
        ("④-⑧", "④-⑧", "unreadable"),
        ("Ⅷ-Ⅻ", "viii-xii", "unreadable"),
        ("㍘-㍠", "㍘-㍠", "unreadable"),
        ("8-16 🚫", "8-16 🚫", "unreadable"),
        ("8 or 9 - 16", "8 or 9 - 16", "unreadable"),
        ("around 8-16", "around 8-16", "unreadable"),
        ("8-16 maybe", "8-16 maybe", "unreadable"),
        ("9am5pm", "9am5pm", "unreadable"),
        ("0x8-0x16", "0x8-0x16", "unreadable"),
        ("8-16%", "8-16%", "unreadable"),
        ("<b>8-16</b>", "<b>8-16</b>", "unreadable"),
        ("8 - 16 $", "8 - 16 $", "unreadable"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_reason(
    text: str, fragment: str, reason: str
) -> None:
    assert read_hours(text, ENGLISH) == ParseFailure(f"hours_{reason}", fragment, EXAMPLE)


@pytest.mark.parametrize("text", ["9-10," * 200, "9" * 100_000, "x" * 601])
def test_what_is_too_long_to_be_hours_is_not_read(text: str) -> None:
    assert read_hours(text, ENGLISH) == ParseFailure("too_long", text[:40], EXAMPLE)
