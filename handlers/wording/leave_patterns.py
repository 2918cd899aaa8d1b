"""Repeating leave, in words that can be typed back as they are."""

from domain.working_hours.leave_rules import LeavePattern
from handlers.wording.words import Words
from handlers.wording.working_week import days_named, hours_text


def pattern(words: Words, one: LeavePattern) -> str:
    """A rule in full: "Every Wednesday, 12:00–24:00, from … until …"."""
    return words.label(
        "leave.rule",
        rule=rhythm(words, one),
        first=words.day(one.first),
        until=words.day(one.until),
    )


def rhythm(words: Words, one: LeavePattern) -> str:
    """Which days, every how many weeks, and which hours of them."""
    if len(one.weekdays) == 7 and one.every == 1:
        days = words.label("leave.every_day")
    else:
        names = days_named(words, one.weekdays)
        days = words.plural("leave.every", one.every, days=names)
    if one.whole_days:
        return days
    return words.label("leave.rule_hours", days=days, hours=hours_text(words, (_window(one),)))


def _window(one: LeavePattern) -> tuple[int, int]:
    return one.starts, one.ends
