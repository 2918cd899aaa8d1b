"""The customers a coach may book for: those who booked with them, or were entered for them.

The team may book for anyone the house knows. Nobody else's customers are found.
"""

from collections.abc import Sequence
from typing import Final

from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.text.similarity import alike
from handlers.queries.people import people as search
from storage.people import customers, merging
from storage.people.customers import CustomerRef
from storage.people.people import Person
from storage.transactions import Database, Reader

MOST_COMPARED: Final = 2000  # names, most recently seen first


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
