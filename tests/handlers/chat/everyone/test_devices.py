"""Where somebody is signed in, as they see it in the chat, and what they do about it."""

import pytest

from domain.accounts.sign_in import Device, Method
from handlers.actions.accounts import signing_in
from handlers.buttons.device_links import EndDevice, NotMe, ShowDevices, Unlock
from handlers.notices.rendering import compose
from handlers.wording.rich import render_rich
from handlers.wording.words import words_for
from storage.people import people
from storage.transactions import Database, Writer
from tests.handlers.doorstep import MIA, NOW, Visitor

FACTS = {
    "sign_in": 4,
    "device": "Mias Handy",
    "agent": None,
    "address": "192.0.2.7",
    "method": "password",
    "at": NOW.isoformat(),
    "zone": "UTC",
}


async def sign_in(database: Database, device: Device) -> int:
    async def work(writer: Writer) -> int:
        mia = await people.by_telegram_id(writer, MIA)
        assert mia is not None
        begun = await signing_in.begin(writer, mia, device, Method.PASSWORD, NOW)
        return begun.sign_in_id

    return await database.write(work)


async def test_devices_are_listed_and_signed_out_and_pressed_again(database: Database) -> None:
    mia = Visitor(database, MIA, "Mia")
    assert "You are signed in nowhere but" in await mia.type("/devices")
    await mia.type("/profile")
    agent = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"
    desk = await sign_in(database, Device("a", None, "192.0.2.9", agent))
    phone = await sign_in(database, Device("b", "Mia's <b> phone" + "🎾" * 60))
    screen = await mia.press(mia.key("Signed-in devices"))
    assert "<b>Firefox, Windows</b>" in screen
    assert "From 192.0.2.9" in screen
    assert "s &lt;b&gt; phone🎾" in screen

    await mia.press(mia.key("Sign out Firefox, Windows"))
    assert "Firefox" not in await mia.press(EndDevice(desk))
    assert "You are signed in nowhere" in await mia.press(EndDevice(phone))
    screen = await mia.press(mia.key("What happened lately"))
    assert screen.count("Signed in · Firefox, Windows · 192.0.2.9") == 1


async def test_not_me_and_unlock_say_what_holds_also_when_they_are_stale(
    database: Database,
) -> None:
    mia = Visitor(database, MIA, "Mia")
    await mia.type("/profile")
    phone = await sign_in(database, Device("b", "Phone"))
    for _ in range(2):
        assert "That device is signed out." in await mia.press(NotMe(phone))
    assert "Nothing is locked" in await mia.press(Unlock())
    assert "You are signed in nowhere" in await mia.press(ShowDevices())


@pytest.mark.parametrize("press", [EndDevice(2**62), NotMe(0), NotMe(-1)])
async def test_forged_devices_are_nobodys(database: Database, press: EndDevice | NotMe) -> None:
    mia = Visitor(database, MIA, "Mia")
    await mia.type("/profile")
    assert "I cannot find that any more" in await mia.press(press)


async def test_all_of_it_is_there_in_german(database: Database) -> None:
    mia = Visitor(database, MIA, "Mia")
    mia.person["language_code"] = "de"
    assert "Du bist nur in diesem Chat angemeldet" in await mia.type("/devices")
    await sign_in(database, Device("b", None))
    screen = await mia.type("/devices")
    assert "Ein Gerät ohne Namen" in screen
    assert "Zuletzt benutzt Mo., 5. Mai 2031" in screen
    assert "Angemeldet" in await mia.press(mia.key("Was zuletzt geschah"))
    notice = compose("signed_in", FACTS, words_for("de"), "Europe/Berlin")
    assert str(render_rich(notice.text, lambda mark: ("", ""), str)).splitlines() == [
        "Neue Anmeldung: Mias Handy",
        "",
        "Mo., 5. Mai 2031, 09:00 Uhr (Berlin)",
        "Von 192.0.2.7",
        "Mit Passwort",
        "",
        "Wenn du das warst, musst du nichts tun.",
    ]
    assert [key.label for row in notice.ways for key in row] == [
        "Das war ich nicht",
        "Angemeldete Geräte",
    ]
