"""How a coach wants to be told of their work."""

from domain.coaches.digests import DigestSchedule
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from storage.coaches import digest_settings
from storage.transactions import Database


async def schedule(database: Database, *, actor: Actor) -> DigestSchedule:
    """What they have set themselves. Raises NotAllowed, NotFound."""
    actor.require(Permission.WORK)
    if actor.coach_id is None:
        raise NotFound
    async with database.read() as reader:
        return await digest_settings.schedule(reader, actor.coach_id)
