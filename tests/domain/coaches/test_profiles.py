"""Where a coach works: an address, a point on the map, both, or online."""

import pytest

from domain.coaches.profiles import NOWHERE, ONLINE, Place, on_earth, place_of, with_place
from tests.domain.model import a_coach

OFFICE = Place("Linden Street 12", 52.5, 13.4)


@pytest.mark.parametrize(
    ("place", "location", "expected"),
    [
        (OFFICE, "Oak Lane 1", Place("Oak Lane 1")),
        (OFFICE, "Linden Street 12", OFFICE),
        (OFFICE, (48.1, 11.6), Place("Linden Street 12", 48.1, 11.6)),
        (ONLINE, (48.1, 11.6), Place(None, 48.1, 11.6)),
        (ONLINE, "Oak Lane 1", Place("Oak Lane 1")),
    ],
    ids=[
        "another address has lost its point",
        "the same address keeps it",
        "a point is set below an address",
        "who has a place is not only online: by a point",
        "and by an address",
    ],
)
def test_an_address_and_its_point_belong_together(
    place: Place, location: str | tuple[float, float], expected: Place
) -> None:
    there = place.at(location) if isinstance(location, str) else place.with_point(*location)
    assert (there, there.known) == (expected, True)


def test_nowhere_is_no_place_and_each_other_is_one() -> None:
    assert [one.known for one in (NOWHERE, ONLINE, OFFICE, Place(None, 1.0, 2.0))] == [
        False,
        True,
        True,
        True,
    ]


def test_only_points_on_earth_are_points() -> None:
    assert on_earth(-90, 180)
    assert on_earth(90, -180)
    for latitude, longitude in ((90.1, 0), (-90.1, 0), (0, 180.1), (0, -180.1)):
        assert not on_earth(latitude, longitude)
    assert not Place(None, 1.0).on_map
    assert not Place(None, None, 1.0).on_map


def test_a_coach_works_where_they_say_and_keeps_all_else() -> None:
    anna = a_coach()
    for place in (OFFICE, ONLINE, NOWHERE):
        there = with_place(anna, place)
        assert place_of(there) == place
        assert with_place(there, NOWHERE) == anna
    assert not on_earth(0, float("inf"))
    assert not on_earth(float("nan"), 0)
