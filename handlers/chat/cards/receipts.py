"""A customer's appointment as a card with its buttons, and the confirmation of a move."""

from collections.abc import Callable
from datetime import datetime

from domain.appointment import (
    Appointment,
    Status,
    customer_may_cancel,
    customer_may_move,
    free_until,
)
from domain.booked_rules import rules_of
from domain.catalogue import Coach
from domain.clocks import clocks
from domain.habit import same_time
from domain.limits import DayFull
from domain.refusals import Refusal, SameTime, SlotTaken, TooFar, TooSoon
from domain.rescue import cover_of
from domain.series import Shift
from domain.service_choice import Choice
from domain.spans import epoch, moment
from handlers.actions import asking, deciding
from handlers.chat.cards import answers, check_in_keys, coach_answers, message_keys, proposals
from handlers.chat.cards.consent import row as consent_row
from handlers.chat.cards.proposals import Suggest
from handlers.chat.frame.buttons import Press, button
from handlers.chat.frame.keyboards import way_out
from handlers.chat.frame.labels import WHOLE, Room
from handlers.chat.frame.screen import PRIMARY, SUCCESS, Key, Reply, Row, Screen
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import overriding
from handlers.chat.parts.links import Appointments, BookAgain, BookNext, ShowAppointment, ShowMonth
from handlers.chat.parts.search import in_range, may_move
from handlers.chat.parts.series_links import MoveOnward, RepeatFrom, ShowSeries
from handlers.queries import joinable_groups, sessions
from handlers.wording import cards
from handlers.wording.words import zone_info
from storage.cards import CardSubject


@button("am")
class ConfirmMove(Press):
    """Move it to this start (epoch minutes). anyway: 1 for a coach who sets rules aside."""

    appointment: int
    start: int
    anyway: int = 0


@button("ax", on_cards=True)
class AskCancel(Press):
    """Cancel it? The question."""

    appointment: int


@button("aq")
class AskCoach(Press):
    """Ask the coach for what is too late here. wish: as of `actions.asking`."""

    appointment: int
    wish: str


@button("ai")
class CalendarFile(Press):
    """The appointment as a file for the customer's calendar."""

    appointment: int


def card(
    turn: Turn,
    a: Appointment,
    *,
    fresh: bool = False,
    title: str | None = None,
    first: tuple[Row, ...] = (),
) -> Screen:
    """The receipt with what can still be done. fresh: it was booked just now. first: keys above."""
    words, rules = turn.words, rules_of(turn.catalogue, a)
    heading = title or _title(turn, a, fresh=fresh)
    more = [words.text("card.reason", reason=a.reason)] if a.reason else []
    more += answers.to_customer(words, a)
    more += proposals.waiting(turn, a)
    ahead = a.open and a.starts_at > turn.now
    if ahead and a.handed_from is not None:
        more.append(words.text("handover.free"))
    elif ahead and not a.on_offer(turn.now) and a.rescue_id is None:
        until = free_until(a, rules)
        if until > turn.now:
            more.append(words.text("book.free_until", until=words.at(until, a.read_in(turn.zone))))
    keys = (*first, *_keys(turn, a), *check_in_keys.code_rows(words, a, turn.now))
    talk = message_keys.rows(words, a, turn.now, by_coach=False)
    text = cards.with_title(heading, cards.receipt(words, a, turn.zone), *more)
    rows = (*keys, *talk, way_out(words, Appointments(0, 0)))
    return Screen(text, rows, CardSubject.to_customer(a))


def standing(turn: Turn, a: Appointment) -> Screen:
    """The receipt as it is now. It may stand where a reminder stood, and asks the same."""
    return card(turn, a, first=answers.rows(turn.words, a, turn.now))


def short_card(turn: Turn, a: Appointment) -> Screen:
    """An older receipt, in short: how things are, and the way to the newest."""
    words = turn.words
    line = words.text("card.short", service=a.service_title, coach=a.coach_name)
    text = cards.with_title(
        _title(turn, a, fresh=False), f"{cards.date_line(words, a, a.read_in(turn.zone))}\n{line}"
    )
    return Screen(text, ((Key(words.label("notice.show"), ShowAppointment(a.id)),),))


async def own(turn: Turn, appointment_id: int) -> Appointment:
    """The customer's own appointment. NotFound for anybody else's."""
    return await sessions.own(turn.database, appointment_id, actor=turn.actor)


async def movable(turn: Turn, appointment_id: int) -> Appointment:
    """The appointment, if this person may move it now; their customer's, for a coach.

    Raises what keeps it from being moved."""
    appointment = await sessions.either(turn.database, appointment_id, actor=turn.actor)
    may_move(turn, appointment)
    return appointment


async def move_summary(turn: Turn, appointment_id: int, start: datetime) -> Reply:
    """From when to when, both as the calendar says it: the last look before a move."""
    words, appointment = turn.words, await movable(turn, appointment_id)
    coach = turn.catalogue.coaches.get(appointment.coach_id)
    venue = coach.zone if coach else appointment.zone
    on = clocks(appointment.meeting, venue, turn.zone)
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
    """The minutes it lasts there: as before, or as the session of a group that it goes to."""
    service = turn.catalogue.services.get(a.service_id)
    if coach is None or service is None:
        return a.minutes
    at = epoch(start)
    return (await joinable_groups.lasting(turn.database, service, coach, [at])).get(at, a.minutes)


def _move_onward(turn: Turn, a: Appointment, start: datetime, zone: str) -> tuple[Row, ...]:
    """The same for all later dates of its series, within the distance that a series can move."""
    before, after = (at.astimezone(zone_info(zone)) for at in (a.starts_at, start))
    if a.series_id is None or Shift.between(before, after) is None:
        return ()
    onward = MoveOnward(a.id, int(start.timestamp()) // 60)
    return ((Key(turn.words.label("series.onward"), onward),),)


async def confirm_move(turn: Turn, press: ConfirmMove) -> Reply:
    """Move it; the other side is told. What a coach may set aside they are asked about first."""
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
        appointment = await movable(turn, press.appointment)
        if appointment.customer_id == turn.person.id or press.anyway:
            raise
        if not await overriding.sentences(turn, appointment, [start]):
            raise
        return await move_summary(turn, appointment.id, start)
    toast = turn.words.label("move.done")
    if moved_appointment.customer_id == turn.person.id:
        return Reply(card(turn, moved_appointment), toast=toast)
    return await coach_answers.decision_reply(turn, moved_appointment, toast, undo=True)


def _title(turn: Turn, a: Appointment, *, fresh: bool) -> str:
    if (proposed := a.on_offer(turn.now)) or cover_of(a, turn.now):
        return proposals.title(turn.words, a, proposed)
    if a.on_wish(turn.now):
        return turn.words.text("receipt.suggested", coach=a.coach_name)
    if fresh and a.open:
        return turn.words.text(f"receipt.fresh_{a.status.value}", coach=a.coach_name)
    return cards.with_status_mark(
        turn.words.text(f"receipt.{a.status.value}", coach=a.coach_name), a
    )


def _keys(turn: Turn, a: Appointment) -> list[Row]:
    words, rules = turn.words, rules_of(turn.catalogue, a)
    if not a.open or a.starts_at <= turn.now:
        again = BookAgain(a.service_id, a.coach_id, Choice(also=a.also).as_text)
        return [*_same_time(turn, a), (Key(words.label("receipt.again"), again),)]
    if a.status is Status.HELD:
        return [consent_row(words, a)]
    if (proposed := a.on_offer(turn.now)) or cover_of(a, turn.now):
        rows = list(proposals.keys(words, a, proposed, turn.zone, proposals.cover(turn, a)))
        if _allowed(lambda: customer_may_cancel(a, rules, turn.now)):
            rows.append((Key(words.label("receipt.cancel"), AskCancel(a.id)),))
        return rows
    rows = off_rows(turn, a)
    if a.status is Status.PENDING or a.on_wish(turn.now):
        rows.append((Key(words.label("suggest.key"), Suggest(a.id)),))
    if a.status is Status.CONFIRMED:
        file = Key(words.label("receipt.calendar_file"), CalendarFile(a.id))
        repeat = Key(words.label("series.repeat"), RepeatFrom(a.id))
        rows.append((file,) if a.series_id else (file, repeat))
    if a.series_id:
        rows.append((Key(words.label("series.show"), ShowSeries(a.id)),))
    return rows


def off_rows(turn: Turn, a: Appointment) -> list[Row]:
    """What the customer can do about an open session that they cannot come to, or ask for."""
    words, rules = turn.words, rules_of(turn.catalogue, a)
    month = a.starts_at.astimezone(zone_info(a.read_in(turn.zone))).date()
    row: list[Key] = []
    if _allowed(lambda: customer_may_move(a, rules, turn.now)):
        move = ShowMonth(a.service_id, a.coach_id, a.id, month)
        row.append(Key(words.label("receipt.move"), move))
    if _allowed(lambda: customer_may_cancel(a, rules, turn.now)):
        row.append(Key(words.label("receipt.cancel"), AskCancel(a.id)))
    rows: list[Row] = [tuple(row)] if row else []
    return rows + ask_rows(turn, a) if a.status is Status.CONFIRMED else rows


def _same_time(turn: Turn, a: Appointment) -> list[Row]:
    """The same once more, after what took place; of a series after its last date."""
    coach = turn.catalogue.coaches.get(a.coach_id)
    took_place = a.status in (Status.CONFIRMED, Status.COMPLETED)
    if coach is None or not took_place or a.series_nr != a.series_of:
        return []
    service = turn.catalogue.services.get(a.service_id)
    if service is None or service.hidden or coach not in turn.catalogue.coaches_for(service.id):
        return []
    start = next(same_time(a.wall_start, coach.tz, epoch(turn.now)), None)
    if start is None:
        return []
    when = turn.words.button_time(moment(start), a.read_in(turn.zone))
    return [(Key(turn.words.label("again.same_time", when=when), BookNext(a.id), PRIMARY),)]


def ask_rows(turn: Turn, a: Appointment) -> list[Row]:
    """A button to ask the coach with, for each thing that the customer can no longer do here."""
    words, rules = turn.words, rules_of(turn.catalogue, a)
    room, rows = Room(words, WHOLE), list[Row]()
    if not _allowed(lambda: customer_may_move(a, rules, turn.now)) and not a.on_wish(turn.now):
        label = room.label("asking.move_key", cut="coach", coach=a.coach_name)
        rows.append((Key(label, Suggest(a.id)),))
    if not _allowed(lambda: customer_may_cancel(a, rules, turn.now)):
        label = room.label("asking.cancel_key", cut="coach", coach=a.coach_name)
        rows.append((Key(label, AskCoach(a.id, asking.CANCEL)),))
    return rows


def _allowed(rule: Callable[[], None]) -> bool:
    try:
        rule()
    except Refusal:
        return False
    return True
