"""The hours of a room or a device on single dates, which replace those of the week.

list            the dates ahead with hours of their own, each a key (→ room_date_hours)
choose_first    month calendar (→ room_date_hours); typed, also with the hours: "24-31 Dec 10-14"
"""

from datetime import date, timedelta
from typing import Final

from domain.roles import Permission
from domain.services.resources import Resource
from domain.text.field_text import FARTHEST_DAY
from handlers.actions.working_hours.hours import LONGEST_ROW
from handlers.buttons.keyboards import way_out
from handlers.buttons.screen import Screen
from handlers.chat.admin.rooms import room_date_hours
from handlers.chat.admin.rooms.room_card import RoomDates, dates_ahead, room_of
from handlers.chat.admin.rooms.room_date_hours import confirm, hours_question
from handlers.chat.admin.rooms.room_date_list import (
    ChooseRoomDate,
    EditRoomDates,
    RoomDatesPage,
    dates_screen,
    today_of,
)
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question, ask, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step, merge_scripts
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.calendar import CalendarBounds, month_rows
from handlers.chat.parts.dates import days_of_month, examples, within
from handlers.typing.dated_hours import DatedHours, TypedDates, read_dated_hours, read_dates
from handlers.typing.reading import ParsedValue, ParseFailure, one_of, readings_of, refine
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording import periods

WHICH: Final = "room.which_date"


async def show(turn: Turn, press: RoomDates | RoomDatesPage) -> Reply:
    """The dates ahead with hours of their own."""
    return Reply(dates_screen(turn, room_of(turn, press.room), getattr(press, "page", 0)))


async def choose_first(turn: Turn, press: ChooseRoomDate) -> Reply:
    """Ask for the date, or the first of several."""
    return await ask(turn, _which(turn, room_of(turn, press.room), press.month))


async def take_dates(turn: Turn) -> Reply:
    """One or several typed dates; hours typed with them are shown as understood, else asked for."""
    words, room = turn.words, room_of(turn, fact(turn, "room"))
    today, vocabulary = today_of(turn, room), vocabulary_of(words.locale)

    def ahead(dates: TypedDates) -> bool:
        last = dates.last or dates.first
        short = (last - dates.first).days < LONGEST_ROW
        return dates.first >= today and short and not (dates.yearly or dates.last is None)

    def usable_hours(value: DatedHours) -> tuple[DatedHours, ...]:
        """The same hours for all the dates."""
        one = value.hours if not any(part.days for part in value.hours) else ()
        return (value,) if one and ahead(value.dates) else ()

    question = _which(turn, room, today)
    reading = read_dated_hours(turn.text, today, vocabulary)
    if not isinstance(reading, ParseFailure):
        fitting = tuple(one for value in readings_of(reading) for one in usable_hours(value))
        if fitting:
            return await confirm(turn, room, question, one_of(fitting))
    example = (today + timedelta(weeks=4)).isoformat()
    dates = refine(
        read_dates(turn.text, today, vocabulary),
        lambda one: one if ahead(one) else ParseFailure("date_one", "", example),
    )
    if isinstance(dates, ParsedValue):
        first, last = dates.value.first, dates.value.last or dates.value.first
        return await ask(turn, hours_question(turn, room, first, last))
    return await reading_confirmation.confirm(
        turn,
        question,
        dates,
        lambda one: reading_confirmation.Option(
            periods.row(words, one.first, one.last or one.first),
            EditRoomDates(room.id, one.first, one.last or one.first),
        ),
        change=ChooseRoomDate(room.id, today),
        rule="typing.example",
    )


def _which(turn: Turn, room: Resource, month: date) -> Question:
    words, today = turn.words, today_of(turn, room)
    bounds = CalendarBounds(today, today + timedelta(days=FARTHEST_DAY))
    month = within(month, bounds)
    rows = month_rows(
        words,
        month,
        bounds,
        days_of_month(month, bounds),
        lambda day: EditRoomDates(room.id, day, day),
        lambda other: ChooseRoomDate(room.id, other),
        chosen_days=dates_ahead(turn, room),
    )
    text = words.text("room.choose_date", room=room.name, **examples(today))
    screen = Screen(text, (*rows, way_out(words, RoomDates(room.id))))
    return Question(WHICH, screen, {"room": room.id})


SCRIPT: Final = merge_scripts(
    Script(
        presses={
            RoomDates: Step(show, Permission.ROOMS),
            RoomDatesPage: Step(show, Permission.ROOMS),
            ChooseRoomDate: Step(choose_first, Permission.ROOMS),
        },
        answers={WHICH: AnswerStep(take_dates, Permission.ROOMS)},
    ),
    room_date_hours.SCRIPT,
)
