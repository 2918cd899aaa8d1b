"""Refusals because the session has changed: its card as it is now, for either side."""

from dataclasses import replace

from domain import refusals as said
from domain.appointments.appointment import OCCUPYING, Appointment, Status
from domain.appointments.booking_refusals import BookedOtherwise
from domain.appointments.offer_refusals import OfferOvertaken, TooManyOffered
from domain.time.spans import moment
from handlers.buttons.press import Press
from handlers.chat.cards import coach_cards, receipts
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script
from handlers.chat.frame.turn import Turn
from handlers.queries.appointments import sessions


async def _proposal_gone(turn: Turn, refusal: said.ProposalGone, press: Press | None) -> Reply:
    """The card with what is left of the times on offer."""
    words, remaining = turn.words, tuple(map(moment, refusal.left))
    appointment = await sessions.either(turn.database, refusal.appointment_id, actor=turn.actor)
    title = words.text("refusal.proposal_gone")
    if appointment.customer_id == turn.person.id:
        card = receipts.card(turn, replace(appointment, proposed=remaining), title=title)
    else:
        card = coach_cards.card(turn, replace(appointment, suggested=remaining), title=title)
    return Reply(card, toast=words.label("refusal.proposal_gone"), alert=True)


async def _already_decided(turn: Turn, refusal: said.AlreadyDecided, press: Press | None) -> Reply:
    """The card as it is now, for its customer or coach."""
    words = turn.words
    appointment = await sessions.either(turn.database, refusal.appointment_id, actor=turn.actor)
    begun = appointment.starts_at <= turn.now
    stands = Status(refusal.status) in OCCUPYING
    state = "begun" if begun and stands else refusal.status
    return _as_it_is(turn, appointment, words.label(f"refusal.state_{state}"))


async def _same_time(turn: Turn, refusal: said.SameTime, press: Press | None) -> Reply:
    """The card as it is, for the customer or coach who wanted to move it."""
    appointment = await sessions.either(turn.database, refusal.appointment_id, actor=turn.actor)
    return _as_it_is(turn, appointment, turn.words.label("refusal.same_time"))


async def _booked_otherwise(turn: Turn, refusal: BookedOtherwise, press: Press | None) -> Reply:
    """The card of what its customer has at that time already."""
    appointment = await sessions.either(turn.database, refusal.appointment_id, actor=turn.actor)
    if appointment.customer_id == turn.person.id:
        title = turn.words.text("refusal.booked_otherwise", coach=appointment.coach_name)
        card = receipts.card(turn, appointment, title=title)
        return Reply(card, toast=turn.words.label("refusal.booked_otherwise_toast"), alert=True)
    facts = {"customer": appointment.customer_name}
    title = turn.words.text("refusal.booked_otherwise_by", **facts)
    return Reply(coach_cards.card(turn, appointment, title=title))


def _as_it_is(turn: Turn, appointment: Appointment, toast: str) -> Reply:
    if appointment.customer_id == turn.person.id:
        return Reply(receipts.standing(turn, appointment), toast=toast)
    return Reply(coach_cards.card(turn, appointment), toast=toast)


async def _overtaken(
    turn: Turn, refusal: OfferOvertaken | said.ChangedMeanwhile, press: Press | None
) -> Reply:
    """The card as it is now."""
    appointment = await sessions.either(turn.database, refusal.appointment_id, actor=turn.actor)
    return _as_it_is(turn, appointment, turn.words.label("desk.changed"))


async def _too_many(turn: Turn, refusal: TooManyOffered, press: Press | None) -> Reply:
    """The card as it is: the screen where times are marked says so itself."""
    appointment = await sessions.either(turn.database, refusal.appointment_id, actor=turn.actor)
    toast = turn.words.plural("propose.too_many", refusal.left, limit=refusal.limit)
    return _as_it_is(turn, appointment, toast)


SCRIPT = Script(
    refusals={
        said.AlreadyDecided: _already_decided,
        BookedOtherwise: _booked_otherwise,
        said.SameTime: _same_time,
        said.ChangedMeanwhile: _overtaken,
        said.ProposalGone: _proposal_gone,
        OfferOvertaken: _overtaken,
        TooManyOffered: _too_many,
    }
)
