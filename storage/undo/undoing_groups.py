"""Restoring a whole session: its time and what else it had are claimed again, then its seats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import asyncpg
from sqlalchemy.exc import IntegrityError

from domain.appointments.appointment import Appointment
from domain.appointments.claims import ClaimReason
from domain.groups.group import GroupSession, GroupState
from domain.refusals import SlotTaken
from storage import faults
from storage.appointments import booking, claims, resources, sessions
from storage.appointments.appointment_changes import update_appointment
from storage.appointments.resources import ResourceUnits
from storage.services import catalogue
from storage.transactions import Reader, Writer
from storage.undo.undoing import LAPSE, UNSAID, Snapshot


@dataclass(frozen=True, slots=True)
class GroupSnapshot:
    """A session before a step. blocked: its claim on its coach's time (UTC). besides: what else it
    had. catalogue: as in `Snapshot`."""

    starts_at: datetime
    ends_at: datetime
    state: GroupState
    blocked: asyncpg.Range
    besides: Sequence[ResourceUnits]
    catalogue: int | None


async def snapshot(reader: Reader, session: GroupSession) -> dict[str, Any]:
    """What `from_snapshot` needs of a standing session about to change, as JSON values."""
    span = await claims.span_of(reader, session.coach_id, session.id)
    besides = await resources.besides(reader, session.id)
    return {
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "state": session.state.value,
        "blocked": None if span is None else [span.lower.isoformat(), span.upper.isoformat()],
        "besides": [[one.resource_id, one.units] for one in besides],
        "catalogue": await catalogue.version(reader),
    }


def from_snapshot(facts: Mapping[str, Any]) -> GroupSnapshot:
    """The session from the facts that `snapshot` wrote."""
    return GroupSnapshot(
        datetime.fromisoformat(facts["starts_at"]),
        datetime.fromisoformat(facts["ends_at"]),
        GroupState(facts["state"]),
        asyncpg.Range(*map(datetime.fromisoformat, facts["blocked"])),
        [ResourceUnits(*one) for one in facts["besides"]],
        facts.get("catalogue"),
    )


async def restore(
    writer: Writer, session: GroupSession, was: GroupSnapshot, *, places: int, now: datetime
) -> GroupSession | None:
    """The session as it was, as its next version; None if its time has been taken.

    Its coach is locked. places: of the seats that come back to it. Raises ResourceOccupied if its
    rooms are taken.
    """
    coach_id, ids = session.coach_id, resources.ids_of(was.besides)
    await booking.movers_turn(writer, coach_id)
    had = await resources.besides(writer, session.id)
    await writer.fetch(LAPSE, coach_id, was.blocked, now)
    if session.standing:
        claim: Any = claims.move_of(coach_id, session.id, was.blocked, coach_id)
    else:
        claim = claims.again_for(coach_id, session.id, was.blocked, now, reason=ClaimReason.SESSION)
    columns: dict[str, Any] = {
        "starts_at": was.starts_at,
        "ends_at": was.ends_at,
        "state": was.state,
        "reason": None,
        "taken": session.taken + places,
        "resource_ids": ids or None,
    }
    try:
        async with writer.attempt():
            await resources.lock(writer, [*was.besides, *had])
            await writer.run(claim)
            await resources.take_instead(
                writer,
                had,
                was.besides,
                was.blocked,
                holder_id=session.id,
                reason=ClaimReason.SESSION,
                now=now,
            )
            await sessions.update_row(writer, session, columns)
    except IntegrityError as fault:
        if faults.refusal(fault) is not SlotTaken:
            raise
        return None
    return replace(session, **columns | {"resource_ids": ids}, version=session.version + 1)


async def restore_seat(
    writer: Writer, seat: Appointment, was: Snapshot, session: GroupSession, now: datetime
) -> Appointment:
    """A seat as it was, in the session that has counted its places, as its next version."""
    span = await claims.span_of(writer, session.coach_id, session.id)
    columns = {**was.columns, "status": was.status, **UNSAID, "session_id": session.id}
    columns |= {"blocked": span, "resource_ids": session.resource_ids}
    return await update_appointment(writer, seat, columns, now)
