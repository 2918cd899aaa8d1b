"""What admins read about broadcasts, and whether somebody wants any."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from domain.messages.broadcasts import Audience, AudienceSize, BroadcastState
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from storage.messages import audiences, broadcasts
from storage.messages.broadcasts import Broadcast
from storage.transactions import Database


class BroadcastDraft(NamedTuple):
    """What will be sent, and to how many people right now."""

    broadcast: Broadcast
    reach: AudienceSize


async def reach(
    database: Database, audience: Audience, *, actor: Actor, now: datetime
) -> AudienceSize:
    """Whom it would reach, and whom not. Raises NotAllowed."""
    actor.require(Permission.BROADCAST)
    async with database.read() as reader:
        return await audiences.reach(reader, audience, now)


async def draft(
    database: Database, broadcast_id: int, *, actor: Actor, now: datetime
) -> BroadcastDraft:
    """One of the actor's own drafts. Raises NotFound, NotAllowed."""
    actor.require(Permission.BROADCAST)
    async with database.read() as reader:
        one = await broadcasts.find(reader, broadcast_id)
        if one is None or one.state is not BroadcastState.DRAFT or one.author_id != actor.person:
            raise NotFound
        return BroadcastDraft(one, await audiences.reach(reader, one.audience, now))


async def find_started(database: Database, broadcast_id: int, *, actor: Actor) -> Broadcast:
    """One that was started, by any admin. Raises NotFound, NotAllowed."""
    actor.require(Permission.BROADCAST)
    async with database.read() as reader:
        one = await broadcasts.find(reader, broadcast_id)
    if one is None or one.state is BroadcastState.DRAFT:
        raise NotFound
    return one


async def latest(database: Database, most: int, *, actor: Actor) -> Sequence[Broadcast]:
    """Those that were started, newest first. Raises NotAllowed."""
    actor.require(Permission.BROADCAST)
    async with database.read() as reader:
        return await broadcasts.latest(reader, most)


async def wants_news(database: Database, *, actor: Actor) -> bool:
    """Whether the actor wants broadcasts. Raises NotAllowed."""
    actor.require(Permission.TALK)
    async with database.read() as reader:
        return await broadcasts.wants_news(reader, actor.person)
