"""The waitlist: who waits for which times, and what becomes of a time that comes free.

A line is in the order in which people joined it. A time that comes free is held for the first in
line who can have it, for a few minutes; taking it ends their place in line. Passing on it, or
letting it go by, keeps the place, and they are not asked for an overlapping time while it goes down
this line: once somebody has had it, it is another time. After the last in line, anybody can have
it.

Within its service's notice, nobody can book a time. What comes free there was booked a moment ago,
so it is offered to those in line who said that short notice will do, and only they may take it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

EVERY_DAY: Final = 127  # one bit per weekday, the lowest for Monday
MOST_PLACES: Final = 5  # lines that one person may be in
MOST_SILENT: Final = 3  # offers in a row that somebody may leave unanswered

LONGEST: Final = timedelta(minutes=15)  # an offer lasts at most this long
SHORTEST: Final = timedelta(minutes=5)  # and never less than this
SHARE: Final = 8  # one in this many parts of the time left is for deciding
LAST: Final = timedelta(minutes=20)  # any closer, nothing is offered

QUIET_FROM: Final = time(22)
QUIET_UNTIL: Final = time(8)
MORNING: Final = timedelta(hours=2)  # after the quiet hours, to get there


class Part(StrEnum):
    """A part of the day, as on buttons and in the database."""

    ANY = ""
    MORNING = "m"
    AFTERNOON = "a"
    EVENING = "e"


HOURS: Final[Mapping[Part, range]] = {
    Part.ANY: range(24),
    Part.MORNING: range(12),
    Part.AFTERNOON: range(12, 17),
    Part.EVENING: range(17, 24),
}


class WaitState(StrEnum):
    """The state of a place in line; the values are what the database stores."""

    WAITING = "waiting"
    BOOKED = "booked"  # they took what they were offered
    LEFT = "left"
    OVER = "over"  # the last of the days has passed
    GONE = "gone"  # what they wait for is no longer offered
    SILENT = "silent"  # they left too many offers unanswered


class WaitAnswer(StrEnum):
    """What became of an offer; the values are what the database stores."""

    OPEN = "open"
    TAKEN = "taken"
    PASSED = "passed"
    LAPSED = "lapsed"
    SKIPPED = "skipped"  # it was not made, for one of the reasons in `SkipReason`


class SkipReason(StrEnum):
    """Why somebody was passed over, or was not told; the values are what the database stores."""

    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"
    BUSY = "busy"  # they have a session of their own then
    LIMITS = "limits"  # they have as many sessions as they may
    GONE = "gone"  # it was no longer available when they would have been told


@dataclass(frozen=True, slots=True)
class WaitTimes:
    """The times that somebody waits for. first, last: days, both included, on the clock of `zone`.

    weekdays: bits, as in EVERY_DAY. short: include times within the service's notice.
    """

    first: date
    last: date
    zone: str
    weekdays: int = EVERY_DAY
    part: Part = Part.ANY
    short: bool = False

    def want(self, start: datetime) -> bool:
        """Whether a session that starts at this instant is one of them."""
        wall = start.astimezone(ZoneInfo(self.zone))
        day = wall.date()
        return (
            self.first <= day <= self.last
            and bool(self.weekdays >> day.weekday() & 1)
            and wall.hour in HOURS[self.part]
        )

    def within(self, others: "WaitTimes") -> bool:
        """Whether all of them are among these others: asking for less keeps one's place."""
        return (
            others.first <= self.first
            and self.last <= others.last
            and self.zone == others.zone
            and not self.weekdays & ~others.weekdays
            and others.part in (Part.ANY, self.part)
            and self.short <= others.short
        )


def in_order(starts: Iterable[int], given_up: Collection[int], reach: int) -> list[int]:
    """The starts that have come free, the vacated one first, then those around it.

    A cancelled session frees all starts that overlapped it. given_up: the starts of sessions that
    are now off. Without any, it is the middle of what one session can have blocked; if more has
    come free, the earliest. reach: for how long a session blocks its coach. Epoch seconds.
    """
    stretches: list[list[int]] = []
    for start in sorted(starts):
        if stretches and start - stretches[-1][-1] < reach:
            stretches[-1].append(start)
        else:
            stretches.append([start])
    ordered: list[int] = []
    for some in stretches:
        twice = some[0] + some[-1]
        far = {start: abs(2 * start - twice) for start in some}
        short = some[-1] - some[0] < 2 * reach
        ordered += sorted(some, key=far.__getitem__) if short else some
    return sorted(ordered, key=lambda start: start not in given_up)


def hold_duration(start: datetime, at: datetime) -> timedelta | None:
    """For how long a time is held for somebody told at `at`; None if it is too late."""
    remaining = start - at
    if remaining < LAST:
        return None
    return max(SHORTEST, min(LONGEST, remaining / SHARE))


def notify_at(now: datetime, start: datetime, zone: str) -> datetime:
    """When somebody in this zone is told of a time that comes free now; UTC.

    Not at night: it is held for them until the morning. If the session begins too early for that,
    at once.
    """
    wall = now.astimezone(ZoneInfo(zone))
    if QUIET_UNTIL <= wall.time() < QUIET_FROM:
        return now
    day = wall.date() + timedelta(days=wall.time() >= QUIET_FROM)
    morning = datetime.combine(day, QUIET_UNTIL, ZoneInfo(zone)).astimezone(now.tzinfo)
    return morning if start - morning >= MORNING else now
