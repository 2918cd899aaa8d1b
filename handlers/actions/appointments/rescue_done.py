"""Where an answer in a rescue counts, no matter who gave it, or how: every change of an
appointment that is written down passes here."""

from datetime import datetime

from domain.appointments.appointment import Appointment
from domain.messages.notices import Lane, NoticeKind
from domain.roles import Actor
from storage.appointments import appointments, rescues
from storage.messages.outbox import NewMessage
from storage.transactions import Writer


async def everybody(
    writer: Writer, before: Appointment, after: Appointment, actor: Actor, now: datetime
) -> list[NewMessage]:
    """That everybody has answered, for the coach, where this change was the last to be waited for.

    Not where the coach has made it: they need not be told. One after the other: two last ones
    would see each other wait.
    """
    rescue_id = before.rescue_id
    if rescue_id is None or after.rescue_id == rescue_id:
        return []
    if await rescues.waiting(writer, before.coach_id, rescue_id):
        return []
    coach = await appointments.coach_person_id(writer, before.coach_id)
    if actor.person_id == coach:
        return []
    return [
        NewMessage(
            key=f"{NoticeKind.RESCUE_DONE}:{rescue_id}",
            recipient_id=coach,
            kind=NoticeKind.RESCUE_DONE,
            facts={"rescue": rescue_id, "coach": before.coach_id},
            lane=Lane.INTERACTIVE,
            due_at=now,
            coach_id=before.coach_id,
        )
    ]
