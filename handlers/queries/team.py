"""Who runs the house, and who else there is to run it."""

from collections.abc import Sequence
from typing import Final

from domain import typed
from domain.refusals import BadInput, NotFound
from domain.roles import Actor, Permission, Role
from domain.usernames import username
from storage import people
from storage import team as stored
from storage.people import Person
from storage.transactions import Database

MOST: Final = 8  # who may be meant by a name


async def has_admin(database: Database) -> bool:
    """Whether anybody is an admin."""
    async with database.read() as reader:
        return bool(await people.with_roles(reader, {Role.ADMIN}))


async def members(database: Database, *, actor: Actor) -> Sequence[Person]:
    """The managers and admins, the longest known first. Raises NotAllowed."""
    actor.require(Permission.ROLES)
    async with database.read() as reader:
        return await people.with_roles(reader, {Role.MANAGER, Role.ADMIN})


async def person(database: Database, person_id: int, *, actor: Actor) -> Person:
    """Anybody we know. Raises NotFound, NotAllowed."""
    actor.require(Permission.ROLES)
    async with database.read() as reader:
        known = await people.by_id(reader, person_id)
    if known is None:
        raise NotFound
    return known


async def meant(database: Database, text: str, *, actor: Actor) -> Sequence[Person]:
    """Whom a Telegram id, a user name or a part of a name stands for: MOST and one more at most.

    Nobody, too. Raises NotAllowed.
    """
    actor.require(Permission.ROLES)
    text = text.strip()
    async with database.read() as reader:
        try:
            known = await people.by_telegram_id(reader, typed.telegram_id(text))
        except BadInput:
            pass
        else:
            return [known] if known else []
        name = username(text)
        if name is not None and (named := await people.by_username(reader, name)):
            return [named]
        return await stored.named(reader, text, MOST + 1) if text else []
