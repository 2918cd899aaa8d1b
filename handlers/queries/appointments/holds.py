"""What is held for somebody while they make up their mind."""

from datetime import datetime

from domain.roles import Actor
from domain.services.catalogue import Catalogue
from storage.appointments import holds
from storage.appointments.holds import Hold
from storage.transactions import Database


async def own(
    database: Database, catalogue: Catalogue, *, actor: Actor, now: datetime
) -> Hold | None:
    """The actor's own hold; nothing is read if the business holds none."""
    if not catalogue.business.hold_minutes:
        return None
    async with database.read() as reader:
        return await holds.of_person(reader, actor.person, now)
