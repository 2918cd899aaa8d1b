"""How customers come to a coach: by category, or by distance.

All of it is read from the catalogue. Where a session is held follows `Catalogue.place_of`: at the
service's own address, else the coach's, else the business's; a point on the map counts where that
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

OTHERS: Final = None  # the category of coaches that have none


@dataclass(frozen=True, slots=True)
class NearbyMatch:
    """Somebody, or something that is held at a place of its own. way: metres, None where it is held
    online or by phone, or nobody knows where. service: of what has its own place, else None.
    coach: None of a service that several do there."""

    coach: Coach | None
    service: Service | None = None
    way: float | None = None
    online: bool = False


def categories(coaches: Sequence[Coach]) -> list[str | None]:
    """Those of these coaches, by name; OTHERS last. One alone is no choice, and none comes back."""
    names = sorted({coach.category for coach in coaches if coach.category})
    rest = [OTHERS] if any(not coach.category for coach in coaches) else []
    choices: list[str | None] = [*names, *rest]
    return choices if len(choices) > 1 else []


def of_category(coaches: Sequence[Coach], category: str | None) -> list[Coach]:
    """These of one category."""
    return [coach for coach in coaches if (coach.category or OTHERS) == category]


def point_of(catalogue: Catalogue, service: Service, coach: Coach) -> Point | None:
    """Where a session of this service with this coach is held; None where it is not on site, or
    nobody has said where that is on the map."""
    if service.meeting is not Meeting.ON_SITE or coach.online:
        return None
    address = catalogue.service_for(service.id, coach, USUAL).addresses.site
    if address != service.addresses.site:
        return None  # that of this coach alone, of which nobody has said where it is
    if own_place(service):
        return Point.of(service.latitude, service.longitude)
    if place_of(coach).known:
        return Point.of(coach.latitude, coach.longitude)
    house = catalogue.business
    return Point.of(house.latitude, house.longitude)


def own_place(service: Service) -> bool:
    """Whether it is held at its own place, not at that of a coach."""
    return service.addresses.site is not None or service.latitude is not None


def on_map(catalogue: Catalogue) -> bool:
    """Whether anything that can be booked is near or far from somewhere: of one coach alone, none
    is nearer than another."""
    return len(catalogue.offered_coaches) > 1 and any(
        point_of(catalogue, service, coach) is not None
        for service in catalogue.offered_services
        for coach in catalogue.coaches_for(service.id)
    )


def near(catalogue: Catalogue, here: Point, service: Service | None = None) -> list[NearbyMatch]:
    """Everybody, and what is held at a place of its own, the nearest first; those who are met
    online after them, and at last those of whom nobody knows where they are.

    service: only who does this one, each of them where they do it.
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
            # At a place of its own it stands there by itself.
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
