"""What is on Ben's desk: a session that he asks Anna to take over, an hour reserved for something
else, and a summary each morning and evening."""

from datetime import datetime, time, timedelta
from typing import Final

from domain.appointments.appointment import Status
from domain.coaches.digests import USUAL, day_to_skip
from domain.starts.rooming import resource_ids_for
from storage.appointments import booking, offers
from storage.appointments.appointment_rows import NewAppointment
from storage.appointments.resources import ResourceUnits
from storage.coaches import digest_settings
from storage.people import people
from storage.services import catalogue
from storage.transactions import Writer

TITLE: Final = "Coaching session"
# Made up: they have booked the Tuesday after next, and never write.
CUSTOMER: Final = "Jonas Weil"
CODE: Final = "HAND22"
TUESDAY: Final = 1
WEEKS: Final = 2
AT: Final = time(15)
# The day after, within his hours.
BLOCKED: Final = (time(11), time(12))
BLOCKED_FOR: Final = "Dentist"


async def plant(writer: Writer, now: datetime) -> None:
    """Anna finds the question among her requests, and nobody is notified."""
    snapshot = await catalogue.load(writer)
    anna, ben = (
        next(coach for coach in snapshot.coaches.values() if coach.name.startswith(name))
        for name in ("Anna", "Ben")
    )
    service = next(one for one in snapshot.services.values() if one.title == TITLE)
    today = now.astimezone(ben.tz).date()
    day = today + timedelta(days=(TUESDAY - today.weekday()) % 7, weeks=WEEKS)
    wall = datetime.combine(day, AT)
    start = wall.replace(tzinfo=ben.tz)
    new = NewAppointment(
        coach_id=ben.id,
        customer_id=(await people.add(writer, CUSTOMER, None, now)).id,
        service=service,
        status=Status.CONFIRMED,
        starts_at=start,
        zone=ben.zone,
        wall_start=wall,
        price=service.price,
        code=CODE,
        created_at=now,
    )
    rooms = resource_ids_for(snapshot.needs_of(service), snapshot.resources)
    booked = await booking.insert(writer, new, besides=[ResourceUnits(room) for room in rooms[:1]])
    if booked is not None:
        until = start - timedelta(days=1)
        appointment = await booking.change(
            writer, booked, asked_coach_id=anna.id, asked_until=until, now=now
        )
        span = offers.blocked_span(service, start)
        await offers.hold(writer, appointment, [span], until=until, now=now, coach_id=anna.id)
    starts, ends = (datetime.combine(day + timedelta(days=1), at) for at in BLOCKED)
    await catalogue.add_leave(writer, ben.id, starts, ends, BLOCKED_FOR, block=True)
    for digest, minute in USUAL.items():
        over = day_to_skip(minute, ben.tz, now)
        await digest_settings.set_minute(writer, ben.id, digest, minute, over)
