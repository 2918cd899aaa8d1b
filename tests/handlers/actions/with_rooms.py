"""A house with rooms, and more coaches who need them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from domain.appointments.appointment import Appointment
from domain.refusals import Refusal
from domain.roles import Actor, Role
from domain.services.catalogue import Catalogue
from domain.services.resources import Need, Resource, ResourceKind
from domain.services.service import Approval
from handlers.actions.appointments.booking import BookingOrder, book
from handlers.actions.services import rooms
from handlers.actions.services.catalogue import newest
from storage import audit
from storage.faults import DatabaseBusy
from storage.people import people
from storage.people.people import Person, TelegramProfile
from storage.services import catalogue
from storage.services import rooms as stored
from storage.transactions import Writer
from storage.working_hours import timetables
from tests.house import NOW, OFFICE_HOURS, House, acting

TEN = NOW + timedelta(days=1, hours=1)

ELEVEN = TEN + timedelta(hours=1, minutes=30)


async def add_rooms(house: House, *units: int) -> list[int]:
    async def work(writer: Writer) -> list[int]:
        return [await stored.add(writer, ResourceKind.ROOM, f"Room {n}", n) for n in units]

    return await house.database.write(work)


async def needs(house: House, *wanted: Need, service: int = 0) -> None:
    service_id = service or house.service.id
    await house.database.write(lambda writer: stored.set_needs(writer, service_id, wanted))


async def colleagues(house: House, number: int) -> list[int]:
    """Coaches with the same hours and services as the house's coach."""

    async def work(writer: Writer) -> list[int]:
        ids = []
        for n in range(number):
            person = await people.register(writer, TelegramProfile(7200 + n, f"Coach {n}"))
            coach = await catalogue.add_coach(
                writer,
                person_id=person.id,
                name=f"Coach {n}",
                zone=house.coach.zone,
                approval=Approval.AUTO,
            )
            for weekday in range(5):
                await timetables.set_weekday_hours(writer, coach, weekday, OFFICE_HOURS)
            await catalogue.set_coach_services(writer, coach, {house.service.id})
            ids.append(coach)
        return ids

    return await house.database.write(work)


async def attempt(
    house: House,
    known: Catalogue,
    coach: int,
    customer: Person,
    start: datetime = TEN,
    service: int = 0,
) -> Appointment | Refusal:
    service_id = service or house.service.id
    order = BookingOrder(service_id, coach, start, known.services[service_id].price)
    try:
        return await book(
            house.database, known, order, actor=acting(customer), key=f"{customer.id}", now=NOW
        )
    except Refusal as refusal:
        return refusal
    except DatabaseBusy:  # as with any update, it comes again
        return await attempt(house, known, coach, customer, start, service)


async def book_coach(
    house: House, coach: int, number: int = 0, start: datetime = TEN
) -> Appointment:
    known = await newest(house.database)
    appointment = await attempt(house, known, coach, house.customers[number], start)
    assert isinstance(appointment, Appointment), appointment
    return appointment


async def change(house: House, room: int, how: Any, key: str, *, anyway: bool = False) -> Resource:
    return await rooms.change_room(
        house.database, room, how, anyway=anyway, actor=boss(house), key=key, now=NOW
    )


def boss(house: House) -> Actor:
    return acting(house.coach_person, Role.MANAGER)


async def audit_entries(house: House, entity: str, entity_id: int) -> Sequence[Any]:
    async with house.database.read() as reader:
        return await audit.of(reader, entity, entity_id)
