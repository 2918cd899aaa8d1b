"""A stretch of days or hours: in words that can be typed back as they are, and on buttons."""

from collections.abc import Callable
from datetime import date, time, timedelta

from domain.refusals import BadInput
from domain.text import field_text
from domain.working_hours.hours import MIDNIGHT
from domain.working_hours.leave import Leave, LeaveStretch, wall
from handlers.wording.words import Words

Carried = tuple[date, int, date, int]
"""The first day and the minute of it, the last day and the minute of it, which may be 1440."""


def stretch_text(words: Words, leave: Leave) -> str:
    """A stretch in full: one day, days, or hours of a day."""
    return _with(words, leave, words.day)


def in_short(words: Words, leave: Leave) -> str:
    """The same for a key."""
    return _with(words, leave, words.short_day)


def button_fields(stretch: LeaveStretch) -> Carried:
    """A stretch as a button carries it."""
    first, last = stretch.starts, stretch.ends
    ends = last.hour * 60 + last.minute
    day = last.date() if ends else last.date() - timedelta(days=1)
    return first.date(), first.hour * 60 + first.minute, day, ends or MIDNIGHT


def of_button(carried: Carried, today: date) -> LeaveStretch:
    """The stretch of a button. BadInput for one we never offered."""
    first, starts, last, ends = carried
    field_text.check_days(first, last, today)
    if not 0 <= starts < MIDNIGHT or not 0 < ends <= MIDNIGHT:
        raise BadInput("days")
    stretch = LeaveStretch(wall(first, starts), wall(last, ends))
    if stretch.ends <= stretch.starts:
        raise BadInput("days")
    return stretch


def _with(words: Words, leave: Leave, day: Callable[[date], str]) -> str:
    first, last = day(leave.first_day), day(leave.last_day)
    if leave.whole_days:
        same = leave.first_day == leave.last_day
        return first if same else words.label("leave.days", first=first, last=last)
    starts, ends = words.clock(leave.starts), words.clock(leave.ends)
    if leave.first_day == leave.last_day:
        ends = words.minute(MIDNIGHT) if leave.ends.time() == time.min else ends
        return words.label("leave.hours", day=first, starts=starts, ends=ends)
    return words.label(
        "leave.days", first=f"{first}, {starts}", last=f"{day(leave.ends.date())}, {ends}"
    )
