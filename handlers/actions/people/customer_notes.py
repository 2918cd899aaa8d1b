"""A coach's notes on a customer, written from one of their sessions.

The audit log says that there is a note, never what it says: the note can be forgotten, the log
cannot.
"""

from datetime import datetime
from typing import Any

from domain.appointments.appointment import Appointment
from domain.people.customer_notes import validate_note, with_more
from domain.roles import Actor
from handlers.actions.once import once
from handlers.queries.appointments.history import own
from storage import audit
from storage.people import customer_notes
from storage.transactions import Database, Writer


async def write(
    database: Database,
    appointment_id: int,
    text: str,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    more: bool = False,
) -> None:
    """Save the note, replacing the one on this customer. more: add it below that one instead.

    Raises NotFound for another coach's session, for the team too; BadInput, NotAllowed.
    """

    async def work(writer: Writer) -> dict[str, Any]:
        session = await own(writer, appointment_id, actor)
        before = await customer_notes.find(writer, session.coach_id, session.customer_id)
        after = with_more(before, text) if more else validate_note(text)
        if after != before:
            await customer_notes.keep(writer, session.coach_id, session.customer_id, after, now)
            await _write_down(writer, session, before, after, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def forget(
    database: Database, appointment_id: int, *, actor: Actor, key: str, now: datetime
) -> None:
    """Delete it; what is gone stays gone. Raises as `write`."""

    async def work(writer: Writer) -> dict[str, Any]:
        session = await own(writer, appointment_id, actor)
        before = await customer_notes.find(writer, session.coach_id, session.customer_id)
        if before is not None:
            await customer_notes.forget(writer, session.coach_id, session.customer_id)
            await _write_down(writer, session, before, None, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def _write_down(
    writer: Writer,
    session: Appointment,
    before: str | None,
    after: str | None,
    actor: Actor,
    now: datetime,
) -> None:
    await audit.record(
        writer,
        at=now,
        actor=actor,
        action="note_customer" if after else "forget_customer_note",
        entity="person",
        entity_id=session.customer_id,
        coach_id=session.coach_id,
        before={"note": before is not None},
        after={"note": after is not None},
    )
