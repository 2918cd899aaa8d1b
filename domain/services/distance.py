"""The distance between two points on the earth.

By the haversine formula on a sphere of the mean radius (IUGG): at most 0.6 % off the ellipsoid,
which between two streets is a few steps.
"""

import math
from dataclasses import dataclass
from typing import Final

RADIUS: Final = 6_371_008.8  # metres


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees: north and east are positive. Raises ValueError for a point not on earth."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        # Written so that nan, which compares false, is rejected too.
        if not (abs(self.latitude) <= 90 and abs(self.longitude) <= 180):
            raise ValueError("no place on earth")

    @classmethod
    def of(cls, latitude: float | None, longitude: float | None) -> "Point | None":
        """The point, None if either is unknown or out of range."""
        if latitude is None or longitude is None:
            return None
        try:
            return cls(latitude, longitude)
        except ValueError:
            return None


def metres(one: Point, other: Point) -> float:
    """The distance between two points along the surface."""
    north, north_of_other = math.radians(one.latitude), math.radians(other.latitude)
    up = math.sin((north_of_other - north) / 2)
    # Across the antimeridian the difference is nearly a whole turn, whose half has a sine as small.
    round_ = math.sin(math.radians(other.longitude - one.longitude) / 2)
    share = up * up + math.cos(north) * math.cos(north_of_other) * round_ * round_
    return 2 * RADIUS * math.asin(math.sqrt(min(share, 1.0)))


def round_distance(way: float) -> tuple[float, bool]:
    """A distance as people say it, and whether in kilometres: to 50 m below one, to 100 m below
    ten, else whole ones. Never zero: somebody on the spot reads 50 m."""
    if way < 975:
        return max(round(way / 50) * 50, 50), False
    return (round(way / 1000, 1), True) if way < 9_950 else (float(round(way / 1000)), True)
