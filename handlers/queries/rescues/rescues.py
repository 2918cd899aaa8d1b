"""Rescues, for those who may change the coach's leave."""

from collections.abc import Collection

from domain.messages.notices import Channel
from domain.refusals import NotFound
from domain.rescues.rescue import Rescue
from domain.roles import Actor
from storage.rescues import rescues
from storage.transactions import Database


async def by_id(
    database: Database, rescue_id: int, *, actor: Actor, available_channels: Collection[Channel]
) -> Rescue:
    """The rescue as it is now. available_channels: the ways beside Telegram that are set up.
    Raises NotFound, NotAllowed."""
    async with database.read() as reader:
        rescue = await rescues.by_id(reader, rescue_id, available_channels)
    if rescue is None:
        raise NotFound
    actor.tend(rescue.coach_id)
    return rescue


async def of_leave(database: Database, coach_id: int, leave_id: int, *, actor: Actor) -> int | None:
    """The rescue of this leave, None if it touched nothing. Raises NotFound, NotAllowed."""
    actor.tend(coach_id)
    async with database.read() as reader:
        return await rescues.of_leave(reader, coach_id, leave_id)


async def of_rule(database: Database, coach_id: int, rule_id: int, *, actor: Actor) -> int | None:
    """The same for repeating leave."""
    actor.tend(coach_id)
    async with database.read() as reader:
        return await rescues.of_rule(reader, coach_id, rule_id)
