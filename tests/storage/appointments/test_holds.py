"""Holds: a time is kept until they expire, or become what it was kept for."""

import asyncio
from datetime import datetime, timedelta

from domain.appointments.appointment import Appointment
from storage.appointments import claims
from storage.transactions import Database
from tests.house import House, Plan, open_house
from tests.storage.occupying import (
    LATER,
    MINUTE,
    SLOT,
    SOON,
    book,
    busy,
    disagreements,
    hold,
)


async def test_a_hold_keeps_a_time_until_it_expires_and_not_a_moment_longer(house: House) -> None:
    held = await hold(house)

    assert held is not None
    assert await hold(house, SLOT + 30 * MINUTE) is None
    assert await book(house, starts_at=SLOT) is None
    assert await busy(house, house.coach.id, SOON - MINUTE) == 1
    assert await busy(house, house.coach.id, SOON) == 0
    assert await book(house, starts_at=SLOT, created_at=SOON - MINUTE) is None
    assert isinstance(await book(house, starts_at=SLOT, created_at=SOON), Appointment)
    assert await disagreements(house) == []


async def test_a_hold_that_is_let_go_of_frees_its_time(house: House) -> None:
    held = await hold(house)
    assert held is not None

    await house.database.write(lambda writer: claims.release(writer, house.coach.id, held))

    assert await hold(house) is not None


async def test_a_hold_becomes_the_appointment_that_it_was_kept_for(house: House) -> None:
    held = await hold(house)

    appointment = await book(house, hold=held, starts_at=SLOT)

    assert isinstance(appointment, Appointment)
    assert appointment.id == held
    assert await busy(house, house.coach.id, SOON + MINUTE) == 1
    assert await disagreements(house) == []


async def test_a_hold_that_has_expired_or_is_of_another_time_becomes_none(house: House) -> None:
    held = await hold(house)

    assert await book(house, hold=held, starts_at=SLOT, created_at=SOON) is None
    assert await book(house, hold=held, starts_at=SLOT + MINUTE) is None
    assert await book(house, hold=(held or 0) + 1, starts_at=SLOT) is None


async def test_what_has_expired_is_forgotten_and_nothing_else(house: House) -> None:
    await hold(house)
    await hold(house, LATER, until=SOON + MINUTE)
    await house.book(starts_at=SLOT + timedelta(days=5))

    async def forget(now: datetime) -> int:
        return await house.database.write(lambda writer: claims.forget_expired(writer, now, 10))

    assert [await forget(SOON - MINUTE), await forget(SOON), await forget(SOON)] == [0, 1, 0]
    assert await busy(house, house.coach.id, SOON) == 2


async def test_of_many_who_meet_an_expired_hold_one_gets_its_time(database: Database) -> None:
    house = await open_house(database, Plan(customers=30))
    await hold(house)

    won = await asyncio.gather(
        *(book(house, customer_id=c.id, starts_at=SLOT, created_at=SOON) for c in house.customers)
    )

    assert [type(one) for one in won if one is not None] == [Appointment]
    assert database.retries == 0
    assert await disagreements(house) == []
