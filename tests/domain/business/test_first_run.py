"""What is asked of whoever runs an empty bot, and what counts as answered."""

from collections.abc import Mapping
from dataclasses import replace

from domain.business.first_run import (
    OVER,
    STEPS,
    FirstStep,
    completed_steps,
    empty,
    leads,
    next_step,
)
from domain.services.catalogue import Business, Catalogue, Coach
from domain.services.service import Approval, Money, Service
from domain.working_hours.hours import WorkingHours

NEW = Catalogue(1, Business("Coachbook", "UTC"), {}, {})
YOGA = {1: Service(1, "Yoga", 60, Money(2500, "EUR"))}
CLOSED = WorkingHours(((),) * 7, {})


def alex(*, active: bool) -> Mapping[int, Coach]:
    return {
        1: Coach(1, 1, "Alex", "UTC", Approval.MANUAL, active, None, CLOSED, (), frozenset({1}))
    }


def with_(**business: object) -> Catalogue:
    return replace(NEW, business=replace(NEW.business, **business))  # type: ignore[arg-type]


def test_an_empty_bot_is_asked_everything_in_order() -> None:
    assert empty(NEW)
    assert leads(NEW)
    assert completed_steps(NEW) == frozenset()
    order, at = [], next_step(NEW)
    while at is not None:
        order.append(at)
        at = next_step(NEW, at)
    assert tuple(order) == STEPS


def test_what_can_be_seen_is_not_asked_again() -> None:
    assert completed_steps(with_(name="Northside")) == {FirstStep.NAME}
    assert completed_steps(with_(name="Coachbook", guided=("name", "zone"))) == {
        FirstStep.NAME,
        FirstStep.ZONE,
    }
    assert completed_steps(with_(currency="EUR")) == {FirstStep.CURRENCY}
    offered = replace(NEW, services=YOGA, coaches=alex(active=False))
    assert completed_steps(offered) == {FirstStep.SERVICE, FirstStep.COACH}
    assert next_step(offered, FirstStep.CURRENCY) is FirstStep.HOURS
    assert FirstStep.HOURS in completed_steps(replace(offered, coaches=alex(active=True)))


def test_who_has_set_up_a_business_by_themselves_is_not_led_afterwards() -> None:
    assert leads(replace(NEW, services=YOGA)) is False
    begun = replace(with_(guided=("zone",)), services=YOGA)
    assert leads(begun) is True
    over = replace(begun, business=replace(begun.business, guided=("zone", OVER)))
    assert leads(over) is False
    complete = with_(name="Northside", currency="EUR", guided=("zone",))
    assert not leads(replace(complete, services=YOGA, coaches=alex(active=True)))
