"""Sessions during their coach's leave: which other times each is offered, and what came of it.

Every session gets an answer together with the leave: the same time with another coach, or up to
three other times, held meanwhile, or a cancellation with an apology. Without an answer in time it
is cancelled with an apology, too.

Another coach means one with whom the customer could have booked that time at once: coaches who
answer each request by hand are asked by a hand-over instead. An appointment's cover_id is that
coach, as long as the offer lasts.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from domain.appointments.appointment import NEGOTIABLE, OFF, Appointment
from domain.time import zones
from domain.time.spans import Span, epoch, overlaps

MOST: Final = 60  # sessions in one rescue, which is one transaction
OFFERED: Final = 3
# How long after the leave other times are searched, and how soon they may be: people need time to
# answer.
AFTER: Final = timedelta(days=42)
SOONEST: Final = timedelta(hours=12)
_NEAR: Final = 120  # minutes: about the same time of day
_DAY: Final = 1440
_THURSDAY: Final = 3  # the weekday of day 0, 1 January 1970


class Fate(StrEnum):
    """What became of a session in a rescue; the values are parts of message ids."""

    WAITING = "waiting"
    MOVED = "moved"
    COVERED = "covered"  # at its time, with another coach
    APOLOGY = "apology"  # cancelled together with the leave
    CANCELLED = "cancelled"  # by somebody since
    LAPSED = "lapsed"  # nobody answered in time
    STANDS = "stands"  # unchanged


@dataclass(frozen=True, slots=True)
class RescuedSession:
    """A session of a rescue as it is now. was: when it would have begun (UTC). offered: it was
    offered something. lapsed: its offer was not answered in time. coach_id: who is away then, None
    if it does not matter who has it now. unreached: neither Telegram nor an app reaches its
    customer, who cannot tap an answer."""

    session: Appointment
    was: datetime
    offered: bool
    lapsed: bool
    coach_id: int | None = None
    unreached: bool = False

    @property
    def fate(self) -> Fate:
        """What became of it, whoever decided and however."""
        if self.session.status in OFF:
            if not self.offered:
                return Fate.APOLOGY
            return Fate.LAPSED if self.lapsed else Fate.CANCELLED
        if self.coach_id not in (None, self.session.coach_id):
            return Fate.COVERED
        if self.session.starts_at != self.was:
            return Fate.MOVED
        return Fate.WAITING if self.session.rescue_id is not None else Fate.STANDS


@dataclass(frozen=True, slots=True)
class Rescue:
    """starts, ends: of the leave, in the coach's wall time (naive); for repeating leave from the
    first of its times to the last. rule_id: its rule if it repeats, else 0. sessions: in order of
    time."""

    id: int
    coach_id: int
    leave_id: int
    starts: datetime
    ends: datetime
    sessions: tuple[RescuedSession, ...]
    rule_id: int = 0

    @property
    def answered_count(self) -> int:
        """How many of them are settled."""
        return sum(one.fate is not Fate.WAITING for one in self.sessions)


@dataclass(frozen=True, slots=True)
class AcceptableStarts:
    """Starts (epoch seconds) that would do, best first, and what a session blocks before and after
    its start (seconds)."""

    starts: Sequence[int]
    before: int
    after: int

    def at(self, start: int) -> Span:
        return start - self.before, start + self.after


def rank_starts(starts: Sequence[int], time_of_week: tuple[int, int], zone: ZoneInfo) -> list[int]:
    """Free starts, best first: the next one at the wanted time of the week, then those at that time
    of day, then those near it, then the others. time_of_week: weekday (Monday is 0) and minute of
    the day. Within each, the earlier first. starts: epoch seconds, in order."""
    weekday, minute = time_of_week
    weekly: list[int] = []
    daily: list[int] = []
    near: list[int] = []
    others: list[int] = []
    for day, midnight, part in _days(starts, zone) if starts else ():
        cut = partial(_between, part, midnight)
        exact = weekly if (day + _THURSDAY) % 7 == weekday else daily
        exact += cut(minute, minute + 1)
        # Late evening and early morning are near each other.
        early, late = minute + _NEAR + 1 - _DAY, minute - _NEAR + _DAY
        near += cut(0, early)
        near += cut(max(minute - _NEAR, 0), minute)
        near += cut(minute + 1, minute + _NEAR + 1)
        near += cut(late, _DAY)
        others += cut(max(early, 0), minute - _NEAR)
        others += cut(minute + _NEAR + 1, min(late, _DAY))
    # One at that time of the week is enough: with three weeks of it, nothing would be soon.
    return [*weekly[:1], *sorted(weekly[1:] + daily), *near, *others]


def _days(starts: Sequence[int], zone: ZoneInfo) -> Iterator[tuple[int, int, Sequence[int]]]:
    """Each day on the zone's clock with starts: its number since 1 January 1970, its midnight
    (epoch seconds), its starts. A day on which the clock changes comes as two, each with its own
    offset."""
    place = 0
    for _, ends, offset in zones.offset_periods(zone, starts[0], starts[-1] + 1):
        stretch = bisect_left(starts, ends, place)
        while place < stretch:
            day = (starts[place] + offset) // 60 // _DAY
            midnight = 60 * _DAY * day - offset
            end = bisect_left(starts, midnight + 60 * _DAY, place, stretch)
            yield day, midnight, starts[place:end]
            place = end


def _between(starts: Sequence[int], midnight: int, since: int, until: int) -> Sequence[int]:
    """Those between two minutes of the day. There are thousands for each of dozens of sessions: a
    day is sliced rather than looped over."""
    return starts[
        bisect_left(starts, midnight + 60 * since) : bisect_left(starts, midnight + 60 * until)
    ]


def share_out(wishes: Sequence[AcceptableStarts], most: int = OFFERED) -> list[tuple[int, ...]]:
    """Which starts each wish is offered, in order of time: none overlap, and nobody gets a second
    before everybody has had a first, if possible."""
    assigned_spans: list[Span] = []
    shares: list[list[int]] = [[] for _ in wishes]
    for _ in range(most):
        for wish, share in zip(wishes, shares, strict=True):
            for start in wish.starts:
                span = wish.at(start)
                if not any(overlaps(span, other) for other in assigned_spans):
                    assigned_spans.append(span)
                    share.append(start)
                    break
    return [tuple(sorted(share)) for share in shares]


def cover_of(appointment: Appointment, now: datetime) -> int | None:
    """The coach with whom its customer can keep its time, while that is on offer."""
    until = appointment.offer_until
    if until is None or appointment.status not in NEGOTIABLE:
        return None
    return appointment.cover_id if now < min(until, appointment.starts_at) else None


def moving_out(appointment: Appointment, now: datetime) -> bool:
    """Whether its coach is away then and its customer is choosing what to have instead."""
    offered = appointment.on_offer(now) or cover_of(appointment, now)
    return appointment.rescue_id is not None and bool(offered)


def window(leave_ends: int, now: datetime) -> Span:
    """Where other times are searched, epoch seconds. leave_ends: epoch seconds."""
    return epoch(now + SOONEST), leave_ends + int(AFTER.total_seconds())
