"""Who runs the business, and who else could."""

from collections.abc import Sequence
from typing import Final

from domain.refusals import NotFound
from domain.roles import TEAM, Actor, Permission, Role
from handlers.queries.people import people as search
from storage.people import merging, people, team
from storage.people.people import Person
from storage.transactions import Database

MOST: Final = 8  # people a name may mean


async def has_admin(database: Database) -> bool:
    """Whether anybody is an admin."""
    async with database.read() as reader:
        return bool(await team.with_roles(reader, {Role.ADMIN}))


async def members(database: Database, *, actor: Actor) -> Sequence[Person]:
    """The managers and admins, longest known first. Raises NotAllowed."""
    actor.require(Permission.ROLES)
    async with database.read() as reader:
        return await team.with_roles(reader, TEAM)


async def person(database: Database, person_id: int, *, actor: Actor) -> Person:
    """Anybody who can be given a role. Raises NotFound, NotAllowed."""
    actor.require(Permission.ROLES)
    async with database.read() as reader:
        person = await merging.current(reader, person_id)
    if person is None:
        raise NotFound
    return person


async def matching_people(database: Database, text: str, *, actor: Actor) -> Sequence[Person]:
    """The people a name, id, user name, number, address or booking code may mean: at most MOST and
    one more.

    Possibly nobody. Raises NotAllowed.
    """
    actor.require(Permission.ROLES)
    if not text.strip():
        return []
    matches = await search.search(database, text, actor=actor)
    async with database.read() as reader:
        persons = [await people.by_id(reader, one.id) for one in matches.people[: MOST + 1]]
    return [one for one in persons if one is not None]
