"""The series of the made-up business that can be continued."""

from datetime import UTC, datetime

import pytest

from bot import seed
from bot.settings.settings import Settings
from storage.transactions import Database
from tests.handlers.doorstep import ANNA, Visitor


@pytest.mark.parametrize(("day", "hour"), [(2, 7), (5, 20), (8, 22)])  # of a week from Monday on
async def test_a_series_can_be_continued_on_whichever_day_it_begins(
    database: Database, day: int, hour: int
) -> None:
    now = datetime(2026, 3, day, hour, tzinfo=UTC)
    await seed.open_business(database, Settings(), now)
    anna = Visitor(database, ANNA, "Anna")
    anna.now = now

    await anna.type("/appointments")
    [next_one] = [label for label in anna.labels() if "Coaching session" in label]
    assert "Series: 1 of 2" in await anna.press(anna.key(next_one))
    await anna.press(anna.key("All dates of the series"))

    assert "Add dates" in anna.labels()
