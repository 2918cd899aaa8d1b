"""Leave that repeats: every Wednesday afternoon in August, every second Monday until March.

It is stored as a rule, from which its times follow: wall time in the coach's zone, like all leave.
To a search for free starts each of its times is leave like any other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from domain.refusals import LeaveNever, LeaveTooOften
from domain.text.field_text import FARTHEST_DAY
from domain.working_hours.hours import LATEST, MIDNIGHT
from domain.working_hours.leave import Leave, LeaveStretch, wall

MOST_TIMES = 400  # times off in one rule: each workday for a year and a half
MOST_WEEKS = 8  # from one time to the next
USUAL_DAYS = 365  # how long a rule lasts if nobody has said until when
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class LeavePattern:
    """Hours on some weekdays (0 is Monday), every few weeks, from one day until another, both
    included.

    starts, ends: minutes of the day on which each begins; whole days are 0 to 1440, and what goes
    past midnight ends later. Weeks are counted from the one of `first`.
    """

    weekdays: tuple[int, ...]
    starts: int
    ends: int
    first: date
    until: date
    every: int = 1

    @property
    def possible(self) -> bool:
        """Whether it can be stored; a button may be forged."""
        days = self.weekdays
        in_order = tuple(sorted(set(days))) == days and all(0 <= day <= 6 for day in days)
        latest = min(LATEST, self.starts + MIDNIGHT)
        hours = 0 <= self.starts < MIDNIGHT and self.starts < self.ends <= latest
        weeks = 1 <= self.every <= MOST_WEEKS
        return bool(days) and in_order and hours and weeks and self._lasts()

    @property
    def whole_days(self) -> bool:
        return (self.starts, self.ends) == (0, MIDNIGHT)

    def days(self) -> Iterator[date]:
        """The days on which it begins, in order."""
        monday = self.first - self.first.weekday() * _DAY
        while monday <= self.until:
            for weekday in self.weekdays:
                day = monday + weekday * _DAY
                if self.first <= day <= self.until:
                    yield day
            monday += self.every * _WEEK

    def on(self, day: date) -> LeaveStretch:
        """The time off that begins on this day, one of `days`."""
        return LeaveStretch(wall(day, self.starts), wall(day, self.ends))

    def _lasts(self) -> bool:
        return timedelta() <= self.until - self.first <= timedelta(days=2 * FARTHEST_DAY)


@dataclass(frozen=True, slots=True)
class LeaveRule:
    """Repeating leave that a coach has taken. skipped: its days that are worked after all."""

    id: int
    pattern: LeavePattern
    skipped: frozenset[date] = frozenset()
    note: str | None = None

    def times(self) -> tuple[Leave, ...]:
        """Its times that are off, in order."""
        days = (day for day in self.pattern.days() if day not in self.skipped)
        stretches = map(self.pattern.on, days)
        return tuple(Leave(0, one.starts, one.ends, rule=self.id) for one in stretches)

    def ahead(self, now: datetime) -> Iterator[date]:
        """The days whose time is not over. now: the coach's wall time (naive).

        Including those worked after all, which can be taken off again.
        """
        return (day for day in self.pattern.days() if self.pattern.on(day).ends > now)


@dataclass(frozen=True, slots=True)
class LeaveRuleChange:
    """Leave that is to repeat: a new rule, or a new pattern for an existing one from its first day
    on. rule: its id, 0 for new. back: one of its days, which was worked after all and is taken off
    again; then nothing else of the rule changes."""

    pattern: LeavePattern
    rule: int = 0
    back: date | None = None


def validate_pattern(pattern: LeavePattern) -> LeavePattern:
    """The pattern, if it has some times but not too many. Raises LeaveNever, LeaveTooOften."""
    days = [day for day, _ in zip(pattern.days(), range(MOST_TIMES + 1), strict=False)]
    if not days:
        raise LeaveNever
    if len(days) > MOST_TIMES:
        raise LeaveTooOften(MOST_TIMES)
    return pattern


def until_before(rule: LeaveRule, day: date) -> LeaveRule | None:
    """The rule without its times from a day on; None if none are left."""
    pattern = replace(rule.pattern, until=min(rule.pattern.until, day - _DAY))
    if pattern.until < pattern.first or next(pattern.days(), None) is None:
        return None
    return replace(rule, pattern=pattern)
