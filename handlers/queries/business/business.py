"""What an admin reads of the business itself, and before it is changed."""

from datetime import datetime

from domain.roles import Actor, Permission
from domain.services.catalogue import Business, Catalogue
from storage.services import business
from storage.transactions import Database


def settings(catalogue: Catalogue, *, actor: Actor) -> Business:
    """All that is set of the business. Raises NotAllowed."""
    actor.require(Permission.BUSINESS)
    return catalogue.business


async def count_booked_ahead(database: Database, *, actor: Actor, now: datetime) -> int:
    """How many sessions are booked or asked for and not over yet. Raises NotAllowed."""
    actor.require(Permission.BUSINESS)
    async with database.read() as reader:
        return await business.count_booked_ahead(reader, now)
