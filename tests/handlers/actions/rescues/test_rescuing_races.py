"""Answers come while leave over many sessions is being saved."""

import asyncio
from datetime import datetime, timedelta

from domain.appointments.appointment import Status
from domain.refusals import Refusal
from domain.rescues.rescue_refusals import RescueChanged
from domain.working_hours.leave import LeaveStretch
from handlers.actions.appointments import booking
from handlers.actions.appointments.booking import BookingOrder
from storage.transactions import Database
from tests.handlers.actions.illness import (
    AT_NINE,
    DAY,
    cancel,
    fates,
    rescue,
    save,
)
from tests.handlers.actions.proposals import choose, load_catalogue, now_
from tests.house import NOW, Plan, acting, open_house

HOUR = timedelta(hours=1)


async def test_answers_that_come_while_thirty_are_saved_are_all_kept(database: Database) -> None:
    house = await open_house(database, Plan(customers=30))
    week = LeaveStretch(datetime(2026, 3, 3), datetime(2026, 3, 10))
    begins = [
        AT_NINE + day * DAY + place * timedelta(minutes=70)
        for day in (0, 1, 2, 3, 6)
        for place in range(6)
    ]
    booked = [
        await house.book(starts_at=start, customer_id=house.customers[place].id)
        for place, start in enumerate(begins)
    ]
    catalogue = await load_catalogue(house)

    async def off(place: int) -> None:
        await cancel(house, booked[place], customer=place)

    async def book(place: int) -> str:
        last = AT_NINE + 7 * HOUR
        order = BookingOrder(house.service.id, house.coach.id, last, house.service.price)
        try:
            await booking.book(
                house.database,
                catalogue,
                order,
                actor=acting(house.customers[place]),
                key=f"book{place}",
                now=NOW,
            )
        except Refusal as refusal:
            return refusal.code
        return "booked"

    async def save_with_retries() -> int:
        for attempt in range(9):
            try:
                return await save(house, week, key=f"save{attempt}")
            except RescueChanged:
                await asyncio.sleep(0)
        raise AssertionError("it never came to be saved")

    answered = asyncio.gather(*map(off, range(9)), book(20))
    rescue_id, _ = await asyncio.gather(save_with_retries(), answered)
    for session in booked[:9]:
        assert (await now_(house, session)).status is Status.CANCELLED
    async with database.read() as reader:
        inside = await reader.fetch(
            "SELECT count(*) FROM appointments WHERE status IN ('pending', 'confirmed')"
            " AND starts_at < '2026-03-09 23:00Z' AND offer_version IS DISTINCT FROM version"
        )
        twice = await reader.fetch(
            "SELECT count(*) FROM claims a JOIN claims b ON a.resource_id = b.resource_id"
            " AND a.span && b.span AND (a.holder_id, a.nr) < (b.holder_id, b.nr)"
        )
    assert (inside[0][0], twice[0][0]) == (0, 0)
    became = await fates(house, rescue_id)
    assert set(became.values()) <= {"waiting", "cancelled"}
    answers = [id_ for id_, fate in became.items() if fate == "waiting"]
    places = {one.id: place for place, one in enumerate(house.customers)}
    sessions = (await rescue(house, rescue_id)).sessions
    offered = [
        (one.session, one.session.proposed[0]) for one in sessions if one.session.id in answers
    ]
    outcomes = await asyncio.gather(
        *(
            choose(house, one, start, key=f"c{one.id}", customer=places[one.customer_id])
            for one, start in offered
        )
    )
    assert len({one.starts_at for one in outcomes}) == len(answers) >= 21
    async with database.read() as reader:
        [[done]] = await reader.fetch("SELECT count(*) FROM outbox WHERE kind = 'rescue_done'")
    assert done == 1
