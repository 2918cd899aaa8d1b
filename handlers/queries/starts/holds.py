"""What is kept for somebody while they make up their mind."""

from datetime import datetime

from domain.roles import Actor
from domain.services.catalogue import Catalogue
from storage.appointments import holds
from storage.appointments.holds import Hold
from storage.transactions import Database


async def own(
    database: Database, catalogue: Catalogue, *, actor: Actor, now: datetime
) -> Hold | None:
    """The actor's own; nothing is read where nothing is ever kept."""
    if not catalogue.business.hold_minutes:
        return None
    async with database.read() as reader:
        return await holds.of_person(reader, actor.person, now)
