"""The times somebody is waiting for, in words."""

from domain.waitlist.waitlist import EVERY_DAY, QUIET_FROM, QUIET_UNTIL, Part, WaitTimes
from handlers.wording.words import Words


def times(words: Words, wished: WaitTimes) -> str:
    """The days, the weekdays and the part of the day, plain."""
    if wished.first == wished.last:
        parts = [words.day(wished.first)]
    else:
        first, last = words.day(wished.first), words.day(wished.last)
        parts = [words.label("wait.days", first=first, last=last)]
        if wished.weekdays != EVERY_DAY:
            parts.append(", ".join(weekdays(words, wished.weekdays)))
    if wished.part is not Part.ANY:
        parts.append(words.label(f"wait.part_{wished.part.value}"))
    if wished.short:
        parts.append(words.label("wait.short_too"))
    return " · ".join(parts)


def how(words: Words, zone: str) -> str:
    """How waiting goes, as HTML. zone: whose nights are left in peace."""
    begins, ends = (words.minute(60 * at.hour + at.minute) for at in (QUIET_FROM, QUIET_UNTIL))
    return words.text("wait.how", begins=begins, ends=words.in_zone(ends, zone))


def weekdays(words: Words, bits: int) -> list[str]:
    """Their short names."""
    return [name for number, name in enumerate(words.weekdays) if bits >> number & 1]
