"""Where an answer in a rescue counts, whoever gave it and however: every recorded change of an
appointment passes through here."""

from datetime import datetime

from domain.appointments.appointment import Appointment
from domain.messages.notices import Lane, NoticeKind
from domain.roles import Actor
from storage.appointments import appointments
from storage.messages.outbox import OutboxMessage
from storage.rescues import rescues
from storage.transactions import Writer


async def everybody(
    writer: Writer, before: Appointment, after: Appointment, actor: Actor, now: datetime
) -> list[OutboxMessage]:
    """Tells the coach that everybody has answered, if this change was the last one awaited.

    Not if the coach made it: they need not be told. One at a time: two final answers at once would
    each see the other still waiting.
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
        OutboxMessage(
            key=f"{NoticeKind.RESCUE_DONE}:{rescue_id}",
            recipient_id=coach,
            kind=NoticeKind.RESCUE_DONE,
            facts={"rescue": rescue_id, "coach": before.coach_id},
            lane=Lane.INTERACTIVE,
            due_at=now,
            coach_id=before.coach_id,
        )
    ]
