"""What somebody usually books, learnt from their past sessions; and the same time again.

A habit is a service with a coach on a weekday at a time of day, on the clock where it was agreed.
Once is not a habit.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.services.service import Service
from domain.services.service_choice import USUAL, Choice
from domain.starts.slots import nearest
from domain.time.spans import moment
from domain.working_hours.hours import instant_of

LEAST: Final = 2  # similar sessions
KEPT: Final = timedelta(days=180)  # anything older is ignored
MOST_WEEKS: Final = 8  # how far ahead the same time is looked for
_WEEK: Final = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Visit:
    """A past or coming session of somebody. starts_at: UTC. wall: the same where it was agreed,
    naive. series_id: as in `domain.appointments.appointment`."""

    appointment_id: int
    service_id: int
    coach_id: int
    starts_at: datetime
    wall: datetime
    series_id: int | None = None


@dataclass(frozen=True, slots=True)
class Habit:
    """weekday: Monday is 0. minute: of the day."""

    service_id: int
    coach_id: int
    weekday: int
    minute: int

    def is_at(self, start: int, zone: ZoneInfo) -> bool:
        """Whether an instant (epoch seconds) is at that time of the week."""
        wall = moment(start).astimezone(zone)
        return (wall.weekday(), _minute(wall)) == (self.weekday, self.minute)


def habit_of(visits: Sequence[Visit], now: datetime) -> Habit | None:
    """The habit of a customer with these sessions: what they have booked most often lately, the
    most recent in a tie. None if nothing was booked twice."""
    lately = sorted(
        (visit for visit in visits if now - KEPT <= visit.starts_at <= now),
        key=lambda visit: (visit.starts_at, visit.appointment_id),
        reverse=True,
    )
    each = [Habit(v.service_id, v.coach_id, v.wall.weekday(), _minute(v.wall)) for v in lately]
    # Counter keeps insertion order: in a tie, the most recent comes first.
    counts = Counter(each).most_common(1)
    return counts[0][0] if counts and counts[0][1] >= LEAST else None


def same_time(wall: datetime, zone: ZoneInfo, now: int) -> Iterator[int]:
    """A session's time in the following weeks, after now (epoch seconds), in order. wall: of its
    start, naive. Weeks whose clock skips that time are left out."""
    today = moment(now).astimezone(zone).date()
    weeks = max(1, (today - wall.date()).days // 7)
    number = 0
    for more in range(MOST_WEEKS + 2):
        at = instant_of(wall.date() + (weeks + more) * _WEEK, _minute(wall), zone)
        if at is not None and at > now and number < MOST_WEEKS:
            number += 1
            yield at


def alike(starts: Sequence[int], target: int, zone: ZoneInfo, most: int = 3) -> tuple[int, ...]:
    """The free starts closest to a wanted one, in order: at its time of the week, else at its time
    of day, else near it. All are epoch seconds."""
    wall = moment(target).astimezone(zone)

    def same(start: int) -> tuple[bool, bool]:
        other = moment(start).astimezone(zone)
        return other.time() == wall.time(), other.weekday() == wall.weekday()

    candidates = [(start, *same(start)) for start in starts if start != target]
    weekly = nearest([start for start, time, day in candidates if time and day], target, 1)
    daily = nearest(
        [start for start, time, _ in candidates if time and start not in weekly], target, 1
    )
    matches = (*weekly, *daily)[:most]
    rest = nearest([s for s, *_ in candidates if s not in matches], target, most - len(matches))
    return tuple(sorted((*matches, *rest)))


def repeat_choice(
    usual: Service, minutes: int, places: int = 1, also: Collection[int] = ()
) -> Choice:
    """What was chosen of a service, again, as far as it is still offered. usual: the service as its
    coach offers it now."""
    if also:
        return Choice(also=tuple(also))
    if usual.for_groups:
        return Choice(places=min(places, usual.most_places))
    offered = minutes != usual.minutes and any(one.minutes == minutes for one in usual.options)
    return Choice(length=minutes) if offered else USUAL


def _minute(wall: datetime) -> int:
    return wall.hour * 60 + wall.minute
