"""Rooms and devices: what a session may need besides its coach, and when it is available.

A resource has a number of identical units. It is always open unless it has hours of its own, on the
business's clock: weekly, with other hours on some dates. It is closed for as long as its closures
last.
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
MOST_NEEDS: Final = 4  # per service
MOST_OPTIONS: Final = 50  # named in one need
MOST_SPECIAL: Final = 400  # dates with hours of their own


class ResourceKind(StrEnum):
    """The kinds of resource. The rules are the same for all of them."""

    ROOM = "room"
    DEVICE = "device"


@dataclass(frozen=True)
class Resource:
    """A room or a device, of which `units` are available at once.

    zone: IANA zone of hours and closures, which is the business's. active: False once it is
    retired; existing bookings keep it. directions: how to find it."""

    id: int
    kind: ResourceKind
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
        """Whether it is open all week, apart from dates with hours of their own."""
        return self.hours.weekly == ALWAYS.weekly

    @property
    def leaves(self) -> tuple[Leave, ...]:
        """Its closures, under a timetable's name."""
        return self.closures

    @cached_property
    def digest(self) -> bytes:
        """See `domain.working_hours.availability.Timetable`."""
        return digest_of(self)

    @cached_property
    def openings_cache(self) -> dict[Days, Opened]:
        """See `domain.working_hours.availability.Timetable`."""
        return {}

    def closed_spans(self, window: Span) -> Sequence[Span]:
        """What is closed in a window, with closures that extend beyond it whole; in order."""
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
    """A number of units of one resource: any of a kind, or any of those named.

    kind: None if they are named. resource_ids: in ascending order; empty for any of a kind.
    """

    units: int = 1
    kind: ResourceKind | None = None
    resource_ids: tuple[int, ...] = ()

    def matches(self, resource: Resource) -> bool:
        """Whether it is one of those that would do, whatever its state and size."""
        return resource.kind is self.kind if self.kind else resource.id in self.resource_ids


def on_dates(
    hours: WorkingHours, days: Iterable[date], windows: Sequence[Window] | None, today: date
) -> WorkingHours:
    """The hours with these windows on these days, replacing any others: empty means closed, None as
    in any week. Past dates are dropped. Raises BadHours."""
    ahead = {day: its for day, its in hours.overrides.items() if day >= today}
    for day in days:
        ahead.pop(day, None)
        if windows is not None:
            ahead[day] = normalise(windows)
    return replace(hours, overrides=ahead)
