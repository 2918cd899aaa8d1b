"""How much a customer may book, and whether it is confirmed at once."""

from datetime import datetime, timedelta

from domain.people.person_limits import CurrentLimits, PersonLimits, bounds
from domain.roles import Actor, Permission
from domain.services.catalogue import Business
from storage.people import person_limits as stored
from storage.people.people import Person
from storage.transactions import Database, Reader


async def of(reader: Reader, business: Business, customer_id: int, now: datetime) -> CurrentLimits:
    """What applies to a customer now."""
    since = None
    if business.no_show_limit:
        since = now - timedelta(days=business.no_show_days)
    open_, limits, missed = await stored.standing(reader, customer_id, now, since)
    return bounds(open_, business.open_limit, limits, missed, business.no_show_limit)


async def mine(
    database: Database, business: Business, person: Person, *, actor: Actor, now: datetime
) -> CurrentLimits:
    """The same for the actor's own screen: nothing is read if neither the business nor the team has
    set anything."""
    actor.require(Permission.BOOK)
    if not person.limited and not business.no_show_limit:
        return bounds(0, business.open_limit, PersonLimits(), 0, 0)
    async with database.read() as reader:
        return await of(reader, business, person.id, now)
