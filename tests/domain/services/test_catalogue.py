"""What can be booked, and leave."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from domain.services.catalogue import Business, Catalogue, Coach
from domain.services.service import Service
from domain.working_hours.leave import Leave, days_off
from tests.domain.model import a_coach, a_service


def a_catalogue(services: list[Service], coaches: list[Coach]) -> Catalogue:
    business = Business("Studio", "Europe/Berlin")
    by_id = {service.id: service for service in services}
    return Catalogue(1, business, by_id, {coach.id: coach for coach in coaches})


def test_coaches_of_a_service_are_the_active_ones_who_do_it_by_name() -> None:
    zoe = replace(a_coach(number=1), name="Zoe")
    anna = replace(a_coach(number=2), name="Anna")
    away = replace(a_coach(number=3), active=False)
    other = replace(a_coach(number=4), service_ids=frozenset({9}))
    assert a_catalogue([], [zoe, anna, away, other]).coaches_for(1) == (anna, zoe)


def test_a_service_is_offered_when_it_is_shown_and_somebody_does_it() -> None:
    second = replace(a_service(), id=1, position=2)
    first = replace(a_service(), id=2, position=1)
    hidden = replace(a_service(), id=3, hidden=True)
    nobody = replace(a_service(), id=4)
    coach = replace(a_coach(), service_ids=frozenset({1, 2, 3}))
    catalogue = a_catalogue([second, first, hidden, nobody], [coach])
    assert catalogue.offered_services == (first, second)


def test_a_person_is_found_as_coach() -> None:
    coach = replace(a_coach(number=7), person_id=70)
    catalogue = a_catalogue([], [a_coach(number=1), coach])
    assert catalogue.coach_of(70) == coach
    assert catalogue.coach_of(71) is None


def test_a_service_knows_its_length_and_a_coach_the_zone() -> None:
    assert a_service(minutes=90).length == timedelta(hours=1, minutes=30)
    assert a_coach(zone="Asia/Kathmandu").tz.key == "Asia/Kathmandu"


def test_days_off_are_whole_days_both_included() -> None:
    leave = Leave(1, *days_off(date(2026, 12, 30), date(2027, 1, 1)))
    assert (leave.starts, leave.ends) == (datetime(2026, 12, 30), datetime(2027, 1, 2))
    assert (leave.first_day, leave.last_day) == (date(2026, 12, 30), date(2027, 1, 1))
    assert leave.whole_days


def test_leave_of_hours_touches_the_days_it_lies_in() -> None:
    night = Leave(1, datetime(2026, 6, 1, 22), datetime(2026, 6, 2, 0, 30))
    assert (night.first_day, night.last_day) == (date(2026, 6, 1), date(2026, 6, 2))
    assert not night.whole_days
    assert not Leave(1, datetime(2026, 6, 1), datetime(2026, 6, 1, 12)).whole_days
