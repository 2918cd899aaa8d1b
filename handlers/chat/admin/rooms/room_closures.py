"""When a room or a device is closed, apart from its hours.

list       what lies ahead, each a key that opens it again → list
add        days or hours, typed, or the first and the last day of a calendar
review     what would be saved; the coming sessions it hits → save anyway
"""

from datetime import date, timedelta
from typing import Final

from domain.refusals import BadInput
from domain.roles import Permission
from domain.services.resources import Resource
from domain.starts.room_refusals import RoomInUse
from domain.text import field_text
from domain.working_hours.hours import MIDNIGHT
from domain.working_hours.leave import Leave, LeaveStretch
from handlers.actions.services.rooms import check_change, with_closure, without_closure
from handlers.buttons.coach_links import ShowRoom
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, fit
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, PRIMARY, Key, Row, Screen
from handlers.chat.admin.rooms.room_card import RoomClosures, ahead, change, in_use, room_of
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question, ask, ask_again, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.calendar import CalendarBounds, month_rows
from handlers.chat.parts.dates import days_of_month, examples, within
from handlers.chat.parts.stretches import button_fields, of_button
from handlers.typing.leave import read_leave
from handlers.typing.reading import ParsedValue
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording import cards
from handlers.wording.leave_wording import in_short, stretch_text
from handlers.wording.words import Words

TYPED: Final = "room.closing"
MOST_SHOWN: Final = 30


@button("qf")
class CloseFrom(Press):
    """Pick the first day in the month of this one."""

    room: int
    month: date


@button("qb")
class CloseUntil(Press):
    """Pick the last day in a month."""

    room: int
    first: date
    month: date


@button("qw")
class ReviewRoomClosure(Press):
    """What would be saved. starts, ends: minutes of the first and the last day."""

    room: int
    first: date
    starts: int
    last: date
    ends: int


@button("qs")
class SaveRoomClosure(Press):
    """Close it then. anyway: even over coming sessions (1)."""

    room: int
    first: date
    starts: int
    last: date
    ends: int
    anyway: int = 0


@button("qo")
class OpenAgain(Press):
    """Take a closure back."""

    room: int
    closure: int


async def show(turn: Turn, press: RoomClosures) -> Reply:
    """What lies ahead."""
    return Reply(_list_screen(turn, room_of(turn, press.room)))


async def choose_first(turn: Turn, press: CloseFrom) -> Reply:
    """The calendar for the first day; days and hours can be typed as well."""
    return await ask(turn, _question(turn, room_of(turn, press.room), press.month))


async def choose_last(turn: Turn, press: CloseUntil) -> Reply:
    """The calendar for the last day, from the first on."""
    words, room, today = turn.words, room_of(turn, press.room), _today(turn, press.room)
    field_text.check_days(press.first, press.first, today)
    until = min(_bounds(today).last, press.first + timedelta(days=field_text.LONGEST_LEAVE - 1))
    bounds = CalendarBounds(press.first, until)
    month = within(press.month, bounds)
    rows = month_rows(
        words,
        month,
        bounds,
        days_of_month(month, bounds),
        lambda day: ReviewRoomClosure(room.id, press.first, 0, day, MIDNIGHT),
        lambda other: CloseUntil(room.id, press.first, other),
        chosen_days=(press.first,),
    )
    only = Key(
        words.label("room.only_this_day", day=words.short_day(press.first)),
        ReviewRoomClosure(room.id, press.first, 0, press.first, MIDNIGHT),
    )
    text = words.text("room.close_until", room=room.name, day=words.day(press.first))
    back = way_out(words, CloseFrom(room.id, press.first))
    return Reply(Screen(text, (*rows, (only,), back)))


async def take_stretch(turn: Turn) -> Reply:
    """Days or hours as typed, shown back before anything is saved."""
    words, room = turn.words, room_of(turn, fact(turn, "room"))
    today = _today(turn, room.id)
    question = _question(turn, room, today)
    reading = read_leave(turn.text, today, vocabulary_of(words.locale))
    if isinstance(reading, ParsedValue):
        return await review(turn, _as_review(room, reading.value))
    return await reading_confirmation.confirm(
        turn,
        question,
        reading,
        lambda one: reading_confirmation.Option(
            stretch_text(words, Leave(0, one.starts, one.ends)), _as_review(room, one)
        ),
        change=CloseFrom(room.id, today),
        rule="typing.example",
        zone=room.zone,
    )


async def review(turn: Turn, press: ReviewRoomClosure) -> Reply:
    """What would be saved, and which sessions it hits."""
    words, room = turn.words, room_of(turn, press.room)
    save_ = SaveRoomClosure(room.id, press.first, press.starts, press.last, press.ends)
    today = _today(turn, room.id)
    try:
        stretch = _stretch(save_, today)
        await check_change(
            turn.database, room, with_closure(room, stretch, today), actor=turn.actor, now=turn.now
        )
    except BadInput as refusal:
        return await ask_again(turn, _question(turn, room, press.first), refusal)
    except RoomInUse as refusal:
        return await in_use(turn, refusal, save_)
    text = words.text(
        "room.review_closure",
        room=room.name,
        stretch=stretch_text(words, Leave(0, stretch.starts, stretch.ends)),
        zone=words.zone(room.zone),
    )
    yes = (Key(words.label("room.close_key"), save_, PRIMARY),)
    return Reply(Screen(text, (yes, way_out(words, CloseFrom(room.id, press.first)))))


async def save(turn: Turn, press: SaveRoomClosure) -> Reply:
    """Close it, and show the list; saving twice makes one closure."""
    today = _today(turn, press.room)
    stretch = _stretch(press, today)
    room = await change(turn, press.room, lambda r: with_closure(r, stretch, today), press.anyway)
    return Reply(_list_screen(turn, room), toast=turn.words.label("room.saved"), aloud=True)


async def open_again(turn: Turn, press: OpenAgain) -> Reply:
    """Take it back; a second press changes nothing."""
    room = await change(turn, press.room, lambda r: without_closure(r, press.closure))
    return Reply(_list_screen(turn, room), toast=turn.words.label("room.opened_again"))


def _list_screen(turn: Turn, room: Resource) -> Screen:
    words, closures = turn.words, ahead(turn, room)
    title = words.text("room.closures_title", room=room.name)
    rows: list[Row] = [
        (Key(fit(_open_key(words, one), WHOLE), OpenAgain(room.id, one.id), DANGER),)
        for one in closures[:MOST_SHOWN]
    ]
    add = Key(words.label("room.add_closure"), CloseFrom(room.id, _today(turn, room.id)), PRIMARY)
    lines = [stretch_text(words, one) for one in closures[:MOST_SHOWN]]
    body = cards.bullet(lines) if lines else words.text("room.no_closure")
    more = [words.text("room.tap_to_open", zone=words.zone(room.zone))] if lines else []
    text = "\n\n".join((title, body, *more))
    return Screen(text, (*rows, (add,), way_out(words, ShowRoom(room.id))))


def _question(turn: Turn, room: Resource, month: date) -> Question:
    words, today = turn.words, _today(turn, room.id)
    bounds = _bounds(today)
    month = within(month, bounds)
    rows = month_rows(
        words,
        month,
        bounds,
        days_of_month(month, bounds),
        lambda day: CloseUntil(room.id, day, day),
        lambda other: CloseFrom(room.id, other),
    )
    text = words.text(
        "room.close_from", room=room.name, zone=words.zone(room.zone), **examples(today)
    )
    screen = Screen(text, (*rows, way_out(words, RoomClosures(room.id))))
    return Question(TYPED, screen, {"room": room.id})


def _open_key(words: Words, one: Leave) -> str:
    return words.label("room.open_key", stretch=in_short(words, one))


def _today(turn: Turn, room_id: int) -> date:
    return turn.now.astimezone(room_of(turn, room_id).tz).date()


def _bounds(today: date) -> CalendarBounds:
    return CalendarBounds(today, today + timedelta(days=field_text.FARTHEST_DAY))


def _as_review(room: Resource, stretch: LeaveStretch) -> ReviewRoomClosure:
    return ReviewRoomClosure(room.id, *button_fields(stretch))


def _stretch(press: SaveRoomClosure, today: date) -> LeaveStretch:
    """The stretch of a button."""
    return of_button((press.first, press.starts, press.last, press.ends), today)


SCRIPT: Final = Script(
    presses={
        RoomClosures: Step(show, Permission.ROOMS),
        CloseFrom: Step(choose_first, Permission.ROOMS),
        CloseUntil: Step(choose_last, Permission.ROOMS),
        ReviewRoomClosure: Step(review, Permission.ROOMS),
        SaveRoomClosure: Step(save, Permission.ROOMS),
        OpenAgain: Step(open_again, Permission.ROOMS),
    },
    answers={TYPED: AnswerStep(take_stretch, Permission.ROOMS)},
)
