"""Series that go on: which dates come next, and when one is about to end.

The next dates follow from the one that most of the series follows, not from the last, which may
have been moved by itself; so what began on a 31st stays on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from domain.appointments.appointment import OFF, Appointment, Status
from domain.series.series import MOST_DATES, Rhythm, Unit, whole_weeks

NEAR_END: Final = 3  # most dates ahead with which a series can be continued
FORGOTTEN: Final = timedelta(days=60)  # after its last date; then nobody is asked to continue it
LATER: Final = timedelta(hours=1)  # until a last date waiting for its coach is looked at again


@dataclass(frozen=True, slots=True)
class SeriesEnd:
    """What there is to say about a series. last: the one date left. look_at: when there may be
    something to say, None if never again as it is now."""

    last: Appointment | None = None
    look_at: datetime | None = None


def last_of(dates: Sequence[Appointment]) -> Appointment | None:
    """The last date of a series that stands or took place. dates: in order of time."""
    return next((one for one in reversed(dates) if one.status not in OFF), None)


def can_go_on(dates: Sequence[Appointment], now: datetime) -> Appointment | None:
    """The date from which a series can go on: few are left, or it was not long ago."""
    last, ahead = last_of(dates), [a for a in dates if a.open and a.starts_at > now]
    if last is None or last.status not in (Status.CONFIRMED, Status.COMPLETED):
        return None
    if len(ahead) > NEAR_END or last.ends_at < now - FORGOTTEN:
        return None
    return last


def ending(dates: Sequence[Appointment], now: datetime) -> SeriesEnd:
    """Whether a series that has begun has one date left, and when to look again. dates: in order of
    time.

    If later dates were cancelled, nobody is told that it is ending.
    """
    ahead = [a for a in dates if a.open and a.starts_at > now]
    if not ahead:
        return SeriesEnd()
    if len(ahead) > 1:
        return SeriesEnd(look_at=ahead[-2].ends_at)
    last = can_go_on(dates, now)
    if last is None:
        # It waits for its coach.
        return SeriesEnd(look_at=now + LATER)
    began = any(a.status not in OFF and a.starts_at <= now for a in dates)
    was_to_end = any(a.starts_at > last.starts_at for a in dates)
    return SeriesEnd(last=last if began and not was_to_end else None)


def next_days(walls: Sequence[datetime], rhythm: Rhythm, count: int, today: date) -> list[datetime]:
    """The wall times of this many further dates, after the last and after today; at most
    MOST_DATES.

    walls: of the dates so far, naive, in order; at least one.
    """
    first, last = _usual(walls, rhythm), walls[-1].date()
    # Moved to another day, the last one is still the date of its week, or its month.
    number = _number(first.date(), last, rhythm) + 1
    while rhythm.day(first.date(), number) <= max(last, today):
        number += 1
    following = range(number, number + min(count, MOST_DATES))
    return [datetime.combine(rhythm.day(first.date(), n), first.time()) for n in following]


def _usual(walls: Sequence[datetime], rhythm: Rhythm) -> datetime:
    """The one that most of them follow from; in a tie, the last."""

    def following(one: datetime) -> int:
        return sum(_follows(other, one, rhythm) for other in walls)

    return max(reversed(walls), key=following)


def _follows(other: datetime, one: datetime, rhythm: Rhythm) -> bool:
    number = _number(one.date(), other.date(), rhythm)
    return other.time() == one.time() and rhythm.day(one.date(), number) == other.date()


def _number(first: date, day: date, rhythm: Rhythm) -> int:
    """The number of a rhythm's date by the end of this day's week or month, the first being 0."""
    if rhythm.unit is Unit.WEEK:
        return (whole_weeks(day)[0] - whole_weeks(first)[0]).days // (7 * rhythm.every)
    months = (day.year - first.year) * 12 + day.month - first.month
    return months // rhythm.every
