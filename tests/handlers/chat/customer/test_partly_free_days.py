"""A day with some times left also leads to the taken ones, which can be waited for."""

from datetime import timedelta

from handlers.chat.parts.day import PickDay
from storage.services import catalogue
from tests.handlers.chat.customer.waiting_abroad import FULL, LINE, Abroad, abroad

__all__ = ["abroad"]
OTHER = "Another time? Join the waitlist"


async def test_a_day_with_times_left_leads_into_the_line_once_one_is_taken(abroad: Abroad) -> None:
    mia, lena = abroad.mia, abroad.lena
    service, coach = await abroad.ids()
    day = PickDay(service, coach, 0, FULL + timedelta(days=1), "")
    await mia.press(day)
    assert mia.labels() == ["08:00", "09:00", "10:00", "‹ Back", "☰ Menu"]
    await lena.press(day)
    await lena.press(lena.key("09:00"))
    await lena.press(lena.key("✓ Jetzt buchen"))

    await mia.press(day)
    assert mia.labels() == ["08:00", "10:00", OTHER, "‹ Back", "☰ Menu"]
    shown = await mia.press(mia.key(OTHER))
    assert f"Wait for: {LINE}</b>\n\nWhen: Wed, 7 May 2031\n" in shown
    assert mia.key("‹ Back") == day
    await mia.press(mia.key("Join the waitlist"))
    await lena.press(day)
    assert "Andere Zeit? Auf die Warteliste" in lena.labels()


async def test_beside_a_class_with_places_left_nobody_waits_for_the_times_that_it_takes(
    abroad: Abroad,
) -> None:
    mia = abroad.mia
    async with abroad.database.read() as reader:
        known = await catalogue.load(reader)
    ben = next(c for c in known.coaches.values() if c.name.startswith("Ben"))
    class_id = next(s.id for s in known.services.values() if s.for_groups)
    saturday = PickDay(class_id, ben.id, 0, FULL + timedelta(days=4), "")

    await mia.press(saturday)
    assert "10:00 · 5 left" in mia.labels()
    assert "10:30" not in mia.labels()
    assert OTHER not in mia.labels()
    for places in (3, 2):
        await mia.press(mia.key(next(one for one in mia.labels() if "left" in one)))
        for _ in range(places - 1):
            await mia.press(mia.key("+ 1"))
        await mia.press(mia.key("✓ Book now"))
        mia = abroad.ben
        await mia.press(saturday)
    assert OTHER in mia.labels()
