"""Customers who cancel, miss and book, and the admin who looks after them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.roles import Actor, Role
from domain.services.service import Approval
from handlers.actions.appointments import booking, outcome
from handlers.actions.appointments.booking import BookingOrder
from handlers.actions.business.business import change_business
from storage.people import people
from storage.people.people import Person, TelegramProfile
from storage.services import catalogue
from storage.transactions import Database, Writer
from tests.house import NOW, House, Plan, acting, open_house

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database, Plan(customers=2, approval=Approval.AUTO))


@pytest.fixture
async def admin(house: House) -> Actor:
    async def work(writer: Writer) -> Person:
        alex = await people.register(writer, TelegramProfile(7003, "Alex"))
        await people.set_role(writer, alex.id, Role.ADMIN)
        known = await people.by_id(writer, alex.id)
        assert known is not None
        return known

    return acting(await house.database.write(work))


async def business(house: House, admin: Actor, **changed: Any) -> None:
    await change_business(
        house.database, lambda b: replace(b, **changed), actor=admin, key=str(changed), now=NOW
    )


async def miss(house: House, n: int, person: Person | None = None) -> None:
    """A customer does not come, this many times, and the coach says so."""
    customer = person or house.customer
    for number in range(n):
        start = NOW - (number + 1) * DAY + (0 if person is None else 2) * HOUR
        appointment = await house.book(starts_at=start, customer_id=customer.id)
        await outcome.record(
            house.database,
            appointment.id,
            Status.NO_SHOW,
            actor=acting(house.coach_person),
            key=f"m{appointment.id}",
            now=NOW,
        )


async def wish(house: House, start: Any, promised: int | None = None) -> Appointment:
    async with house.database.read() as reader:
        known = await catalogue.load(reader)
    order = BookingOrder(
        house.service.id, house.coach.id, start, house.service.price, promised=promised
    )
    return await booking.book(
        house.database,
        known,
        order,
        actor=acting(house.customer),
        key=f"b{start}{promised}",
        now=NOW,
    )
