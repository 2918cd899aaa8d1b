"""Ben has booked a morning for Lena, weeks ahead, and asks her whether it suits."""

from datetime import datetime, time, timedelta
from typing import Final

from bot.playground.sample_people import CAST
from bot.seed.registering import register
from domain.appointments.appointment import Status
from storage.appointments import booking
from storage.appointments.appointment_rows import NewAppointment
from storage.services import catalogue
from storage.transactions import Writer

WEDNESDAY: Final = 2
WEEKS: Final = 3
AT: Final = time(9)
TITLE: Final = "Coaching session"
CODE: Final = "ASK2AA"


async def plant(writer: Writer, now: datetime) -> None:
    """Ben asks his customers first; Lena finds the time on /appointments, and nobody is
    notified."""
    snapshot = await catalogue.load(writer)
    ben = next(coach for coach in snapshot.coaches.values() if coach.name.startswith("Ben"))
    service = next(one for one in snapshot.services.values() if one.title == TITLE)
    await catalogue.update_coach(writer, ben.id, ask_first=True)
    lena = await register(writer, next(one for one in CAST if one.first_name == "Lena"))
    today = now.astimezone(ben.tz).date()
    day = today + timedelta(days=(WEDNESDAY - today.weekday()) % 7, weeks=WEEKS)
    wall = datetime.combine(day, AT)
    start = wall.replace(tzinfo=ben.tz)
    new = NewAppointment(
        coach_id=ben.id,
        customer_id=lena.id,
        service=service,
        status=Status.HELD,
        starts_at=start,
        zone=ben.zone,
        wall_start=wall,
        price=service.price,
        code=CODE,
        created_at=now,
        held_until=start - timedelta(days=1),
    )
    await booking.insert(writer, new)
