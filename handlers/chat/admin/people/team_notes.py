"""Notes about a person that the whole team reads, and nobody else.

/people → card → Note     → `person_notes` → card
What a colleague has changed meanwhile is shown first.
"""

from dataclasses import replace
from typing import Final

from domain.people.team_notes import NoteChanged, mark
from domain.roles import Permission
from handlers.actions.people import team_notes as actions
from handlers.buttons.keyboards import way_out
from handlers.buttons.people_links import (
    AskForgetTeamNote,
    ForgetTeamNote,
    ShowPerson,
    WriteTeamNote,
)
from handlers.buttons.press import Press
from handlers.buttons.screen import Screen
from handlers.chat.admin.people import people
from handlers.chat.admin.people.person_card import note_lines
from handlers.chat.frame.answers import fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, merge_scripts
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.person_notes import MOST_SHOWN, Note, Notes
from handlers.queries.people import team_notes as queries


async def _find(turn: Turn, person_id: int) -> Note:
    person, note = await queries.of_person(turn.database, person_id, actor=turn.actor)
    seen_mark = mark(note and note.text)
    return Note(
        person.id,
        person.name,
        note and note.text,
        note_lines(turn, note, MOST_SHOWN) if note else (),
        ForgetTeamNote(person.id, seen_mark),
        {"seen": seen_mark},
    )


async def _write(turn: Turn, person: int, more: bool) -> None:
    """On what was shown when it was asked for."""
    seen_mark = fact(turn, "seen")
    await actions.write(
        turn.database, person, turn.text, **turn.intent, more=more, seen_mark=seen_mark
    )


async def _forget(turn: Turn, press: ForgetTeamNote) -> None:
    await actions.forget(turn.database, press.person, **turn.intent, seen_mark=press.seen)


async def _note_changed(turn: Turn, refusal: NoteChanged, press: Press | None) -> Reply:
    """A colleague has changed it since: what it says now, and whether to replace that."""
    if press is None:
        return Reply(Screen(turn.words.text("refusal.note_changed"), (way_out(turn.words),)))
    reply = await NOTES.ask_delete(turn, refusal.person_id)
    return replace(reply, toast=turn.words.label("refusal.note_changed"), alert=True)


NOTES: Final = Notes(
    kind="team",
    asks=Permission.PEOPLE,
    step="people.note",
    subject="person",
    to_write=WriteTeamNote,
    to_delete=AskForgetTeamNote,
    delete=ForgetTeamNote,
    back=ShowPerson,
    find=_find,
    write=_write,
    forget=_forget,
    show=people.show,
    deletes_below=True,
)
SCRIPT = merge_scripts(NOTES.script(), Script(refusals={NoteChanged: _note_changed}))
