"""How far ahead a service can be booked: some days, some working days, or until a date.

Days are whole ones in the coach's calendar. Working days are the days on which the coach has hours,
whatever the weekday; leave and closures do not affect the count, or entering leave would open days
beyond it. A month counts to its last day.
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
    MONTHS = "months"  # until the end of the month this many ahead; 0: this month
    DATE = "date"


class Horizon(Protocol):
    """How far ahead. horizon_days: only for DAYS. horizon_count: of working days or months."""

    @property
    def horizon_by(self) -> HorizonBy: ...
    @property
    def horizon_days(self) -> int: ...
    @property
    def horizon_count(self) -> int: ...
    @property
    def horizon_until(self) -> date | None: ...


def last_day(horizon: Horizon, hours: WorkingHours, today: int) -> int:
    """The last bookable day. Days are counted from 1970-01-01.

    It may be before today: after the date, nothing can be booked.
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
    """The most days ahead it reaches, for any coach."""
    by, until = horizon.horizon_by, horizon.horizon_until
    if by is HorizonBy.DAYS:
        return horizon.horizon_days
    if by is HorizonBy.MONTHS:
        return min(31 * (horizon.horizon_count + 1), LONGEST)
    if by is HorizonBy.DATE and until:
        return min(max(day_number(until) - today, 0), LONGEST)
    return LONGEST


def end_of_month(day: date, ahead: int) -> date:
    """The last day of the month this many ahead of this day's."""
    years, month = divmod(day.month - 1 + ahead, 12)
    year = day.year + years
    return date(year, month + 1, monthrange(year, month + 1)[1])


def _after_working_days(hours: WorkingHours, today: int, count: int) -> int:
    """The day that is `count` days with hours after today; the furthest possible if there are
    none."""
    for ahead in range(1, LONGEST + 1):
        if hours.on(day_of(today + ahead)):
            count -= 1
            if count == 0:
                return today + ahead
    return today + LONGEST
