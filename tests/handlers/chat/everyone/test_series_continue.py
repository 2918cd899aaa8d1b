"""A series that goes on: asked before its last date, planned with one tap, booked at once."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from bot import seed
from bot.settings.settings import Settings
from domain.roles import SYSTEM
from handlers.actions.series import series_ending
from handlers.buttons.series_links import ContinueSeries, ShowCoachSeries, ShowSeries
from handlers.chat.everyone.series_dates import CarryOut
from handlers.chat.everyone.series_plan import SetCount
from handlers.wording.words import words_for
from storage.transactions import Database
from tests.handlers.doorstep import ANNA, LENA, MIA, NOW, Visitor
from tests.handlers.notices.rendered import render

WEEK = timedelta(weeks=1)
LENAS_ID = f"SELECT id FROM people WHERE telegram_id = {LENA}"


class Lesson:
    """Lena's Mondays with Anna: six to come, and two over."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.lena = Visitor(database, LENA, "Lena")
        self.anna = Visitor(database, ANNA, "Anna")

    def at(self, now: datetime) -> None:
        self.lena.now = self.anna.now = now

    async def tell(self, now: datetime) -> Sequence[str]:
        """What customers are told about their series, by the clock, in two languages."""
        async with self.database.read() as reader:
            before = {row[0] for row in await reader.fetch("SELECT key FROM outbox")}
        while await series_ending.tell(self.database, actor=SYSTEM, now=now):
            pass
        async with self.database.read() as reader:
            rows = await reader.fetch(
                f"SELECT key, kind, facts FROM outbox WHERE recipient_id = ({LENAS_ID}) ORDER BY id"
            )
        return [
            render(kind, facts, words_for(language), "Europe/Berlin").text
            for key, kind, facts in rows
            if key not in before
            for language in ("en", "de")
        ]

    async def dates(self) -> list[tuple[int, datetime, int, int]]:
        async with self.database.read() as reader:
            rows = await reader.fetch(
                "SELECT id, starts_at, series_nr, series_of FROM appointments"
                " WHERE series_id IS NOT NULL AND status IN ('pending', 'confirmed', 'completed')"
                f" AND customer_id = ({LENAS_ID})"
                " ORDER BY starts_at"
            )
        return [(*row,) for row in rows]


def carrying_out(visitor: Visitor) -> CarryOut:
    """The button that books everything shown."""
    keys = map(visitor.key, visitor.labels())
    return next(key for key in keys if isinstance(key, CarryOut))


@pytest.fixture
async def lesson(database: Database) -> Lesson:
    await seed.open_business(database, Settings(), NOW)
    return Lesson(database)


async def test_who_has_one_date_left_is_asked_once_and_goes_on_with_a_tap(lesson: Lesson) -> None:
    dates = await lesson.dates()
    last_but_one, last = dates[-2][1], dates[-1][1]
    hour = timedelta(hours=1)

    assert await lesson.tell(NOW) == []
    assert await lesson.tell(last_but_one - hour) == []
    english, german = await lesson.tell(last_but_one + 2 * hour)
    assert english.startswith("<b>Only one more date of your series</b>\n")
    assert "Last date: Mon, 9 Jun 2031, 15:30 (Berlin)" in english
    assert german.startswith("<b>Nur noch ein Termin deiner Serie</b>\n")
    assert "Letzter Termin: Mo., 9. Juni 2031, 15:30 Uhr (Berlin)" in german
    assert await lesson.tell(last - hour) == []

    lesson.at(last - hour)
    lena = lesson.lena
    shown = await lena.press(ContinueSeries(dates[0][0]))
    assert "1. Mon 9 Jun, 15:30" in shown
    assert "2. Mon 16 Jun, 15:30 ✓" in shown
    assert "9. Mon 4 Aug, 15:30 ✓" in shown
    send = carrying_out(lena)
    assert "Request sent" in await lena.press(send)
    assert "Your series" in await lena.press(send)
    assert len(await lesson.dates()) == 16
    assert [(nr, of) for *_, nr, of in await lesson.dates()] == [(n, 16) for n in range(1, 17)]
    starts = [at for _, at, *_ in await lesson.dates()]
    assert {after - before for before, after in pairwise(starts)} == {WEEK}
    assert await lesson.tell(last + hour) == []


async def test_die_trainerin_setzt_fort_und_wer_zugleich_fortsetzt_bucht_nichts_doppelt(
    lesson: Lesson,
) -> None:
    dates = await lesson.dates()
    last = dates[-1]
    lesson.anna.person["language_code"] = "de"
    await lesson.anna.press(ShowCoachSeries(last[0]))
    assert "Termine anhängen" not in lesson.anna.labels()
    lesson.at(last[1] - WEEK)
    await lesson.anna.press(ShowCoachSeries(last[0]))
    assert "Termine anhängen" in lesson.anna.labels()
    await lesson.lena.press(ShowSeries(last[0]))
    booking = []
    for who, label in ((lesson.anna, "Termine anhängen"), (lesson.lena, "Add dates")):
        await who.press(who.key(label))
        booking.append((who, carrying_out(who)))

    await asyncio.gather(*(who.press(key) for who, key in booking))

    assert len(await lesson.dates()) == 8 + booking[0][1].count
    mia = Visitor(lesson.database, MIA, "Mia", now=last[1])
    assert "9 Jun" not in await mia.press(ContinueSeries(last[0]))
    assert await lesson.lena.press(SetCount(booking[1][1].draft, 3))
    assert len(await lesson.dates()) == 8 + booking[0][1].count
