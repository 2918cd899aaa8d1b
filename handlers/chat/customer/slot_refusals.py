"""Why a time cannot be booked: the rule, until when it could be, and what can be had instead."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from domain import refusals as said
from domain.refusals import Refusal
from domain.services.display_zones import DisplayZone, leading, of_business
from domain.services.horizon import HorizonBy
from domain.services.limits import DayFull, WeekFull
from domain.services.meeting import Meeting
from domain.starts.constraints import Reason
from domain.starts.room_refusals import RoomTaken
from domain.starts.slots import nearest
from domain.time.spans import epoch, moment
from domain.waitlist.waitlist import HOURS, Part
from domain.working_hours.hours import day_span
from handlers.buttons.keyboards import way_out
from handlers.buttons.links import Appointments, Book, PickSlot, ShowAppointment, ShowMonth
from handlers.buttons.press import Press
from handlers.buttons.screen import PRIMARY, Key, Row, Screen
from handlers.buttons.wait_links import wait_row
from handlers.chat.cards import move_confirmation, receipts
from handlers.chat.customer import back_to_back
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import overriding, why_empty
from handlers.chat.parts.search import Search, bounds_of, in_range, search_for, search_for_move
from handlers.wording.words import Html, zone_info


async def slot_taken(turn: Turn, refusal: said.SlotTaken, press: Press | None) -> Reply:
    """A booking is in the way: what, and the nearest free times."""
    refusal = await _nearest(turn, refusal, press)
    words, coach = turn.words, name_of(turn, refusal.coach_id)
    id_ = "refusal.taken" if refusal.reason == "booked" else f"refusal.{refusal.reason}"
    sentence = words.text(id_, coach=coach)
    if refusal.reason == "nobody" and (why := await _why_nobody(turn, press)):
        sentence = words.text("refusal.nobody_why", why=why)
    screen = instead(turn, refusal, press, sentence)
    toast = "refusal.taken_toast" if refusal.reason == "booked" else id_
    return Reply(screen, toast=words.label(toast, coach=coach), alert=True)


async def not_offered(turn: Turn, refusal: said.NotOffered, press: Press | None) -> Reply:
    """The coach does not work then: why, and the nearest free times."""
    refusal = await _nearest(turn, refusal, press)
    coach = name_of(turn, refusal.coach_id)
    message, closure = f"refusal.{refusal.reason or 'not_offered'}", ""
    them, start = turn.catalogue.coaches.get(refusal.coach_id), getattr(press, "start", None)
    if refusal.reason == Reason.CLOSURE and them and isinstance(start, int):
        instant = epoch(in_range(start * 60))
        message, closure = why_empty.closure_told(turn, them, (instant, instant), message)
    sentence = turn.words.text(message, coach=coach, closure=closure)
    return Reply(instead(turn, refusal, press, sentence))


async def too_soon(turn: Turn, refusal: said.TooSoon, press: Press | None) -> Reply:
    """Too late: what the rule is, until when it could be done, and what can be done now."""
    if refusal.rule != "book":
        return await _too_late(turn, refusal, press)
    words, search = turn.words, await _search(turn, press)
    zone = search.display_zone if search else of_business(turn.catalogue.business.zone, turn.zone)
    notice = words.length(refusal.notice)
    until = words.at(moment(refusal.deadline), zone)
    sentence = words.text("refusal.begun")
    if refusal.notice:
        sentence = words.text("refusal.too_soon_book", notice=notice, until=until)
    if search is None:
        return Reply(Screen(sentence, (way_out(words, _back_from(press)),)))
    bounds = bounds_of(turn, search)
    starts = await search.starts(turn, day_span(bounds.first, bounds.last, search.zone))
    if not starts:
        return Reply(Screen(sentence, (way_out(words, Book()),)))
    service, moving = search.service.id, search.moving
    choice_text = search.choice.as_text
    slot = PickSlot(service, search.coach_id, moving, starts[0] // 60, choice_text)
    first = _slot_key(turn, slot, zone)
    month = moment(starts[0]).astimezone(search.zone).date()
    other = _other_day(turn, ShowMonth(service, search.coach_id, moving, month, choice_text))
    rows = ((first,), other, way_out(words))
    return Reply(Screen(f"{sentence} {words.text('refusal.soonest')}", rows))


async def _too_late(turn: Turn, refusal: said.TooSoon, press: Press | None) -> Reply:
    """Too late to move or cancel it here, but not to ask the coach."""
    words = turn.words
    appointment_id: int = getattr(press, "appointment", 0) or _moving(press)
    appointment = await receipts.own(turn, appointment_id)
    sentence = words.text(
        f"refusal.too_soon_{refusal.rule}",
        notice=words.length(refusal.notice),
        until=words.at(moment(refusal.deadline), appointment.read_in(turn.zone)),
        coach=appointment.coach_name,
    )
    rows = receipts.ask_rows(turn, appointment)
    return Reply(Screen(sentence, (*rows, way_out(words, _back_from(press)))))


async def too_far(turn: Turn, refusal: said.TooFar, press: Press | None) -> Reply:
    """Too far ahead: the last day that can be booked, and the calendar of its month."""
    words, search = turn.words, await _search(turn, press)
    if search is None:
        days = words.plural("length.days", refusal.horizon_days)
        sentence = words.text("refusal.too_far", days=days)
        return Reply(Screen(sentence, (way_out(words, _back_from(press)),)))
    last = bounds_of(turn, search).last
    if refusal.until:
        last = moment(refusal.until - 1).astimezone(search.zone).date()
    if refusal.by == HorizonBy.DAYS:
        sentence = words.plural("refusal.too_far_until", refusal.horizon_days, day=words.day(last))
    elif refusal.by == HorizonBy.WORKING_DAYS:
        sentence = words.plural("refusal.too_far_working", refusal.count, day=words.day(last))
    else:
        sentence = words.text("refusal.too_far_date", day=words.day(last))
    month = ShowMonth(
        search.service.id, search.coach_id, search.moving, last, search.choice.as_text
    )
    row = _other_day(turn, month)
    return Reply(Screen(sentence, (row, way_out(words, Book()))))


async def full(turn: Turn, refusal: DayFull, press: Press | None) -> Reply:
    """The most sessions allowed are booked: the rule, and the nearest times that can be had."""
    coach, weekly = name_of(turn, refusal.coach_id), isinstance(refusal, WeekFull)
    sentence = overriding.full(turn, refusal.whose, refusal.most, coach, weekly=weekly)
    refusal = await _nearest(turn, refusal, press)
    return Reply(instead(turn, refusal, press, sentence))


R = TypeVar("R", said.SlotTaken, said.NotOffered, DayFull)


async def _nearest(turn: Turn, refusal: R, press: Press | None) -> R:
    """The refusal with the nearest free times, however far away; earlier ones only looked
    nearby."""
    start = getattr(press, "start", None)
    if refusal.nearest or not isinstance(start, int):
        return refusal
    search = await _search(turn, press)
    if search is None:
        return refusal
    bounds = bounds_of(turn, search)
    starts = await search.starts(turn, day_span(bounds.first, bounds.last, search.zone))
    near = nearest(starts, epoch(in_range(start * 60)))
    return replace(refusal, nearest=near)


async def _why_nobody(turn: Turn, press: Press | None) -> Html | None:
    """What keeps each of several coaches from a start."""
    start, search = getattr(press, "start", None), await _search(turn, press)
    if search is None or not isinstance(start, int):
        return None
    return await why_empty.of_start(turn, search, epoch(in_range(start * 60)))


def instead(
    turn: Turn,
    refusal: said.SlotTaken | said.NotOffered | DayFull,
    press: Press | None,
    sentence: str,
) -> Screen:
    """The sentence with up to three free times close by, and the calendar."""
    words, moving, choice_text = turn.words, _moving(press), chosen_by(press)
    service, coach_id = refusal.service_id, refusal.coach_id
    coach = turn.catalogue.coaches.get(coach_id)
    venue = coach.zone if coach else turn.catalogue.business.zone
    service_entry = turn.catalogue.services.get(service)
    zone = leading(service_entry.meeting if service_entry else Meeting.ON_SITE, venue, turn.zone)
    near: Sequence[int] = refusal.nearest
    rows: list[Row] = [
        (_slot_key(turn, PickSlot(service, coach_id, moving, start // 60, choice_text), zone),)
        for start in near
    ]
    day = moment(near[0]) if near else turn.now
    month = day.astimezone(zone_info(zone)).date()
    wished = getattr(press, "start", None)
    if choice_text and isinstance(wished, int):
        # An added service may be all that is too much for the start.
        rows += back_to_back.without(turn, PickSlot(service, coach_id, moving, wished, choice_text))
    if isinstance(wished, int) and not moving and not isinstance(refusal, said.NotOffered):
        rows.append(_waiting(turn, refusal, in_range(wished * 60), zone, press))
    rows.append(_other_day(turn, ShowMonth(service, coach_id, moving, month, choice_text)))
    if near:
        sentence = f"{sentence} {words.text('refusal.nearby')}"
        if zone != (turn.zone or turn.catalogue.business.zone):
            sentence = f"{sentence}\n\n{words.text('typing.zone', zone=words.zone(zone))}"
    return Screen(sentence, (*rows, way_out(words)))


def _waiting(
    turn: Turn,
    refusal: said.SlotTaken | DayFull,
    start: datetime,
    zone: DisplayZone,
    press: Press | None,
) -> Row:
    """The way to be told when something comes free around then, that day."""
    wall = start.astimezone(zone_info(zone))
    part = next(
        part for part, hours in HOURS.items() if part is not Part.ANY and wall.hour in hours
    )
    coach_id = getattr(press, "coach", refusal.coach_id)
    coach = coach_id if isinstance(coach_id, int) else refusal.coach_id
    day = wall.date()
    return wait_row(turn.words, refusal.service_id, coach, day, day, chosen_by(press), part)


def _slot_key(turn: Turn, slot: PickSlot, zone: DisplayZone) -> Key:
    label = turn.words.button_time(in_range(slot.start * 60), zone)
    return Key(label, slot, PRIMARY)


def _other_day(turn: Turn, month: ShowMonth) -> Row:
    return (Key(turn.words.label("refusal.other_day"), month),)


async def _search(turn: Turn, press: Press | None) -> Search | None:
    """What the press was looking for, if it can still be looked for."""
    service, coach = getattr(press, "service", None), getattr(press, "coach", None)
    try:
        if moving := _moving(press):
            return await search_for_move(turn, moving)
        if isinstance(service, int) and isinstance(coach, int):
            return await search_for(turn, service, coach, 0, chosen_by(press))
    except Refusal:
        return None
    return None


def _moving(press: Press | None) -> int:
    """The appointment that was being moved, 0 for a booking."""
    if isinstance(press, move_confirmation.ConfirmMove):
        return press.appointment
    return int(getattr(press, "moving", 0))


def chosen_by(press: Press | None) -> str:
    """What had been chosen of the service, as in `domain.services.service_choice`."""
    return str(getattr(press, "choice", ""))


def name_of(turn: Turn, coach_id: int) -> str:
    """The coach's name; "" for an unknown id."""
    coach = turn.catalogue.coaches.get(coach_id)
    return coach.name if coach else ""


async def _no_longer_offered(
    turn: Turn, refusal: said.NoLongerOffered, press: Press | None
) -> Reply:
    words = turn.words
    rows = ((Key(words.label("menu.book"), Book()),), way_out(words))
    return Reply(Screen(words.text("refusal.no_longer_offered"), rows))


async def _too_many(turn: Turn, refusal: said.TooManyOpen, press: Press | None) -> Reply:
    sentence = turn.words.plural("refusal.too_many_open", refusal.limit)
    mine = Key(turn.words.label("menu.appointments"), Appointments(0, 0), PRIMARY)
    return Reply(Screen(sentence, ((mine,), way_out(turn.words))))


def _back_from(press: Press | None) -> Press:
    """From a refused move or cancellation, back to its receipt; else to the list."""
    appointment = getattr(press, "appointment", 0) or getattr(press, "moving", 0)
    return ShowAppointment(appointment) if appointment else Appointments(0, 0)


SCRIPT = Script(
    refusals={
        said.SlotTaken: slot_taken,
        RoomTaken: slot_taken,
        said.NotOffered: not_offered,
        said.TooSoon: too_soon,
        said.TooFar: too_far,
        DayFull: full,
        WeekFull: full,
        said.NoLongerOffered: _no_longer_offered,
        said.TooManyOpen: _too_many,
    }
)
