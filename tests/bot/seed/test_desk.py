"""Ben's desk in the made-up business, on whichever day it begins."""

from datetime import UTC, datetime

import pytest

from bot.seed import desk
from storage.appointments import offers
from storage.coaches import digest_settings
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.doorstep import ANNA, Visitor
from tests.northside import open_northside


@pytest.mark.parametrize("day", [2, 3, 8])  # from a Monday to a Sunday
async def test_anna_finds_what_ben_asks_and_he_has_an_hour_blocked(
    database: Database, day: int
) -> None:
    now = datetime(2026, 3, day, 7, tzinfo=UTC)
    await open_northside(database, now)
    await database.write(lambda writer: desk.plant(writer, now))

    anna = Visitor(database, ANNA, "Anna", now=now)
    assert "You are asked to take over 1 session" in await anna.type("/requests")
    [question] = [label for label in anna.labels() if label.startswith("Jonas W")]
    assert "Ben Okoro" in await anna.press(anna.key(question))
    assert "Take over" in anna.labels()
    assert "Jonas Weil" in await anna.press(anna.key("Take over"))
    async with database.read() as reader:
        known = await catalogue.load(reader)
        ben = next(coach for coach in known.coaches.values() if coach.name.startswith("Ben"))
        schedule = await digest_settings.schedule(reader, ben.id)
        assert await offers.questions(reader, ben.id, now) == []
    assert [leave.block for leave in ben.single_leaves] == [True]
    assert (schedule.morning, schedule.evening) == (7 * 60 + 30, 19 * 60)
