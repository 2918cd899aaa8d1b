"""What people read while places of a class are kept for somebody who is deciding."""

from dataclasses import replace
from datetime import timedelta

from bot import seed
from bot.settings.settings import Settings
from handlers.buttons.coach_links import ShowGroup
from handlers.buttons.links import PickSlot
from storage.services import catalogue
from storage.transactions import Database, Writer
from tests.handlers.doorstep import BEN, LENA, MIA, NOW, Visitor


async def test_places_are_kept_while_somebody_decides_and_the_others_read_why_there_are_few(
    database: Database,
) -> None:
    await seed.open_business(database, Settings(), NOW)

    async def keep_times(writer: Writer) -> None:
        house = (await catalogue.load(writer)).business
        await catalogue.update_business(writer, replace(house, hold_minutes=5))

    await database.write(keep_times)
    async with database.read() as reader:
        [row] = await reader.fetch(
            "SELECT id, service_id, coach_id, starts_at FROM sessions WHERE taken = 3"
        )
    session, service, coach, start = row
    look = PickSlot(service, coach, 0, int(start.timestamp()) // 60, "p3")
    mia, lena, ben = (
        Visitor(database, who, name) for who, name in ((MIA, "Mia"), (LENA, "Lena"), (BEN, "Ben"))
    )
    lena.person["language_code"] = "de"

    shown = await mia.press(look)
    assert "Kept for you until 09:05" in shown
    assert "5 of 8 places are free" in shown

    german_screen = await lena.press(look)
    assert "Für diesen Termin sind nur noch 2 Plätze frei." in german_screen
    assert "3 Plätze werden gerade für andere freigehalten." in german_screen
    assert lena.labels()[0] == "2 Plätze nehmen"
    german_screen = await lena.press(lena.key("2 Plätze nehmen"))
    assert "Für dich reserviert bis 09:05" in german_screen
    shown = await ben.press(ShowGroup(session))
    assert "8 of 8 places taken" in shown
    assert "5 places are kept at the moment" in shown

    await mia.press(mia.key("− 1"))
    shown = await mia.press(mia.key("✓ Book now"))
    assert "Places: 2" in shown
    lena.now = NOW + timedelta(minutes=5)
    german_screen = await lena.press(look)
    assert "3 von 8 Plätzen sind frei" in german_screen
    assert "Für dich reserviert bis 09:10" in german_screen
