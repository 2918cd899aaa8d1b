"""From when to when a session moves: the last look before it, and the move itself."""

from datetime import datetime

from domain.appointments.appointment import (
    Appointment,
)
from domain.refusals import SameTime, SlotTaken, TooFar, TooSoon
from domain.series.series import Shift
from domain.services.catalogue import Coach
from domain.services.display_zones import display_zones
from domain.services.limits import DayFull
from domain.time.spans import epoch
from handlers.actions.appointments import deciding
from handlers.buttons.keyboards import way_out
from handlers.buttons.links import ShowMonth
from handlers.buttons.press import Press, button
from handlers.buttons.screen import SUCCESS, Key, Row, Screen
from handlers.buttons.series_links import MoveOnward
from handlers.chat.cards import coach_answers, receipts
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import overriding
from handlers.chat.parts.search import in_range, may_move
from handlers.queries.appointments import sessions
from handlers.queries.starts import joinable_groups
from handlers.wording import cards
from handlers.wording.words import zone_info


@button("am")
class ConfirmMove(Press):
    """Move it to this start (epoch minutes). anyway: 1 if a coach sets rules aside."""

    appointment: int
    start: int
    anyway: int = 0


async def _movable(turn: Turn, appointment_id: int) -> Appointment:
    """The appointment, if this person may move it now; for a coach, their customer's.

    Raises the refusal that keeps it from being moved."""
    appointment = await sessions.either(turn.database, appointment_id, actor=turn.actor)
    may_move(turn, appointment)
    return appointment


async def move_summary(turn: Turn, appointment_id: int, start: datetime) -> Reply:
    """From when to when, both as the calendar says: the last look before a move."""
    words, appointment = turn.words, await _movable(turn, appointment_id)
    coach = turn.catalogue.coaches.get(appointment.coach_id)
    venue = coach.zone if coach else appointment.zone
    on = display_zones(appointment.meeting, venue, turn.zone)
    if start == appointment.starts_at:
        raise SameTime(appointment.id)
    minutes = await _lasting(turn, appointment, coach, start)
    body = "\n".join(
        (
            words.text(
                "card.service",
                service=appointment.service_title,
                length=words.length(minutes),
            ),
            words.text("card.coach", coach=appointment.coach_name)
            if appointment.customer_id == turn.person.id
            else words.text("card.customer", customer=appointment.customer_name),
            words.text("move.from", when=words.at(appointment.starts_at, on.lead)),
            words.text("move.to", when=words.at(start, on.lead)),
            *cards.beside(words, start, on),
        )
    )
    back: Press = ShowMonth(
        appointment.service_id,
        appointment.coach_id,
        appointment.id,
        start.astimezone(zone_info(on.lead)).date(),
    )
    mine = appointment.customer_id == turn.person.id
    aside = [] if mine else await overriding.sentences(turn, appointment, [start], moved=True)
    confirm = ConfirmMove(appointment.id, int(start.timestamp()) // 60, int(bool(aside)))
    label = words.label("anyway.move_key" if aside else "move.confirm")
    question = [" ".join((*aside, words.text("anyway.move")))] if aside else []
    rows: tuple[Row, ...] = (
        (Key(label, confirm, SUCCESS),),
        *_move_onward(turn, appointment, start, venue),
        way_out(words, back),
    )
    return Reply(Screen(cards.with_title(words.text("move.title"), body, *question), rows))


async def _lasting(turn: Turn, a: Appointment, coach: Coach | None, start: datetime) -> int:
    """The minutes it lasts there: as before, or as the group's session it joins."""
    service = turn.catalogue.services.get(a.service_id)
    if coach is None or service is None:
        return a.minutes
    at = epoch(start)
    return (await joinable_groups.lasting(turn.database, service, coach, [at])).get(at, a.minutes)


def _move_onward(turn: Turn, a: Appointment, start: datetime, zone: str) -> tuple[Row, ...]:
    """The same for all later dates, if it is a shift that a series can make."""
    before, after = (at.astimezone(zone_info(zone)) for at in (a.starts_at, start))
    if a.series_id is None or Shift.between(before, after) is None:
        return ()
    onward = MoveOnward(a.id, int(start.timestamp()) // 60)
    return ((Key(turn.words.label("series.onward"), onward),),)


async def confirm_move(turn: Turn, press: ConfirmMove) -> Reply:
    """Move it; the other side is told. A coach is asked first about rules they may set aside."""
    start = in_range(press.start * 60)
    try:
        moved_appointment = await deciding.move(
            turn.database,
            turn.catalogue,
            press.appointment,
            start,
            **turn.intent,
            anyway=bool(press.anyway),
        )
    except (TooSoon, TooFar, DayFull, SlotTaken):
        appointment = await _movable(turn, press.appointment)
        if appointment.customer_id == turn.person.id or press.anyway:
            raise
        if not await overriding.sentences(turn, appointment, [start]):
            raise
        return await move_summary(turn, appointment.id, start)
    toast = turn.words.label("move.done")
    if moved_appointment.customer_id == turn.person.id:
        return Reply(receipts.card(turn, moved_appointment), toast=toast)
    return await coach_answers.decision_reply(turn, moved_appointment, toast, undo=True)
