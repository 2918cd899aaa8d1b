"""What will be said later of an appointment as it stands: each version plans it again.

`handlers.actions.appointments.recording` asks for it with each new version, and nobody else does.
"""

from datetime import datetime

from domain.appointments.appointment import Appointment, Status
from domain.messages.notices import NoticeKind
from domain.time import deadlines
from handlers.actions.appointments.appointment_messages import about, reminders
from storage.appointments import appointments
from storage.messages.outbox import NewMessage
from storage.transactions import Reader


async def later_notices(
    reader: Reader, appointment: Appointment, now: datetime, *, dates: int = 1
) -> list[NewMessage]:
    """The reminders of what is confirmed, and what reminds a coach of an answer that is due.

    A later version silences them. dates: of a series that one answer is due for; 0 where the coach
    is reminded by another of them.
    """
    if appointment.rescue_id is not None:
        return []  # its coach is away: nobody is reminded of that time, and no answer is theirs
    ahead = reminders(appointment, now) if appointment.status is Status.CONFIRMED else []
    ends = appointment.offer_until if appointment.on_wish(now) else appointment.waits_until(now)
    due = deadlines.nudge_at(ends, now) if ends else None
    if due is None or not dates:
        return ahead
    coach = await appointments.coach_person_id(reader, appointment.coach_id)
    more = {"of_series": dates} if dates > 1 else {}
    return [*ahead, about(appointment, NoticeKind.NUDGE, coach, due, **more)]
