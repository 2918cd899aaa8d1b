"""What a replica of the version before books without knowing the rules: nothing."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

import asyncpg
import pytest

from domain.appointments.appointment import Appointment
from domain.time.periods import Period
from domain.working_hours.seasons import Week
from storage.appointments import booking
from storage.transactions import Writer
from storage.working_hours import closures, timetables
from tests.house import NOW, House
from tests.storage.version_before import VersionBefore

START = (NOW + timedelta(days=8)).replace(hour=9, minute=0, second=0, microsecond=0)
DAY = START.date()
ANY_DAY: Week = (((540, 600),),) * 7
Rule = Callable[[Writer, House], Awaitable[object]]


async def _season(writer: Writer, house: House) -> object:
    return await timetables.add_season(writer, house.coach.id, Period(DAY, None), ANY_DAY)


async def _times(writer: Writer, house: House) -> object:
    await timetables.set_service_hours(writer, house.coach.id, house.service.id, ANY_DAY)
    return None


async def _closure(writer: Writer, house: House) -> object:
    return await closures.add(writer, "Team day", Period(DAY, DAY))


async def _each_year(writer: Writer, house: House) -> object:
    first = DAY.replace(year=DAY.year - 3) - timedelta(days=1)
    period = Period(first, first + timedelta(days=2), yearly=True)
    return await closures.add(writer, "Fair", period)


async def _nothing_then(writer: Writer, house: House) -> object:
    over = Period(date(2020, 1, 1), date(2020, 12, 31))
    await timetables.add_season(writer, house.coach.id, over, ANY_DAY)
    return await closures.add(writer, "Over", over)


@pytest.mark.parametrize(
    ("rule", "books"),
    [
        (_season, False),
        (_times, False),
        (_closure, False),
        (_each_year, False),
        (_nothing_then, True),
    ],
)
async def test_the_version_before_books_and_moves_nothing_into_what_it_does_not_know(
    house: House, database_url: str, rule: Rule, books: bool
) -> None:
    async with asyncpg.create_pool(database_url, min_size=1, max_size=1) as pool:
        before = VersionBefore(pool, house)
        elsewhere = await before.book(START - timedelta(days=4), "AAAAAA")
        assert elsewhere is not None
        await house.database.write(lambda writer: rule(writer, house))
        assert (await before.book(START, "BBBBBB") is not None) is books
        assert await before.move(elsewhere, START + timedelta(hours=2)) is books


@pytest.mark.parametrize("rule", [_season, _times, _closure, _each_year])
async def test_this_version_moves_wherever_its_rules_let_it(house: House, rule: Rule) -> None:
    booked = await house.book(starts_at=START - timedelta(days=4))
    await house.database.write(lambda writer: rule(writer, house))

    async def move(writer: Writer) -> Appointment | None:
        return await booking.move(writer, booked, START, house.service, house.coach, now=NOW)

    moved = await house.database.write(move)

    assert moved is not None
    assert moved.starts_at == START
