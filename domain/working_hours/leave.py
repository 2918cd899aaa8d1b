"""Leave: a stretch of days or hours in which a coach does not work."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.text import field_text
from domain.time import zones
from domain.time.spans import Span, overlaps

LONGEST_NOTE = 200  # characters of a reason
LEAVE_KEPT = timedelta(days=90)  # after its end; then it is deleted, with its reason
_EPOCH_WALL = datetime(1970, 1, 1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class LeaveStretch:
    """Half-open `[starts, ends)` in wall time (naive datetimes): whole days, or hours."""

    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class RestOfDay:
    """What of half-open `[starts, ends)`, in wall time (naive), is not leave yet. Several stretches
    if there is leave, or blocked time, in between: they are taken as one."""

    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Leave:
    """Half-open `[starts, ends)` in the coach's own wall time (naive datetimes).

    note: a reason, for the coach alone, and None in the catalogue. rule: the rule of repeating
    leave; 0 for single leave, below 0 for a suspension (`domain.coaches.suspension`), which is not
    their leave. block: not leave, but time kept for something else.
    """

    id: int
    starts: datetime
    ends: datetime
    note: str | None = None
    rule: int = 0
    block: bool = False
    walls: Span = field(init=False, repr=False, compare=False)
    """Both in seconds from 1970-01-01 00:00 on the clock itself."""

    def __post_init__(self) -> None:
        # Computed once: every search for free starts reads every leave of a coach.
        walls = tuple((wall - _EPOCH_WALL) // _SECOND for wall in (self.starts, self.ends))
        object.__setattr__(self, "walls", walls)

    @property
    def whole_days(self) -> bool:
        """Whether it begins and ends at midnight."""
        return self.starts.time() == time.min and self.ends.time() == time.min

    @property
    def first_day(self) -> date:
        return self.starts.date()

    @property
    def last_day(self) -> date:
        """The last day it touches."""
        return (self.ends - timedelta(microseconds=1)).date()


def wall(day: date, minute: int) -> datetime:
    """The wall time of a minute of a day; 1440 is the next midnight."""
    return datetime.combine(day, time.min) + timedelta(minutes=minute)


def days_off(first: date, last: date) -> tuple[datetime, datetime]:
    """The wall-time span of whole days, both included."""
    return datetime.combine(first, time.min), datetime.combine(last + timedelta(days=1), time.min)


def is_away(leaves: Iterable[Leave], span: Span, zone: ZoneInfo) -> bool:
    """Whether a span of instants touches leave on the clock of a zone."""
    return any(overlaps(span_of(one.starts, one.ends, zone), span) for one in leaves)


def validate_note(note: str | None) -> str | None:
    """A reason as it is stored; "" and None as they are. Raises BadInput."""
    return field_text.line(note, "note", LONGEST_NOTE) if note else note


def reason_after(reason: str | None, note: str | None) -> str | None:
    """The reason of leave once it is changed. note: a new one, "" for none, None to keep it."""
    return reason if note is None else note or None


def span_of(starts: datetime, ends: datetime, zone: ZoneInfo) -> Span:
    """The instants of a stretch of wall time, in epoch seconds.

    Read like a coach's open hours: from the first instant at which the clock shows `starts` or
    later to the first at which it shows `ends` or later.
    """
    begin, end = ((wall - _EPOCH_WALL) // _SECOND for wall in (starts, ends))
    row = zones.around(zone, begin, end)
    return zones.arrival(row, begin), zones.arrival(row, end)


def rest_of_day(now: datetime) -> RestOfDay:
    """From this minute to midnight. now: in the coach's wall time, naive."""
    return RestOfDay(now.replace(second=0, microsecond=0), wall(now.date(), 1440))


def stretches_off(
    rest: RestOfDay, leaves: Iterable[Leave], zone: ZoneInfo, now: int
) -> list[LeaveStretch]:
    """The stretches between this leave, in order; none if all of it is off already, or over.

    now: epoch seconds. What is over is left out by its instants: on a night on which an hour comes
    twice, a stretch may lie ahead on the clock and still be over.
    """
    stretches, starts = list[LeaveStretch](), rest.starts
    for leave in sorted(leaves, key=lambda one: one.starts):
        if leave.starts >= rest.ends:
            break
        if starts < leave.starts:
            stretches.append(LeaveStretch(starts, leave.starts))
        starts = max(starts, leave.ends)
    if starts < rest.ends:
        stretches.append(LeaveStretch(starts, rest.ends))
    return [one for one in stretches if _lasts(span_of(one.starts, one.ends, zone), now)]


def _lasts(span: Span, now: int) -> bool:
    """Whether some of it is ahead: an hour that the clock skips has no instants."""
    return max(span[0], now) < span[1]
