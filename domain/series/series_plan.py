"""A series being planned: each of its dates may be left out, or moved to another time.

Nothing is held for it: each date is checked when it is looked at, and again when all of them are
booked, or moved, at once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.refusals import NotFound
from domain.series.series import Rhythm, instant

LEAST_DATES = 2  # one is not a series


@dataclass(frozen=True, slots=True)
class Occasion:
    """One date of a series being planned.

    day: by the rhythm, or the shift. planned_start: the instant (epoch seconds), None if there is
    no such time on that day. skipped: it is left out; in a move, it stays as it is. instead: the
    start chosen in place of the planned one. appointment: the id of one that exists already, 0 if
    it is to be booked.
    """

    day: date
    planned_start: int | None
    skipped: bool = False
    instead: int | None = None
    appointment: int = 0

    @property
    def start(self) -> int | None:
        """When it is planned; None if it is left out, or has no time."""
        if self.skipped:
            return None
        return self.planned_start if self.instead is None else self.instead


def occasions(first: datetime, zone: ZoneInfo, rhythm: Rhythm, count: int) -> list[Occasion]:
    """The dates of a series whose first is at this wall time (naive) in the zone."""
    days = rhythm.days(first.date(), count)
    return [Occasion(day, instant(day, first, zone)) for day in days]


def in_order(dates: Iterable[Occasion]) -> Iterator[tuple[int, Occasion]]:
    """The dates that take place, with their numbers, by their starts.

    Booking or moving several claims their time in this order: two people doing so never wait for
    each other.
    """
    at = [(one.start, number, one) for number, one in enumerate(dates) if one.start is not None]
    for _, number, one in sorted(at, key=lambda each: each[:2]):
        yield number, one


class Purpose(StrEnum):
    """What a plan is for; the values are what drafts store."""

    BOOK = "book"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Plan:
    """All dates of a planned series, or those of an existing one that are to move.

    zone: IANA, of the coach. wall: the first date's wall time there, naive. choice: what was chosen
    of the service, as `domain.services.service_choice` writes it; in a move, with the agreed
    length. origin: the appointment that is repeated, or from which the series moves; 0 if there is
    none yet. rhythm, dates: None and empty until chosen. series: the one that these dates continue
    after its last, which is the origin; 0 for a new one.
    """

    purpose: Purpose
    coach_id: int
    service_id: int
    customer_id: int
    zone: str
    wall: datetime
    choice: str = ""
    origin: int = 0
    rhythm: Rhythm | None = None
    dates: tuple[Occasion, ...] = ()
    series: int = 0

    def at(self, rhythm: Rhythm) -> "Plan":
        """The plan in this rhythm, without dates."""
        return replace(self, rhythm=rhythm, dates=())

    def counting(self, count: int) -> "Plan":
        """The plan with this many dates. Raises NotFound before there is a rhythm."""
        if self.rhythm is None:
            raise NotFound
        first, *others = occasions(self.wall, ZoneInfo(self.zone), self.rhythm, count)
        return replace(self, dates=(replace(first, appointment=self.origin), *others))

    def with_dates(self, dates: Iterable[Occasion]) -> "Plan":
        """The plan with these dates, however they were computed."""
        return replace(self, dates=tuple(dates))

    def skipping(self, numbers: Iterable[int], skipped: bool = True) -> "Plan":
        """With these dates left out, or back as planned."""
        plan = self
        for number in numbers:
            plan = plan._with(number, lambda one: replace(one, skipped=skipped, instead=None))
        return plan

    def shifting(self, number: int, start: int) -> "Plan":
        """With a date at another start (epoch seconds)."""
        return self._with(number, lambda one: replace(one, skipped=False, instead=start))

    def _with(self, number: int, change: Callable[[Occasion], Occasion]) -> "Plan":
        if not 0 <= number < len(self.dates) or self.stands(number):
            raise NotFound
        dates = list(self.dates)
        dates[number] = change(dates[number])
        return replace(self, dates=tuple(dates))

    def stands(self, number: int) -> bool:
        """Whether a date is only repeated: it exists already, and stays as it is."""
        return self.purpose is Purpose.BOOK and self.dates[number].appointment != 0

    def ahead(self) -> Iterator[tuple[int, Occasion]]:
        """The dates to book or move, with their numbers, in order of their starts."""
        return ((number, one) for number, one in in_order(self.dates) if not self.stands(number))

    @property
    def size(self) -> int:
        """How many dates there will be."""
        return sum(one.start is not None for one in self.dates)
