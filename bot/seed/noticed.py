"""Somebody for the team to look at: they have missed three sessions, and it was noticed."""

from datetime import datetime, time, timedelta
from typing import Final

from domain.appointment import Status
from domain.flags import Flag, Thresholds
from storage import booking, catalogue, flags, people
from storage.appointment_rows import NewAppointment
from storage.transactions import Writer

TITLE: Final = "Coaching session"
# Made up: they book by telephone, and never write.
CUSTOMER: Final = "Robin Kast"
WEDNESDAY: Final = 2
AT: Final = time(16)
CODES: Final = ("MSS2AA", "MSS2BB", "MSS2CC")


async def plant(writer: Writer, now: datetime) -> None:
    """The last three Wednesdays with Ben; an admin finds it in /flags."""
    known = await catalogue.load(writer)
    ben = next(coach for coach in known.coaches.values() if coach.name.startswith("Ben"))
    service = next(one for one in known.services.values() if one.title == TITLE)
    robin = await people.add(writer, CUSTOMER, None, now)
    today = now.astimezone(ben.tz).date()
    last = today - timedelta(days=(today.weekday() - WEDNESDAY - 1) % 7 + 1)
    for weeks, code in enumerate(CODES):
        wall = datetime.combine(last - timedelta(weeks=weeks), AT)
        new = NewAppointment(
            coach_id=ben.id,
            customer_id=robin.id,
            service=service,
            status=Status.NO_SHOW,
            starts_at=wall.replace(tzinfo=ben.tz),
            zone=ben.zone,
            wall_start=wall,
            price=service.price,
            code=code,
            created_at=now,
        )
        await booking.insert(writer, new)
    kind, n = Flag.NO_SHOWS, len(CODES)
    await flags.raise_flag(writer, robin.id, kind, n, Thresholds().of(kind), now)
