"""Where nothing is free, people read what it is that leaves nothing, and no rule is blamed for
another."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from bot import seed
from domain.catalogue import Catalogue, Coach, Rules
from domain.hours import Window
from handlers.chat.parts.day import PickDay
from handlers.chat.parts.links import ShowMonth
from storage import catalogue, timetables
from storage.transactions import Database, Writer
from tests.handlers.doorstep import ANNA, MIA, NOW, Visitor

THURSDAY = date(2031, 5, 8)
JUNE = date(2031, 6, 1)
OFFICE: Sequence[Window] = ((540, 720),)
ANYONE = 0


class Northside:
    """The business of the playground, with Anna and Ben, and Mia, who looks for an hour there."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.mia = Visitor(database, MIA, "Mia")

    async def catalogue(self) -> Catalogue:
        async with self.database.read() as reader:
            return await catalogue.load(reader)

    async def coach(self, name: str) -> Coach:
        return next(c for c in (await self.catalogue()).coaches.values() if c.name.startswith(name))

    async def service(self) -> int:
        offered = (await self.catalogue()).offered_services
        return next(s.id for s in offered if s.minutes == 60)

    async def hours(self, name: str, day: date, windows: Sequence[Window]) -> None:
        coach = (await self.coach(name)).id
        await self.database.write(lambda w: timetables.set_override(w, coach, day, windows))

    async def leave(self, name: str, first: date, days: int) -> None:
        coach, starts = (await self.coach(name)).id, datetime.combine(first, datetime.min.time())
        ends = starts + timedelta(days=days)
        await self.database.write(lambda w: catalogue.add_leave(w, coach, starts, ends))

    async def rules(self, rules: Rules) -> None:
        service = await self.service()
        await self.database.write(lambda w: catalogue.update_service(w, service, rules=rules))

    async def day(self, coach: str | None = "Anna", day: date = THURSDAY) -> str:
        """What pops up for a day without a free time."""
        number = (await self.coach(coach)).id if coach else ANYONE
        await self.mia.press(PickDay(await self.service(), number, 0, day, ""))
        return self.mia.toast()

    async def month(self, coach: str | None = "Anna") -> str:
        number = (await self.coach(coach)).id if coach else ANYONE
        return await self.mia.press(ShowMonth(await self.service(), number, 0, JUNE))


@pytest.fixture
async def northside(database: Database) -> Northside:
    await seed.plant(database, "EUR", NOW)
    return Northside(database)


async def test_a_day_without_hours_or_with_short_ones_says_so(northside: Northside) -> None:
    await northside.hours("Anna", THURSDAY, ())
    assert await northside.day() == "Nothing is free on that day: Anna Berg does not work then."
    await northside.hours("Anna", THURSDAY, ((540, 570), (600, 640)))
    told = "Nothing is free on that day: no stretch of working hours is long enough."
    assert await northside.day() == told


async def test_a_day_of_leave_or_past_the_notice_says_so(northside: Northside) -> None:
    await northside.hours("Anna", THURSDAY, OFFICE)
    await northside.rules(Rules(notice_book=7 * 1440))
    assert await northside.day() == "Nothing is free on that day: it is too late to book then."
    await northside.rules(Rules(notice_book=0))
    await northside.leave("Anna", THURSDAY, 1)
    assert await northside.day() == "Nothing is free on that day: Anna Berg is off then."


async def test_a_coach_reads_of_themself(northside: Northside) -> None:
    await northside.leave("Anna", THURSDAY, 1)
    northside.mia = Visitor(northside.database, ANNA, "Anna")
    assert await northside.day() == "Nothing is free on that day: you are off then."


async def test_what_several_rules_only_leave_nothing_of_together_is_blamed_on_none(
    northside: Northside,
) -> None:
    await northside.hours("Anna", THURSDAY, OFFICE)
    await northside.leave("Anna", THURSDAY, 1)
    await northside.hours("Ben", THURSDAY, ())
    assert await northside.day(None) == "Nothing is free on that day any more."
    await northside.hours("Anna", THURSDAY, ())
    assert await northside.day(None) == "Nothing is free on that day: nobody works then."


async def test_a_month_of_leave_says_so_and_leads_on(northside: Northside) -> None:
    await northside.leave("Anna", JUNE, 30)
    told = await northside.month()
    assert "Nothing is free in this month: Anna Berg is off then. The next free time:" in told
    assert any(label.startswith("Next free: ") for label in northside.mia.labels())


async def test_a_coach_who_does_not_work_at_all_is_told_of_in_german_too(
    northside: Northside,
) -> None:
    anna = (await northside.coach("Anna")).id

    async def close(writer: Writer) -> None:
        for weekday in range(7):
            await timetables.set_weekday_hours(writer, anna, weekday, ())

    await northside.database.write(close)
    told = await northside.month()
    assert "that can be booked now: Anna Berg does not work then. Try another coach" in told
    northside.mia.person["language_code"] = "de"
    assert "ist nichts frei: Anna Berg arbeitet dann nicht. Versuche" in await northside.month()
