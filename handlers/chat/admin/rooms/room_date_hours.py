"""Other hours of a room or a device on one date, or on several in a row.

1 edit          typed hours, all day, closed, or as in any week; or more dates → choose_last
2 choose_last   month calendar: the last of several dates → edit
3 save          coming sessions it hits are named first → the list of dates
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from domain.refusals import BadInput
from domain.roles import Permission
from domain.services.resources import Resource
from domain.starts.room_refusals import RoomDatesChanged
from domain.text.field_text import FARTHEST_DAY
from domain.time.periods import Period, check_ahead, days
from domain.working_hours.hours import MIDNIGHT, Window, mark
from handlers.actions.services.rooms import on_dates
from handlers.actions.working_hours.hours import LONGEST_ROW
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, Key, Row, Screen
from handlers.chat.admin.rooms.room_card import change, room_of
from handlers.chat.admin.rooms.room_date_list import (
    ChooseRoomDate,
    EditRoomDates,
    dates_screen,
    today_of,
)
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question, ask, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import plans
from handlers.chat.parts.calendar import CalendarBounds, month_rows
from handlers.chat.parts.dates import days_of_month, within
from handlers.typing.dated_hours import DatedHours, TypedDates
from handlers.typing.hours import DayHours, read_hours
from handlers.typing.reading import ParseFailure, Reading, readings_of, refine
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording import periods
from handlers.wording.working_week import hours_text

HOURS: Final = "room.date_hours"
ALL_DAY: Final[Window] = (0, MIDNIGHT)


@button("tb")
class ChooseLastRoomDate(Press):
    """Pick the last of several dates, in the month of this one."""

    room: int
    first: date
    month: date


@button("te")
class SaveRoomDates(Press):
    """The hours of dates in a row, as they were shown. plan: as in `plans`, "" for those of the
    week. seen: the mark of what the dates had then. anyway: even over coming sessions (1)."""

    room: int
    first: date
    last: date
    plan: str = ""
    seen: str = ""
    anyway: int = 0


async def edit(turn: Turn, press: EditRoomDates) -> Reply:
    """Ask for the hours."""
    room = room_of(turn, press.room)
    return await ask(turn, hours_question(turn, room, press.first, press.last))


async def choose_last(turn: Turn, press: ChooseLastRoomDate) -> Reply:
    """The calendar for the last of several dates."""
    words, room = turn.words, room_of(turn, press.room)
    first, _ = _validate_dates(turn, room, press.first, press.first)
    bounds = CalendarBounds(first, first + timedelta(days=LONGEST_ROW - 1))
    month = within(press.month, bounds)
    rows = month_rows(
        words,
        month,
        bounds,
        days_of_month(month, bounds),
        lambda day: EditRoomDates(room.id, first, day),
        lambda other: ChooseLastRoomDate(room.id, first, other),
        chosen_days=(first,),
    )
    text = words.text("room.dates_until", room=room.name, day=words.day(first))
    back = way_out(words, EditRoomDates(room.id, first, first))
    return Reply(Screen(text, (*rows, back)))


async def take_hours(turn: Turn) -> Reply:
    """The typed hours as they were understood."""
    room = room_of(turn, fact(turn, "room"))
    first, last = (date.fromisoformat(one) for one in fact(turn, "dates"))
    reading = read_hours(turn.text, vocabulary_of(turn.words.locale))
    dated_reading = refine(
        plans.for_date(reading, first), lambda hours: DatedHours(TypedDates(first, last), hours)
    )
    return await confirm(turn, room, hours_question(turn, room, first, last), dated_reading)


async def save(turn: Turn, press: SaveRoomDates) -> Reply:
    """The hours of a button, and the list."""
    first, last = _validate_dates(turn, room_of(turn, press.room), press.first, press.last)
    row = days(first, last)
    windows = plans.unpack(press.plan)[0].windows if press.plan else None

    def as_shown(room: Resource) -> Resource:
        after = on_dates(room, row, windows, today_of(turn, room))
        if after != room and press.seen != _mark_of(room, first, last):
            raise RoomDatesChanged(room.id, (first, last))
        return after

    room = await change(turn, press.room, as_shown, press.anyway)
    return Reply(dates_screen(turn, room), toast=turn.words.label("room.saved"), aloud=True)


async def confirm(
    turn: Turn, room: Resource, question: Question, reading: Reading[DatedHours]
) -> Reply:
    """Typed hours of dates as they were understood, with the button that saves them."""
    values = () if isinstance(reading, ParseFailure) else readings_of(reading)
    first = values[0].dates.first if values else today_of(turn, room)
    return await reading_confirmation.confirm(
        turn,
        question,
        reading,
        lambda one: _option(turn, room, one),
        change=ChooseRoomDate(room.id, first),
        rule="refusal.hours_example",
        zone=room.zone,
    )


def _option(turn: Turn, room: Resource, one: DatedHours) -> reading_confirmation.Option:
    words, first = turn.words, one.dates.first
    last = one.dates.last or first
    line = words.label(
        "hours.line",
        day=periods.row(words, first, last),
        hours=hours_text(words, one.hours[0].windows),
    )
    return reading_confirmation.Option(line, _saving(room, first, last, one.hours[0].windows))


def hours_question(turn: Turn, room: Resource, first: date, last: date) -> Question:
    """Ask for the hours of a button's dates. Raises BadInput."""
    words = turn.words
    first, last = _validate_dates(turn, room, first, last)
    text = words.text(
        "room.date_hours",
        room=room.name,
        day=periods.row(words, first, last),
        hours=hours_text(words, room.hours.on(first)),
        zone=words.zone(room.zone),
    )
    closed, whole = (_saving(room, first, last, its) for its in ((), (ALL_DAY,)))
    rows: list[Row] = [
        (
            Key(words.label("room.date_all_day"), whole),
            Key(words.label("room.date_closed"), closed, DANGER),
        )
    ]
    if any(day in room.hours.overrides for day in days(first, last)):
        rows.append((Key(words.label("room.date_usual"), _saving(room, first, last, None)),))
    rows.append((Key(words.label("seasons.until_key"), ChooseLastRoomDate(room.id, first, last)),))
    rows.append(way_out(words, ChooseRoomDate(room.id, first)))
    facts = {"room": room.id, "dates": [first.isoformat(), last.isoformat()]}
    return Question(HOURS, Screen(text, tuple(rows)), facts)


def _saving(
    room: Resource, first: date, last: date, windows: Sequence[Window] | None
) -> SaveRoomDates:
    plan = "" if windows is None else plans.pack((DayHours((), tuple(windows)),))
    return SaveRoomDates(room.id, first, last, plan, _mark_of(room, first, last))


def _mark_of(room: Resource, first: date, last: date) -> str:
    return mark([room.hours.overrides.get(day) for day in days(first, last)])


def _validate_dates(turn: Turn, room: Resource, first: date, last: date) -> tuple[date, date]:
    """The dates of a button. BadInput for dates we never offered."""
    today = today_of(turn, room)
    if not today <= first <= last or (last - first).days >= LONGEST_ROW:
        raise BadInput("days", FARTHEST_DAY)
    check_ahead(Period(first, last), today)
    return first, last


async def _dates_changed(turn: Turn, refusal: RoomDatesChanged, press: Press | None) -> Reply:
    """The dates no longer have the hours that were on the screen."""
    room = room_of(turn, refusal.resource_id)
    question = hours_question(turn, room, *refusal.dates)
    text = f"{turn.words.text('refusal.hours_changed')}\n\n{question.screen.text}"
    return await ask(turn, replace(question, screen=Screen(text, question.screen.rows)))


SCRIPT: Final = Script(
    presses={
        EditRoomDates: Step(edit, Permission.ROOMS),
        ChooseLastRoomDate: Step(choose_last, Permission.ROOMS),
        SaveRoomDates: Step(save, Permission.ROOMS),
    },
    answers={HOURS: AnswerStep(take_hours, Permission.ROOMS)},
    refusals={RoomDatesChanged: _dates_changed},
)
