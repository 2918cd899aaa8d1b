"""How customers come to a coach: by kind, and by how near."""

from dataclasses import replace

from domain.services.browsing import categories, near, of_category, on_map, point_of
from domain.services.catalogue import Business, Catalogue, Coach
from domain.services.distance import Point
from domain.services.meeting import Addresses, Meeting
from domain.services.service import Approval, Money, Service
from domain.services.terms import Terms
from domain.working_hours.hours import WorkingHours

HERE = Point(52.5200, 13.4050)
TALK = Service(1, "Talk", 60, Money(5000, "EUR"))
CALL = Service(2, "Call", 60, Money(5000, "EUR"), meeting=Meeting.ONLINE)
PARK = Addresses(site="Park")
WALK = replace(TALK, id=3, title="Walk", addresses=PARK, latitude=52.5201, longitude=13.406)


def coach(number: int, name: str, *services: int, east: float | None = None) -> Coach:
    hours = WorkingHours(((),) * 7, {})
    new_coach = Coach(
        number, number, name, "UTC", Approval.MANUAL, True, None, hours, (), frozenset(services)
    )
    return new_coach if east is None else replace(new_coach, latitude=52.52, longitude=east)


ANNA, BEN, CLEO = (
    coach(1, "Anna", 1, east=13.5),
    coach(2, "Ben", 1, 3, east=13.41),
    coach(3, "Cleo", 2),
)
DORA, EVE = coach(4, "Dora", 1), replace(coach(5, "Eve", 1, east=13.405), online=True)


def house(*coaches: Coach, **business: float) -> Catalogue:
    services = {one.id: one for one in (TALK, CALL, WALK)}
    known = {one.id: one for one in coaches}
    return Catalogue(1, Business("Northside", "UTC", **business), services, known)  # type: ignore[arg-type]


def names_near(catalogue: Catalogue, service: Service | None = None) -> list[str]:
    things = [one.service or one.coach for one in near(catalogue, HERE, service)]
    return [one.title if isinstance(one, Service) else one.name for one in things if one]


def test_the_nearest_first_then_who_is_met_online_then_who_is_nowhere() -> None:
    assert names_near(house(ANNA, BEN, CLEO, DORA, EVE)) == [
        "Walk",
        "Ben",
        "Anna",
        "Cleo",
        "Eve",
        "Dora",
    ]
    matches = near(house(ANNA, BEN, CLEO, DORA, EVE), HERE)
    assert [one.way is None for one in matches] == [False, False, False, True, True, True]
    assert [one.online for one in matches] == [False, False, False, True, True, False]


def test_who_has_no_place_of_their_own_is_where_the_business_is() -> None:
    catalogue = house(ANNA, BEN, DORA, latitude=52.52, longitude=13.405)
    assert names_near(catalogue) == ["Dora", "Walk", "Ben", "Anna"]
    # An address of theirs that is not on the map is not there.
    catalogue = house(ANNA, replace(DORA, place="Elsewhere"), latitude=52.52, longitude=13.405)
    assert names_near(catalogue) == ["Anna", "Dora"]


def test_of_one_service_each_is_where_they_do_it() -> None:
    catalogue = house(ANNA, BEN, CLEO, EVE)
    assert names_near(catalogue, TALK) == ["Ben", "Anna", "Eve"]
    assert names_near(catalogue, CALL) == ["Cleo"]
    [walk] = near(catalogue, HERE, WALK)
    assert walk.way is not None
    assert walk.way < 400  # in the park, and not at Ben's


def test_an_address_that_one_coach_alone_has_for_it_is_no_known_point() -> None:
    elsewhere = replace(BEN, terms={1: Terms(addresses=Addresses(site="At home"))})
    assert point_of(house(elsewhere), TALK, elsewhere) is None
    assert point_of(house(elsewhere), WALK, elsewhere) == Point(52.5201, 13.406)


def test_one_coach_and_one_category_are_no_choice() -> None:
    assert not on_map(house(ANNA))
    assert on_map(house(ANNA, CLEO))
    assert not on_map(house(CLEO, DORA))
    life = [replace(one, category="Life") for one in (ANNA, BEN)]
    assert categories(life) == []
    mixed = [*life, replace(CLEO, category="Art"), DORA]
    assert categories(mixed) == ["Art", "Life", None]
    assert of_category(mixed, "Life") == life
    assert of_category(mixed, None) == [DORA]
    assert categories([DORA, EVE]) == []
