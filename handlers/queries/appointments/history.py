"""What a session's coach and the team may know of its customer: what the two have had."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.appointments.appointment import Appointment
from domain.appointments.history import VisitCounts
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from handlers.queries.appointments.sessions import answers_for
from storage.appointments import appointments, history
from storage.appointments.history import PastSession
from storage.people import customer_notes
from storage.transactions import Database, Reader

PAGE = 8


@dataclass(frozen=True, slots=True)
class CustomerSummary:
    """What a session's card shows besides the session. note: the coach's own, which nobody else
    reads."""

    visits: VisitCounts
    note: str | None = None


@dataclass(frozen=True, slots=True)
class VisitHistory:
    """A page of what the two have had, latest first. more: there are older ones."""

    summary: CustomerSummary
    past: Sequence[PastSession]
    more: bool


async def summary(database: Database, session: Appointment, *, actor: Actor) -> CustomerSummary:
    """What the coach knows of the customer. Raises NotFound, NotAllowed."""
    _check(session, actor)
    async with database.read() as reader:
        mine = session.coach_id == actor.coach_id
        return CustomerSummary(*await history.visit_counts_and_note(reader, session, note=mine))


async def of_customer(
    database: Database, session: Appointment, page: int, *, actor: Actor, now: datetime
) -> VisitHistory:
    """The same with what the two have had. page: from 0, the latest. Raises as `summary`."""
    about = await summary(database, session, actor=actor)
    async with database.read() as reader:
        past = await history.past(
            reader,
            session.coach_id,
            session.customer_id,
            now,
            limit=PAGE + 1,
            offset=page * PAGE,
        )
    return VisitHistory(about, past[:PAGE], len(past) > PAGE)


async def note(
    database: Database, appointment_id: int, *, actor: Actor
) -> tuple[Appointment, str | None]:
    """The session, and its coach's note on the customer, for the coach alone.

    Raises NotFound, NotAllowed.
    """
    async with database.read() as reader:
        session = await own(reader, appointment_id, actor)
        return session, await customer_notes.find(reader, session.coach_id, session.customer_id)


async def own(reader: Reader, appointment_id: int, actor: Actor) -> Appointment:
    """A session of the acting coach; the team's rights do not extend here. Raises NotFound,
    NotAllowed."""
    actor.require(Permission.WORK)
    session = await appointments.by_id(reader, appointment_id)
    if session is None or session.coach_id != actor.coach_id:
        raise NotFound
    return session


def _check(session: Appointment, actor: Actor) -> None:
    actor.require(Permission.SESSIONS)
    if not answers_for(actor, session):
        raise NotFound
