"""Group sessions, for their coach and the team: customers see no more of one than their seat.

Somebody else's counts as not found: from outside both look the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.appointments.appointment import Appointment, awaits_coach
from domain.groups.group import GroupSession, coach_may_change
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from storage.appointments import session_rows
from storage.transactions import Database


@dataclass(frozen=True, slots=True)
class Group:
    """A session and who is in it, in order of joining."""

    session: GroupSession
    seats: Sequence[Appointment]

    @property
    def waiting(self) -> Sequence[Appointment]:
        """Those waiting for their coach's answer."""
        return [seat for seat in self.seats if awaits_coach(seat)]


async def by_id(database: Database, session_id: int, *, actor: Actor) -> Group:
    """One the actor answers for, as its coach or on the team. Raises NotFound, NotAllowed."""
    actor.require(Permission.SESSIONS)
    async with database.read() as reader:
        session = await session_rows.by_id(reader, session_id)
        if session is None or actor.answering(session.coach_id) != session.coach_id:
            raise NotFound
        return Group(session, await session_rows.seats(reader, session))


async def as_shown(
    database: Database, session_id: int, version: int, *, actor: Actor, now: datetime
) -> Group:
    """As `by_id`, if it is at the version that was on the screen and can still be changed.

    Also raises GroupOver and GroupChanged.
    """
    group = await by_id(database, session_id, actor=actor)
    coach_may_change(group.session, actor.answering(group.session.coach_id), now, version=version)
    return group


async def of_days(
    database: Database, coach_id: int, start: datetime, end: datetime, *, actor: Actor
) -> list[GroupSession]:
    """What this coach has in `[start, end)`, UTC. Raises NotFound, NotAllowed."""
    actor.require(Permission.SESSIONS)
    if actor.answering(coach_id) != coach_id:
        raise NotFound
    async with database.read() as reader:
        return await session_rows.agenda(reader, coach_id, start, end)


async def coming(
    database: Database, service_id: int, *, actor: Actor, now: datetime
) -> list[GroupSession]:
    """A service's standing sessions that have not begun, of coaches the actor answers for."""
    actor.require(Permission.SESSIONS)
    async with database.read() as reader:
        sessions = await session_rows.coming(reader, service_id, now)
    return [one for one in sessions if actor.answering(one.coach_id) == one.coach_id]
