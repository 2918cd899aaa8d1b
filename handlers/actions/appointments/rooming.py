"""Rooms and devices for a session, chosen in the transaction that claims them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from domain.starts.rooming import choose, resource_ids_for
from domain.time.spans import epoch
from handlers.actions.appointments.start_attempts import StartAttempt
from storage.appointments import booking, resources
from storage.appointments.resources import ResourceUnits
from storage.faults import StaleRow
from storage.services import catalogue as stored_catalogue
from storage.transactions import Writer


async def rooms_for(
    writer: Writer, attempt: StartAttempt, now: datetime, *, keeps: Iterable[int] = ()
) -> list[ResourceUnits] | None:
    """What the wanted session gets besides its coach; None if something is not free.

    Locks everything suitable until the transaction ends, so that nobody else chooses the same: call
    it before any time is claimed. keeps: what comes first, such as what the session had so far. If
    rooms or needs have changed since the attempt began, the transaction runs again.
    """
    catalogue, service = attempt.catalogue, attempt.service
    needs = catalogue.needs_of(service)
    if not needs:
        return []
    if attempt.moving is not None:
        # Before the rooms, as moving a group's session does.
        await booking.movers_turn(writer, attempt.coach.id)
    able = resource_ids_for(needs, catalogue.resources)
    await resources.lock(writer, [ResourceUnits(resource_id) for resource_id in able])
    if await stored_catalogue.version(writer) != catalogue.version:
        raise StaleRow
    claimed_spans = await resources.claimed_spans(
        writer,
        able,
        attempt.start - timedelta(minutes=service.buffer_before),
        attempt.start + timedelta(minutes=service.minutes + service.buffer_after),
        now=now,
        without=attempt.moving,
    )
    start = epoch(attempt.start)
    selection = choose(service, needs, catalogue.resources, claimed_spans, start, keeps=keeps)
    return None if selection is None else [ResourceUnits(*one) for one in sorted(selection.items())]
