"""A coach whose working hours have moved to another zone: bookings stay when they are."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.appointments.appointment import Appointment
from domain.services.catalogue import Catalogue, Coach
from handlers.actions.appointments import booking, deciding
from handlers.buttons.coach_keys import CallOff
from handlers.buttons.links import CoachCard, CoachDay, PickSlot, ShowAppointment, ShowMonth
from handlers.buttons.proposal_keys import Propose
from storage.people import people
from storage.people.people import Person, TelegramProfile
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.doorstep import ANNA, MIA, NOW, Visitor
from tests.house import acting
from tests.northside import open_northside

TEN = datetime(2031, 5, 8, 8, 0, tzinfo=UTC)  # on Thursday, in Berlin
LISBON = "Europe/Lisbon"


@pytest.fixture
async def mia_(database: Database) -> Person:
    await open_northside(database, NOW)
    return await database.write(lambda w: people.register(w, TelegramProfile(MIA, "Mia")))


async def load_with_anna(database: Database) -> tuple[Catalogue, Coach]:
    async with database.read() as reader:
        offered = await catalogue.load(reader)
    return offered, next(c for c in offered.coaches.values() if c.name.startswith("Anna"))


@pytest.fixture
async def booked(database: Database, mia_: Person) -> Appointment:
    """Thursday at ten in Berlin, with Anna, who works on Lisbon's clock from now on."""
    offered, anna = await load_with_anna(database)
    service = next(s for s in offered.offered_services if s.minutes == 60)
    order = booking.BookingOrder(service.id, anna.id, TEN, service.price)
    appointment = await booking.book(database, offered, order, actor=acting(mia_), key="b", now=NOW)
    await database.write(lambda w: catalogue.update_coach(w, anna.id, zone=LISBON))
    return appointment


async def test_everything_a_coach_reads_is_on_the_clock_they_work_by_now(
    database: Database, booked: Appointment
) -> None:
    anna = Visitor(database, ANNA, "Anna")

    day = await anna.press(CoachDay(date(2031, 5, 8)))
    assert "Thu, 8 May 2031 (Lisbon)" in day
    assert "09:00  <b>Mia" in day
    assert "09:00 Mia" in anna.labels()
    assert "09:00 (Lisbon)" in await anna.press(CoachDay(date(2031, 5, 6)))
    for press in (CoachCard(booked.id), Propose(booked.id), CallOff(booked.id, booked.version)):
        text = await anna.press(press)
        assert "9:00" in text, press
        assert "10:00" not in text, press
    month = ShowMonth(booked.service_id, booked.coach_id, booked.id, TEN.date())
    assert "now Thu 8 May, 09:00" in await anna.press(month)


async def test_the_customers_card_keeps_the_clock_on_which_it_was_agreed(
    database: Database, booked: Appointment
) -> None:
    mia = Visitor(database, MIA, "Mia")

    assert "10:00 (Berlin)" in await mia.press(ShowAppointment(booked.id))


async def test_a_move_is_agreed_on_the_clock_of_the_calendar_it_was_chosen_from(
    database: Database, booked: Appointment, mia_: Person
) -> None:
    offered, anna = await load_with_anna(database)
    later = datetime(2031, 5, 8, 13, 0, tzinfo=UTC)
    mia = Visitor(database, MIA, "Mia")
    slot = PickSlot(booked.service_id, anna.id, booked.id, int(later.timestamp()) // 60)
    assert "Before: <s>Thu, 8 May 2031, 09:00 (Lisbon)" in await mia.press(slot)

    moved = await deciding.move(
        database, offered, booked.id, later, actor=acting(mia_), key="m", now=NOW
    )

    assert replace(moved, version=0) == replace(
        booked,
        zone=LISBON,
        wall_start=datetime(2031, 5, 8, 14, 0),
        starts_at=later,
        ends_at=moved.ends_at,
        version=0,
    )
    assert "14:00 (Lisbon)" in await mia.press(ShowAppointment(booked.id))
