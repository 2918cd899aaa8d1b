"""How far it is: known distances, the edges of the map, and laws."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.services.distance import RADIUS, Point, metres, round_distance

points = st.builds(
    Point,
    st.floats(-90, 90, allow_nan=False),
    st.floats(-180, 180, allow_nan=False),
)


@pytest.mark.parametrize(
    ("one", "other", "kilometres"),
    [
        ((52.5200, 13.4050), (53.5511, 9.9937), 255.3),  # Berlin, Hamburg
        ((52.5163, 13.3777), (52.5219, 13.4132), 2.48),  # Brandenburg Gate, Alexanderplatz
        ((51.5074, -0.1278), (40.7128, -74.0060), 5570.2),  # London, New York
        ((-18.1248, 178.4501), (-13.8333, -171.7667), 1149.2),  # Suva, Apia: over the antimeridian
        ((0, 179.9), (0, -179.9), 22.24),  # over the antimeridian
        ((0, 180), (0, -180), 0.0),
        ((90, 0), (90, 135), 0.0),  # at a pole all meridians are one place
        ((90, 10), (-90, -70), 20015.1),
        ((89.99, 0), (89.99, 180), 2.22),  # over the pole
        ((10, 20), (-10, -160), 20015.1),
    ],
)
def test_known_distances(
    one: tuple[float, float], other: tuple[float, float], kilometres: float
) -> None:
    way = metres(Point(*one), Point(*other)) / 1000
    assert way == pytest.approx(kilometres, rel=0.002, abs=0.001)


@given(points, points, points)
def test_the_laws_of_distances(one: Point, other: Point, third: Point) -> None:
    way = metres(one, other)
    assert 0 <= way <= math.pi * RADIUS + 1
    assert way == pytest.approx(metres(other, one), abs=1e-3)
    assert metres(one, one) == 0
    assert way <= metres(one, third) + metres(third, other) + 1


@pytest.mark.parametrize(
    "place", [(90.1, 0), (-90.1, 0), (0, 180.1), (0, -180.1), (math.nan, 0), (0, math.inf)]
)
def test_what_is_no_place_on_earth(place: tuple[float, float]) -> None:
    assert Point.of(*place) is None
    with pytest.raises(ValueError, match="no place"):
        Point(*place)


@pytest.mark.parametrize(
    ("way", "distance"),
    [
        (0, (50, False)),
        (74, (50, False)),
        (76, (100, False)),
        (851, (850, False)),
        (974, (950, False)),
        (975, (1.0, True)),
        (1_151, (1.2, True)),
        (1_249, (1.2, True)),
        (9_949, (9.9, True)),
        (9_950, (10.0, True)),
        (255_501, (256.0, True)),
        (255_300, (255.0, True)),
    ],
)
def test_how_people_say_it(way: float, distance: tuple[float, bool]) -> None:
    assert round_distance(way) == distance


def test_half_a_point_is_none() -> None:
    assert Point.of(52.5, None) is None
    assert Point.of(None, 13.4) is None
    assert Point.of(52.5, 13.4) == Point(52.5, 13.4)
