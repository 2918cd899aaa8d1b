"""Asking for a time zone, of customers, of the business and of coaches."""

import pytest

from handlers.buttons.links import EditZone
from handlers.chat.admin.coaches.coach_screens import EditCoachZone
from handlers.chat.admin.settings.business_zone import EditBusinessZone
from handlers.chat.everyone.profile import PickZone
from handlers.chat.parts.zones import number_of
from handlers.wording.words import words_for
from storage.people import people
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.chat.seeded import house
from tests.handlers.doorstep import ALEX, MIA, Visitor

__all__ = ("house",)


async def zone_of(database: Database, telegram_id: int) -> str | None:
    async with database.read() as reader:
        person = await people.by_telegram_id(reader, telegram_id)
    return person.zone if person else None


async def test_a_customer_types_a_city_and_chooses_among_namesakes(house: Database) -> None:
    mia = Visitor(house, MIA, "Mia")
    await mia.press(EditZone())
    assert "Time zone: Madrid" in await mia.type("Barcelona")
    await mia.press(EditZone())
    question = await mia.type("Cambridge")
    assert "“Cambridge” may be one of these" in question
    assert mia.labels()[:3] == [
        "Cambridge, United Kingdom",
        "Cambridge, Massachusetts",
        "Cambridge, Ontario",
    ]
    assert await zone_of(house, MIA) == "Europe/Madrid"
    assert "Time zone: New York" in await mia.press(mia.key("Cambridge, Massachusetts"))
    assert await zone_of(house, MIA) == "America/New_York"


async def test_instead_of_a_button_the_answer_may_be_typed_again(house: Database) -> None:
    mia = Visitor(house, MIA, "Mia")
    await mia.press(EditZone())
    assert "did you mean this place?" in await mia.type("Barcelonna")
    assert "I do not know that city" in await mia.type("Qwertzuiop")
    assert "Time zone: UTC+3, where it is" in await mia.type("UTC+3")
    assert await zone_of(house, MIA) == "Etc/GMT-3"


async def test_the_business_and_its_coaches_are_asked_the_same_way(house: Database) -> None:
    alex = Visitor(house, ALEX, "Alex")
    async with house.read() as reader:
        anna = next(iter((await catalogue.load(reader)).coaches.values()))
    for edit in (EditBusinessZone(), EditCoachZone(anna.id, 0)):
        await alex.press(edit)
        assert "“San José” may be one of these" in await alex.type("San José")
        await alex.press(alex.key("San José, Costa Rica"))
    async with house.read() as reader:
        offered = await catalogue.load(reader)
    assert offered.business.zone == offered.coaches[anna.id].zone == "America/Costa_Rica"


async def test_one_place_alone_is_asked_about_in_the_singular(house: Database) -> None:
    mia = Visitor(house, MIA, "Mia")
    await mia.press(EditZone())
    assert "“Sprngfield”: did you mean this place?" in await mia.type("Sprngfield")
    assert mia.labels()[0] == "Springfield, Illinois"


@pytest.mark.parametrize("number", [0, -1, 2**40])
async def test_a_forged_zone_sets_nothing(house: Database, number: int) -> None:
    mia = Visitor(house, MIA, "Mia")
    assert "I cannot find that any more" in await mia.press(PickZone(number))
    assert await zone_of(house, MIA) is None


async def test_markup_in_what_was_typed_is_text(house: Database) -> None:
    mia = Visitor(house, MIA, "Mia")
    await mia.press(EditZone())
    assert "<b>" not in await mia.type("<b>Berlin</b>, <i>Germny</i>")


def test_a_zone_has_a_number_of_its_own() -> None:
    assert number_of("Europe/Berlin") != number_of("Europe/Busingen")
    assert words_for("en").zone("Etc/GMT+5") == "UTC-5"
