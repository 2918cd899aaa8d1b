"""A house with limits, and what their tests set, book and move."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.appointments.appointment import Appointment
from domain.refusals import Refusal
from domain.services.rules import Rules
from handlers.actions.appointments import booking, deciding
from storage import audit
from storage.people.people import Person
from storage.services import catalogue
from storage.transactions import Writer
from tests.handlers.actions.proposals import load_catalogue
from tests.house import NOW, House, acting

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TUESDAY = datetime(2026, 3, 3, 8, tzinfo=UTC)  # nine in Berlin, tomorrow
WEDNESDAY, MONDAY = TUESDAY + DAY, TUESDAY + 6 * DAY


async def limit(
    house: House,
    *,
    coach: dict[str, Any] | None = None,
    rules: Rules | None = None,
    business: dict[str, Any] | None = None,
) -> None:
    """Other limits of the coach, the service, or the business."""

    async def work(writer: Writer) -> None:
        if coach:
            await catalogue.update_coach(writer, house.coach.id, **coach)
        if rules:
            await catalogue.update_service(writer, house.service.id, rules=rules)
        if business:
            known = (await catalogue.load(writer)).business
            await catalogue.update_business(writer, replace(known, **business))

    await house.database.write(work)


async def book(
    house: House, start: datetime, by: Person | None = None, *, now: datetime = NOW, key: str = ""
) -> Appointment:
    person = by or house.customer
    order = booking.BookingOrder(house.service.id, house.coach.id, start, house.service.price)
    return await booking.book(
        house.database,
        await load_catalogue(house),
        order,
        actor=acting(person),
        key=key or f"{person.id} {start} {now}",
        now=now,
    )


async def try_book(
    house: House, start: datetime, by: Person | None = None
) -> Appointment | Refusal:
    try:
        return await book(house, start, by)
    except Refusal as refusal:
        return refusal


async def move(
    house: House, appointment: Appointment, start: datetime, by: Person, *, anyway: bool = False
) -> Appointment:
    return await deciding.move(
        house.database,
        await load_catalogue(house),
        appointment.id,
        start,
        actor=acting(by),
        key=f"move {start} {anyway} {by.id}",
        now=NOW,
        anyway=anyway,
    )


async def set_aside(house: House, appointment: Appointment) -> list[list[str]]:
    """The rules set aside, from each log line about an appointment."""
    async with house.database.read() as reader:
        entries = await audit.of(reader, "appointment", appointment.id)
    return [(entry.after or {}).get("overridden", []) for entry in entries]
