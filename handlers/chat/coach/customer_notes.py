"""A coach writes down what they want to remember of a customer; nobody else reads it.

history → Write a note, or change it   typed, in place of what is there, or below it → history
        → Delete the note              asked once → history
"""

from dataclasses import replace

from domain.appointments.appointment import Appointment
from domain.people.customer_notes import LONGEST
from domain.refusals import BadInput
from domain.roles import Permission
from domain.text import names
from handlers.actions.people import customer_notes as actions
from handlers.chat.coach import history
from handlers.chat.coach.history import MOST_SHOWN
from handlers.chat.frame.answers import Question, ask, ask_again, fact
from handlers.chat.frame.keyboards import way_out
from handlers.chat.frame.screen import DANGER, Key, Reply, Row, Screen
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.history_links import AskForget, ForgetNote, ShowHistory, WriteNote
from handlers.queries.appointments import history as queries
from handlers.wording import cards

WRITE = "desk.customer_note"


async def write(turn: Turn, press: WriteNote) -> Reply:
    """Ask for the note."""
    return await ask(turn, await _question(turn, press.appointment, bool(press.more)))


async def take(turn: Turn) -> Reply:
    """The note as typed."""
    appointment, more = int(fact(turn, "appointment")), bool(fact(turn, "more"))
    try:
        await actions.write(
            turn.database,
            appointment,
            turn.text,
            **turn.intent,
            more=more,
        )
    except BadInput as refusal:
        return await ask_again(turn, await _question(turn, appointment, more), refusal)
    return await _onward(turn, appointment, turn.words.label("customer_note.saved"))


async def ask_forget(turn: Turn, press: AskForget) -> Reply:
    """Ask once; it may be gone already."""
    session, note = await _note(turn, press.appointment)
    if note is None:
        return await _onward(turn, session.id, turn.words.label("customer_note.gone"))
    words = turn.words
    text = cards.with_title(
        words.text("customer_note.ask_forget", customer=session.customer_name),
        words.text("customer_note.note", note=names.cut(note, MOST_SHOWN)),
    )
    yes = Key(words.label("customer_note.forget_yes"), ForgetNote(session.id), DANGER)
    return Reply(Screen(text, ((yes,), way_out(words, ShowHistory(session.id)))))


async def forget(turn: Turn, press: ForgetNote) -> Reply:
    """Delete it; a second press changes nothing."""
    await actions.forget(turn.database, press.appointment, **turn.intent)
    return await _onward(turn, press.appointment, turn.words.label("customer_note.gone"))


async def _onward(turn: Turn, appointment: int, toast: str) -> Reply:
    reply = await history.show(turn, ShowHistory(appointment))
    return replace(reply, toast=toast, aloud=True)


async def _question(turn: Turn, appointment: int, more: bool) -> Question:
    words = turn.words
    session, note = await _note(turn, appointment)
    more = more and note is not None
    how = words.text(
        "customer_note.type_more"
        if more
        else "customer_note.type"
        if note is None
        else "customer_note.type_instead",
        n=LONGEST,
        customer=session.customer_name,
    )
    now = [words.text("customer_note.now", note=names.cut(note, MOST_SHOWN))] if note else []
    text = cards.with_title(
        words.text("customer_note.title", customer=session.customer_name), how, *now
    )
    other: tuple[Row, ...] = ()
    if note is not None:
        label = words.label("customer_note.anew_key" if more else "customer_note.more_key")
        other = ((Key(label, WriteNote(session.id, int(not more))),),)
    screen = Screen(text, (*other, way_out(words, ShowHistory(session.id))))
    return Question(WRITE, screen, {"appointment": session.id, "more": more})


async def _note(turn: Turn, appointment: int) -> tuple[Appointment, str | None]:
    return await queries.note(turn.database, appointment, actor=turn.actor)


SCRIPT = Script(
    presses={
        WriteNote: Step(write, Permission.WORK),
        AskForget: Step(ask_forget, Permission.WORK),
        ForgetNote: Step(forget, Permission.WORK),
    },
    answers={WRITE: AnswerStep(take, Permission.WORK)},
)
