"""A series that somebody is planning: each of its dates may be left out, or be at another time.

Nothing is kept free for it: each date is judged when it is looked at, and again when all of them
are booked, or moved, at once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.refusals import NotFound
from domain.series.series import Rhythm, instant

LEAST_DATES = 2  # one is no series


@dataclass(frozen=True, slots=True)
class Occasion:
    """One date of a series that is being planned.

    day: by the rhythm, or the shift. planned_start: the instant (epoch seconds), None where there
    is no such time on that day. skipped: it is left out; of a move, it stays as it is. instead: the
    start that was chosen in place of the planned one. appointment: the id of what stands already, 0
    for what is to be booked.
    """

    day: date
    planned_start: int | None
    skipped: bool = False
    instead: int | None = None
    appointment: int = 0

    @property
    def start(self) -> int | None:
        """When it is planned; None where it is left out, or at no time."""
        if self.skipped:
            return None
        return self.planned_start if self.instead is None else self.instead


def occasions(first: datetime, zone: ZoneInfo, rhythm: Rhythm, count: int) -> list[Occasion]:
    """The dates of a series whose first one is at this wall time (naive) of the zone."""
    days = rhythm.days(first.date(), count)
    return [Occasion(day, instant(day, first, zone)) for day in days]


def in_order(dates: Iterable[Occasion]) -> Iterator[tuple[int, Occasion]]:
    """The dates that take place, with their numbers, by their starts.

    Booking or moving several claims their time in this order: two who do so never wait for
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
    """All dates of a series to be, or those of one that are to move.

    zone: IANA, of the coach. wall: the first date's wall time there, naive. choice: what was chosen
    of the service, as `domain.services.service_choice` writes it; of a move, with the agreed
    length. origin: the appointment that is repeated, or from which on the series moves; 0 where
    nothing stands yet. rhythm, dates: None and none until they have been said. series: what goes on
    with these dates, after its last one, which is the origin; 0 for a new one.
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
        """The plan with so many dates. NotFound before there is a rhythm."""
        if self.rhythm is None:
            raise NotFound
        first, *others = occasions(self.wall, ZoneInfo(self.zone), self.rhythm, count)
        return replace(self, dates=(replace(first, appointment=self.origin), *others))

    def with_dates(self, dates: Iterable[Occasion]) -> "Plan":
        """The plan with these dates, however they were reckoned."""
        return replace(self, dates=tuple(dates))

    def skipping(self, numbers: Iterable[int], skipped: bool = True) -> "Plan":
        """With these dates left out, or taken as they were planned."""
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
        """Whether a date is only repeated: it is there already, and stays as it is."""
        return self.purpose is Purpose.BOOK and self.dates[number].appointment != 0

    def ahead(self) -> Iterator[tuple[int, Occasion]]:
        """The dates to book or move, with their numbers, in the order of the starts."""
        return ((number, one) for number, one in in_order(self.dates) if not self.stands(number))

    @property
    def size(self) -> int:
        """How many dates there will be."""
        return sum(one.start is not None for one in self.dates)
