"""How customers find a coach: by category, or by distance.

All of it comes from the catalogue. Where a session is held follows `Catalogue.place_of`: at the
service's own address, else the coach's, else the business's; a point on the map counts wherever its
address does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from domain.coaches.profiles import place_of
from domain.services.catalogue import Catalogue, Coach
from domain.services.distance import Point, metres
from domain.services.meeting import Meeting
from domain.services.service import Service
from domain.services.service_choice import USUAL

OTHERS: Final = None  # the category of coaches without one


@dataclass(frozen=True, slots=True)
class NearbyMatch:
    """A coach, or a service held at a place of its own. way: metres, None if it is held online or
    by phone, or its place is unknown. service: set if it has its own place, else None. coach: None
    for a service that several coaches do there."""

    coach: Coach | None
    service: Service | None = None
    way: float | None = None
    online: bool = False


def categories(coaches: Sequence[Coach]) -> list[str | None]:
    """The categories of these coaches, by name; OTHERS last. A single one is no choice, so none
    comes back."""
    names = sorted({coach.category for coach in coaches if coach.category})
    rest = [OTHERS] if any(not coach.category for coach in coaches) else []
    choices: list[str | None] = [*names, *rest]
    return choices if len(choices) > 1 else []


def of_category(coaches: Sequence[Coach], category: str | None) -> list[Coach]:
    """Those in one category."""
    return [coach for coach in coaches if (coach.category or OTHERS) == category]


def point_of(catalogue: Catalogue, service: Service, coach: Coach) -> Point | None:
    """Where a session of this service with this coach is held; None if it is not on site, or nobody
    has put that on the map."""
    if service.meeting is not Meeting.ON_SITE or coach.online:
        return None
    address = catalogue.service_for(service.id, coach, USUAL).addresses.site
    if address != service.addresses.site:
        return None  # this coach's own address, which nobody has put on the map
    if own_place(service):
        return Point.of(service.latitude, service.longitude)
    if place_of(coach).known:
        return Point.of(coach.latitude, coach.longitude)
    business = catalogue.business
    return Point.of(business.latitude, business.longitude)


def own_place(service: Service) -> bool:
    """Whether it is held at its own place, not at that of a coach."""
    return service.addresses.site is not None or service.latitude is not None


def on_map(catalogue: Catalogue) -> bool:
    """Whether distance matters to anything that can be booked: with a single coach there is nothing
    to compare."""
    return len(catalogue.offered_coaches) > 1 and any(
        point_of(catalogue, service, coach) is not None
        for service in catalogue.offered_services
        for coach in catalogue.coaches_for(service.id)
    )


def near(catalogue: Catalogue, here: Point, service: Service | None = None) -> list[NearbyMatch]:
    """All coaches, and services at a place of their own, nearest first; then those met online, and
    last those whose place is unknown.

    service: only coaches who do this one, each where they do it.
    """
    entries = _doing(catalogue, here, service) if service else _all(catalogue, here)
    return sorted(entries, key=_order)


def _doing(catalogue: Catalogue, here: Point, service: Service) -> Iterator[NearbyMatch]:
    for coach in catalogue.coaches_for(service.id):
        point = point_of(catalogue, service, coach)
        online = coach.online or service.meeting is not Meeting.ON_SITE
        yield NearbyMatch(coach, None, metres(here, point) if point else None, online)


def _all(catalogue: Catalogue, here: Point) -> Iterator[NearbyMatch]:
    for service in catalogue.offered_services:
        point = Point.of(service.latitude, service.longitude)
        if service.meeting is Meeting.ON_SITE and point:
            yield NearbyMatch(None, service, metres(here, point))
    for coach in catalogue.offered_coaches:
        own = [s for s in catalogue.offered_services if s.id in coach.service_ids]
        ways = [
            metres(here, point)
            for service in own
            # One at a place of its own has its own entry.
            if not own_place(service) and (point := point_of(catalogue, service, coach))
        ]
        online = coach.online or all(s.meeting is not Meeting.ON_SITE for s in own)
        yield NearbyMatch(coach, None, min(ways, default=None), online)


def _order(entry: NearbyMatch) -> tuple[bool, bool, float, str, int]:
    thing = entry.service or entry.coach
    name = entry.service.title if entry.service else entry.coach.name if entry.coach else ""
    return (
        entry.way is None,
        not entry.online,
        entry.way or 0.0,
        name,
        thing.id if thing else 0,
    )
