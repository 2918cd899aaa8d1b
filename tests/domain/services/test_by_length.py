"""Which service is meant by how long it lasts."""

from dataclasses import replace

from domain.services.by_length import fitting
from domain.services.catalogue import Business, Catalogue
from domain.services.service_choice import USUAL, Choice
from domain.services.terms import Length, Terms
from tests.domain.model import a_coach, a_service

HOUR = replace(a_service(60), id=1, lengths=(Length(90, 9000), Length(60, 100)))
LONG = replace(a_service(90), id=2)
HIDDEN = replace(a_service(90), id=3, hidden=True)
OTHERS = replace(a_service(90), id=4)
SHORT = replace(a_service(30), id=5)
ANNA = replace(
    a_coach(number=1),
    service_ids=frozenset({1, 2, 3, 5}),
    terms={5: Terms((Length(45, 3000), Length(30, 2000)))},
)
BEN = replace(a_coach(number=2), service_ids=frozenset({4}))
SERVICES = {one.id: one for one in (HOUR, LONG, HIDDEN, OTHERS, SHORT)}
CATALOGUE = Catalogue(1, Business("Studio", "UTC"), SERVICES, {1: ANNA, 2: BEN})


def test_each_service_of_a_coach_that_can_last_so_long_is_meant() -> None:
    assert fitting(CATALOGUE, ANNA, 60) == [(1, USUAL)]
    assert fitting(CATALOGUE, ANNA, 90) == [(1, Choice(90)), (2, USUAL)]
    assert fitting(CATALOGUE, ANNA, 45) == [(5, USUAL)]
    assert fitting(CATALOGUE, ANNA, 30) == [(5, Choice(30))]
    assert fitting(CATALOGUE, ANNA, 31) == []
    assert fitting(CATALOGUE, BEN, 90) == [(4, USUAL)]
