"""What an admin reads before the business itself is changed."""

from datetime import datetime

from domain.roles import Actor, Permission
from storage import business
from storage.transactions import Database


async def booked_ahead(database: Database, *, actor: Actor, now: datetime) -> int:
    """How many sessions are booked or asked for and not over yet. Raises NotAllowed."""
    actor.require(Permission.BUSINESS)
    async with database.read() as reader:
        return await business.booked_ahead(reader, now)
