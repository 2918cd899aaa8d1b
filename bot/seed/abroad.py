"""A coach overseas, met online, whose next day is full: two people are waiting for it."""

from datetime import date, datetime, time, timedelta
from typing import Final

from bot.playground.sample_people import CAST
from bot.seed.registering import register
from domain.appointments.appointment import Status
from domain.services.catalogue import Coach
from domain.services.meeting import Addresses, Meeting
from domain.services.rules import Rules
from domain.services.service import Approval, Money, Service
from domain.waitlist.waitlist import WaitTimes
from domain.working_hours.hours import Window
from storage.appointments import booking
from storage.appointments.appointment_rows import NewAppointment
from storage.people import people
from storage.services import catalogue
from storage.transactions import Writer
from storage.waitlist import waits
from storage.waitlist.waits import WaitKey
from storage.working_hours import timetables

ZONE: Final = "America/New_York"
HOURS: Final[Window] = (8 * 60, 11 * 60)
# Made up: they have booked her next day, and never write.
FULL: Final = (
    (time(8), "Ines Dahl", "ABRD22"),
    (time(9), "Noor Aziz", "ABRD33"),
    (time(10), "Pavel Hora", "ABRD44"),
)
# People of the cast who are waiting for it.
WAITING: Final = ("Ben", "Lena")


async def plant(writer: Writer, currency: str, now: datetime) -> None:
    """Rosa and what she does. Her mornings in New York are afternoons in Berlin."""
    service_id = await catalogue.add_service(
        writer,
        title="Talk in English",
        minutes=60,
        price=Money(7000, currency),
        step=60,
        rules=Rules(notice_book=120, horizon_days=30),
        position=6,
        description="Career coaching by video, from New York.",
        meeting=Meeting.ONLINE,
        addresses=Addresses(online="https://meet.example.org/rosa"),
    )
    person = next(one for one in CAST if one.zone == ZONE)
    registered = await register(writer, person)
    rosa = await catalogue.add_coach(
        writer, person_id=registered.id, name=person.name, zone=ZONE, approval=Approval.AUTO
    )
    await catalogue.set_coach_services(writer, rosa, {service_id})
    for weekday in range(5):
        await timetables.set_weekday_hours(writer, rosa, weekday, (HOURS,))
    snapshot = await catalogue.load(writer)
    day = await _fill(writer, snapshot.coaches[rosa], snapshot.services[service_id], now)
    for member in (one for one in CAST if one.first_name in WAITING):
        customer = await register(writer, member)
        line = WaitKey(service_id, rosa, "")
        await waits.add(writer, customer.id, line, WaitTimes(day, day, ZONE), now)


async def _fill(writer: Writer, coach: Coach, service: Service, now: datetime) -> date:
    """Book the whole of the first working day after today; that day."""
    day = now.astimezone(coach.tz).date() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    for at, name, code in FULL:
        customer = await people.add(writer, name, None, now)
        wall = datetime.combine(day, at)
        new = NewAppointment(
            coach_id=coach.id,
            customer_id=customer.id,
            service=service,
            status=Status.CONFIRMED,
            starts_at=wall.replace(tzinfo=coach.tz),
            zone=coach.zone,
            wall_start=wall,
            price=service.price,
            code=code,
            created_at=now,
        )
        await booking.insert(writer, new)
    return day
