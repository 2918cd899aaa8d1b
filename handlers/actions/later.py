"""What is to be said later of an appointment as it stands: each version says it anew."""

from datetime import datetime

from domain import deadlines
from domain.appointment import Appointment, Status
from domain.notices import NoticeKind
from handlers.actions.messages import about, reminders
from storage import appointments
from storage.outbox import NewMessage
from storage.transactions import Reader


async def later(
    reader: Reader, appointment: Appointment, now: datetime, **more: object
) -> list[NewMessage]:
    """The reminders of what is confirmed, and what reminds a coach of an answer that is due.

    A later version silences them. more: further facts of the latter.
    """
    if appointment.rescue_id is not None:
        return []  # its coach is away: nobody is reminded of that time, and no answer is theirs
    ahead = reminders(appointment, now) if appointment.status is Status.CONFIRMED else []
    ends = appointment.offer_until if appointment.on_wish(now) else appointment.waits_until(now)
    due = deadlines.nudge_at(ends, now) if ends else None
    if due is None:
        return ahead
    coach = await appointments.coach_person_id(reader, appointment.coach_id)
    return [*ahead, about(appointment, NoticeKind.NUDGE, coach, due, **more)]
