"""Whoever took a step undoes it: all of it, or nothing if something is in the way.

The previous state is in the audit log's line about the step, and the step must be the last line.
Everyone who was told of it is told that it is as before; what was not sent yet is not sent.
"""

from datetime import datetime
from typing import Any

from domain.appointments.appointment import Appointment
from domain.messages.notices import NoticeKind
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue
from domain.undo.undo import CannotUndo, UndoOvertaken
from handlers.actions import person_log
from handlers.actions.appointments.appointment_messages import about
from handlers.actions.appointments.recording import write_down
from handlers.actions.locking import lock_appointment
from handlers.actions.once import appointment_once, once
from handlers.actions.people import blocking
from handlers.actions.undo.restoring import UNDO, as_before, check_step
from handlers.actions.undo.undoing_dates import dates_as_before
from storage import audit
from storage.appointments import appointments
from storage.messages.outbox import OutboxMessage
from storage.people import customers, people
from storage.transactions import Database, Writer
from storage.undo import undoing


async def undo(
    database: Database,
    catalogue: Catalogue,
    appointment_id: int,
    version: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Appointment:
    """Undo the step that made this version of a session. If already undone, nothing changes. Raises
    NotFound, TooLateToUndo, UndoOvertaken (also if its customer has been erased), CannotUndo,
    NotAllowed."""
    actor.require(Permission.SESSIONS)

    async def work(writer: Writer) -> Appointment:
        # Before the session, as whoever erases them does.
        erased = await customers.hold(writer, [appointment_id])
        before = await lock_appointment(writer, appointment_id)
        if actor.answering(before.coach_id) != before.coach_id:
            raise NotFound
        last = await audit.last(writer, "appointment", before.id)
        if last and last.action == UNDO and last.facts.get("undone") == version:
            return before
        last = check_step(last, before.id, version, actor, now)
        if erased:
            raise UndoOvertaken(before.id)
        if together := last.facts["undo"].get("with"):
            return await dates_as_before(writer, catalogue, before, last, together, actor, now)
        after = await as_before(writer, catalogue, before, last, now)
        recipient_ids = await undoing.take_back(writer, before.id, before.version, now)
        await _keep(writer, before, after, actor, now, version, recipient_ids)
        return after

    return await appointment_once(database, work, actor=actor, key=key, now=now)


async def undo_block(
    database: Database,
    catalogue: Catalogue,
    person_id: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> None:
    """Unblock somebody who was blocked by mistake, and restore all that was cancelled by it. Raises
    as `undo`, and as `blocking.block`."""

    async def work(writer: Writer) -> dict[str, Any]:
        person = await blocking.blockable(writer, person_id, actor)
        # A lost device, or a new name, may have added a line since.
        last = await audit.last_of_fact(writer, "person", person.id, "blocked")
        if last and last.action == UNDO and last.actor_id == actor.person_id:
            return {}
        last = check_step(last, person.id, 0, actor, now)
        if (last.before or {}).get("blocked"):
            raise CannotUndo(person.id, "time")
        cancelled = (last.after or {}).get("cancelled", [])
        for appointment_id in sorted(cancelled):
            before = await lock_appointment(writer, appointment_id)
            step = await audit.last(writer, "appointment", appointment_id)
            step = check_step(step, person.id, before.version, actor, now)
            try:
                after = await as_before(writer, catalogue, before, step, now)
            except CannotUndo as refusal:
                raise CannotUndo(person.id, refusal.taken) from None
            coach = await appointments.coach_person_id(writer, after.coach_id)
            recipient_ids = frozenset({after.customer_id}) | (
                {coach} if coach != actor.person_id else frozenset()
            )
            await _keep(writer, before, after, actor, now, before.version, recipient_ids)
        await people.set_blocked(writer, person.id, None, None)
        await person_log.write_down(
            writer, person.id, UNDO, {"blocked": True}, {"blocked": False}, actor, now
        )
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def _keep(
    writer: Writer,
    before: Appointment,
    after: Appointment,
    actor: Actor,
    now: datetime,
    undone: int,
    recipient_ids: frozenset[int],
) -> None:
    """recipient_ids: who has been told of the step."""
    news: list[OutboxMessage] = []
    if after.customer_id in recipient_ids:
        news.append(about(after, NoticeKind.RESTORED, after.customer_id, now))
    if before.coach_id != after.coach_id:
        had = await appointments.coach_person_id(writer, before.coach_id)
        if had in recipient_ids and had != actor.person_id:
            news.append(about(after, NoticeKind.HAND_OVER_TAKEN, had, now, back=True))
    coach_told = await appointments.coach_person_id(writer, after.coach_id) not in recipient_ids
    await write_down(
        writer, before, after, UNDO, actor, now, news, undone=undone, coach_told=coach_told
    )
