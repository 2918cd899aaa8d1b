"""Undo the last change to leave, or to time blocked for something else.

If taken, it is withdrawn, with all that was taken in the same step; if changed, restored; if
withdrawn, taken again. Not if sessions had an answer for it: those people have been told, and may
have agreed.
"""

from datetime import datetime
from typing import Any

from domain.refusals import LeaveHitsBookings, LeaveInPast, LeaveOverlaps
from domain.roles import Actor
from domain.services.catalogue import Coach
from domain.undo.undo import CannotUndo, UndoOvertaken
from domain.working_hours.leave import Leave
from handlers.actions.once import once
from handlers.actions.undo.restoring import UNDO, check_step
from handlers.actions.working_hours.leave import (
    GIVE_BACK,
    NOTE,
    TAKE,
    hold_with_notes,
    note_given_back,
    refuse_leave,
    single,
)
from handlers.actions.working_hours.leave_log import last_step, taken_together, write_down
from storage import audit, idempotency
from storage.audit import AuditEntry
from storage.rescues import rescues
from storage.services import catalogue as stored
from storage.transactions import Database, Writer
from storage.working_hours import leave as stored_leave


async def undo_leave(
    database: Database, coach_id: int, leave_id: int, *, actor: Actor, key: str, now: datetime
) -> None:
    """Undo the actor's last step on this leave. If already undone, nothing changes.

    Raises TooLateToUndo, UndoOvertaken, CannotUndo of the leave, NotFound, NotAllowed.
    """
    actor.tend(coach_id)

    async def work(writer: Writer) -> dict[str, Any]:
        coach = await hold_with_notes(writer, coach_id)
        lines = await audit.of(writer, "leave", leave_id)
        if lines and (lines[-1].action, lines[-1].actor_id) == (UNDO, actor.person_id):
            return {}
        step = check_step(last_step(lines, NOTE), leave_id, 0, actor, now)
        if step.coach_id != coach_id or await rescues.of_leave(writer, coach_id, leave_id):
            raise UndoOvertaken(leave_id)
        if step.action == TAKE:
            await _withdraw(writer, coach, step, actor, now)
            return {}
        was = step.before or {}
        starts, ends = (datetime.fromisoformat(was[name]) for name in ("starts", "ends"))
        if any((one.starts, one.ends) == (starts, ends) for one in coach.single_leaves):
            return {}
        given_back = step.action == GIVE_BACK
        try:
            instead = 0 if given_back else leave_id
            await refuse_leave(writer, coach, starts, ends, now, instead_of=instead)
        except (LeaveHitsBookings, LeaveOverlaps, LeaveInPast):
            raise CannotUndo(leave_id, "time") from None
        if given_back:
            facts = await idempotency.outcome(writer, note_given_back(leave_id)) or {}
            note, block = facts.get("note"), bool(was.get("block"))
            again = await stored.add_leave(writer, coach_id, starts, ends, note, block=block)
            after = Leave(again, starts, ends, note, block=block)
            await write_down(writer, UNDO, coach_id, None, after, actor, now)
            return {}
        before = single(coach, leave_id)
        await stored_leave.move_leave(writer, coach_id, leave_id, starts, ends)
        after = Leave(leave_id, starts, ends, before.note, block=before.block)
        await write_down(writer, UNDO, coach_id, before, after, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def _withdraw(
    writer: Writer, coach: Coach, step: AuditEntry, actor: Actor, now: datetime
) -> None:
    """All leave that the step took: of the rest of a day, it may be several stretches."""
    for leave_id in taken_together(step):
        last = last_step(await audit.of(writer, "leave", leave_id), NOTE)
        if check_step(last, leave_id, 0, actor, now).action != TAKE:
            raise UndoOvertaken(step.entity_id)
        leave = single(coach, leave_id)
        await stored.delete_leave(writer, coach.id, leave_id)
        await write_down(writer, UNDO, coach.id, leave, None, actor, now)
