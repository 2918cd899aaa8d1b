"""Who is blocked, as the team reads it, and as the blocked person does."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from domain.appointments.appointment import Appointment
from domain.people.blocking import may_block
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from storage.people import blocks, merging, person_cards
from storage.people.blocks import PersonBlock
from storage.people.people import Person
from storage.people.person_cards import PersonEntry
from storage.transactions import Database


class OwnBlock(NamedTuple):
    """Until when somebody may not book, None for until it is lifted; and the user name of an admin
    they can write to, or None."""

    until: datetime | None
    contact: str | None


class Blockable(NamedTuple):
    """Somebody who can be blocked, as they are now, with their bookings that have not begun."""

    person: Person
    block: PersonBlock | None
    upcoming: Sequence[Appointment]


async def mine(database: Database, *, actor: Actor) -> OwnBlock:
    """What a blocked person may know of it."""
    async with database.read() as reader:
        block = await blocks.of_person(reader, actor.person)
        return OwnBlock(block.until if block else None, await blocks.contact(reader))


async def blockable(
    database: Database, person_id: int, *, actor: Actor, now: datetime
) -> Blockable:
    """A person the actor may block. Raises NotFound, and as `may_block`."""
    actor.require(Permission.BLOCK)
    async with database.read() as reader:
        person = await merging.current(reader, person_id)
        if person is None:
            raise NotFound
        may_block(actor, person.id, person.roles)
        block = await blocks.of_person(reader, person.id)
        return Blockable(person, block, await blocks.coming(reader, person.id, now))


async def blocked_people(database: Database, *, actor: Actor, limit: int) -> Sequence[PersonEntry]:
    """Who is blocked, most recently blocked first. Raises NotAllowed."""
    actor.require(Permission.BLOCK)
    async with database.read() as reader:
        ids = await blocks.latest(reader, limit)
        by_id = {one.id: one for one in await person_cards.entries(reader, ids)}
    return [by_id[one] for one in ids if one in by_id]
