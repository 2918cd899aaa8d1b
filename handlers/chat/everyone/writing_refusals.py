"""Why something is not passed on, and what can be done instead."""

from datetime import timedelta

from domain.appointments import message_refusals as said
from domain.appointments.appointment import Appointment
from domain.appointments.correspondence import LATE_WITHIN
from handlers.buttons import message_keys
from handlers.buttons.coach_links import ShowGroup
from handlers.buttons.keyboards import way_out
from handlers.buttons.message_links import ShowThread
from handlers.buttons.press import Press
from handlers.buttons.screen import PRIMARY, Key, Screen
from handlers.chat.everyone.writing import card_of
from handlers.chat.frame.refusals import sentence
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script
from handlers.chat.frame.turn import Turn
from handlers.queries.appointments import correspondence as queries
from handlers.queries.appointments import sessions
from handlers.wording.correspondence import other_of


async def _over(turn: Turn, refusal: said.WritingOver, press: Press | None) -> Reply:
    """Back to the card of the session, as its customer or coach."""
    appointment = await sessions.either(turn.database, refusal.appointment_id, actor=turn.actor)
    by_coach = appointment.customer_id != turn.person.id
    return _with_card(turn, appointment, by_coach, turn.words.text("refusal.writing_over"))


async def _cannot_be_late(turn: Turn, refusal: said.CannotBeLate, press: Press | None) -> Reply:
    """A message in their own words, instead."""
    appointment = await sessions.either(turn.database, refusal.appointment_id, actor=turn.actor)
    by_coach = appointment.customer_id != turn.person.id
    words, other = turn.words, other_of(appointment, by_coach=by_coach)
    text = (
        words.plural("refusal.cannot_be_late", LATE_WITHIN // timedelta(hours=1), other=other)
        if by_coach
        else words.text("refusal.cannot_be_late_now", other=other)
    )
    write = message_keys.writing(words, appointment, by_coach=by_coach)
    return Reply(Screen(text, (write, way_out(words, card_of(appointment, by_coach)))))


async def _messages_unwanted(
    turn: Turn, refusal: said.MessagesUnwanted, press: Press | None
) -> Reply:
    a, by_coach = await _side(turn, refusal)
    other = other_of(a, by_coach=by_coach)
    return _with_card(turn, a, by_coach, turn.words.text("refusal.messages_unwanted", other=other))


async def _messages_stopped(
    turn: Turn, refusal: said.MessagesStopped, press: Press | None
) -> Reply:
    """The way to let them in again."""
    a, by_coach = await _side(turn, refusal)
    words, other = turn.words, other_of(a, by_coach=by_coach)
    text = words.text("refusal.messages_stopped", other=other)
    thread = Key(words.label("message.thread_key"), ShowThread(a.id, int(by_coach)), PRIMARY)
    return Reply(Screen(text, ((thread,), way_out(words, card_of(a, by_coach)))))


async def _cannot_reach(turn: Turn, refusal: said.CannotReach, press: Press | None) -> Reply:
    a, by_coach = await _side(turn, refusal)
    words, other = turn.words, other_of(a, by_coach=by_coach)
    parts = [words.text("refusal.out_of_touch" if refusal.met else "refusal.not_met", other=other)]
    if refusal.number:
        parts.append(words.text("refusal.call_them", number=refusal.number))
    return _with_card(turn, a, by_coach, "\n\n".join(parts))


async def _nobody(turn: Turn, refusal: said.NobodyToWriteTo, press: Press | None) -> Reply:
    words, back = turn.words, ShowGroup(refusal.session_id)
    return Reply(Screen(words.text("refusal.nobody_to_write_to"), (way_out(words, back),)))


async def _too_many(turn: Turn, refusal: said.TooManyMessages, press: Press | None) -> Reply:
    words = turn.words
    text = words.plural("refusal.too_many_messages", max(refusal.minutes, 1))
    return Reply(Screen(text, (way_out(words),)))


async def _cannot_pass_on(turn: Turn, refusal: said.CannotPassOn, press: Press | None) -> Reply:
    id_ = "refusal.cannot_pass_on_album" if refusal.album else "refusal.cannot_pass_on"
    return Reply(Screen(turn.words.text(id_), (way_out(turn.words),)))


async def _side(
    turn: Turn, refusal: said.MessagesUnwanted | said.MessagesStopped | said.CannotReach
) -> tuple[Appointment, bool]:
    appointment = await queries.of_side(
        turn.database, refusal.appointment_id, by_coach=refusal.by_coach, actor=turn.actor
    )
    return appointment, refusal.by_coach


def _with_card(turn: Turn, a: Appointment, by_coach: bool, text: str) -> Reply:
    return Reply(Screen(text, (way_out(turn.words, card_of(a, by_coach)),)))


SCRIPT = Script(
    refusals={
        said.WritingOver: _over,
        said.CannotBeLate: _cannot_be_late,
        said.MessagesUnwanted: _messages_unwanted,
        said.MessagesStopped: _messages_stopped,
        said.WritingForbidden: sentence("refusal.writing_forbidden"),
        said.CannotReach: _cannot_reach,
        said.NobodyToWriteTo: _nobody,
        said.TooManyMessages: _too_many,
        said.CannotPassOn: _cannot_pass_on,
    }
)
