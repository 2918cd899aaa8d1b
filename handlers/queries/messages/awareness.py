"""What has reached customers about their sessions, for those responsible for these."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.appointments.appointment import Appointment
from domain.messages.awareness import CustomerAwareness
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from storage.messages import awareness
from storage.transactions import Database


async def of_session(
    database: Database, session: Appointment, *, actor: Actor, now: datetime
) -> CustomerAwareness | None:
    """For a session the actor answers for, as coach or team. Raises NotFound, NotAllowed."""
    hearings = await of_sessions(database, [session], actor=actor, now=now)
    return hearings.get(session.id)


async def of_sessions(
    database: Database, sessions: Sequence[Appointment], *, actor: Actor, now: datetime
) -> Mapping[int, CustomerAwareness]:
    """Several at once, by id; no query for an empty list."""
    actor.require(Permission.SESSIONS)
    if any(actor.answering(session.coach_id) != session.coach_id for session in sessions):
        raise NotFound
    if not sessions:
        return {}
    async with database.read() as reader:
        return await awareness.of_sessions(reader, [session.id for session in sessions], now)
