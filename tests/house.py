"""A small business for tests: one coach, one service, as many customers as a test needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from domain.appointments.appointment import Appointment, Status
from domain.roles import Actor, Door, Role
from domain.services.catalogue import Coach
from domain.services.rules import Rules
from domain.services.service import Approval, Money, Service
from domain.working_hours.hours import Window
from storage.appointments import booking
from storage.appointments.appointment_rows import NewAppointment
from storage.people import people
from storage.people.people import Person, TelegramProfile
from storage.services import catalogue
from storage.transactions import Database, Writer
from storage.working_hours import timetables

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # a Monday, 09:00 in Berlin
OFFICE_HOURS: tuple[Window, ...] = ((540, 780), (840, 1020))
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_codes = map("".join, product(LETTERS, repeat=6))


def acting(person: Person, *more: Role) -> Actor:
    """The person in their chat. more: additional roles."""
    actor = person.at(Door.CHAT)
    return replace(actor, roles=actor.roles | set(more))


@dataclass(frozen=True)
class House:
    """A business that is open Monday to Friday."""

    database: Database
    coach: Coach
    coach_person: Person
    service: Service
    customers: Sequence[Person]

    @property
    def customer(self) -> Person:
        return self.customers[0]

    def new(self, **changed: Any) -> NewAppointment:
        """What the first customer would book: tomorrow at nine. changed: fields that differ."""
        starts_at: datetime = changed.pop("starts_at", NOW + timedelta(days=1))
        local = starts_at.astimezone(ZoneInfo(self.coach.zone)).replace(tzinfo=None)
        fields: Mapping[str, Any] = {
            "coach_id": self.coach.id,
            "customer_id": self.customer.id,
            "service": self.service,
            "status": Status.CONFIRMED,
            "zone": self.coach.zone,
            "wall_start": local,
            "price": self.service.price,
            "code": next(_codes),
            "created_at": NOW,
        }
        return NewAppointment(starts_at=starts_at, **{**fields, **changed})

    async def book(self, **changed: Any) -> Appointment:
        """An appointment of `new(**changed)`; the slot must be free."""
        wanted = self.new(**changed)
        appointment = await self.database.write(lambda writer: booking.insert(writer, wanted))
        assert appointment is not None, "the slot is taken"
        return appointment


def chat_of(person: Person) -> int:
    """The chat of a person who has one."""
    assert person.telegram_id is not None
    return person.telegram_id


@dataclass(frozen=True)
class Plan:
    """What is different about a house."""

    customers: int = 1
    approval: Approval = Approval.MANUAL
    service: Mapping[str, Any] = field(default_factory=dict)


async def open_house(database: Database, plan: Plan | None = None) -> House:
    """Opens a business: Anna Berg in Berlin, 60 minutes for 50 EUR, ten minutes in between."""
    plan = plan or Plan()
    details: dict[str, Any] = {
        "title": "Coaching",
        "minutes": 60,
        "price": Money(5000, "EUR"),
        "buffer_after": 10,
        "rules": Rules(),
        **plan.service,
    }

    async def work(writer: Writer) -> tuple[int, int, Person, list[Person]]:
        anna = await people.register(writer, TelegramProfile(7002, "Anna", "Berg"))
        coach_id = await catalogue.add_coach(
            writer,
            person_id=anna.id,
            name="Anna Berg",
            zone="Europe/Berlin",
            approval=plan.approval,
        )
        for weekday in range(5):
            await timetables.set_weekday_hours(writer, coach_id, weekday, OFFICE_HOURS)
        service_id = await catalogue.add_service(writer, **details)
        await catalogue.set_coach_services(writer, coach_id, {service_id})
        customers = [
            await people.register(writer, TelegramProfile(8000 + n, f"Customer {n}"))
            for n in range(plan.customers)
        ]
        return coach_id, service_id, anna, customers

    coach_id, service_id, anna, customers = await database.write(work)
    async with database.read() as reader:
        loaded = await catalogue.load(reader)
        person = await people.by_id(reader, anna.id)
    assert person is not None
    return House(database, loaded.coaches[coach_id], person, loaded.services[service_id], customers)
