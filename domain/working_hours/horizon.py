"""How far ahead a service can be booked: so many days, so many working days, or until a date.

Days are whole ones of the coach's calendar. Working days are the days on which the coach has hours,
whatever weekday that is; leave and closures change nothing about how they are counted, or a coach
who enters leave would open days behind it. A month counts to its last day.
"""

from calendar import monthrange
from datetime import date
from enum import StrEnum
from typing import Protocol

from domain.working_hours.hours import WorkingHours, day_number, day_of

LONGEST = 366
"""Nothing can be booked further ahead than this many days, whatever a rule says."""


class HorizonBy(StrEnum):
    """What a horizon is counted in; the values are what the database stores."""

    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"  # until the end of the month that is so many ahead; 0: of this one
    DATE = "date"


class Horizon(Protocol):
    """How far ahead. horizon_days: of DAYS alone. horizon_count: of working days or months."""

    @property
    def horizon_by(self) -> HorizonBy: ...
    @property
    def horizon_days(self) -> int: ...
    @property
    def horizon_count(self) -> int: ...
    @property
    def horizon_until(self) -> date | None: ...


def last_day(horizon: Horizon, hours: WorkingHours, today: int) -> int:
    """The last day that can be booked. Days are counted from 1970-01-01.

    It may lie before today: where a date has passed, nothing can be booked.
    """
    by = horizon.horizon_by
    if by is HorizonBy.DAYS:
        return today + horizon.horizon_days
    if by is HorizonBy.WORKING_DAYS:
        return _after_working_days(hours, today, horizon.horizon_count)
    last = horizon.horizon_until or day_of(today)
    if by is HorizonBy.MONTHS:
        last = end_of_month(day_of(today), horizon.horizon_count)
    return min(day_number(last), today + LONGEST)


def days_at_most(horizon: Horizon, today: int) -> int:
    """So many days ahead it reaches at most, whichever coach is asked for."""
    by, until = horizon.horizon_by, horizon.horizon_until
    if by is HorizonBy.DAYS:
        return horizon.horizon_days
    if by is HorizonBy.MONTHS:
        return min(31 * (horizon.horizon_count + 1), LONGEST)
    if by is HorizonBy.DATE and until:
        return min(max(day_number(until) - today, 0), LONGEST)
    return LONGEST


def end_of_month(day: date, ahead: int) -> date:
    """The last day of the month that is so many ahead of this day's."""
    years, month = divmod(day.month - 1 + ahead, 12)
    year = day.year + years
    return date(year, month + 1, monthrange(year, month + 1)[1])


def _after_working_days(hours: WorkingHours, today: int, count: int) -> int:
    """The day that is so many days with hours after today; the longest there is where none are."""
    for ahead in range(1, LONGEST + 1):
        if hours.on(day_of(today + ahead)):
            count -= 1
            if count == 0:
                return today + ahead
    return today + LONGEST
