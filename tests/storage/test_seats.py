"""Group sessions: the time is claimed once, and the last seats go to as many as there are."""

import asyncio
from typing import Any

import pytest

from domain.appointment import Appointment, Status
from storage import appointments, booking, calendar, sessions
from storage.faults import DatabaseBusy
from storage.sessions import NewSession
from storage.transactions import Database
from tests.house import NOW, House, Plan, open_house
from tests.storage.occupying import (
    LATER,
    MINUTE,
    SLOT,
    book,
    busy,
    disagreements,
)


async def group(house: House, capacity: int) -> int:
    new = NewSession(house.coach.id, house.service, SLOT, capacity, NOW)
    opened = await house.database.write(lambda writer: sessions.open_session(writer, new))
    assert opened is not None
    return opened


async def seat(house: House, session: int, customer: int, **changed: Any) -> Appointment | None:
    new = house.new(customer_id=customer, starts_at=SLOT, **changed)
    return await house.database.write(lambda writer: sessions.take_seat(writer, session, new))


async def test_a_session_takes_its_time_once_however_many_have_a_seat(database: Database) -> None:
    house = await open_house(database, Plan(customers=3))
    session = await group(house, capacity=2)

    seats = [await seat(house, session, customer.id) for customer in house.customers]

    assert [type(one).__name__ for one in seats] == ["Appointment", "Appointment", "NoneType"]
    assert await busy(house, house.coach.id, NOW) == 1
    assert await book(house, starts_at=SLOT) is None
    async with database.read() as reader:
        hit = await calendar.hit_by(reader, house.coach.id, SLOT, SLOT + MINUTE)
    assert hit == seats[:2]
    assert await disagreements(house) == []


async def test_a_seat_that_is_given_up_can_be_taken_by_somebody_else(database: Database) -> None:
    house = await open_house(database, Plan(customers=2))
    session = await group(house, capacity=1)
    mine = await seat(house, session, house.customer.id)
    assert mine is not None
    assert await seat(house, session, house.customers[1].id) is None

    await house.database.write(
        lambda writer: booking.change(writer, mine, status=Status.CANCELLED, now=NOW)
    )

    assert await seat(house, session, house.customers[1].id) is not None
    assert await book(house, starts_at=SLOT) is None
    assert await disagreements(house) == []


async def test_a_seat_does_not_move_without_its_session(house: House) -> None:
    session = await group(house, capacity=2)
    mine = await seat(house, session, house.customer.id)
    assert mine is not None

    with pytest.raises(DatabaseBusy):
        await house.database.write(
            lambda writer: booking.move(writer, mine, LATER, house.service, house.coach, now=NOW)
        )

    async with house.database.read() as reader:
        assert await appointments.by_id(reader, mine.id) == mine


async def test_of_200_who_want_the_last_three_of_twelve_seats_three_get_one(
    database: Database,
) -> None:
    house = await open_house(database, Plan(customers=200))
    session = await group(house, capacity=12)
    for _ in range(9):
        assert await seat(house, session, house.customer.id) is not None

    won = await asyncio.gather(*(seat(house, session, c.id) for c in house.customers))

    assert sum(one is not None for one in won) == 3
    assert database.retries == 0
    assert await disagreements(house) == []
