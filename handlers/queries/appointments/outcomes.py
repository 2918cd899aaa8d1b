"""Sessions whose outcome the coach has not recorded yet."""

from collections.abc import Sequence
from datetime import datetime

from domain.appointments.appointment import Appointment
from domain.appointments.outcome import ASKED_FOR
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from storage.appointments import outcomes
from storage.transactions import Database


async def unsaid(
    database: Database, coach_id: int, *, actor: Actor, now: datetime
) -> Sequence[Appointment]:
    """Those of the last days, oldest first. Raises NotFound for another coach's, NotAllowed."""
    actor.require(Permission.SESSIONS)
    if actor.answering(coach_id) != coach_id:
        raise NotFound
    async with database.read() as reader:
        return await outcomes.unsaid(reader, coach_id, now - ASKED_FOR, now)
