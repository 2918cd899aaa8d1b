"""Links that make people coaches: for those who make them, and for anyone who opens one."""

from collections.abc import Sequence
from datetime import datetime

from domain.coaches.invite_refusals import NoInvite
from domain.coaches.invites import MOST_OPEN, Invite, digest
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from storage.coaches import invites
from storage.people import people
from storage.people.people import Person
from storage.transactions import Database


async def all_open(database: Database, *, actor: Actor, now: datetime) -> Sequence[Invite]:
    """Those that can be used now. Raises NotAllowed."""
    actor.require(Permission.HIRE)
    async with database.read() as reader:
        return await invites.all_open(reader, now, MOST_OPEN)


async def one(database: Database, invite_id: int, *, actor: Actor) -> tuple[Invite, Person | None]:
    """A link, and who has used it, if anyone. Raises NotAllowed, NotFound."""
    actor.require(Permission.HIRE)
    async with database.read() as reader:
        invite = await invites.by_id(reader, invite_id)
        if invite is None:
            raise NotFound
        used_by = None if invite.used_by is None else await people.by_id(reader, invite.used_by)
    return invite, used_by


async def by_token(database: Database, token: str, *, actor: Actor) -> Invite:
    """The link somebody opened, whatever its state. Raises NotAllowed, NoInvite."""
    actor.require(Permission.TALK)
    async with database.read() as reader:
        invite = await invites.by_digest(reader, digest(token))
    if invite is None:
        raise NoInvite
    return invite
