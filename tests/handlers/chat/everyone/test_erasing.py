"""Somebody who wants to be forgotten is asked twice, in their language, and reads what it takes."""

from datetime import timedelta

import pytest

from storage.people import people
from storage.people.people import TelegramProfile
from storage.transactions import Database
from tests.handlers.doorstep import ALEX, Visitor
from tests.house import NOW, House, Plan, open_house

KNOWN = "SELECT count(*) FROM people WHERE telegram_id = 8000"


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database, Plan(customers=2))


async def people_count(house: House) -> int:
    async with house.database.read() as reader:
        [[number]] = await reader.fetch(KNOWN)
    return int(number)


async def test_one_is_told_what_goes_asked_twice_and_gone(house: House) -> None:
    for days in range(2, 9):
        await house.book(starts_at=NOW + timedelta(days=days))
    mia = Visitor(house.database, 8000, "Mia", now=NOW)

    await mia.type("/profile")
    question = await mia.press(mia.key("Delete my data"))
    assert "These sessions are cancelled:\n• Wed, 4 Mar 2026, 09:00" in question
    assert "and 2 more" in question
    assert "What took place stays for the books" in question
    really = await mia.press(mia.key("Delete my data …"))
    assert "Really delete everything?" in really
    assert await people_count(house) == 1
    yes = mia.key("Yes, delete everything")
    assert "Send /start and we begin again" in await mia.press(yes)

    assert await people_count(house) == 0
    assert "Hello Mia" in await mia.type("/start")
    assert await people_count(house) == 1


async def test_what_is_too_near_keeps_it_and_is_named_in_german(house: House) -> None:
    await house.book(starts_at=NOW + timedelta(hours=2))
    mia = Visitor(house.database, 8000, "Mia", now=NOW)
    mia.person |= {"language_code": "de"}

    await mia.type("/profile")
    refused = await mia.press(mia.key("Meine Daten löschen"))

    assert "zu nah, um abgesagt zu werden: Mo., 2. März 2026, 11:00" in refused
    assert await people_count(house) == 1


async def test_an_admin_does_it_for_somebody_else_and_not_for_a_coach(house: House) -> None:
    alex = Visitor(house.database, ALEX, "Alex", now=NOW)
    await house.database.write(
        lambda w: people.register(w, TelegramProfile(8000, "Nora", "Quandt"))
    )

    await alex.type("/role")
    await alex.type("Quandt")
    question = await alex.press(alex.key("Delete their data"))
    assert "everything that I know about Nora Quandt?" in question
    await alex.press(alex.key("Delete their data …"))
    assert "Nothing is known about this person" in await alex.press(
        alex.key("Yes, delete everything")
    )

    assert await people_count(house) == 0
    await alex.type("/role")
    await alex.type("Anna")
    assert "Delete their data" not in alex.labels()
