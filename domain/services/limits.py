"""How many sessions there may be in a day and in a week: of a coach, of a service, of a customer.

Days are those of the coach's clock, weeks begin on its Monday. A session counts in the day in which
it begins, once it is booked and as long as it is not called off; what a group shares is one session
of its coach. A day or week that has as many as it may have takes no further start.

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

    COACH = "coach"  # all of a coach
    SERVICE = "service"  # those of one service of a coach
    CUSTOMER = "customer"  # all of a customer's, with any coach
    CUSTOMER_SERVICE = "customer_service"  # those of one service of a customer


@dataclass(unsafe_hash=True)
class DayFull(Refusal, code="day_full"):
    """As many sessions begin on that day as may.

    whose: coach or service, customer or customer_service, as of Whose. most: how many.
    nearest: as of SlotTaken.
    """

    service_id: int
    coach_id: int
    whose: str
    most: int
    nearest: tuple[int, ...] = ()


@dataclass(unsafe_hash=True)
class WeekFull(DayFull, code="week_full"):
    """The same of a week, from its Monday on."""


class Caps(NamedTuple):
    """At most so many sessions in a day and in a week; 0 for any number."""

    day: int = 0
    week: int = 0


class Limit(NamedTuple):
    """How often a service may be had: of each coach, and of each customer."""

    service_id: int
    caps: Caps
    customer_caps: Caps


class Full(NamedTuple):
    """A day or a week, as a span, in which there are as many sessions as there may be.

    weekly: it is a week. most: how many there may be.
    """

    start: int
    end: int
    whose: Whose
    weekly: bool
    most: int


class CountedSession(NamedTuple):
    """A session that counts. session: what tells it from others; seats of a group share one. also:
    the services that follow in the same booking, of each of which it is one, too."""

    start: int
    service_id: int
    session: int
    also: tuple[int, ...] = ()


def around(window: Span, zone: ZoneInfo) -> Span:
    """The whole weeks, on this clock, that a window of starts meets."""
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
) -> Iterator[Full]:
    """The days and weeks that these sessions fill. service_id: only that one's count, 0 for all."""
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


def first_at(filled: Iterable[Full], start: int) -> Full | None:
    """What keeps a start from being had: a week before a day, as waiting a day helps nobody."""
    conflicts = [one for one in filled if one.start <= start < one.end]
    return min(conflicts, key=lambda one: (not one.weekly, _RANK[one.whose]), default=None)


def all_full(*parts: Iterable[Full]) -> Sequence[Full]:
    """All of them, in order."""
    return sorted(chain(*parts))


_RANK = {whose: rank for rank, whose in enumerate(Whose)}


def _full_spans(
    counts: Counter[int], days: int, most: int, whose: Whose, zone: ZoneInfo
) -> Iterator[Full]:
    for day, count in sorted(counts.items()):
        if count >= most:
            begins, ends = zones.midnight(zone, day), zones.midnight(zone, day + days)
            yield Full(begins, ends, whose, days == WEEK, most)


def _week_of(day: int) -> int:
    """The Monday of a day's week."""
    return day - (day - zones.MONDAY) % WEEK
