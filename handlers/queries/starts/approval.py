"""Which coaches confirm a given customer's bookings at once."""

from collections.abc import Collection

from domain.roles import Actor, Permission
from domain.services.service import Approval
from domain.starts.slots import Offered
from storage.appointments import appointments
from storage.transactions import Database, Reader


async def coaches_who_know(
    database: Database, offers: Collection[Offered], *, actor: Actor
) -> frozenset[int]:
    """The ids of coaches who know this customer; nothing is read if no offer depends on it."""
    actor.require(Permission.BOOK)
    if all(service.approval_by(coach) is not Approval.KNOWN for service, coach in offers):
        return frozenset()
    async with database.read() as reader:
        return await appointments.coaches_who_know(reader, actor.person)


async def knows(reader: Reader, offer: Offered, customer_id: int) -> bool:
    """The same for one coach, inside a transaction."""
    service, coach = offer
    if service.approval_by(coach) is not Approval.KNOWN:
        return False
    return coach.id in await appointments.coaches_who_know(reader, customer_id)
