"""Rosa is off on a day that Lena has booked: Lena has not chosen an alternative yet.

Answer as Lena, and Rosa's card fills up.
"""

from datetime import date, datetime, time, timedelta
from typing import Final

from bot.playground.sample_people import CAST
from bot.seed.registering import register
from domain.appointments.appointment import Status
from domain.working_hours.leave import Leave
from storage.appointments import booking, offers
from storage.appointments.appointment_rows import NewAppointment
from storage.rescues import rescues
from storage.services import catalogue
from storage.transactions import Writer

TITLE: Final = "Talk in English"
WEDNESDAY: Final = 2
WEEKS: Final = 3
AT: Final = time(9)
CODE: Final = "AWAY22"
REASON: Final = "A wedding"
# Days after the original one; Rosa works on weekdays.
INSTEAD: Final = (1, 2, 7)
# Before the session: long enough to look around in the playground.
UNTIL: Final = timedelta(days=1)


async def plant(writer: Writer, now: datetime) -> None:
    """Lena finds it on /appointments, Rosa on /leave, and nobody is notified."""
    snapshot = await catalogue.load(writer)
    rosa = next(coach for coach in snapshot.coaches.values() if coach.name.startswith("Rosa"))
    service = next(one for one in snapshot.services.values() if one.title == TITLE)
    lena = await register(writer, next(one for one in CAST if one.first_name == "Lena"))
    today = now.astimezone(rosa.tz).date()
    day = today + timedelta(days=(WEDNESDAY - today.weekday()) % 7, weeks=WEEKS)

    def start(of: date) -> datetime:
        return datetime.combine(of, AT).replace(tzinfo=rosa.tz)

    new = NewAppointment(
        coach_id=rosa.id,
        customer_id=lena.id,
        service=service,
        status=Status.CONFIRMED,
        starts_at=start(day),
        zone=rosa.zone,
        wall_start=datetime.combine(day, AT),
        price=service.price,
        code=CODE,
        created_at=now,
    )
    booked = await booking.insert(writer, new)
    if booked is None:
        return
    begins = datetime.combine(day, time.min)
    leave = Leave(0, begins, begins + timedelta(days=1), REASON)
    leave_id = await catalogue.add_leave(writer, rosa.id, leave.starts, leave.ends, leave.note)
    leave = Leave(leave_id, leave.starts, leave.ends, leave.note)
    rescue = await rescues.add(writer, rosa.id, leave, rosa.person_id, now)
    instead = tuple(start(day + timedelta(days=n)) for n in INSTEAD)
    until = start(day) - UNTIL
    appointment = await booking.change(
        writer, booked, proposed=instead, offer_until=until, rescue_id=rescue, now=now
    )
    spans = [offers.blocked_span(service, one) for one in instead]
    await offers.hold(writer, appointment, spans, until=until, now=now)
    await rescues.add_sessions(writer, rosa.id, rescue, [(booked, True)])
