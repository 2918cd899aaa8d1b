"""What will be said later about an appointment as it is now: each version plans it again.

Called by `handlers.actions.appointments.recording` with each new version, and nowhere else.
"""

from datetime import datetime

from domain.appointments.appointment import Appointment, Status
from domain.messages.notices import NoticeKind
from domain.time import deadlines
from handlers.actions.appointments.appointment_messages import about, reminders
from storage.appointments import appointments
from storage.messages.outbox import OutboxMessage
from storage.transactions import Reader


async def later_notices(
    reader: Reader, appointment: Appointment, now: datetime, *, dates: int = 1
) -> list[OutboxMessage]:
    """Reminders for what is confirmed, and for a coach whose answer is due.

    A later version silences them. dates: how many dates of a series one answer is due for; 0 if
    another of them reminds the coach.
    """
    if appointment.rescue_id is not None:
        return []  # its coach is away: no reminders for that time, and no answer to give
    ahead = reminders(appointment, now) if appointment.status is Status.CONFIRMED else []
    ends = appointment.offer_until if appointment.on_wish(now) else appointment.waits_until(now)
    due = deadlines.nudge_at(ends, now) if ends else None
    if due is None or not dates:
        return ahead
    coach = await appointments.coach_person_id(reader, appointment.coach_id)
    more = {"of_series": dates} if dates > 1 else {}
    return [*ahead, about(appointment, NoticeKind.NUDGE, coach, due, **more)]
