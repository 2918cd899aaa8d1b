"""Rooms and devices: what a session may need beside its coach, and when it can be had.

A resource has so many units, which are alike. It is open always unless it has hours of its own, on
the clock of the house: of the week, and on some dates others instead. It is closed for as long as
its closures last.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from domain.time.spans import Span, subtract, union
from domain.working_hours.availability import Days, Opened, digest_of, openings_and_leave, spans_of
from domain.working_hours.hours import MIDNIGHT, Window, WorkingHours, normalise
from domain.working_hours.leave import Leave

ALWAYS: Final = WorkingHours((((0, MIDNIGHT),),) * 7, {})
MOST_UNITS: Final = 1_000
MOST_NEEDS: Final = 4  # of a service
MOST_SPECIAL: Final = 400  # with hours of their own


class Kind(StrEnum):
    """What a resource is. The rules are the same for all kinds."""

    ROOM = "room"
    DEVICE = "device"


@dataclass(frozen=True)
class Resource:
    """A room or a device, of which `units` can be had at once.

    zone: IANA zone of hours and closures, which is the house's. active: False once it is retired;
    what is booked keeps it. directions: how to find it.
    """

    id: int
    kind: Kind
    name: str
    units: int
    zone: str
    active: bool = True
    hours: WorkingHours = ALWAYS
    closures: tuple[Leave, ...] = ()
    directions: str | None = None

    @cached_property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def always(self) -> bool:
        """Whether it is open all week, but for dates with hours of their own."""
        return self.hours.weekly == ALWAYS.weekly

    @property
    def leaves(self) -> tuple[Leave, ...]:
        """Its closures, as a timetable calls them."""
        return self.closures

    @cached_property
    def digest(self) -> bytes:
        """As of `domain.working_hours.availability.Timetable`."""
        return digest_of(self)

    @cached_property
    def openings_cache(self) -> dict[Days, Opened]:
        """As of `domain.working_hours.availability.Timetable`."""
        return {}

    def closed_spans(self, window: Span) -> Sequence[Span]:
        """What is closed of a window and, whole, of what reaches into it; in order."""
        always = self.hours == ALWAYS
        if always and not self.closures:
            return ()
        openings, closures = openings_and_leave(self, *window)
        if always:
            return closures
        outside = subtract([window], spans_of(openings))
        return union([*outside, *closures])


@dataclass(frozen=True, slots=True)
class Need:
    """So many units of one resource: of any of a kind, or of any that is named.

    kind: None where they are named. resource_ids: in ascending order; none where it is any of a
    kind.
    """

    units: int = 1
    kind: Kind | None = None
    resource_ids: tuple[int, ...] = ()

    def matches(self, resource: Resource) -> bool:
        """Whether it is one of those that would do, whatever its state and size."""
        return resource.kind is self.kind if self.kind else resource.id in self.resource_ids


def on_dates(
    hours: WorkingHours, days: Iterable[date], windows: Sequence[Window] | None, today: date
) -> WorkingHours:
    """The hours with these windows on these days, whatever holds on them otherwise: none is closed,
    None as in any week. Dates that are past are forgotten. Raises BadHours.
    """
    ahead = {day: its for day, its in hours.overrides.items() if day >= today}
    for day in days:
        ahead.pop(day, None)
        if windows is not None:
            ahead[day] = normalise(windows)
    return replace(hours, overrides=ahead)
