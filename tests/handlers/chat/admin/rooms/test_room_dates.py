"""Other hours of a room on some dates: what the admin reads, and a customer who would book then."""

from datetime import date, timedelta

import pytest

from bot import seed
from bot.settings.settings import Settings
from handlers.chat.admin.rooms.room_date_hours import SaveRoomDates
from handlers.chat.admin.rooms.room_date_list import EditRoomDates
from handlers.chat.parts.day import PickDay
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.doorstep import ALEX, MIA, NOW, Visitor

THURSDAY = date(2031, 5, 8)


@pytest.fixture
async def alex(database: Database) -> Visitor:
    await seed.open_business(database, Settings(), NOW)
    return Visitor(database, ALEX, "Alex")


async def tap(visitor: Visitor, *labels: str) -> str:
    """These buttons, one after another; what the last one shows."""
    shown = ""
    for label in labels:
        shown = await visitor.press(visitor.key(label))
    return shown


async def test_a_date_gets_other_hours_and_those_who_would_book_then_read_why_not(
    database: Database, alex: Visitor
) -> None:
    await alex.type("/rooms")
    assert "No date has hours of its own" in await tap(alex, "Linden room", "Hours on dates")
    assert "other hours on which date?" in await tap(alex, "Other hours for a date")
    shown = await tap(alex, "8")
    assert shown.startswith("<b>Linden room · Thu, 8 May 2031</b>\n\nNow: ")
    assert alex.labels()[:3] == ["All day", "Closed", "For several days in a row"]
    assert "I cannot" in await alex.type("whenever")
    assert "Thu, 8 May 2031: 20:00–22:00" in await alex.type("20-22")
    shown = await tap(alex, "✓ Save")
    assert "• Thu, 8 May 2031: 20:00–22:00" in shown
    assert alex.toast() == "Saved"

    async with database.read() as reader:
        known = await catalogue.load(reader)
    [room] = [one for one in known.resources.values() if one.name == "Linden room"]
    service = next(s for s in known.services.values() if s.title == "Coaching session")
    anna = next(c for c in known.coaches.values() if c.name == "Anna Berg")
    mia = Visitor(database, MIA, "Mia")
    assert "Linden room is closed then" in await mia.press(
        PickDay(service.id, anna.id, 0, THURSDAY, "")
    )
    mia.person["language_code"] = "de"
    assert "Linden room ist dann geschlossen" in await mia.press(
        PickDay(service.id, anna.id, 0, THURSDAY, "")
    )

    assert "Now: 20:00–22:00" in await tap(alex, "Thu, 8 May 2031: 20:00–22:00")
    stale = alex.key("As in any week")
    await tap(alex, "All day")
    assert "The hours have been changed" in await alex.press(stale)
    shown = await tap(alex, "As in any week")
    assert "No date has hours of its own" in shown
    for forged in (
        EditRoomDates(room.id, THURSDAY - timedelta(days=9), THURSDAY),
        EditRoomDates(room.id, THURSDAY, date.max),
        SaveRoomDates(room.id, date.min, date.min),
        SaveRoomDates(room.id, THURSDAY, THURSDAY, "zz", "000"),
        EditRoomDates(99_999, THURSDAY, THURSDAY),
    ):
        assert await alex.press(forged)


async def test_mehrere_tage_am_stueck_und_was_dann_ohne_raum_waere(
    database: Database, alex: Visitor
) -> None:
    async with database.read() as reader:
        known = await catalogue.load(reader)
    service = next(s for s in known.services.values() if s.title == "Coaching session")
    ben = next(c for c in known.coaches.values() if c.name == "Ben Okoro")
    mia = Visitor(database, MIA, "Mia")
    await mia.press(PickDay(service.id, ben.id, 0, THURSDAY, ""))
    await tap(mia, "14:00", "✓ Book now")
    alex.person["language_code"] = "de"
    await alex.type("/rooms")
    await tap(alex, "Linden room", "Zeiten an einzelnen Tagen", "Andere Zeiten für einen Tag")
    shown = await alex.type("24.-31.12. 10-14 Uhr")
    assert "Mi., 24. Dez. 2031 – Mi., 31. Dez. 2031: 10:00–14:00" in shown
    assert "Mi., 24. Dez. 2031 – Mi., 31. Dez. 2031: 10:00–14:00" in await tap(alex, "✓ Speichern")
    await tap(alex, "‹ Zurück")
    assert "Andere Zeiten an 8 Tagen" in await alex.type("/rooms") or await tap(alex, "Linden room")
    await tap(alex, "Zeiten an einzelnen Tagen", "Andere Zeiten für einen Tag", "6")
    await tap(alex, "Für mehrere Tage am Stück", "9")
    shown = await tap(alex, "Geschlossen")
    assert "Mia" in shown
    assert "der dann ohne dastünde" in shown
    assert alex.labels()[-3] == "Trotzdem speichern"
    shown = await tap(alex, "Trotzdem speichern")
    assert "Di., 6. Mai 2031 – Fr., 9. Mai 2031: geschlossen" in shown
