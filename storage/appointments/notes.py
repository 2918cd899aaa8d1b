"""What people have typed for a coach before booking: kept for the slot it was typed for."""

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from storage import batches
from storage.prepared import PreparedStatement
from storage.tables.appointments import notes
from storage.transactions import Reader, Writer

# This many per person; the oldest go first.
MOST: Final = 20


class NoteSubject(NamedTuple):
    """Whose note it is, and for which slot. starts_at: UTC."""

    person_id: int
    service_id: int
    coach_id: int
    starts_at: datetime


_N = notes.c
_THIS = [_N[name] == bindparam(name) for name in NoteSubject._fields]
_NEW = insert(notes)
_KEEP = _NEW.on_conflict_do_update(
    index_elements=list(NoteSubject._fields),
    set_={name: _NEW.excluded[name] for name in ("note", "updated_at")},
)
_NEWEST = (
    select(_N.id)
    .where(_N.person_id == bindparam("person_id"))
    .order_by(_N.updated_at.desc(), _N.id.desc())
    .limit(MOST)
)
_CUT = delete(notes).where(_N.person_id == bindparam("person_id"), _N.id.not_in(_NEWEST))
_FIND = PreparedStatement(select(_N.note).where(*_THIS))
_FORGET = delete(notes).where(*_THIS)
_FORGET_PAST = delete(notes).where(batches.oldest(_N.id, _N.starts_at))


async def keep(writer: Writer, subject: NoteSubject, *, note: str, now: datetime) -> None:
    """The person's note for this slot, in place of an earlier one."""
    await writer.run(_KEEP, {**subject._asdict(), "note": note, "updated_at": now})
    await writer.run(_CUT, {"person_id": subject.person_id})


async def find(reader: Reader, subject: NoteSubject) -> str | None:
    """The person's note for this slot, if there is one."""
    row = await _FIND.row(reader, **subject._asdict())
    return None if row is None else str(row[0])


async def forget(writer: Writer, subject: NoteSubject) -> None:
    """Deletes the note, which went with its booking."""
    await writer.run(_FORGET, subject._asdict())


async def forget_past(writer: Writer, before: datetime) -> int:
    """Deletes a batch of notes for slots that began before; how many."""
    return await writer.run(_FORGET_PAST, {"before": before})
