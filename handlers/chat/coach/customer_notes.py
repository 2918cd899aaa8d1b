"""A coach writes down what they want to remember of a customer; nobody else reads it.

history → Write a note, or change or delete it   → `person_notes` → history
"""

from typing import Final

from domain.roles import Permission
from handlers.actions.people import customer_notes as actions
from handlers.buttons.history_links import AskForget, ForgetNote, ShowHistory, WriteNote
from handlers.chat.coach import history
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.person_notes import Note, Notes
from handlers.queries.appointments import history as queries


async def _find(turn: Turn, appointment: int) -> Note:
    session, note = await queries.note(turn.database, appointment, actor=turn.actor)
    lines = history.note_lines(turn.words, note)
    return Note(session.id, session.customer_name, note, lines, ForgetNote(session.id))


async def _write(turn: Turn, appointment: int, more: bool) -> None:
    await actions.write(turn.database, appointment, turn.text, **turn.intent, more=more)


async def _forget(turn: Turn, press: ForgetNote) -> None:
    await actions.forget(turn.database, press.appointment, **turn.intent)


NOTES: Final = Notes(
    kind="own",
    asks=Permission.WORK,
    step="desk.customer_note",
    subject="appointment",
    to_write=WriteNote,
    to_delete=AskForget,
    delete=ForgetNote,
    back=ShowHistory,
    find=_find,
    write=_write,
    forget=_forget,
    show=history.show,
)
SCRIPT = NOTES.script()
