"""What an admin reads about the business, also before changing it."""

from datetime import datetime

from domain.roles import Actor, Permission
from domain.services.catalogue import Business, Catalogue
from storage.services import business
from storage.transactions import Database


def settings(catalogue: Catalogue, *, actor: Actor) -> Business:
    """All settings of the business. Raises NotAllowed."""
    actor.require(Permission.BUSINESS)
    return catalogue.business


async def count_booked_ahead(database: Database, *, actor: Actor, now: datetime) -> int:
    """How many sessions are booked or requested and not over yet. Raises NotAllowed."""
    actor.require(Permission.BUSINESS)
    async with database.read() as reader:
        return await business.count_booked_ahead(reader, now)
