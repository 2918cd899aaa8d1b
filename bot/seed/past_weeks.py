"""Past sessions and how they ended: a made-up person's history."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final

from domain.appointments.appointment import Status
from storage.appointments import booking
from storage.appointments.appointment_rows import NewAppointment
from storage.services import catalogue
from storage.transactions import Writer

TITLE: Final = "Coaching session"


async def plant(
    writer: Writer,
    customer: int,
    weekday: int,
    at: time,
    codes: Sequence[str],
    became: Status,
    now: datetime,
) -> int:
    """One a week with Ben, each with its booking code, the latest first; Ben's id. weekday: 0 for
    Monday."""
    snapshot = await catalogue.load(writer)
    ben = next(coach for coach in snapshot.coaches.values() if coach.name.startswith("Ben"))
    service = next(one for one in snapshot.services.values() if one.title == TITLE)
    today = now.astimezone(ben.tz).date()
    last = today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
    for weeks, code in enumerate(codes):
        wall = datetime.combine(last - timedelta(weeks=weeks), at)
        new = NewAppointment(
            coach_id=ben.id,
            customer_id=customer,
            service=service,
            status=became,
            starts_at=wall.replace(tzinfo=ben.tz),
            zone=ben.zone,
            wall_start=wall,
            price=service.price,
            code=code,
            created_at=now,
        )
        await booking.insert(writer, new)
    return ben.id
