"""The buttons of repeating leave that the team takes for a coach."""

from datetime import date

from domain.working_hours.leave_rules import LeavePattern
from handlers.buttons.press import Press, button


@button("kvr")
class SaveCoachRule(Press):
    """Save leave that repeats. days: bits, bit 0 is Monday; the rest as in `LeavePattern`."""

    coach: int
    days: int
    every: int
    starts: int
    ends: int
    first: date
    until: date


@button("kvq")
class AskRuleBack(Press):
    """Ask whether they should work whenever it repeats."""

    coach: int
    rule: int


@button("kvm")
class RuleBackNow(Press):
    """Confirmed: give it back."""

    coach: int
    rule: int


def fields_of(one: LeavePattern) -> tuple[int, int, int, int, date, date]:
    """A pattern as a button has it."""
    bits = sum(1 << day for day in one.weekdays)
    return bits, one.every, one.starts, one.ends, one.first, one.until


def pattern_of(press: SaveCoachRule) -> LeavePattern:
    """What a button holds, unchecked: it is checked when it is saved."""
    days = tuple(day for day in range(7) if press.days >> day & 1)
    return LeavePattern(days, press.starts, press.ends, press.first, press.until, press.every)
