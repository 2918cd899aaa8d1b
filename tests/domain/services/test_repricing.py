"""Prices in another currency keep the figure that people read."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.services.repricing import Repricing
from domain.services.service import Money, Service
from domain.services.terms import Length


@pytest.mark.parametrize(
    ("before", "after", "was", "minor"),
    [(2, 2, 1250, 1250), (2, 0, 1250, 13), (2, 0, 1249, 12), (0, 2, 60, 6000), (2, 3, 100, 1000)],
)
def test_a_figure_stays_what_it_is(before: int, after: int, was: int, minor: int) -> None:
    assert Repricing("CHF", before, after).minor(was) == minor


@given(some.integers(0, 10**9), some.integers(0, 3), some.integers(0, 3))
def test_more_decimals_and_back_change_nothing(minor: int, few: int, many: int) -> None:
    few, many = sorted((few, many))
    there = Repricing("CHF", few, many).minor(minor)
    assert Repricing("CHF", many, few).minor(there) == minor


def test_all_prices_of_a_service_go_along() -> None:
    yoga = Service(1, "Yoga", 60, Money(2550, "EUR"), lengths=(Length(90, 3500),))
    repriced = Repricing("JPY", 2, 0).service(yoga)
    assert (repriced.price, repriced.lengths) == (Money(26, "JPY"), (Length(90, 35),))
