"""A short series with so few dates left that its customer is asked whether to continue."""

from datetime import date, datetime, time, timedelta
from typing import Final

from bot.playground.sample_people import CAST
from bot.seed.registering import register
from domain.appointments.appointment import Status
from domain.series.series import Rhythm, Unit
from domain.starts.rooming import resource_ids_for
from storage.appointments import booking
from storage.appointments.appointment_rows import NewAppointment
from storage.appointments.resources import ResourceUnits
from storage.series import series
from storage.services import catalogue
from storage.transactions import Writer

TITLE: Final = "Coaching session"
THURSDAY: Final = 3
AT: Final = time(17, 30)  # after Anna's own hours
RHYTHM: Final = Rhythm(Unit.WEEK, 2)
# From this week on; in the week between them Anna is away. None is over: a past session with Ben
# would come before all her work as a coach on her first screen.
WEEKS: Final = (1, 3)
CODES: Final = ("SVR2AA", "SVR2BB")


async def plant(writer: Writer, now: datetime) -> None:
    """Anna, who is a coach herself, sees Ben every second Thursday, twice. Nobody is notified."""
    snapshot = await catalogue.load(writer)
    ben = next(coach for coach in snapshot.coaches.values() if coach.name.startswith("Ben"))
    service = next(one for one in snapshot.services.values() if one.title == TITLE)
    anna = await register(writer, next(one for one in CAST if one.first_name == "Anna"))
    series_id = await series.add(
        writer,
        coach_id=ben.id,
        customer_id=anna.id,
        service_id=service.id,
        rhythm=RHYTHM,
        now=now,
        times=len(WEEKS),
    )
    rooms = resource_ids_for(snapshot.needs_of(service), snapshot.resources)
    today = now.astimezone(ben.tz).date()
    for nr, (weeks, code) in enumerate(zip(WEEKS, CODES, strict=True), 1):
        wall = datetime.combine(_thursday(today, weeks), AT)
        new = NewAppointment(
            coach_id=ben.id,
            customer_id=anna.id,
            service=service,
            status=Status.CONFIRMED,
            starts_at=wall.replace(tzinfo=ben.tz),
            zone=ben.zone,
            wall_start=wall,
            price=service.price,
            code=code,
            created_at=now,
            series_id=series_id,
            series_nr=nr,
            series_of=len(WEEKS),
        )
        await booking.insert(writer, new, besides=[ResourceUnits(room) for room in rooms[:1]])


def _thursday(today: date, weeks: int) -> date:
    return today + timedelta(days=THURSDAY - today.weekday(), weeks=weeks)
