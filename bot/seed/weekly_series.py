"""A weekly series in progress, so that the calendar has something to show."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.playground.sample_people import CAST
from bot.seed.registering import register
from domain.appointments.appointment import Status
from domain.series.series import Rhythm, Unit, instant
from domain.services.catalogue import Catalogue, Coach
from domain.services.service import Service
from domain.time.spans import moment
from storage.appointments import booking
from storage.appointments.appointment_rows import NewAppointment
from storage.series import series
from storage.services import catalogue
from storage.transactions import Writer

PAST: Final = 2
AHEAD: Final = 6
AT: Final = time(15, 30)
TITLE: Final = "Career review"
# Booking codes as people read them out; no two of one coach are alike.
CODES: Final = ("SER2AA", "SER2BB", "SER2CC", "SER2DD", "SER2EE", "SER2FF", "SER2GG", "SER2HH")


async def plant(writer: Writer, now: datetime) -> None:
    """Lena sees Anna on Mondays: two dates are over, six are to come. Nobody is notified."""
    snapshot = await catalogue.load(writer)
    coach, service = _coach_and_service(snapshot)
    lena = next(one for one in CAST if one.first_name == "Lena")
    customer = await register(writer, lena)
    rhythm = Rhythm(Unit.WEEK)
    series_id = await series.add(
        writer,
        coach_id=coach.id,
        customer_id=customer.id,
        service_id=service.id,
        rhythm=rhythm,
        now=now,
    )
    first = _monday(now, coach.tz) - timedelta(weeks=PAST - 1)
    for nr, day in enumerate(rhythm.days(first, PAST + AHEAD), 1):
        start = instant(day, datetime.combine(day, AT), coach.tz)
        if start is None:
            continue
        new = NewAppointment(
            coach_id=coach.id,
            customer_id=customer.id,
            service=service,
            status=Status.COMPLETED if nr <= PAST else Status.CONFIRMED,
            starts_at=moment(start),
            zone=coach.zone,
            wall_start=datetime.combine(day, AT),
            price=service.price,
            code=CODES[nr - 1],
            created_at=now,
            series_id=series_id,
            series_nr=nr,
            series_of=PAST + AHEAD,
        )
        await booking.insert(writer, new)


def _coach_and_service(snapshot: Catalogue) -> tuple[Coach, Service]:
    coach = next(c for c in snapshot.coaches.values() if c.name.startswith("Anna"))
    return coach, next(s for s in snapshot.services.values() if s.title == TITLE)


def _monday(now: datetime, zone: ZoneInfo) -> date:
    """The last Monday whose session is over."""
    wall = now.astimezone(zone)
    monday = wall.date() - timedelta(days=wall.weekday())
    over = wall.time() >= time(17) or wall.weekday() > 0
    return monday if over else monday - timedelta(weeks=1)
