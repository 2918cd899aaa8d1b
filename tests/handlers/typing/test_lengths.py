"""Lengths of time as people type them, in minutes."""

import pytest

from handlers.typing.lengths import read_days, read_length
from handlers.typing.reading import Ambiguous, ParsedValue, ParseFailure
from tests.handlers.typing.speakers import ENGLISH, GERMAN


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("0", 0),
        ("75", 75),
        ("75 min", 75),
        ("75min.", 75),
        ("75m", 75),
        ("75'", 75),
        ("75′", 75),
        ("٧٥", 75),
        ("1:15", 75),
        ("1:15 h", 75),
        ("1h15", 75),
        ("1 h 15", 75),
        ("1h 15min", 75),
        ("1 hour 15", 75),
        ("1 hour and 15 minutes", 75),
        ("1.25 h", 75),
        ("1,5 h", 90),
        ("1 1/2 h", 90),
        ("3/4 h", 45),
        ("1 hour and a half", 90),
        ("one and a half hours", 90),
        ("2 and a half hours", 150),
        ("an hour", 60),
        ("two hours", 120),
        ("half an hour", 30),
        ("quarter of an hour", 15),
        ("1h 90m", 150),
        ("1 day 2 h", 1560),
        ("2 days", 2880),
        ("1 week", 10_080),
        ("75 minuten", 75),
        ("2 часа", 120),
        ("полтора часа", 90),
        ("une heure et demie", 90),
        ("1 hora y media", 90),
        ("1時間30分", 90),
        ("半小时", 30),
    ],
)
def test_a_length_is_read_in_the_units_people_write(text: str, minutes: int) -> None:
    assert read_length(text, ENGLISH, least=0, most=20_000) == ParsedValue(minutes)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("75 Minuten", 75),
        ("1,25 Stunden", 75),
        ("1.5 Std.", 90),
        ("1 Stunde 15 Minuten", 75),
        ("anderthalb Stunden", 90),
        ("eine halbe Stunde", 30),
        ("eine Viertelstunde", 15),
        ("2 Tage", 2880),
    ],
)
def test_a_length_is_read_in_german(text: str, minutes: int) -> None:
    assert read_length(text, GERMAN, least=5, most=20_000) == ParsedValue(minutes)


@pytest.mark.parametrize(
    "text",
    [
        "", "h", "a", "half", "two", "forever", "30 min 1 h", "1,3 min", "1.5", "1:5", "1:30:00",
        "12:345", "90 90", "-5", "90-120", "1 h or 2 h", "5 apples", "30 s", "1e2", "60²", "1½ h",
        "€90", "90 €", ".5 h", '45"', "1.33 h", "an hour 5", "1.500 min",
        "1 h 1 h", "1:30 uhr", "1000000000",
    ],
)  # fmt: skip
def test_what_is_no_length_is_refused(text: str) -> None:
    assert read_length(text, ENGLISH, least=5, most=720) == ParseFailure(
        "length_unreadable", text, "90 min"
    )


def test_a_point_in_hours_may_be_a_colon() -> None:
    assert read_length("1.30 h", ENGLISH, least=5, most=720) == Ambiguous((90, 78))
    assert read_length("1,15 Std.", GERMAN, least=5, most=720) == Ambiguous((75, 69))
    assert read_length("1.50 h", ENGLISH, least=5, most=720) == ParsedValue(90)


@pytest.mark.parametrize(
    ("text", "reason"), [("4", "short"), ("0", "short"), ("721", "long"), ("9999 days", "long")]
)
def test_a_length_keeps_its_bounds(text: str, reason: str) -> None:
    reading = read_length(text, ENGLISH, least=5, most=720)
    assert reading == ParseFailure(f"length_too_{reason}", text, "90 min")


@pytest.mark.parametrize(("least", "most"), [(5, 720), (0, 240), (5, 45), (0, 10), (3, 4)])
def test_the_example_of_a_length_is_one_that_is_taken(least: int, most: int) -> None:
    refused = read_length("?", ENGLISH, least=least, most=most)
    assert isinstance(refused, ParseFailure)
    again = read_length(refused.example, ENGLISH, least=least, most=most)
    assert isinstance(again, ParsedValue)


@pytest.mark.parametrize(
    ("text", "number"), [("30", 30), ("30 days", 30), ("4 weeks", 28), ("60 Tage", 60)]
)
def test_a_bare_number_of_days_is_days(text: str, number: int) -> None:
    assert read_days(text, ENGLISH, least=1, most=365) == ParsedValue(number)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("0", "too_short"), ("366", "too_long"), ("5 h", "no_days"), ("soon", "unreadable")],
)
def test_a_number_of_days_keeps_its_bounds(text: str, reason: str) -> None:
    assert read_days(text, ENGLISH, least=1, most=365) == ParseFailure(
        f"length_{reason}", text, "30"
    )
