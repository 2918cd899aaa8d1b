"""What became of a session, as its coach says it."""

from datetime import datetime

from domain.appointment import Appointment, Status, coach_may_record
from domain.refusals import NotFound
from domain.roles import Actor
from handlers.actions.once import appointment_once
from handlers.actions.written import write_down
from storage import appointments, booking
from storage.transactions import Database, Writer


async def record(
    database: Database,
    appointment_id: int,
    outcome: Status,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Appointment:
    """The customer missed it, or it took place; said again, nothing changes.

    The customer is sent nothing: it is for the business's books. Raises NotFound, AlreadyDecided.
    """

    async def work(writer: Writer) -> Appointment:
        before = await appointments.by_id(writer, appointment_id, lock=True)
        if before is None:
            raise NotFound
        coach_may_record(before, outcome, actor.answering(before.coach_id), now)
        if before.status is outcome:
            return before
        after = await booking.change(writer, before, status=outcome, now=now)
        await write_down(writer, before, after, f"record_{outcome}", actor, now)
        return after

    return await appointment_once(database, work, actor=actor, key=key, now=now)
