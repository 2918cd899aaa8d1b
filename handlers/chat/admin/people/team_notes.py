"""Notes on a person that only the team reads.

/people → card → Note     typed, in place of what is there, or below it → card
                          or deleted, once confirmed → card
What a colleague has changed meanwhile is shown first.
"""

from dataclasses import replace
from typing import Final

from domain.people.customer_notes import LONGEST
from domain.people.team_notes import NoteChanged, mark
from domain.refusals import BadInput
from domain.roles import Permission
from domain.text import names
from handlers.actions.people import team_notes as actions
from handlers.chat.admin.people import people
from handlers.chat.admin.people.person_card import note_lines
from handlers.chat.frame.answers import Question, ask, ask_again, fact
from handlers.chat.frame.buttons import Press
from handlers.chat.frame.keyboards import way_out
from handlers.chat.frame.screen import DANGER, Key, Reply, Row, Screen
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.people_links import (
    AskForgetTeamNote,
    ForgetTeamNote,
    ShowPerson,
    WriteTeamNote,
)
from handlers.queries.people import team_notes as queries
from handlers.queries.people.team_notes import About
from handlers.wording import cards

WRITE: Final = "people.note"
MOST_SHOWN: Final = 1_500  # letters of a note, such as two that became one


async def write(turn: Turn, press: WriteTeamNote) -> Reply:
    """Ask for the note."""
    return await ask(turn, await _question(turn, press.person, bool(press.more)))


async def take(turn: Turn) -> Reply:
    """The note as typed, over the one that was shown."""
    person, more, seen_mark = (fact(turn, name) for name in ("person", "more", "seen"))
    try:
        await actions.write(
            turn.database, person, turn.text, **turn.intent, more=bool(more), seen_mark=seen_mark
        )
    except (BadInput, NoteChanged) as refusal:
        return await ask_again(turn, await _question(turn, person, bool(more)), refusal)
    return await _onward(turn, person, "team_note.saved")


async def ask_forget(turn: Turn, press: AskForgetTeamNote) -> Reply:
    """Ask once; it may be gone already."""
    about, words = await _about(turn, press.person), turn.words
    person, note = about
    if note is None:
        return await _onward(turn, person.id, "customer_note.gone")
    lines = note_lines(turn, note, MOST_SHOWN)
    text = cards.with_title(words.text("team_note.ask_forget", name=person.name), *lines)
    do = ForgetTeamNote(person.id, mark(note.text))
    yes = Key(words.label("customer_note.forget_yes"), do, DANGER)
    return Reply(Screen(text, ((yes,), way_out(words, ShowPerson(person.id)))))


async def forget(turn: Turn, press: ForgetTeamNote) -> Reply:
    """Delete it; a second press changes nothing."""
    await actions.forget(turn.database, press.person, **turn.intent, seen_mark=press.seen)
    return await _onward(turn, press.person, "customer_note.gone")


async def _onward(turn: Turn, person: int, toast: str) -> Reply:
    reply = await people.show(turn, ShowPerson(person))
    return replace(reply, toast=turn.words.label(toast), aloud=True)


async def _question(turn: Turn, person_id: int, more: bool) -> Question:
    words = turn.words
    person, note = await _about(turn, person_id)
    more = more and note is not None
    how = words.text(
        "team_note.type_more"
        if more
        else "team_note.type"
        if note is None
        else "team_note.type_instead",
        n=LONGEST,
        name=person.name,
    )
    text = cards.with_title(words.text("team_note.title", name=person.name), how)
    rows: list[Row] = []
    if note is not None:
        now = words.text("customer_note.now", note=names.cut(note.text, MOST_SHOWN))
        text = f"{text}\n\n{now}"
        other = words.label("customer_note.anew_key" if more else "customer_note.more_key")
        forget_label = words.label("customer_note.forget_key")
        rows.append((Key(other, WriteTeamNote(person.id, int(not more))),))
        rows.append((Key(forget_label, AskForgetTeamNote(person.id), DANGER),))
    facts = {"person": person.id, "more": more, "seen": mark(note and note.text)}
    screen = Screen(text, (*rows, way_out(words, ShowPerson(person.id))))
    return Question(WRITE, screen, facts)


async def _about(turn: Turn, person_id: int) -> About:
    return await queries.of_person(turn.database, person_id, actor=turn.actor)


async def _note_changed(turn: Turn, refusal: NoteChanged, press: Press | None) -> Reply:
    """A colleague has changed it since: what it says now, and whether to replace that."""
    if press is None:
        return Reply(Screen(turn.words.text("refusal.note_changed"), (way_out(turn.words),)))
    reply = await ask_forget(turn, AskForgetTeamNote(refusal.person_id))
    return replace(reply, toast=turn.words.label("refusal.note_changed"), alert=True)


SCRIPT = Script(
    presses={
        WriteTeamNote: Step(write, Permission.PEOPLE),
        AskForgetTeamNote: Step(ask_forget, Permission.PEOPLE),
        ForgetTeamNote: Step(forget, Permission.PEOPLE),
    },
    answers={WRITE: AnswerStep(take, Permission.PEOPLE)},
    refusals={NoteChanged: _note_changed},
)
