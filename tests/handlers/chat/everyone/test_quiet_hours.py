"""Somebody sets the hours in which they want no sound."""

import pytest

from domain.messages.quiet_hours import QuietHours
from handlers.chat.everyone.quiet_hours import SetQuiet
from storage.messages import quiet_hours
from storage.people import people
from storage.transactions import Database
from tests.handlers.doorstep import MIA, Visitor


async def hours(database: Database) -> QuietHours | None:
    async with database.read() as reader:
        person = await people.by_telegram_id(reader, MIA)
        assert person is not None
        return await quiet_hours.of_person(reader, person.id)


async def test_quiet_hours_are_tapped_typed_and_taken_away(database: Database) -> None:
    mia = Visitor(database, MIA, "Mia")
    await mia.type("/profile")
    assert "You have none" in await mia.press(mia.key("Quiet hours"))
    assert "<b>Quiet hours</b>\n\n22:00–07:00 (" in await mia.press(mia.key("22:00–07:00"))
    assert "✓ 22:00–07:00" in mia.labels()

    await mia.press(mia.key("‹ Back"))
    await mia.press(mia.key("Quiet hours"))
    for typed in ("22.30 - 6:30", "from 10:30pm to 6:30am"):
        assert "22:30–06:30" in await mia.type(typed)
    await mia.press(SetQuiet(1350, 390))
    assert await hours(database) == QuietHours(1350, 390)
    for nonsense in ("22-22", "🎾" * 2000, "never", "22-7-9"):
        assert "22:00-7:00" in await mia.type(nonsense)
    await mia.press(SetQuiet(1350, 390))
    await mia.press(mia.key("No quiet hours"))
    assert await hours(database) is None


@pytest.mark.parametrize("press", [SetQuiet(7, 7), SetQuiet(-1, 5), SetQuiet(2**60, 0)])
async def test_forged_hours_are_refused(database: Database, press: SetQuiet) -> None:
    mia = Visitor(database, MIA, "Mia")
    assert "Quiet hours begin at one time" in await mia.press(press)
    assert await hours(database) is None
