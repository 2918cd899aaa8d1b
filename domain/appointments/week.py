"""A coach's week: hours, what is free of them, sessions, leave, closed days.

Free here is working time with nothing in it, breaks around sessions included; notice, horizon and
limits decide whether a session may still begin then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.appointments.appointment import WAITING, Appointment
from domain.groups.group import GroupSession
from domain.services.catalogue import Coach
from domain.time.spans import Span, epoch, intersect, moment, subtract, union
from domain.working_hours.availability import openings_and_leave, spans_of
from domain.working_hours.closures import Closure, closed_spans
from domain.working_hours.hours import day_span
from domain.working_hours.leave import span_of

GRAIN = 300  # seconds: free time from now on begins at a multiple
DAYS = 7
FARTHEST = timedelta(days=3660)


class EntryKind(StrEnum):
    """Kinds of entries in a week."""

    HOURS = "hours"
    FREE = "free"
    CLOSED = "closed"
    LEAVE = "leave"
    BLOCK = "block"  # kept for something else
    SESSION = "session"
    REQUEST = "request"  # waits for an answer
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Entry:
    """A stretch of a week, half-open in epoch seconds. of: its session. label: what its coach keeps
    it for, "" if not given."""

    kind: EntryKind
    start: int
    end: int
    of: Appointment | GroupSession | None = None
    label: str = ""

    @property
    def span(self) -> Span:
        return self.start, self.end


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def window_of(monday: date, coach: Coach) -> Span:
    """The week that begins on a day, on the coach's clock."""
    return day_span(monday, monday + timedelta(days=DAYS - 1), coach.tz)


def entries(
    coach: Coach,
    closures: Iterable[Closure],
    busy: Iterable[Span],
    sessions: Sequence[Appointment | GroupSession],
    monday: date,
    now: int,
) -> list[Entry]:
    """The entries of the week that begins on a day, each kind in order.

    busy: what blocks the coach, with its breaks. sessions: those of one customer, and groups. A
    session that extends beyond the week has its whole length; all else is cut to the week. now:
    epoch seconds, before which nothing is free.
    """
    window = window_of(monday, coach)
    openings, leave = openings_and_leave(coach, *window)
    hours = intersect(spans_of(openings), [window])
    block_entries = _block_entries(coach, window)
    blocked = union(one.span for one in block_entries)
    away = subtract(intersect(union(leave), [window]), blocked)
    closed = intersect(closed_spans(closures, coach.opened_days, coach.tz, window), [window])
    session_entries = [_standing(one, moment(now)) for one in sessions]
    session_entries = [
        one for one in session_entries if one.start < window[1] and window[0] < one.end
    ]
    busy_spans = union(
        [*busy, *(one.span for one in (*session_entries, *block_entries)), *away, *closed]
    )
    ahead = max(window[0], -(-now // GRAIN) * GRAIN), window[1]
    free = intersect(subtract(hours, busy_spans), [ahead])
    kinds = (
        (EntryKind.HOURS, hours),
        (EntryKind.FREE, free),
        (EntryKind.CLOSED, closed),
        (EntryKind.LEAVE, away),
    )
    ground = [Entry(kind, *span) for kind, spans in kinds for span in spans]
    return ground + sorted([*session_entries, *block_entries], key=lambda one: one.span)


def _block_entries(coach: Coach, window: Span) -> list[Entry]:
    """What a coach keeps for something else in a week."""
    spans = [(one, span_of(one.starts, one.ends, coach.tz)) for one in coach.leaves if one.block]
    return [
        Entry(EntryKind.BLOCK, *span, label=one.note or "")
        for one, span in spans
        if span[0] < window[1] and window[0] < span[1]
    ]


def waits(a: Appointment, now: datetime) -> bool:
    """Whether it waits for its coach or its customer to answer."""
    return a.status in WAITING or bool(a.on_offer(now) or a.on_wish(now))


def _standing(one: Appointment | GroupSession, now: datetime) -> Entry:
    span = epoch(one.starts_at), epoch(one.ends_at)
    if isinstance(one, GroupSession):
        return Entry(EntryKind.GROUP, *span, one)
    return Entry(EntryKind.REQUEST if waits(one, now) else EntryKind.SESSION, *span, one)
