"""A stretch of days or hours, in words that can be typed back as they are."""

from collections.abc import Callable
from datetime import date, time

from domain.working_hours.hours import MIDNIGHT
from domain.working_hours.leave import Leave
from handlers.wording.words import Words


def stretch_text(words: Words, leave: Leave) -> str:
    """A stretch in full: one day, days, or hours of a day."""
    return _with(words, leave, words.day)


def in_short(words: Words, leave: Leave) -> str:
    """The same for a key."""
    return _with(words, leave, words.short_day)


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
