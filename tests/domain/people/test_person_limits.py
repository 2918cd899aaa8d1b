"""What one customer may book."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.people.person_limits import (
    LONGEST,
    MOST_OPEN,
    CurrentLimits,
    PersonLimits,
    bounds,
    limits,
)
from domain.refusals import BadInput

NOW = datetime(2031, 5, 5, 7, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("own", "missed", "no_show_limit", "most", "by_hand", "because_missed"),
    [
        (PersonLimits(), 9, 0, 20, False, 0),  # missed sessions change nothing
        (PersonLimits(), 2, 3, 20, False, 0),
        (PersonLimits(), 1, 1, 20, True, 1),
        (PersonLimits(), 3, 3, 20, True, 3),
        (PersonLimits(2), 0, 0, 2, False, 0),
        (PersonLimits(30), 0, 0, 20, False, 0),  # the narrower one holds
        (PersonLimits(by_hand=True), 0, 0, 20, True, 0),
        (PersonLimits(1, True), 3, 3, 1, True, 0),  # the team's word goes first
    ],
)
def test_the_narrower_limit_holds(
    own: PersonLimits,
    missed: int,
    no_show_limit: int,
    most: int,
    by_hand: bool,
    because_missed: int,
) -> None:
    current_limits = bounds(1, 20, own, missed, no_show_limit)

    assert (current_limits.most, current_limits.by_hand, current_limits.missed) == (
        most,
        by_hand,
        because_missed,
    )
    assert current_limits.own == (most < 20)
    assert current_limits.full == (most <= 1)


def test_a_limit_is_of_numbers_that_make_sense() -> None:
    assert limits(2, True, 30, NOW) == PersonLimits(2, True, NOW + 30 * DAY)
    assert limits(0, False, 0, NOW) == PersonLimits()
    assert limits(MOST_OPEN, False, LONGEST, NOW) == PersonLimits(20, False, NOW + 365 * DAY)
    for most, days, bound in (
        (-1, 0, 20),
        (21, 0, 20),
        (1, -1, 365),
        (1, 366, 365),
        (1, 10**9, 365),
    ):
        with pytest.raises(BadInput) as refused:
            limits(most, False, days, NOW)
        assert refused.value == BadInput("count", bound)


def test_a_limit_of_somebodys_own_ends_and_that_of_the_house_does_not() -> None:
    assert bounds(0, 20, PersonLimits(2, until=NOW), 0, 0).until == NOW
    assert bounds(0, 20, PersonLimits(by_hand=True, until=NOW), 0, 0).until == NOW
    assert bounds(0, 20, PersonLimits(until=NOW), 0, 0).until is None
    assert not bounds(0, 20, PersonLimits(20), 0, 0).own


def test_what_is_not_said_of_somebody_binds_them_to_nothing() -> None:
    assert not PersonLimits().any
    assert CurrentLimits(1, 2) == CurrentLimits(1, 2, own=False, by_hand=False, missed=0)
    assert [CurrentLimits(open_, 2).full for open_ in (1, 2, 3)] == [False, True, True]
