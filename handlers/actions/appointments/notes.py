"""Notes for the coach, typed before a booking and sent with it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from domain.appointments.appointment import LONGEST_NOTE
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.text import field_text
from storage.appointments import notes
from storage.appointments.notes import NoteSubject
from storage.transactions import Database

NOTE: Final = "book.note"
"""The question for a note, as a row of `conversations` names it."""


def facts_of(subject: NoteSubject) -> Mapping[str, Any]:
    """What the question for a note knows: the slot it is for. start: epoch minutes."""
    return {
        "service": subject.service_id,
        "coach": subject.coach_id,
        "start": int(subject.starts_at.timestamp()) // 60,
    }


async def keep(
    database: Database, subject: NoteSubject, *, note: str, actor: Actor, now: datetime
) -> None:
    """Keep the note, replacing an earlier one, whatever happens before the booking.

    Raises NotFound for somebody else's, NotAllowed, BadInput.
    """
    _own(subject, actor)
    note = field_text.passage(note, "note", LONGEST_NOTE)
    await database.write(lambda writer: notes.keep(writer, subject, note=note, now=now))


async def find(database: Database, subject: NoteSubject, *, actor: Actor) -> str | None:
    """The note typed for this slot. Raises as `keep`."""
    _own(subject, actor)
    async with database.read() as reader:
        return await notes.find(reader, subject)


def _own(subject: NoteSubject, actor: Actor) -> None:
    actor.require(Permission.BOOK)
    if subject.person_id != actor.person_id:
        raise NotFound
