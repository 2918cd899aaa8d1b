"""What a coach says about a session: that it is in progress, and how it turned out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from domain.appointments.appointment import Appointment, Status
from domain.appointments.outcome import ASKED_FOR, coach_may_begin, coach_may_record, unsaid
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from handlers.actions.appointments.recording import write_down
from handlers.actions.locking import lock_appointment
from handlers.actions.once import appointment_once, once
from storage.appointments import booking, outcomes
from storage.transactions import Database, Writer
from storage.undo import undoing

MOST_AT_ONCE = 100


async def begin(
    database: Database, appointment_id: int, *, actor: Actor, key: str, now: datetime
) -> Appointment:
    """The customer is there; repeating it changes nothing. Raises NotFound, AlreadyDecided.

    Nobody is sent anything. The evening summary no longer asks how it turned out.
    """

    async def work(writer: Writer) -> Appointment:
        before = await lock_appointment(writer, appointment_id)
        coach_may_begin(before, actor.answering(before.coach_id), now)
        if before.begun_at is not None:
            return before
        was = await undoing.snapshot(writer, before)
        after = await outcomes.set_begun(writer, before, now)
        await write_down(writer, before, after, "begin", actor, now, coach_told=True, undo=was)
        return after

    return await appointment_once(database, work, actor=actor, key=key, now=now)


async def record(
    database: Database,
    appointment_id: int,
    outcome: Status,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Appointment:
    """The customer missed it, or it took place; repeating it changes nothing.

    The customer is told nothing: it is for the business's books. Raises NotFound, AlreadyDecided.
    """

    async def work(writer: Writer) -> Appointment:
        before = await lock_appointment(writer, appointment_id)
        coach_may_record(before, outcome, actor.answering(before.coach_id), now)
        return await _record(writer, before, outcome, actor, now)

    return await appointment_once(database, work, actor=actor, key=key, now=now)


async def all_took_place(
    database: Database,
    coach_id: int,
    until: datetime,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> int:
    """All sessions over by then (UTC) with nothing recorded took place; how many they were. Raises
    NotFound for another coach's, NotAllowed."""
    actor.require(Permission.SESSIONS)
    if actor.answering(coach_id) != coach_id:
        raise NotFound

    async def work(writer: Writer) -> dict[str, Any]:
        sessions = await outcomes.unsaid(writer, coach_id, now - ASKED_FOR, min(until, now))
        return {"recorded": await _record_all(writer, sessions[:MOST_AT_ONCE], actor, now)}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return int(outcome["recorded"])


async def _record_all(
    writer: Writer, sessions: Sequence[Appointment], actor: Actor, now: datetime
) -> int:
    recorded = 0
    for one in sessions:
        # Somebody may have recorded something meanwhile.
        before = await lock_appointment(writer, one.id)
        if unsaid(before, now):
            await _record(writer, before, Status.COMPLETED, actor, now)
            recorded += 1
    return recorded


async def _record(
    writer: Writer, before: Appointment, outcome: Status, actor: Actor, now: datetime
) -> Appointment:
    if before.status is outcome and before.outcome_at is not None:
        return before
    after, was = before, await undoing.snapshot(writer, before)
    if before.status is not outcome:
        after = await booking.change(writer, before, status=outcome, now=now)
    after = await outcomes.set_said(writer, after, now)
    await write_down(
        writer, before, after, f"record_{outcome}", actor, now, coach_told=True, undo=was
    )
    return after
