"""A coach and the business set when the summaries of a day come."""

import pytest

from domain.coaches.digests import Digest
from handlers.actions.services.catalogue import newest
from handlers.chat.admin.settings.business_digests import BusinessDigests, SetBusinessDigest
from handlers.chat.coach.digests import ChooseHour, SetEmptyDays, SetHour
from storage.coaches import digest_settings
from storage.transactions import Database
from tests.handlers.chat.seeded import house, with_anna
from tests.handlers.doorstep import ALEX, ANNA, MIA, Visitor

__all__ = ["house"]


async def test_a_coach_taps_or_types_an_hour(house: Database) -> None:
    anna = Visitor(house, ANNA, "Anna")
    assert "Morning: none\nEvening: none" in await anna.type("/summary")
    await anna.press(anna.key("Morning: none"))
    assert "Morning: 07:30" in await anna.press(anna.key("07:30"))
    await anna.press(anna.key("Evening: none"))
    assert "as hours" in await anna.type("whenever 🎾")
    assert "Evening: 20:15" in await anna.type("8:15pm")
    assert anna.labels()[:2] == ["Morning: 07:30", "Evening: 20:15"]
    await anna.press(SetEmptyDays(1))
    await anna.press(SetEmptyDays(1))
    _, coach, _ = await with_anna(house)
    async with house.read() as reader:
        schedule = await digest_settings.schedule(reader, coach.id)
    assert (schedule.of(Digest.MORNING), schedule.of(Digest.EVENING)) == (450, 1215)
    assert schedule.empty_days
    await anna.press(ChooseHour(0))
    assert "Morning: none" in await anna.press(anna.key("Business default: none"))


@pytest.mark.parametrize("press", [SetHour(0, 2**60), SetHour(-9, -7), ChooseHour(2**60)])
async def test_forged_hours_are_refused(house: Database, press: SetHour | ChooseHour) -> None:
    anna = Visitor(house, ANNA, "Anna")
    assert await anna.press(press)
    assert "Morning: none\nEvening: none" in await anna.type("/summary")
    assert "Only coaches" in await Visitor(house, MIA, "Mia").press(press)


async def test_the_business_has_an_hour_for_all_others(house: Database) -> None:
    alex = Visitor(house, ALEX, "Alex")
    await alex.type("/settings")
    await alex.press(alex.key("Daily summaries"))
    await alex.press(alex.key("Morning at 07:30"))
    assert "✓ Morning at 07:30" in alex.labels()
    assert (await newest(house)).business.morning == 450
    assert "Morning: 07:30" in await Visitor(house, ANNA, "Anna").type("/summary")
    for forged in (SetBusinessDigest(7, 1), SetBusinessDigest(0, 2**40)):
        assert "not a time of day" in await alex.press(forged)
    assert "Only" in await Visitor(house, ANNA, "Anna").press(BusinessDigests())
