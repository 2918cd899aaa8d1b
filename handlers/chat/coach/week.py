"""A coach looks at the week.

/week, the menu     seven days: what is booked, what is free, leave and closed days → a day
/week and a date    the week of that day; "/week next" the one after this
a week around       the one before, the one after
As a picture        the same, drawn → week_picture

Every time is on the clock the coach works by now.
"""

from dataclasses import replace
from datetime import date, timedelta

from domain.appointments.week import DAYS, FARTHEST, EntryKind, monday_of
from domain.roles import Permission
from handlers.buttons.coach_links import ChooseHours
from handlers.buttons.keyboards import in_columns, way_out
from handlers.buttons.links import CoachDay, CoachWeek, Requests, WeekPicture
from handlers.buttons.screen import PRIMARY, Key, Row, Screen
from handlers.chat.coach import week_words
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Command, MenuItem, MenuRow, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.coaches import weeks
from handlers.queries.coaches.weeks import Week
from handlers.typing.reading import ParseFailure
from handlers.typing.vocabulary import vocabulary_of
from handlers.typing.week import read_week

ACROSS = 3  # keys of days in a row


async def week(turn: Turn) -> Reply:
    """/week, or with a date after it the week of that day: "/week next", "/week 12.8."."""
    words, today = turn.words, _today(turn)
    dates = read_week(turn.text, today, vocabulary_of(words.locale)) if turn.text else [today]
    if isinstance(dates, ParseFailure):
        return await _this_week_instead(turn, dates)
    days = list(dict.fromkeys(monday_of(day) for day in dates))
    if len(days) > 1:
        choices = [
            reading_confirmation.Option(week_words.of_week(words, d), CoachWeek(d)) for d in days
        ]
        return reading_confirmation.which(turn, choices)
    return await show_week(turn, CoachWeek(days[0]))


async def _this_week_instead(turn: Turn, failure: ParseFailure) -> Reply:
    """Why no week could be read, and the current one."""
    schedule = screen(turn, await read(turn, _today(turn)))
    why = reading_confirmation.reason(turn, failure)
    return Reply(replace(schedule, text=f"{why}\n\n{schedule.text}"))


async def show_week(turn: Turn, press: CoachWeek) -> Reply:
    """The week of a day, in the coach's zone."""
    return Reply(screen(turn, await read(turn, press.day)))


async def read(turn: Turn, day: date) -> Week:
    """The week of a day; if that is too far away, the farthest possible."""
    today = _today(turn)
    monday = monday_of(min(max(day, today - FARTHEST), today + FARTHEST))
    return await weeks.of_coach(
        turn.database, turn.catalogue, turn.as_coach(), monday, actor=turn.actor, now=turn.now
    )


def screen(turn: Turn, schedule: Week) -> Screen:
    """The week as text."""
    return Screen(week_words.text(turn, schedule), rows(turn, schedule))


def rows(turn: Turn, schedule: Week) -> tuple[Row, ...]:
    """The days, the weeks around, and what else can be done."""
    words, monday = turn.words, schedule.monday
    days = [monday + timedelta(days=n) for n in range(DAYS)]
    keys = [Key(words.short_day(day), CoachDay(day)) for day in days]
    ways = [_way(turn, monday - timedelta(weeks=1)), _way(turn, monday + timedelta(weeks=1))]
    more: list[Row] = [(Key(words.label("week.picture_key"), WeekPicture(monday)),)]
    if schedule.next_session:
        there = schedule.next_session.starts_at.astimezone(schedule.coach.tz).date()
        to_it = words.label("desk.show_day", day=words.short_day(there))
        more.append((Key(to_it, CoachDay(there), PRIMARY),))
    if any(entry.kind is EntryKind.REQUEST for entry in schedule.entries):
        more.append((Key(words.label("week.requests_key"), Requests()),))
    if not any(entry.kind is EntryKind.HOURS for entry in schedule.entries):
        more.append((Key(words.label("menu.hours"), ChooseHours(0)),))
    return (*in_columns(keys, ACROSS), tuple(ways), *more, way_out(words))


def _way(turn: Turn, monday: date) -> Key:
    return Key(key_label(turn, monday), CoachWeek(monday))


def key_label(turn: Turn, monday: date) -> str:
    """A week on a button: its first day, unless it is this week."""
    if monday == monday_of(_today(turn)):
        return turn.words.label("week.this_key")
    return week_words.of_week(turn.words, monday)


def _today(turn: Turn) -> date:
    return turn.now.astimezone(turn.as_coach().tz).date()


SCRIPT = Script(
    commands={"week": Command(week, Permission.WORK)},
    menu=(
        MenuItem(
            "week",
            lambda turn: CoachWeek(_today(turn)),
            Permission.WORK,
            row=lambda turn: MenuRow.WORK,
        ),
    ),
    presses={CoachWeek: Step(show_week, Permission.WORK)},
)
