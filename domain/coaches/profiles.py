"""What customers read about a coach before they choose: what kind, about them, and where.

Where is an address, a point on the map, both, or online; a coach's `place` is the address alone.
"""

from dataclasses import dataclass, replace
from typing import Final, TypeVar

LONGEST_NAME: Final = 60
LONGEST_CATEGORY: Final = 30
LONGEST_ABOUT: Final = 500
LONGEST_PLACE: Final = 200
LONGEST_PHOTO: Final = 512  # of Telegram's id for it

Located = TypeVar("Located")


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody works. latitude, longitude: degrees, both or neither. Unknown if all are
    empty."""

    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    online: bool = False

    @property
    def on_map(self) -> bool:
        return self.latitude is not None and self.longitude is not None

    @property
    def known(self) -> bool:
        return self.online or self.on_map or self.address is not None

    def at(self, address: str) -> "Place":
        """With another address. The point belonged to the old address."""
        return self if address == self.address else Place(address)

    def with_point(self, latitude: float, longitude: float) -> "Place":
        """With this point on the map. The typed address stays: it says how to find it."""
        return Place(self.address, latitude, longitude)


ONLINE: Final = Place(online=True)
NOWHERE: Final = Place()


def on_earth(latitude: float, longitude: float) -> bool:
    return abs(latitude) <= 90 and abs(longitude) <= 180


def place_of(thing: object) -> Place:
    """Where a coach or an applicant works."""
    names = ("place", "latitude", "longitude", "online")
    return Place(*(getattr(thing, name) for name in names))


def with_place(thing: Located, place: Place) -> Located:
    """The same, working there."""
    return replace(  # type: ignore[type-var]  # a dataclass
        thing,
        place=place.address,
        latitude=place.latitude,
        longitude=place.longitude,
        online=place.online,
    )
