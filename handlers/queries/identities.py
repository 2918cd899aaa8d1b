"""By what somebody is known, for themselves."""

from domain.identity import Kind
from domain.roles import Actor
from storage import identities
from storage.transactions import Database


async def phone_of(database: Database, actor: Actor) -> str | None:
    """The number that the person has shown to be theirs last, None for none."""
    async with database.read() as reader:
        known = await identities.of_person(reader, actor.person)
    numbers = [
        (one.verified_at, one.identity.value)
        for one in known
        if one.identity.kind is Kind.PHONE and one.verified_at
    ]
    return max(numbers)[1] if numbers else None
