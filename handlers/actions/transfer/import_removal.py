"""What a line of a file added is removed again, unless it has been changed since."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.accounts.identity import Identity, IdentityKind
from domain.appointments.appointment import Status
from domain.roles import Actor
from domain.services.service import Money, Service
from domain.transfer.importing import ImportKind, RowValues
from handlers.actions.coaches.hiring import USUAL_DAY, USUAL_DAYS
from handlers.actions.transfer.import_writing import Made, people_made
from storage import audit
from storage.appointments import appointments, booking
from storage.services import catalogue as stored
from storage.transactions import Writer
from storage.transfer import import_undo

_WEEK = {(day, starts, ends) for day in USUAL_DAYS for starts, ends in USUAL_DAY}


async def take_back(
    writer: Writer,
    kind: ImportKind,
    entry: RowValues,
    addition: Made,
    *,
    actor: Actor,
    now: datetime,
) -> bool:
    """Whether all that this line added is gone; what is kept is left unchanged."""
    if not addition:  # nobody knows any longer what it was
        return False
    if kind is ImportKind.SERVICES:
        return await _service(writer, entry, addition, actor, now)
    if kind is ImportKind.COACHES:
        gone = await _coach(writer, addition, actor, now)
    elif kind is ImportKind.BOOKINGS:
        gone = await _booking(writer, addition, actor, now)
    else:
        gone = True
    if not gone:
        return False
    for one in people_made(addition):
        known_by = [Identity(IdentityKind(contact), value) for contact, value in one["contacts"]]
        done = await import_undo.person(writer, one["person"], one["name"], one["email"], known_by)
        if done:
            await _record(writer, "person", one["person"], {"name": one["name"]}, actor, now)
        elif kind is ImportKind.CUSTOMERS:
            gone = False
    return gone


async def _service(
    writer: Writer, entry: RowValues, addition: Made, actor: Actor, now: datetime
) -> bool:
    there = (await stored.load(writer)).services.get(addition["service"])
    if there is None:
        return False
    original = Service(
        id=there.id,
        title=entry["name"],
        minutes=entry["minutes"],
        price=Money(entry["minor"], entry["currency"]),
        category=entry["category"],
        description=entry["description"],
        buffer_before=entry["buffer_before"],
        buffer_after=entry["buffer_after"],
        capacity=entry["capacity"],
        hidden=entry["hidden"],
        position=there.position,
    )
    if there != original or not await import_undo.service(writer, there.id):
        return False
    await _record(writer, "service", there.id, {"title": there.title}, actor, now)
    return True


async def _coach(writer: Writer, addition: Made, actor: Actor, now: datetime) -> bool:
    gone = await import_undo.coach(
        writer,
        addition["coach"],
        addition["name"],
        addition["zone"],
        addition["place"],
        _WEEK,
        addition["services"],
    )
    if gone:
        await _record(writer, "coach", addition["coach"], {"name": addition["name"]}, actor, now)
    return gone


async def _booking(writer: Writer, addition: Made, actor: Actor, now: datetime) -> bool:
    there = await appointments.by_id(writer, addition["booking"], lock=True)
    if there is None or there.version != addition["version"]:
        return False
    if there.attending_at or there.begun_at or await import_undo.booking_used(writer, there.id):
        return False
    if there.open:
        # Its time, rooms and seat are free again, as when any session is cancelled.
        await booking.change(writer, there, status=Status.CANCELLED, now=now)
    await import_undo.forget_booking(writer, there.coach_id, there.id)
    before = {"starts_at": there.starts_at.isoformat(), "status": there.status.value}
    await _record(writer, "appointment", there.id, before, actor, now, coach_id=there.coach_id)
    return True


async def _record(
    writer: Writer,
    entity: str,
    entity_id: int,
    before: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    *,
    coach_id: int | None = None,
) -> None:
    await audit.record(
        writer,
        at=now,
        actor=actor,
        action="undo_import",
        entity=entity,
        entity_id=entity_id,
        coach_id=coach_id,
        before=before,
        after=None,
    )
