"""A coach abroad without time left on a day, and those who wait for her."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from bot import seed
from bot.settings.settings import Settings
from domain.appointments.appointment import Status
from domain.roles import SYSTEM
from handlers.actions.waitlist.waitlist_watch import WaitlistWatch
from handlers.chat.parts.day import PickDay
from handlers.queries.starts.shop import Shop
from handlers.wording.words import words_for
from storage.appointments import appointments, booking
from storage.services import catalogue
from storage.transactions import Database, Writer
from tests.handlers.doorstep import BEN, LENA, MIA, NOW, Visitor
from tests.handlers.notices.rendered import render

LINE = "Talk in English with Rosa Delgado"
ROSA = 7006
FULL = date(2031, 5, 6)  # the Tuesday on which Rosa has no time left


class Abroad:
    """The playground's business, and what happens to a session of Rosa's."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.mia = Visitor(database, MIA, "Mia")
        self.ben = Visitor(database, BEN, "Ben")
        self.lena = Visitor(database, LENA, "Lena")
        self.lena.person["language_code"] = "de"
        self._watch = WaitlistWatch(database, Shop(database), ())

    async def ids(self) -> tuple[int, int]:
        """The service and the coach."""
        async with self.database.read() as reader:
            known = await catalogue.load(reader)
        rosa = next(c for c in known.coaches.values() if c.name.startswith("Rosa"))
        [service] = rosa.service_ids
        return service, rosa.id

    async def free(self, code: str = "ABRD33") -> None:
        """Somebody gives a session back, and it goes down the line."""
        async with self.database.read() as reader:
            [appointment] = await appointments.by_code(reader, code)

        async def work(writer: Writer) -> None:
            standing = await appointments.by_id(writer, appointment.id, lock=True)
            assert standing is not None
            await booking.change(writer, standing, status=Status.CANCELLED, now=NOW)

        await self.look()
        await self.database.write(work)
        await self.look()

    async def look(self, minutes: int = 0) -> None:
        await self._watch.look(actor=SYSTEM, now=NOW + timedelta(minutes=minutes))

    async def notice(self, language: str) -> str:
        """The last thing anybody was told, as they read it in Berlin."""
        async with self.database.read() as reader:
            [(kind, facts)] = await reader.fetch(
                "SELECT kind, facts FROM outbox ORDER BY id DESC LIMIT 1"
            )
        return render(kind, facts, words_for(language), "Europe/Berlin").text

    async def join(self, visitor: Visitor) -> str:
        service, coach = await self.ids()
        await visitor.press(PickDay(service, coach, 0, FULL, ""))
        await visitor.press(visitor.key("Tell me when something frees up"))
        return await visitor.press(visitor.key("Join the waitlist"))


@pytest.fixture
async def abroad(database: Database) -> Abroad:
    await seed.open_business(database, Settings(), NOW)
    return Abroad(database)


def join_labels(labels: Sequence[str]) -> str:
    return " | ".join(labels)
