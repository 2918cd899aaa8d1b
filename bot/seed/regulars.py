"""Somebody who comes back: the made-up business is to know what they usually book, and their coach
what they have written down."""

from datetime import datetime, time, timedelta
from typing import Final

from bot.playground.cast import CAST
from bot.seed.registering import register
from domain.appointment import Status
from storage import booking, catalogue, customer_notes
from storage.appointment_rows import NewAppointment
from storage.transactions import Writer

TUESDAY: Final = 1
AT: Final = time(18)
TITLE: Final = "Coaching session"
NOTE: Final = "Runs a marathon in October. Likes to talk while walking."
CODES: Final = ("REG2AA", "REG2BB", "REG2CC")


async def plant(writer: Writer, now: datetime) -> None:
    """Lena has been with Ben on the last three Tuesdays, at six in the evening, and Ben has a note
    on her."""
    known = await catalogue.load(writer)
    ben = next(coach for coach in known.coaches.values() if coach.name.startswith("Ben"))
    service = next(one for one in known.services.values() if one.title == TITLE)
    lena = await register(writer, next(one for one in CAST if one.first_name == "Lena"))
    today = now.astimezone(ben.tz).date()
    last = today - timedelta(days=(today.weekday() - TUESDAY - 1) % 7 + 1)
    for weeks, code in enumerate(CODES):
        wall = datetime.combine(last - timedelta(weeks=weeks), AT)
        new = NewAppointment(
            coach_id=ben.id,
            customer_id=lena.id,
            service=service,
            status=Status.COMPLETED,
            starts_at=wall.replace(tzinfo=ben.tz),
            zone=ben.zone,
            wall_start=wall,
            price=service.price,
            code=code,
            created_at=now,
        )
        await booking.insert(writer, new)
    await customer_notes.keep(writer, ben.id, lena.id, NOTE, now)
