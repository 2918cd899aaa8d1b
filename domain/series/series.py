"""Sessions that repeat: on which days, and at which instant of each.

Every date is computed from the first, never from the previous one: a series that begins on a 31st
has the last day of each shorter month, and the 31st again in longer ones. The wall time stays,
whatever the zone's clock does. In a fold the first of the two instants counts; on a day when the
clock skips that time there is no session, and none is put in its place unasked.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zlib import crc32
from zoneinfo import ZoneInfo

from domain.appointments.appointment import Appointment
from domain.working_hours.hours import instant_of

MOST_DATES: Final = 52
MOST_EVERY: Final = 12
LONGEST_SHIFT: Final = 6  # days: each date of a series that moves stays in its own week or month


class Unit(StrEnum):
    """What a rhythm counts; the values are what the database stores."""

    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every few weeks or months. Raises ValueError for an interval out of bounds."""

    unit: Unit
    every: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.every <= MOST_EVERY:
            raise ValueError(f"every {self.every} is no rhythm")

    def day(self, first: date, number: int) -> date:
        """The day of a date, counting the first as 0."""
        if self.unit is Unit.WEEK:
            return first + timedelta(weeks=number * self.every)
        years, month = divmod(first.year * 12 + first.month - 1 + number * self.every, 12)
        return date(years, month + 1, min(first.day, monthrange(years, month + 1)[1]))

    def days(self, first: date, count: int) -> list[date]:
        """The days of this many dates, at most MOST_DATES."""
        return [self.day(first, number) for number in range(min(count, MOST_DATES))]

    def until(self, first: date, last: date) -> int:
        """How many dates there are up to and including a day; at most MOST_DATES."""
        return sum(day <= last for day in self.days(first, MOST_DATES))


def instant(day: date, wall: datetime, zone: ZoneInfo) -> int | None:
    """The epoch second of a date, at the time of day of `wall`; None if the clock skips it.

    wall: naive, of the zone. Seconds are dropped.
    """
    return instant_of(day, wall.hour * 60 + wall.minute, zone)


@dataclass(frozen=True, slots=True)
class Shift:
    """How a series moves: each date by this many days, to one time of day (minutes)."""

    days: int
    minute: int

    @classmethod
    def between(cls, before: datetime, after: datetime) -> "Shift | None":
        """The shift from one wall time to another; None if it is too far for a series.

        Beyond that, dates would pass each other.
        """
        days = (after.date() - before.date()).days
        return cls(days, after.hour * 60 + after.minute) if abs(days) <= LONGEST_SHIFT else None

    def of(self, day: date, zone: ZoneInfo) -> int | None:
        """Where this day's date goes, epoch seconds; None as in `instant`."""
        return instant_of(self.day(day), self.minute, zone)

    def day(self, day: date) -> date:
        return day + timedelta(days=self.days)


def mark(dates: Iterable[Appointment]) -> int:
    """A number that tells whether some dates of a series have changed."""
    return crc32(repr([(one.id, one.version) for one in dates]).encode())


def whole_weeks(day: date) -> tuple[date, date]:
    """The Monday and Sunday of a day's week: the range in which a replacement date is sought."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)
