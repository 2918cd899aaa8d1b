"""The customer of a session has arrived: recorded once, with the time."""

from datetime import datetime
from typing import Final

from domain.appointments.appointment import Appointment
from domain.appointments.check_in import may_check_in
from domain.roles import Actor, Permission
from handlers.actions.appointments.recording import write_down
from handlers.actions.locking import lock_appointment
from handlers.actions.once import appointment_once
from storage.appointments import cards, outcomes
from storage.transactions import Database, Writer
from storage.undo import undoing

CHECK_IN: Final = "check_in"


async def check_in(
    database: Database, appointment_id: int, *, actor: Actor, key: str, now: datetime
) -> Appointment:
    """Check the customer in. If already checked in or in progress, nothing changes, and `begun_at`
    says since when. Raises NotFound, AlreadyDecided, CheckInClosed, NotAllowed.

    Nobody is sent anything: the coach's cards show it.
    """
    actor.require(Permission.SESSIONS)

    async def work(writer: Writer) -> Appointment:
        before = await lock_appointment(writer, appointment_id)
        may_check_in(before, actor.answering(before.coach_id), now)
        if before.begun_at is not None:
            return before
        was = await undoing.snapshot(writer, before)
        after = await outcomes.set_begun(writer, before, now)
        await cards.fall_due(writer, after.coach_id, after.id)
        await write_down(writer, before, after, CHECK_IN, actor, now, coach_told=True, undo=was)
        return after

    return await appointment_once(database, work, actor=actor, key=key, now=now)
