"""Two daily summaries of a coach's own work: before it begins, and when it is over.

A coach chooses the hour, or the business for all who have not; by default nobody gets any. The hour
is on the coach's clock: each day has one, even if the clock skips the hour (then the next time
shown counts) or repeats it (then the first). What could not be sent in time goes out late, but by
no more than three hours: a morning's summary is of no use at noon.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from domain.time import zones
from domain.time.spans import moment
from domain.working_hours.hours import day_number

OFF: Final = -1
LATE: Final = timedelta(hours=3)
_DAY: Final = timedelta(days=1)


class Digest(StrEnum):
    """Which of the two; the values are part of what is stored."""

    MORNING = "morning"
    EVENING = "evening"


USUAL: Final = {Digest.MORNING: 7 * 60 + 30, Digest.EVENING: 19 * 60}  # for those who want any


@dataclass(frozen=True, slots=True)
class DigestSchedule:
    """What a coach wants. morning, evening: minutes of the day, OFF, or None: the business's.
    empty_days: also when there is nothing to say."""

    morning: int | None = None
    evening: int | None = None
    empty_days: bool = False

    def of(self, digest: Digest) -> int | None:
        return self.morning if digest is Digest.MORNING else self.evening


def minute_of(wish: int | None, default: int | None) -> int | None:
    """The minute of the day at which a summary goes, None if it does not. default: the
    business's."""
    minute = default if wish is None else wish
    return None if minute is None or minute == OFF else minute


def due_at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """When a day's summary goes (UTC): when the clock first shows this minute or a later one."""
    wall = day_number(day) * zones.DAY + minute * 60
    return moment(zones.arrival(zones.around(zone, wall, wall + 1), wall))


def due_day(minute: int, zone: ZoneInfo, last: date | None, now: datetime) -> date | None:
    """The day whose summary is due now, None if none is. last: the day of the last one."""
    today = now.astimezone(zone).date()
    for day in (today - _DAY, today):
        due = due_at(day, minute, zone)
        if due <= now < due + LATE and (last is None or last < day):
            return day
    return None


def day_to_skip(minute: int, zone: ZoneInfo, now: datetime) -> date | None:
    """The day to skip when somebody changes the hour: its summary would already be due."""
    today = now.astimezone(zone).date()
    return today if due_at(today, minute, zone) <= now else None
