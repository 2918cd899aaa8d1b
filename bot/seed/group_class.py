"""A class of the small business: a group session with some places taken."""

from datetime import datetime, time, timedelta
from typing import Final

from domain.appointments.appointment import Status
from domain.services.catalogue import Coach
from domain.services.rules import Rules
from domain.services.service import Money, Service
from storage.appointments import sessions
from storage.appointments.appointment_rows import NewAppointment
from storage.appointments.sessions import NewSession
from storage.people import people
from storage.services import catalogue
from storage.transactions import Writer

SATURDAY: Final = 5
BEGINS: Final = time(10)
CAPACITY: Final = 8
# Made up: they come to the class and never write.
TAKEN: Final = (("Lena Vogt", 2, "BRTH22"), ("Tomas Rehm", 1, "BRTH33"))


async def plant(writer: Writer, currency: str, now: datetime) -> None:
    """A service that Ben does, and a session of it on the coming Saturday morning."""
    service_id = await catalogue.add_service(
        writer,
        title="Breathing class",
        minutes=60,
        price=Money(1500, currency),
        rules=Rules(notice_book=60, notice_move=120, notice_cancel=120),
        position=5,
        description="Calm down together, on mats. Nothing to bring.",
        capacity=CAPACITY,
        most_places=3,
    )
    snapshot = await catalogue.load(writer)
    ben = next(coach for coach in snapshot.coaches.values() if coach.name.startswith("Ben"))
    await catalogue.set_coach_services(writer, ben.id, ben.service_ids | {service_id})
    await _open(writer, ben, snapshot.services[service_id], now)


async def _open(writer: Writer, coach: Coach, service: Service, now: datetime) -> None:
    """Opened by its coach, with three places taken."""
    today = now.astimezone(coach.tz).date()
    ahead = (SATURDAY - today.weekday()) % 7 or 7
    wall = datetime.combine(today + timedelta(days=ahead), BEGINS)
    start = wall.replace(tzinfo=coach.tz)
    session_id = await sessions.open_session(
        writer, NewSession(coach.id, service, start, CAPACITY, now, by_hand=True)
    )
    if session_id is None:
        return
    for name, places, code in TAKEN:
        customer = await people.add(writer, name, None, now)
        await sessions.take_seat(
            writer,
            session_id,
            NewAppointment(
                coach_id=coach.id,
                customer_id=customer.id,
                service=service,
                status=Status.CONFIRMED,
                starts_at=start,
                zone=coach.zone,
                wall_start=wall,
                price=service.for_party(places).price,
                code=code,
                created_at=now,
                places=places,
            ),
        )
