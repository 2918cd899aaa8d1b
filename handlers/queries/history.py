"""What the coach of a session and the team may know of its customer: what the two have had."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.appointment import Appointment
from domain.history import Standing
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from handlers.queries.sessions import answers_for
from storage import history
from storage.history import Past
from storage.transactions import Database

PAGE = 8


@dataclass(frozen=True, slots=True)
class Known:
    """What stands on the card of a session besides itself."""

    standing: Standing


@dataclass(frozen=True, slots=True)
class History:
    """A page of what the two have had, the latest first. more: there is older."""

    known: Known
    past: Sequence[Past]
    more: bool


async def known(database: Database, session: Appointment, *, actor: Actor) -> Known:
    """What its coach knows of its customer. Raises NotFound, NotAllowed."""
    _check(session, actor)
    async with database.read() as reader:
        return Known(await history.standing(reader, session))


async def of_customer(
    database: Database, session: Appointment, page: int, *, actor: Actor, now: datetime
) -> History:
    """The same with what the two have had. page: from 0, the latest. Raises as `known`."""
    about = await known(database, session, actor=actor)
    async with database.read() as reader:
        past = await history.past(
            reader,
            session.coach_id,
            session.customer_id,
            now,
            limit=PAGE + 1,
            offset=page * PAGE,
        )
    return History(about, past[:PAGE], len(past) > PAGE)


def _check(session: Appointment, actor: Actor) -> None:
    actor.require(Permission.SESSIONS)
    if not answers_for(actor, session):
        raise NotFound
