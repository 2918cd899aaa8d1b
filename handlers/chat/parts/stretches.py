"""A stretch of days or hours: in words that can be typed back as they are, and on buttons."""

from datetime import date, timedelta

from domain.refusals import BadInput
from domain.text import field_text
from domain.working_hours.hours import MIDNIGHT
from domain.working_hours.leave import LeaveStretch, wall

Carried = tuple[date, int, date, int]
"""The first day and the minute of it, the last day and the minute of it, which may be 1440."""


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
