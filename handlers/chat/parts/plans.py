"""Typed hours for the days of a screen, and how a button carries them.

A plan is some weekdays with their hours, or several such parts ("Mo-Fr 9-17, Sa 10-14"). The button
that saves it carries it: what is saved is what was shown, whatever was typed since.
"""

import string
from collections.abc import Iterable, Sequence
from datetime import date

from domain.refusals import BadHours, NotFound
from domain.working_hours.hours import MIDNIGHT, Window, normalise
from handlers.buttons.press import LIMIT
from handlers.typing.hours import DayHours, Hours
from handlers.typing.reading import ParseFailure, Reading, refine
from handlers.typing.windows import MOST, Day

LONGEST_PACKED = LIMIT - 32  # besides the version, the tag, a coach, a day and two marks

_DIGITS = string.digits + string.ascii_letters
_MINUTE = 11  # bits
_COUNT = 4
_WEEK = 7


def for_days(reading: Reading[Hours], days: Sequence[int]) -> Reading[Hours]:
    """Typed hours with their weekdays: those named, else those of the screen."""

    def with_days(hours: Hours) -> Hours | ParseFailure:
        plan = _merge_days(DayHours(part.days or tuple(days), part.windows) for part in hours)
        return _refusal(plan) or plan

    return refine(reading, with_days)


def for_week(reading: Reading[Hours], days: Sequence[int]) -> Reading[Hours]:
    """The same as a whole week: closed on all other days."""

    def whole(plan: Hours) -> Hours | ParseFailure:
        named_days = {day for part in plan for day in part.days}
        rest = tuple(day for day in range(_WEEK) if day not in named_days)
        week = _merge_days((*plan, DayHours(rest, ()))) if rest else plan
        return _refusal(week) or week

    return refine(for_days(reading, days), whole)


def for_date(reading: Reading[Hours], day: date) -> Reading[Hours]:
    """Typed hours for one date, whose weekday may have been named."""

    def of_day(hours: Hours) -> Hours | ParseFailure:
        fitting = [part for part in hours if not part.days or day.weekday() in part.days]
        if len(hours) > 1 or not fitting:
            return ParseFailure("hours_other_day", "", "9-13, 14-17")
        plan = (DayHours((), fitting[0].windows),)
        return _refusal(plan) or plan

    return refine(reading, of_day)


def _merge_days(parts: Iterable[DayHours]) -> Hours:
    """Days with the same hours as one part: a week of seven lines must fit into a button."""
    alike: dict[Day, set[int]] = {}
    for part in parts:
        alike.setdefault(part.windows, set()).update(part.days)
    return tuple(DayHours(tuple(sorted(days)), windows) for windows, days in alike.items())


def _refusal(plan: Hours) -> ParseFailure | None:
    if len(pack(plan)) > LONGEST_PACKED:
        return ParseFailure("hours_too_much", "", "9-13, 14-17")
    return None


def pack(plan: Hours) -> str:
    """Letters and digits for a button."""
    bits = 1
    for part in plan:
        bits = bits << _WEEK | sum(1 << day for day in part.days)
        bits = bits << _COUNT | len(part.windows)
        for start, end in part.windows:
            # Past midnight it ends earlier than it begins: never longer than a day, so it is
            # unambiguous.
            closes = end - MIDNIGHT if end > MIDNIGHT else end
            bits = (bits << _MINUTE | start) << _MINUTE | closes
    text = ""
    while bits:
        bits, digit = divmod(bits, len(_DIGITS))
        text = _DIGITS[digit] + text
    return text


def unpack(text: str) -> Hours:
    """The plan of a button. NotFound for a forged one."""
    bits = 0
    for char in text[:LIMIT]:
        bits = bits * len(_DIGITS) + _DIGITS.index(char)
    rest, plan = f"{bits:b}"[1:], list[DayHours]()
    while rest:
        mask, rest = _take_bits(rest, _WEEK)
        count, rest = _take_bits(rest, _COUNT)
        windows = list[Window]()
        for _ in range(count):
            start, rest = _take_bits(rest, _MINUTE)
            closes, rest = _take_bits(rest, _MINUTE)
            windows.append((start, closes if start < closes else closes + MIDNIGHT))
        plan.append(DayHours(tuple(n for n in range(_WEEK) if mask >> n & 1), _whole(windows)))
    all_days = [day for part in plan for day in part.days]
    if not plan or len(all_days) != len(set(all_days)):
        raise NotFound
    return tuple(plan)


def _take_bits(bits: str, length: int) -> tuple[int, str]:
    if len(bits) < length:
        raise NotFound
    return int(bits[:length], 2), bits[length:]


def _whole(windows: Sequence[Window]) -> tuple[Window, ...]:
    try:
        day = normalise(windows)
    except BadHours:
        raise NotFound from None
    if len(day) > MOST:
        raise NotFound
    return day
