"""A month of buttons: what is left of it, and labels that a phone does not cut."""

from datetime import date

from handlers.chat.buttons import Nothing
from handlers.chat.calendar import Bounds, month_rows
from handlers.words import words_for

BOUNDS = Bounds(date(2026, 11, 20), date(2027, 1, 13))


def month(day: date, language: str = "en") -> list[list[str]]:
    rows = month_rows(
        words_for(language), day, BOUNDS, {day}, lambda _: Nothing(), lambda _: Nothing()
    )
    return [[key.label for key in row] for row in rows]


def test_the_weeks_that_are_over_or_too_far_ahead_are_left_out() -> None:
    heading, _, *weeks = month(date(2026, 11, 25))
    assert heading == ["Nov 2026", "Dec ›"]
    assert weeks == [
        ["·", "·", "·", "·", "·", "·", "·"],
        ["·", "·", "25", "·", "·", "·", "·"],
        ["·", " ", " ", " ", " ", " ", " "],
    ]

    heading, _, *weeks = month(date(2027, 1, 11))
    assert heading == ["‹ Dec", "Jan 2027"]
    assert len(weeks) == 3
    assert weeks[-1] == ["11", "·", "·", "·", "·", "·", "·"]


def test_three_months_stand_side_by_side_by_short_names() -> None:
    heading, *_ = month(date(2026, 12, 4), "de")
    assert heading == ["‹ Nov", "Dez 2026", "Jan ›"]
