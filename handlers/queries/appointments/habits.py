"""What somebody has booked before, for themselves."""

from collections.abc import Sequence
from datetime import datetime

from domain.appointments.habit import Visit
from domain.roles import Actor, Permission
from storage.appointments import habits
from storage.transactions import Database


async def visits(database: Database, *, actor: Actor, now: datetime) -> Sequence[Visit]:
    """The actor's recent sessions, latest first, and those of the next weeks."""
    actor.require(Permission.BOOK)
    async with database.read() as reader:
        return await habits.visits(reader, actor.person, now)
