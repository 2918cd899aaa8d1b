"""The seeded house, in which Mia has booked an hour with Anna."""

from datetime import UTC, datetime

import pytest

from domain.appointments.appointment import Appointment
from domain.services.catalogue import Catalogue, Coach
from domain.services.service import Service
from handlers.actions.appointments import booking
from storage.people import people
from storage.people.people import TelegramProfile
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.doorstep import MIA, NOW
from tests.house import acting
from tests.northside import open_northside

TEN = datetime(2031, 5, 8, 8, 0, tzinfo=UTC)  # on Thursday, in Berlin


@pytest.fixture
async def house(database: Database) -> Database:
    await open_northside(database, NOW)
    return database


@pytest.fixture
async def booked(house: Database) -> Appointment:
    return await book(house, TEN)


async def with_anna(database: Database) -> tuple[Catalogue, Coach, Service]:
    """What is offered, and an hour of it with Anna."""
    async with database.read() as reader:
        offered = await catalogue.load(reader)
    anna = next(c for c in offered.coaches.values() if c.name.startswith("Anna"))
    return offered, anna, next(s for s in offered.offered_services if s.minutes == 60)


async def book(database: Database, start: datetime) -> Appointment:
    offered, anna, service = await with_anna(database)
    mia = await database.write(lambda w: people.register(w, TelegramProfile(MIA, "Mia")))
    order = booking.BookingOrder(service.id, anna.id, start, service.price)
    return await booking.book(database, offered, order, actor=acting(mia), key=str(start), now=NOW)
