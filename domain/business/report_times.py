"""Reports that team members get automatically: of each day the next morning, and of each week on
Monday.

They choose the hour; by default nobody gets any. The hour is on their own clock, see
`domain.coaches.digests`. The days are the business's: those that were over there by that hour.
However late it is sent, because nothing was running, it is one report, of the last day or week.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from domain.business.report import DateRange, day_of, week_of
from domain.coaches.digests import due_at

_DAY: Final = timedelta(days=1)


class ReportFrequency(StrEnum):
    """How often; the values are part of what is stored."""

    DAY = "day"
    WEEK = "week"


USUAL: Final = {
    ReportFrequency.DAY: 7 * 60 + 30,
    ReportFrequency.WEEK: 8 * 60,
}  # for those who want any


@dataclass(frozen=True, slots=True)
class ReportSchedule:
    """What somebody wants. day, week: minutes of the day; None for not at all."""

    day: int | None = None
    week: int | None = None

    def of(self, every: ReportFrequency) -> int | None:
        return self.day if every is ReportFrequency.DAY else self.week


def latest(every: ReportFrequency, minute: int, zone: ZoneInfo, now: datetime) -> date:
    """The last day whose hour has come on this clock; for weekly reports, a Monday."""
    day = now.astimezone(zone).date()
    while due_at(day, minute, zone) > now or (every is ReportFrequency.WEEK and day.weekday()):
        day -= _DAY
    return day


def due(
    every: ReportFrequency, minute: int, zone: ZoneInfo, last: date | None, now: datetime
) -> date | None:
    """The day whose report is due now, None if none is. last: the day of the last one."""
    day = latest(every, minute, zone, now)
    return day if last is None or last < day else None


def period(
    every: ReportFrequency, day: date, minute: int, zone: ZoneInfo, business_zone: ZoneInfo
) -> DateRange:
    """The days covered by the report sent at a day's hour. business_zone: the business's clock."""
    today = due_at(day, minute, zone).astimezone(business_zone).date()
    if every is ReportFrequency.DAY:
        return day_of(today - _DAY)
    return week_of(today - timedelta(weeks=1))
