"""Whom an admin can make a coach at /addcoach."""

from functools import partial

from handlers.buttons import links
from handlers.buttons.people_links import ShowPerson
from storage.people import people
from storage.people.people import TelegramProfile
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.doorstep import ALEX, MIA, NOW, Visitor
from tests.house import open_house


async def test_no_name_is_asked_for_somebody_who_is_blocked(database: Database) -> None:
    await open_house(database)
    mia = await database.write(
        partial(people.register, profile=TelegramProfile(MIA, "Mia", language="en"))
    )
    await database.write(lambda w: people.set_blocked(w, mia.id, NOW, None))
    alex = Visitor(database, ALEX, "Alex")

    refused = await alex.type(f"/addcoach {MIA}")

    assert refused.startswith("This person is blocked, and cannot become a coach.")
    assert alex.key("‹ Back") == links.Coaches()
    assert ShowPerson(mia.id) in map(alex.key, alex.labels())

    await database.write(lambda w: people.set_blocked(w, mia.id, None, None))
    assert "Mia" in await alex.type(f"/addcoach {MIA}")
    await database.write(lambda w: people.set_blocked(w, mia.id, NOW, None))
    assert (await alex.press(alex.key("Mia"))).startswith("This person is blocked")
    async with database.read() as reader:
        assert len((await catalogue.load(reader)).coaches) == 1
