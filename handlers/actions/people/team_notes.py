"""The team writes its shared note on a person.

The audit log says that there is a note, never what it says: the note can be forgotten, the log
cannot.
"""

from datetime import datetime
from typing import Any

from domain.people.customer_notes import validate_note, with_more
from domain.people.team_notes import NoteChanged, mark
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from handlers.actions.locking import lock_person
from handlers.actions.once import once
from handlers.actions.person_log import write_down
from storage.people import team_notes
from storage.transactions import Database, Writer


async def write(
    database: Database,
    person_id: int,
    text: str,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    more: bool = False,
    seen_mark: int | None = None,
) -> None:
    """Save the note, replacing the one on this person. more: add it below that one instead.
    seen_mark: the mark of the note that was read, which must still be current; None for any.

    Raises NotFound, also for oneself and for anyone erased, NotAllowed, BadInput, NoteChanged.
    """
    actor.require(Permission.PEOPLE)

    async def work(writer: Writer) -> dict[str, Any]:
        current_id = await _hold(writer, person_id, actor)
        before = await _note(writer, current_id, seen_mark)
        after = with_more(before, text) if more else validate_note(text)
        if after != before:
            await team_notes.keep(writer, current_id, after, actor.person, now)
            await _write_down(writer, current_id, "write_team_note", before, after, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def forget(
    database: Database,
    person_id: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    seen_mark: int | None = None,
) -> None:
    """Delete it; what is gone stays gone. Raises as `write`."""
    actor.require(Permission.PEOPLE)

    async def work(writer: Writer) -> dict[str, Any]:
        current_id = await _hold(writer, person_id, actor)
        before = await team_notes.find(writer, current_id)
        if before is not None:
            await _note(writer, current_id, seen_mark)
            await team_notes.forget(writer, current_id)
            await _write_down(writer, current_id, "forget_team_note", before.text, None, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def _hold(writer: Writer, person_id: int, actor: Actor) -> int:
    """The person it is about, locked, so that of two who write at once the later sees the earlier's
    note."""
    person = await lock_person(writer, person_id)
    if person.id == actor.person_id:
        raise NotFound
    return person.id


async def _note(writer: Writer, person_id: int, seen_mark: int | None) -> str | None:
    team_note = await team_notes.find(writer, person_id)
    note = team_note and team_note.text
    if seen_mark is not None and seen_mark != mark(note):
        raise NoteChanged(person_id)
    return note


async def _write_down(
    writer: Writer,
    person_id: int,
    action: str,
    before: str | None,
    after: str | None,
    actor: Actor,
    now: datetime,
) -> None:
    was, is_ = {"note": before is not None}, {"note": after is not None}
    await write_down(writer, person_id, action, was, is_, actor, now)
