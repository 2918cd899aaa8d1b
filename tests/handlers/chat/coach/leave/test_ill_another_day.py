"""Who is ill types on which days, on Monday, 5 May 2031, at nine."""

import pytest

from storage.transactions import Database
from tests.handlers.chat.seeded import house
from tests.handlers.doorstep import ANNA, Visitor

__all__ = ["house"]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("/ill tomorrow", "Tue, 6 May 2031"),
        ("I'm ill tomorrow", "Tue, 6 May 2031"),
        ("Sorry, on Wednesday I am sick", "Wed, 7 May 2031"),
        ("/ill tomorrow 9-12", "Tue, 6 May 2031, 09:00"),
        ("I'm ill tomorrow until Thursday", "Tue, 6 May 2031 – Thu, 8 May 2031"),
        ("I'm ill until Thursday", "Mon, 5 May 2031, 09:00 – Fri, 9 May 2031, 00:00"),
        ("/ill 31.11.", "November has 30 days."),
    ],
)
async def test_who_is_ill_another_day_is_offered_that_day(
    house: Database, typed: str, day: str
) -> None:
    assert day in await Visitor(house, ANNA, "Anna").type(typed)


async def test_of_two_days_that_may_be_meant_the_coach_picks_one(house: Database) -> None:
    anna = Visitor(house, ANNA, "Anna")
    assert "Which one did you mean?" in await anna.type("/ill next Tuesday")
    assert "Tue, 13 May 2031" in await anna.press(anna.key("Tue, 13 May 2031"))


@pytest.mark.parametrize(
    "typed", ["/ill", "I'm ill today", "/ill Monday", "I am so sorry, I am ill"]
)
async def test_who_is_ill_today_is_offered_the_rest_of_today(house: Database, typed: str) -> None:
    anna = Visitor(house, ANNA, "Anna")
    assert "Mon, 5 May 2031, 09:00–24:00" in await anna.type(typed)
