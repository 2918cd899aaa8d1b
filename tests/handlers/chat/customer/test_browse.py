"""Customers look for a coach by kind, and by distance; where they are is not stored."""

import pytest

from bot.seed import places
from handlers.chat.customer.browse import CoachesIn, Near, NearOn
from handlers.chat.customer.services import ServicesOn
from storage.transactions import Database, Writer
from tests.handlers.doorstep import ALEX, MIA, NOW, Visitor
from tests.northside import open_northside

MITTE = {"latitude": 52.5266, "longitude": 13.3903}
FAR = 2**60


@pytest.fixture
async def house(database: Database) -> Database:
    await open_northside(database, NOW)
    await database.write(places.plant)
    return database


async def test_where_somebody_is_is_asked_once_and_kept_nowhere(house: Database) -> None:
    mia = Visitor(house, MIA, "Mia")
    await mia.type("/book")
    assert mia.labels()[-3:-1] == ["By coach", "📍 Near me"]
    await mia.press(mia.key("📍 Near me"))
    assert "request_location" in str(mia.calls[-1])
    assert "I cannot read that as a location" in await mia.type("Berlin")
    reply = await mia.send(location=MITTE)
    assert "I do not keep your location." in reply
    first, second = mia.labels()[:2]
    assert first.startswith("Anna Berg · ")
    assert first.endswith(" m")
    assert second.startswith("Ben Okoro · ")
    assert second.endswith(" m")
    # Back from a coach, the list is there again: where they are is in its own buttons.
    listed = NearOn(52527, 13390)
    assert mia.labels()[:2] == [first, second]
    await mia.press(mia.key(second))
    await mia.press(listed)
    assert mia.labels()[:2] == [first, second]

    async def everything(writer: Writer) -> str:
        tables = ("people", "conversations", "audit", "handled", "outbox", "cards")
        return str([await writer.fetch(f"SELECT t::text FROM {name} t") for name in tables])

    kept = await house.write(everything)
    assert not any(part in kept for part in ("52.526", "13.390", "52527", "13390"))


async def test_of_one_service_those_are_near_who_do_it(house: Database) -> None:
    mia = Visitor(house, MIA, "Mia")
    await mia.type("/book")
    label = next(one for one in mia.labels() if one.startswith("Coaching session"))
    await mia.press(mia.key(label))
    await mia.press(mia.key("📍 Near me"))
    await mia.type("‹ Back")
    assert mia.labels()[0] == "‹ Back to booking"
    await mia.press(mia.key("‹ Back to booking"))
    await mia.press(mia.key("📍 Near me"))
    reply = await mia.send(location=MITTE)
    assert "Coaching session" in reply
    await mia.press(mia.key(mia.labels()[0]))
    assert "Coaching session" in str(mia.calls[-1])


async def test_forged_buttons_lead_somewhere(house: Database) -> None:
    mia = Visitor(house, MIA, "Mia")
    for press in (
        NearOn(FAR, -FAR),
        NearOn(0, 0, FAR, FAR),
        NearOn(0, 0, FAR),
        Near(FAR, "zz"),
        CoachesIn(FAR, FAR),
        CoachesIn(-1, -FAR),
        ServicesOn(FAR, 0),
    ):
        assert await mia.press(press)
        assert mia.labels()


async def test_an_admin_says_where_the_business_is_by_sharing_it(house: Database) -> None:
    alex = Visitor(house, ALEX, "Alex")
    await alex.type("/settings")
    await alex.press(alex.key("Address"))
    assert "Not on the map yet" in await alex.type("Elm Street 1")
    await alex.press(alex.key("Address"))
    assert "On the map ✓" in await alex.send(location=MITTE)
