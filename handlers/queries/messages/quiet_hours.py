"""A person's quiet hours."""

from domain.messages.quiet_hours import QuietHours
from domain.roles import Actor, Permission
from storage.messages import quiet_hours
from storage.transactions import Database


async def of_person(database: Database, *, actor: Actor) -> QuietHours | None:
    """The actor's own quiet hours, or None. Raises NotAllowed."""
    actor.require(Permission.TALK)
    async with database.read() as reader:
        return await quiet_hours.of_person(reader, actor.person)
