"""The days of leave by buttons; the same question can be answered by typing.

1 choose_first     month calendar: the first day off
2 choose_last      the last one, which may be the same; for one day also hours (→ leave_hours)
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from domain.refusals import NotFound
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.text import field_text
from domain.working_hours.hours import MIDNIGHT
from domain.working_hours.leave import Leave, days_off
from handlers.actions.working_hours.leave import single
from handlers.buttons import links
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press
from handlers.buttons.screen import Key, Screen
from handlers.chat.coach.leave import leave_list
from handlers.chat.coach.leave.leave_hours import ChooseFrom
from handlers.chat.coach.leave.leave_list import (
    TYPED,
    ChooseLeaveEnd,
    ChooseLeaveStart,
    ReviewLeave,
    ShowLeave,
)
from handlers.chat.frame.answers import Question, ask
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.calendar import CalendarBounds, month_rows
from handlers.chat.parts.dates import days_of_month, examples, within
from handlers.wording.leave_wording import stretch_text


async def choose_first(turn: Turn, press: ChooseLeaveStart) -> Reply:
    """The calendar for the first day; the same question can be answered by typing."""
    try:
        return await ask(turn, first_question(turn, press.month, press.leave))
    except NotFound:
        return await leave_list.show_leave_gone(turn)


async def choose_last(turn: Turn, press: ChooseLeaveEnd) -> Reply:
    """The calendar for the last day, from the first on."""
    words, coach, today = turn.words, turn.as_coach(), today_of(turn)
    field_text.check_days(press.first, press.first, today)
    until = min(_bounds(today).last, press.first + timedelta(days=field_text.LONGEST_LEAVE - 1))
    bounds = CalendarBounds(press.first, until)
    month = within(press.month, bounds)
    rows = month_rows(
        words,
        month,
        bounds,
        _free_days(coach, month, bounds, press.leave),
        lambda day: _whole_days(press.first, day, press.leave),
        lambda other: ChooseLeaveEnd(press.first, other, press.leave),
        chosen_days=(press.first,),
    )
    only = Key(
        words.label("leave.only_this_day", day=words.short_day(press.first)),
        _whole_days(press.first, press.first, press.leave),
    )
    hours = Key(words.label("leave.hours_key"), ChooseFrom(press.first, press.leave))
    text = words.text("leave.choose_last", day=words.day(press.first))
    back = way_out(words, ChooseLeaveStart(press.first, press.leave))
    return Reply(Screen(text, (*rows, (only, hours), back)))


def first_question(turn: Turn, month: date, leave: int = 0) -> Question:
    """Ask for the first day. Raises NotFound for leave that is gone."""
    words, coach, bounds = turn.words, turn.as_coach(), _bounds(today_of(turn))
    before = single(coach, leave) if leave else None
    month = within(month, bounds)
    rows = month_rows(
        words,
        month,
        bounds,
        _free_days(coach, month, bounds, leave),
        lambda day: ChooseLeaveEnd(day, day, leave),
        lambda other: ChooseLeaveStart(other, leave),
    )
    samples = examples(today_of(turn))
    zone = words.zone(coach.zone)
    text = words.text("leave.choose_first", zone=zone, **samples)
    back: Press = links.ShowLeaveList()
    if before:
        back, stretch = ShowLeave(leave), stretch_text(words, before)
        text = words.text("leave.choose_change", stretch=stretch, zone=zone, **samples)
    facts: Mapping[str, Any] = {"leave": leave} if leave else {}
    return Question(TYPED, Screen(text, (*rows, way_out(words, back))), facts)


def today_of(turn: Turn) -> date:
    """Today on the coach's clock."""
    return turn.now.astimezone(turn.as_coach().tz).date()


def _bounds(today: date) -> CalendarBounds:
    return CalendarBounds(today, today + timedelta(days=field_text.FARTHEST_DAY))


def _free_days(coach: Coach, month: date, bounds: CalendarBounds, leave: int) -> set[date]:
    """The days of a month not taken from midnight to midnight by other leave."""
    others = [one for one in coach.single_leaves if one.id != leave]
    return {day for day in days_of_month(month, bounds) if not _is_off(others, day)}


def _is_off(leaves: list[Leave], day: date) -> bool:
    starts, ends = days_off(day, day)
    return any(leave.starts <= starts and ends <= leave.ends for leave in leaves)


def _whole_days(first: date, last: date, leave: int) -> ReviewLeave:
    return ReviewLeave(first, 0, last, MIDNIGHT, leave)


SCRIPT = Script(
    presses={
        ChooseLeaveStart: Step(choose_first, Permission.WORK),
        ChooseLeaveEnd: Step(choose_last, Permission.WORK),
    },
)
