"""What is described all at once is within its bounds, or none of it is taken."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.business import business_settings, offering
from domain.refusals import BadInput
from domain.services.catalogue import Business
from domain.services.horizon import HorizonBy
from domain.services.meeting import Addresses
from domain.services.service import Money, Service
from domain.services.terms import Length

TODAY = date(2026, 3, 2)
TALK = Service(1, "Talk", 60, Money(5000, "EUR"), lengths=(Length(90, 7000),))


def with_changes(service: Service = TALK, **values: Any) -> Service:
    return offering.service(service, values, TODAY, 1_000_000)


def test_what_is_not_named_stays_and_null_takes_away() -> None:
    described = with_changes(category="Talks", description="Long.")

    assert with_changes(described, description=None) == replace(described, description=None)
    assert with_changes() == TALK


def test_a_horizon_is_counted_in_one_thing() -> None:
    until = with_changes(horizon=(HorizonBy.DATE, None, date(2026, 5, 1)))

    rules = with_changes(until, horizon=(HorizonBy.DAYS, 30, None)).rules
    assert (rules.horizon_by, rules.horizon_days, rules.horizon_until) == (
        HorizonBy.DAYS,
        30,
        None,
    )


def test_another_address_is_at_no_known_point() -> None:
    here = replace(TALK, addresses=Addresses(site="Here 1"), latitude=1.0, longitude=2.0)

    assert with_changes(here, site="Here 1").latitude == 1.0
    assert with_changes(here, site="There 2").latitude is None
    assert with_changes(here, site="There 2", latitude=3.0, longitude=4.0).longitude == 4.0


def test_who_shares_a_session_takes_no_more_places_than_there_are() -> None:
    group = with_changes(capacity=8, most_places=4)

    assert with_changes(group, capacity=2).most_places == 2


@pytest.mark.parametrize(
    "values",
    [
        {"minutes": 3},
        {"minutes": 90},  # there is such a length already
        {"price_minor": 1_000_001},
        {"lengths": tuple(Length(minutes, 1) for minutes in range(5, 12))},
        {"step": 7},
        {"title": " "},
        {"phone": "none"},
        {"online": "nowhere"},
        {"capacity": 0},
        {"most_places": 2},
        {"notice_book": -1},
        {"reminders": (1,)},
        {"horizon": (HorizonBy.DAYS, None, None)},
        {"horizon": (HorizonBy.DATE, None, date(2026, 3, 1))},
        {"latitude": 91.0, "longitude": 0.0},
        {"latitude": 1.0},
    ],
)
def test_what_is_out_of_bounds_is_refused(values: Mapping[str, Any]) -> None:
    with pytest.raises(BadInput):
        with_changes(**values)


@pytest.mark.parametrize(
    "values", [{name: most + 1} for name, (_, most) in business_settings.BOUNDS.items()]
)
def test_so_are_numbers_of_the_house(values: Mapping[str, int]) -> None:
    with pytest.raises(BadInput):
        business_settings.with_values(Business("House", "UTC"), values)
