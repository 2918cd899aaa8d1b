"""If killed while booking a series, all of it is booked or nothing, and then it is booked once."""

import asyncio

import pytest

from domain.series.series_plan import Plan, Purpose
from domain.services.rules import Rules
from domain.services.service import Approval
from handlers.actions.series import series_booking, series_plans
from handlers.actions.series.series_booking import SeriesPreview
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.actions.planned_series import BERLIN, FIRST, WEEKLY
from tests.house import NOW, House, acting, open_house
from tests.house import Plan as HousePlan
from tests.storage.wire import Wire

DATES = 3
EVERY = 3  # points: to end at each of them shows no more, and takes three times as long
HERE = "appointments", "claims", "outbox", "handled", "series"


@pytest.fixture
async def house(database: Database) -> House:
    plan = HousePlan(approval=Approval.AUTO, service={"rules": Rules(horizon_days=90)})
    return await open_house(database, plan)


async def counts(database: Database) -> list[int]:
    async with database.read() as reader:
        return [(await reader.fetch(f"SELECT count(*) FROM {name}"))[0][0] for name in HERE]


async def draft_of(house: House) -> int:
    plan = Plan(
        Purpose.BOOK,
        coach_id=house.coach.id,
        service_id=house.service.id,
        customer_id=house.customer.id,
        zone=house.coach.zone,
        wall=FIRST.astimezone(BERLIN).replace(tzinfo=None),
    )
    ready = plan.at(WEEKLY).counting(DATES)
    return await series_plans.begin(house.database, ready, actor=acting(house.customer), now=NOW)


async def test_wherever_it_is_killed_all_dates_are_booked_or_none(
    house: House, wire: Wire, wired: Database
) -> None:
    async with house.database.read() as reader:
        known = await catalogue.load(reader)
    point, met = 0, True
    while met:
        draft, met = await draft_of(house), False
        chunks: list[bytes] = []

        async def book(database: Database, draft: int = draft) -> None:
            await series_booking.book_series(
                database,
                known,
                draft,
                SeriesPreview(DATES, house.service.price.minor),
                actor=acting(house.customer),
                key="tap",
                now=NOW,
            )

        task = asyncio.create_task(book(wired))

        def is_the_point(
            what: bytes,
            chunks: list[bytes] = chunks,
            point: int = point,
            task: asyncio.Task[None] = task,
        ) -> bool:
            chunks.append(what)
            if len(chunks) != point + 1:
                return False
            task.cancel()  # there is nobody left to try again
            return True

        wire.cut_before = is_the_point
        await asyncio.wait([task])
        wire.cut_before = lambda _: False
        met = len(chunks) > point
        after = await counts(house.database)
        assert after in ([0] * 5, [DATES, DATES, 1 + 2 * DATES, 1, 1]), f"killed at {point}"
        # The update comes again, to another process.
        await book(house.database)
        assert await counts(house.database) == [DATES, DATES, 1 + 2 * DATES, 1, 1]
        point += EVERY
        async with house.database.read() as reader:
            for name in ("claims", "outbox", "handled", "appointments", "series"):
                await reader.fetch(f"DELETE FROM {name}")
    assert point > 6 * EVERY
