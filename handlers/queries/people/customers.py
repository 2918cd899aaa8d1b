"""The customers a coach may book for: those who booked with them, or were entered for them.

The team may book for anyone the business knows. Nobody else's customers are found.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.text.similarity import alike
from handlers.queries.people import people as search
from handlers.queries.people.people import PersonCard
from storage.people import customers, merging
from storage.people.customers import CustomerRef
from storage.people.people import Person
from storage.transactions import Database, Reader

MOST_COMPARED: Final = 2000  # names, most recently seen first


def listed_coach(actor: Actor, coach_id: int | None) -> int | None:
    """Whose customers the actor is shown: this coach's, and unless one is named a coach's own; None
    for everybody, whom the team sees. Raises NotAllowed."""
    if coach_id is not None:
        return coach_id
    if actor.may(Permission.PEOPLE):
        return None
    actor.require(Permission.SESSIONS)
    return actor.coach_id


async def recent(
    database: Database, coach_id: int, *, actor: Actor, limit: int
) -> Sequence[CustomerRef]:
    """A coach's customers, most recently seen first. Raises NotFound, NotAllowed."""
    answer_for(actor, coach_id)
    async with database.read() as reader:
        return await customers.of_coach(reader, coach_id, limit)


async def matching(
    database: Database, coach_id: int, name: str, *, actor: Actor, limit: int
) -> Sequence[CustomerRef]:
    """Those a name may mean, likeliest first. Raises NotFound, NotAllowed."""
    answer_for(actor, coach_id)
    async with database.read() as reader:
        candidates = list(await customers.of_coach(reader, coach_id, MOST_COMPARED))
        if actor.may(Permission.ANY_SESSION):
            matches, _ = await search.matching_ids(reader, name)
            candidates += await customers.among(reader, coach_id, matches)
    names = dict(candidates)
    return [CustomerRef(one, names[one]) for one in alike(name, names, limit)]


async def customer(database: Database, coach_id: int, person_id: int, *, actor: Actor) -> Person:
    """Somebody this coach may book for. Raises NotFound, NotAllowed."""
    answer_for(actor, coach_id)
    async with database.read() as reader:
        return await somebody(reader, coach_id, person_id, actor)


async def card(
    database: Database, person_id: int, *, actor: Actor, now: datetime
) -> PersonCard | Person:
    """A customer, with all that the actor may read of them: the team everything, of anybody; a
    coach who they are, of those they may book for. Raises NotFound, NotAllowed."""
    if actor.may(Permission.PEOPLE):
        return await search.card(database, person_id, actor=actor, now=now)
    return await customer(database, actor.coach_id or 0, person_id, actor=actor)


async def added_card(
    database: Database, added: Person, *, actor: Actor, now: datetime
) -> PersonCard | Person:
    """The same of somebody the actor has just added: even if they turn out to be known, and may not
    be booked for, their name is no news. Raises NotFound."""
    if actor.may(Permission.PEOPLE):
        return await search.card(database, added.id, actor=actor, now=now)
    return added


async def somebody(reader: Reader, coach_id: int, person_id: int, actor: Actor) -> Person:
    """The same inside a transaction: anyone who has since come themselves is who they are now."""
    person = await merging.current(reader, person_id)
    if person is None or person.blocked or person.coach_id == coach_id:
        raise NotFound
    of_team = actor.may(Permission.ANY_SESSION)
    if not of_team and not await customers.knows(reader, coach_id, person.id):
        raise NotFound
    return person


def answer_for(actor: Actor, coach_id: int) -> None:
    """Raise NotFound or NotAllowed unless the actor is responsible for this coach."""
    actor.require(Permission.SESSIONS)
    if actor.answering(coach_id) != coach_id:
        raise NotFound
