"""A person's contacts, for themselves."""

from domain.accounts.identity import IdentityKind
from domain.refusals import NotFound
from domain.roles import Actor
from storage.people import identities, people
from storage.people.people import Person
from storage.transactions import Database


async def myself(database: Database, actor: Actor) -> Person:
    """The actor as they are now. Raises NotFound."""
    async with database.read() as reader:
        person = await people.by_id(reader, actor.person)
    if person is None:
        raise NotFound
    return person


async def phone_of(database: Database, actor: Actor) -> str | None:
    """The number the person last proved to be theirs, or None."""
    async with database.read() as reader:
        known_identities = await identities.of_person(reader, actor.person)
    numbers = [
        (one.verified_at, one.identity.value)
        for one in known_identities
        if one.identity.kind is IdentityKind.PHONE and one.verified_at
    ]
    return max(numbers)[1] if numbers else None
