"""Several dates of a series that one step changed are restored: all of them, or none.

Each date has its line in the audit log, which names those the step changed with it. What was said
of all of them at once is corrected at once, too.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from domain.appointments.appointment import Appointment
from domain.messages.notices import NoticeKind
from domain.roles import Actor
from domain.services.catalogue import Catalogue
from domain.undo.undo import CannotUndo
from handlers.actions.appointments.recording import write_down
from handlers.actions.locking import lock_appointment
from handlers.actions.series.series_messages import about_series, key_of
from handlers.actions.undo.restoring import UNDO, as_before, check_step
from storage import audit
from storage.appointments import appointments
from storage.audit import AuditEntry
from storage.messages import outbox
from storage.transactions import Writer
from storage.undo import undoing

# What may have been said of such a step.
SAID: Final = (
    NoticeKind.SERIES_CANCELLED_BY_COACH,
    NoticeKind.SERIES_DECLINED,
    NoticeKind.SERIES_MOVED_BY_COACH,
    NoticeKind.SERIES_IN_YOUR_PLACE,
)


async def dates_as_before(
    writer: Writer,
    catalogue: Catalogue,
    date: Appointment,
    last: AuditEntry,
    together: Sequence[int],
    actor: Actor,
    now: datetime,
) -> Appointment:
    """The given date, restored together with all others. last: its last step, which changed these.
    Raises UndoOvertaken, CannotUndo."""
    changes = await _lock_changed(writer, together, last)
    steps = [
        (before, check_step(step, date.id, before.version, actor, now)) for before, step in changes
    ]
    keys = [key_of(kind, steps[0][0]) for kind in SAID]
    recipient_ids = await undoing.take_back_keys(writer, keys, now)
    restored: list[Appointment] = []
    # The last first: a moved date may be where another one was.
    for before, step in reversed(steps):
        try:
            after = await as_before(writer, catalogue, before, step, now)
        except CannotUndo as refusal:
            raise CannotUndo(date.id, refusal.taken) from None
        version = step.facts["undo"]["made"]
        await write_down(writer, before, after, UNDO, actor, now, undone=version, coach_told=True)
        restored.insert(0, after)
    await _tell(writer, restored, recipient_ids, now)
    return next(one for one in restored if one.id == date.id)


async def _lock_changed(
    writer: Writer, together: Sequence[int], last: AuditEntry
) -> list[tuple[Appointment, AuditEntry]]:
    """Those the step changed, locked, in the order in which it changed them, with the last line of
    each. Dates it left alone are not included."""
    locked: dict[int, Appointment] = {}
    for appointment_id in sorted(together):
        before = await lock_appointment(writer, appointment_id)
        locked[before.id] = before
    changes = []
    for appointment_id in together:
        lines = await audit.of(writer, "appointment", appointment_id)
        mark = (last.at, last.action, last.actor_id)
        if any((line.at, line.action, line.actor_id) == mark for line in lines):
            changes.append((locked[appointment_id], lines[-1]))
    return changes


async def _tell(
    writer: Writer, restored: Sequence[Appointment], recipient_ids: frozenset[int], now: datetime
) -> None:
    first, news = restored[0], []
    if first.customer_id in recipient_ids:
        news.append(about_series(restored, NoticeKind.SERIES_RESTORED, first.customer_id, now))
    coach = await appointments.coach_person_id(writer, first.coach_id)
    if coach in recipient_ids:
        news.append(about_series(restored, NoticeKind.SERIES_IN_YOUR_PLACE, coach, now))
    await outbox.enqueue(writer, news)
