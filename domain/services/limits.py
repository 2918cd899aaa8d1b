"""How many sessions there may be in a day and in a week: of a coach, of a service, of a customer.

Days are those of the coach's clock, weeks begin on its Monday. A session counts in the day in which
it begins, once booked and until cancelled; a group's is one session of its coach. A day or week at
its limit takes no further start.

Instants are epoch seconds.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.refusals import Refusal
from domain.time import zones
from domain.time.spans import Span

WEEK = 7


class Whose(StrEnum):
    """Whose sessions are counted."""

    COACH = "coach"  # all of a coach's
    SERVICE = "service"  # those of one service of a coach
    CUSTOMER = "customer"  # all of a customer's, with any coach
    CUSTOMER_SERVICE = "customer_service"  # those of one service of a customer


@dataclass(unsafe_hash=True)
class DayFull(Refusal, code="day_full"):
    """That day already has as many sessions as it may.

    whose: coach or service, customer or customer_service, as in Whose. most: how many. nearest: as
    in SlotTaken.
    """

    service_id: int
    coach_id: int
    whose: str
    most: int
    nearest: tuple[int, ...] = ()


@dataclass(unsafe_hash=True)
class WeekFull(DayFull, code="week_full"):
    """The same for a week, from its Monday."""


class Caps(NamedTuple):
    """The most sessions in a day and in a week; 0 for any number."""

    day: int = 0
    week: int = 0


class ServiceLimit(NamedTuple):
    """How often a service may be booked: with each coach, and by each customer."""

    service_id: int
    caps: Caps
    customer_caps: Caps


class FullPeriod(NamedTuple):
    """A day or a week, as a span, with as many sessions as it may have.

    weekly: it is a week. most: how many there may be.
    """

    start: int
    end: int
    whose: Whose
    weekly: bool
    most: int


class CountedSession(NamedTuple):
    """A session that counts. session: its identity, which seats of a group share. also: the
    services that follow in the same booking; it counts as one of each."""

    start: int
    service_id: int
    session: int
    also: tuple[int, ...] = ()


def around(window: Span, zone: ZoneInfo) -> Span:
    """The whole weeks, on this clock, that a window of starts touches."""
    first = _week_of(zones.day_at(zone, window[0]))
    last = _week_of(zones.day_at(zone, max(window[0], window[1] - 1)))
    return zones.midnight(zone, first), zones.midnight(zone, last + WEEK)


def full(
    sessions: Iterable[CountedSession],
    caps: Caps,
    whose: Whose,
    zone: ZoneInfo,
    *,
    service_id: int = 0,
) -> Iterator[FullPeriod]:
    """The days and weeks that these sessions fill. service_id: count only that one's, 0 for all."""
    if not any(caps):
        return
    starts_by_session = {
        s.session: s.start for s in sessions if service_id in (0, s.service_id, *s.also)
    }
    days = Counter(zones.day_at(zone, start) for start in starts_by_session.values())
    if caps.day:
        yield from _full_spans(days, 1, caps.day, whose, zone)
    if caps.week:
        weeks: Counter[int] = Counter()
        for day, count in days.items():
            weeks[_week_of(day)] += count
        yield from _full_spans(weeks, WEEK, caps.week, whose, zone)


def first_at(filled: Iterable[FullPeriod], start: int) -> FullPeriod | None:
    """What rules out a start: a week before a day, as waiting a day would not help."""
    conflicts = [one for one in filled if one.start <= start < one.end]
    return min(conflicts, key=lambda one: (not one.weekly, _RANK[one.whose]), default=None)


def all_full(*parts: Iterable[FullPeriod]) -> Sequence[FullPeriod]:
    """All of them, in order."""
    return sorted(chain(*parts))


_RANK = {whose: rank for rank, whose in enumerate(Whose)}


def _full_spans(
    counts: Counter[int], days: int, most: int, whose: Whose, zone: ZoneInfo
) -> Iterator[FullPeriod]:
    for day, count in sorted(counts.items()):
        if count >= most:
            begins, ends = zones.midnight(zone, day), zones.midnight(zone, day + days)
            yield FullPeriod(begins, ends, whose, days == WEEK, most)


def _week_of(day: int) -> int:
    """The Monday of a day's week."""
    return day - (day - zones.MONDAY) % WEEK
