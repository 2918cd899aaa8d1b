"""What became of a stretch of days: the figures of its bookings.

A booking belongs to the day on which it starts, on the business's clock. It counts as standing when
it took place, was missed, or is still to come; not when it is off, waiting or only held. Income is
the price fixed at booking, by currency: earned for what took place, to come for what is confirmed.
A session that is over counts as having taken place unless its coach says otherwise, in the figures
and in what was earned; the team's glance at the day names those of which nobody has said anything
yet (`domain.appointments.outcome.unsaid`).
The booked part of a coach's open hours is what their standing sessions take, a group's once. Hours
and leave are the current ones, and old leave is deleted (`domain.working_hours.leave`).
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from typing import Final

from domain.appointments.appointment import OUTCOMES, Status
from domain.refusals import BadInput, Refusal

STANDING: Final = (Status.CONFIRMED, *OUTCOMES)
LONGEST: Final = 3660  # days in a period, see `check_period`
WEEK: Final = timedelta(days=7)


class ReportKind(StrEnum):
    """What a period is on the calendar."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    DAYS = "days"  # from any day to any other


class Lead(IntEnum):
    """How long before its start something was booked, at least."""

    DAY = 0  # less than a day
    DAYS = 1
    WEEK = 2
    WEEKS = 3
    MONTH = 4


# The number of days from which the next `Lead` applies.
LEAD_DAYS: Final = (1, 3, 7, 30)


@dataclass(unsafe_hash=True)
class TooManyBookings(Refusal, code="too_many_bookings"):
    """More bookings in these days than can be added up while somebody waits."""


@dataclass(frozen=True, slots=True, order=True)
class DateRange:
    """Whole days, both included. Raises ValueError if the last is before the first."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.last} lies before {self.first}")

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def kind(self) -> ReportKind:
        """A whole year before a whole month before a whole week from Monday."""
        if self.days == 1:
            return ReportKind.DAY
        if self.days == WEEK.days and self.first.weekday() == 0:
            return ReportKind.WEEK
        if self == month_of(self.first):
            return ReportKind.MONTH
        return ReportKind.YEAR if self == year_of(self.first) else ReportKind.DAYS

    @property
    def before(self) -> "DateRange":
        """The previous one of its kind; for arbitrary days, the same number of days."""
        return self._at(self.first - timedelta(days=1), -1)

    @property
    def after(self) -> "DateRange":
        """The next one of its kind."""
        return self._at(self.last + timedelta(days=1), 1)

    def _at(self, day: date, way: int) -> "DateRange":
        match self.kind:
            case ReportKind.MONTH:
                return month_of(day)
            case ReportKind.YEAR:
                return year_of(day)
        rest = timedelta(days=way * (self.days - 1))
        return DateRange(min(day, day + rest), max(day, day + rest))


def period_between(first: date, last: date) -> DateRange:
    """These days, both included. Raises BadInput if the last is before the first, or too far
    after it."""
    if last < first:
        raise BadInput("last", LONGEST)
    period = DateRange(first, last)
    check_period(period)
    return period


def check_period(period: DateRange) -> None:
    """Raise BadInput for more days than a report covers."""
    if period.days > LONGEST:
        raise BadInput("last", LONGEST)


def day_of(day: date) -> DateRange:
    """That day alone."""
    return DateRange(day, day)


def week_of(day: date) -> DateRange:
    """A day's week, from Monday."""
    monday = day - timedelta(days=day.weekday())
    return DateRange(monday, monday + WEEK - timedelta(days=1))


def month_of(day: date) -> DateRange:
    """A day's month."""
    last = calendar.monthrange(day.year, day.month)[1]
    return DateRange(day.replace(day=1), day.replace(day=last))


def year_of(day: date) -> DateRange:
    """A day's year."""
    return DateRange(date(day.year, 1, 1), date(day.year, 12, 31))


@dataclass(frozen=True, slots=True)
class CoachFigures:
    """Figures of one coach. sessions: those that stand, in groups each seat. booked, open: minutes.

    earned: minor units by currency.
    """

    coach_id: int
    sessions: int
    missed: int
    booked: int
    open: int
    earned: Mapping[str, int] = field(default_factory=dict)

    @property
    def occupancy(self) -> float | None:
        """The part of the open hours that is booked; None if there are none. Above 1 if a coach
        works outside them."""
        return self.booked / self.open if self.open else None


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Bookings of one day: those that stand and were not missed, those missed, those that are
    off."""

    standing: int = 0
    missed: int = 0
    off: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a period.

    bookings: how many, by state. earned, to_come: minor units by currency. coaches: those with open
    hours or sessions, the most sessions first. new: customers whose first standing session is in
    the period; returning: those who had one before. lead: how many standing sessions were booked
    how long before; ahead: seconds between the two on average, None if there are none. hours: how
    many standing sessions start at which hour, by weekday (0: Monday) and hour on the clock on
    which they were agreed. daily: by day, without days that have no bookings.
    """

    period: DateRange
    bookings: Mapping[Status, int]
    earned: Mapping[str, int]
    to_come: Mapping[str, int]
    coaches: tuple[CoachFigures, ...]
    new: int
    returning: int
    lead: Mapping[Lead, int]
    ahead: float | None
    hours: Mapping[tuple[int, int], int]
    daily: Mapping[date, DayFigures]

    @property
    def total(self) -> int:
        return sum(self.bookings.values())

    @property
    def standing(self) -> int:
        return sum(self.bookings.get(status, 0) for status in STANDING)

    @property
    def missed_share(self) -> float | None:
        """The missed part of the sessions whose outcome is known."""
        missed = self.bookings.get(Status.NO_SHOW, 0)
        over = missed + self.bookings.get(Status.COMPLETED, 0)
        return missed / over if over else None

    @property
    def occupancy(self) -> float | None:
        """The booked part of all coaches' open hours."""
        hours = sum(coach.open for coach in self.coaches)
        return sum(coach.booked for coach in self.coaches) / hours if hours else None

    def busiest(self, most: int) -> list[tuple[int, int, int]]:
        """Weekday, hour and number of sessions of the busiest hours, busiest first."""
        ranked = sorted(self.hours.items(), key=lambda one: (-one[1], one[0]))
        return [(weekday, hour, n) for (weekday, hour), n in ranked[:most]]

    def bars(self, most: int) -> list[tuple[DateRange, DayFigures]]:
        """The period in parts, each with its total: a year by months, else days in at most `most`
        parts of about equal length."""
        return [(part, self._sum(part)) for part in self._parts(most)]

    def _parts(self, most: int) -> list[DateRange]:
        first = self.period.first
        if self.period.kind is ReportKind.YEAR:
            return [month_of(first.replace(month=month)) for month in range(1, 13)]
        length = timedelta(days=-(-self.period.days // most))
        day = timedelta(days=1)
        starts = [first + n * length for n in range(most) if first + n * length <= self.period.last]
        return [DateRange(start, min(start + length - day, self.period.last)) for start in starts]

    def _sum(self, part: DateRange) -> DayFigures:
        days = [self.daily.get(part.first + timedelta(days=n)) for n in range(part.days)]
        figures = [day for day in days if day is not None]
        return DayFigures(
            sum(day.standing for day in figures),
            sum(day.missed for day in figures),
            sum(day.off for day in figures),
        )
