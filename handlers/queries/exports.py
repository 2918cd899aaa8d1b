"""What an admin has taken along as files."""

from collections.abc import Sequence

from domain.roles import Actor, Permission
from storage import exports
from storage.exports import Asked
from storage.transactions import Database


async def own(database: Database, most: int, *, actor: Actor) -> Sequence[Asked]:
    """What they have asked for, the last first. Raises NotAllowed."""
    actor.require(Permission.DATA)
    async with database.read() as reader:
        return await exports.of_person(reader, actor.person, most)
