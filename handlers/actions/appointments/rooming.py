"""Rooms and devices for a session, chosen in the transaction that claims them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from domain.starts.rooming import choose, resource_ids_for
from domain.time.spans import epoch
from handlers.actions.appointments.offers import Offer
from storage.appointments import booking, resources
from storage.appointments.resources import ResourceUnits
from storage.faults import StaleRow
from storage.services import catalogue as stored_catalogue
from storage.transactions import Writer


async def rooms_for(
    writer: Writer, offer: Offer, now: datetime, *, keeps: Iterable[int] = ()
) -> list[ResourceUnits] | None:
    """What the wished session gets besides its coach; None if something is not free.

    Locks everything suitable until the transaction ends, so that nobody else chooses the same: call
    it before any time is claimed. keeps: what comes first, such as what the session had so far. If
    rooms or needs have changed since the offer was read, the transaction runs again.
    """
    catalogue, service = offer.catalogue, offer.service
    needs = catalogue.needs_of(service)
    if not needs:
        return []
    if offer.moving is not None:
        # Before the rooms, as moving a group's session does.
        await booking.movers_turn(writer, offer.coach.id)
    able = resource_ids_for(needs, catalogue.resources)
    await resources.lock(writer, [ResourceUnits(resource_id) for resource_id in able])
    if await stored_catalogue.version(writer) != catalogue.version:
        raise StaleRow
    claimed_spans = await resources.claimed_spans(
        writer,
        able,
        offer.wished - timedelta(minutes=service.buffer_before),
        offer.wished + timedelta(minutes=service.minutes + service.buffer_after),
        now=now,
        without=offer.moving,
    )
    start = epoch(offer.wished)
    selection = choose(service, needs, catalogue.resources, claimed_spans, start, keeps=keeps)
    return None if selection is None else [ResourceUnits(*one) for one in sorted(selection.items())]
