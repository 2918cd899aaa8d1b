"""Where somebody is signed in, as admins see it on that person's card, and what they do about
it."""

import pytest

from domain.accounts.sign_in import Device
from handlers.buttons.people_links import DevicesOf, ShowPerson
from handlers.chat.admin.people.person_devices import EndDeviceOf, EndDevicesOf
from storage.people import people
from storage.transactions import Database
from tests.handlers.chat.everyone.test_devices import sign_in
from tests.handlers.doorstep import ALEX, ANNA, MIA, Visitor
from tests.house import House, open_house


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database)


async def test_devices_are_signed_out_from_the_card_and_their_owner_hears_of_it(
    house: House, database: Database
) -> None:
    mia, alex = Visitor(database, MIA, "Mia"), Visitor(database, ALEX, "Alex")
    await mia.type("/start")
    await alex.type("/start")
    known = await person(database, MIA)
    await alex.press(ShowPerson(known.id))
    assert "No device is signed in." in await alex.press(alex.key("Devices"))
    phones = [await sign_in(database, Device(f"d{n}", f"Phone {n}")) for n in range(3)]
    shown = await alex.press(DevicesOf(known.id))
    assert shown.startswith("<b>Mia · Devices that are signed in</b>")
    assert shown.count("Phone") == 3

    await alex.press(alex.key("Sign out Phone 1"))
    # Pressed again it stays so, and nobody hears of it again.
    assert "Phone 1" not in await alex.press(EndDeviceOf(known.id, phones[1]))
    assert "No device is signed in." in await alex.press(EndDevicesOf(known.id))
    await alex.press(EndDevicesOf(known.id))
    async with database.read() as reader:
        notices = await reader.fetch(
            "SELECT (facts ->> 'ended')::int FROM outbox WHERE kind = 'signed_out' ORDER BY id"
        )
        done = await reader.fetch(
            "SELECT after ->> 'ending' FROM audit WHERE action = 'end_sign_in' ORDER BY id"
        )
    assert [row[0] for row in notices] == [1, 2]
    assert [row[0] for row in done] == ["by_team"] * 2


async def test_others_and_forged_buttons_end_nothing(house: House, database: Database) -> None:
    mia, anna, alex = (
        Visitor(database, who, name) for who, name in ((MIA, "Mia"), (ANNA, "Anna"), (ALEX, "Alex"))
    )
    for one in (mia, anna, alex):
        await one.type("/start")
    known, admin = await person(database, MIA), await person(database, ALEX)
    phone = await sign_in(database, Device("b", "Phone"))
    for press in (DevicesOf(known.id), EndDeviceOf(known.id, phone), EndDevicesOf(known.id)):
        assert "Only admins can do that" in await anna.press(press)
    # Another's device below the name of somebody else.
    for press in (EndDeviceOf(admin.id, phone), EndDeviceOf(known.id, -1), DevicesOf(2**62)):
        assert "I cannot find that any more" in await alex.press(press)
    assert "Phone" in await alex.press(DevicesOf(known.id))


async def test_german_admins_read_it_in_german(house: House, database: Database) -> None:
    mia, alex = Visitor(database, MIA, "Mia"), Visitor(database, ALEX, "Alex")
    alex.person["language_code"] = "de"
    await mia.type("/start")
    await alex.type("/start")
    known = await person(database, MIA)
    assert "Kein Gerät ist angemeldet." in await alex.press(DevicesOf(known.id))


async def person(database: Database, telegram_id: int) -> people.Person:
    async with database.read() as reader:
        known = await people.by_telegram_id(reader, telegram_id)
    assert known is not None
    return known
