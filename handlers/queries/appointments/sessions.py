"""Sessions, for those who may see them: their customer, their coach, and the team.

Somebody else's counts as not found: from outside both look the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.appointments.appointment import Appointment, Status
from domain.appointments.handover_refusals import not_theirs
from domain.refusals import AlreadyDecided, NotFound, TooManyOpen
from domain.roles import Actor, Permission
from domain.services.catalogue import Business
from handlers.queries.people.customers import answer_for
from handlers.queries.people.person_limits import of as bounds_of
from storage.appointments import appointments, calendar
from storage.transactions import Database


@dataclass(frozen=True, slots=True)
class DaySessions:
    """What a coach has in a period, in order. next_session: the first after it, looked up only if
    the period is empty."""

    sessions: Sequence[Appointment]
    next_session: Appointment | None


async def of_customer(
    database: Database, *, actor: Actor, now: datetime, past: bool, limit: int, offset: int = 0
) -> list[Appointment]:
    """A page of the actor's own sessions: upcoming soonest first, past latest first."""
    actor.require(Permission.BOOK)
    async with database.read() as reader:
        return await appointments.of_customer(
            reader, actor.person, now, past=past, limit=limit, offset=offset
        )


async def own(database: Database, appointment_id: int, *, actor: Actor) -> Appointment:
    """One of the actor's own, as its customer. Raises NotFound."""
    actor.require(Permission.BOOK)
    session = await _by_id(database, appointment_id)
    if session.customer_id != actor.person_id:
        raise NotFound
    return session


async def for_staff(database: Database, appointment_id: int, *, actor: Actor) -> Appointment:
    """One the actor is responsible for, as its coach or on the team. Raises NotFound, HandedOver,
    NotAllowed."""
    actor.require(Permission.SESSIONS)
    session = await _by_id(database, appointment_id)
    if not answers_for(actor, session):
        raise not_theirs(session, actor.coach_id)
    return session


async def either(database: Database, appointment_id: int, *, actor: Actor) -> Appointment:
    """One of the actor's own, or one they are responsible for. Raises NotFound."""
    actor.require(Permission.BOOK)
    session = await _by_id(database, appointment_id)
    if session.customer_id != actor.person_id and not answers_for(actor, session):
        raise NotFound
    return session


async def for_calendar(database: Database, appointment_id: int, *, actor: Actor) -> Appointment:
    """The same, if it is sure enough for a calendar: confirmed. Raises NotFound, AlreadyDecided."""
    session = await either(database, appointment_id, actor=actor)
    if not confirmed([session]):
        raise AlreadyDecided(session.id, session.status)
    return session


def confirmed(sessions: Iterable[Appointment]) -> list[Appointment]:
    """Those that belong in a calendar: a request may come to nothing."""
    return [session for session in sessions if session.status is Status.CONFIRMED]


async def with_code(database: Database, code: str, *, actor: Actor) -> Appointment | None:
    """The one with this booking code, for its customer and its coach only."""
    actor.require(Permission.BOOK)
    async with database.read() as reader:
        sessions = await appointments.by_code(reader, code)
    return next(
        (
            session
            for session in sessions
            if session.customer_id == actor.person_id or session.coach_id == actor.coach_id
        ),
        None,
    )


async def same_start(
    database: Database, coach_id: int, start: datetime, *, actor: Actor
) -> Appointment | None:
    """The actor's own session with this coach at exactly this start (UTC)."""
    actor.require(Permission.BOOK)
    async with database.read() as reader:
        return await appointments.mine_at(reader, actor.person, coach_id, start)


async def requests(
    database: Database, coach_id: int, *, actor: Actor, now: datetime
) -> list[Appointment]:
    """What awaits this coach's answer, soonest first. Raises NotFound, NotAllowed."""
    answer_for(actor, coach_id)
    async with database.read() as reader:
        return await calendar.requests(reader, coach_id, now)


async def agenda(
    database: Database,
    coach_id: int,
    start: datetime,
    end: datetime,
    *,
    actor: Actor,
    now: datetime,
) -> DaySessions:
    """What this coach has in `[start, end)`, UTC. Raises NotFound, NotAllowed."""
    answer_for(actor, coach_id)
    async with database.read() as reader:
        sessions = await calendar.agenda(reader, coach_id, start, end)
        later = max(end, now)
        next_session = None if sessions else await calendar.next_session(reader, coach_id, later)
    return DaySessions(sessions, next_session)


async def last_coach(database: Database, *, actor: Actor) -> int | None:
    """The coach of the latest session that the actor had, has or requested."""
    actor.require(Permission.BOOK)
    async with database.read() as reader:
        return await appointments.last_coach_id(reader, actor.person)


async def one_more(database: Database, business: Business, *, actor: Actor, now: datetime) -> None:
    """Raise TooManyOpen if they have as many sessions ahead as allowed. The transaction that books
    checks the booker again."""
    actor.require(Permission.BOOK)
    async with database.read() as reader:
        bounds = await bounds_of(reader, business, actor.person, now)
    if bounds.full:
        raise TooManyOpen(bounds.most)


def answers_for(actor: Actor, session: Appointment) -> bool:
    """Whether the actor is its coach, or on the team."""
    return actor.answering(session.coach_id) == session.coach_id


async def _by_id(database: Database, appointment_id: int) -> Appointment:
    async with database.read() as reader:
        session = await appointments.by_id(reader, appointment_id)
    if session is None:
        raise NotFound
    return session
