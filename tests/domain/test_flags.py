"""Who is looked at, and what one customer may book."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bounds import PersonLimits, bounds, limits
from domain.flags import WITHIN, Flag, Thresholds, counted, is_raised, may_be_flagged
from domain.refusals import BadInput
from domain.roles import Role

NOW = datetime(2031, 5, 5, 7, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize("flag", Flag)
def test_only_what_is_within_its_time_and_after_the_last_decision_counts(flag: Flag) -> None:
    times = [NOW - part * WITHIN[flag] for part in (0, 0.5, 0.9, 1, 2)] + [NOW + DAY]

    assert counted(flag, times, None, NOW) == 3
    assert counted(flag, times, NOW - 0.5 * WITHIN[flag], NOW) == 1
    assert counted(flag, times, NOW, NOW) == 0


@given(st.sampled_from(Flag), st.integers(0, 30), st.integers(0, 30))
def test_it_is_raised_from_so_many_on_and_never_with_none(
    flag: Flag, n: int, threshold: int
) -> None:
    thresholds = Thresholds(threshold, threshold, threshold, threshold)

    assert is_raised(flag, n, thresholds) == (threshold > 0 and n >= threshold)


def test_each_flag_has_a_threshold_of_its_own() -> None:
    assert [Thresholds(1, 2, 3, 4).of(flag) for flag in Flag] == [1, 2, 3, 4]
    assert is_raised(Flag.CANCELLATIONS, 1, Thresholds(1))
    assert not is_raised(Flag.CANCELLATIONS, 1, Thresholds(0))


def test_whoever_works_here_is_never_flagged() -> None:
    assert may_be_flagged([Role.CUSTOMER])
    for role in set(Role) - {Role.CUSTOMER}:
        assert not may_be_flagged({Role.CUSTOMER, role})


@pytest.mark.parametrize(
    ("own", "missed", "no_show_limit", "most", "by_hand", "because_missed"),
    [
        (PersonLimits(), 9, 0, 20, False, 0),  # missed sessions change nothing
        (PersonLimits(), 2, 3, 20, False, 0),
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
    found = bounds(1, 20, own, missed, no_show_limit)

    assert (found.most, found.by_hand, found.missed) == (most, by_hand, because_missed)
    assert found.own == (most < 20)
    assert found.full == (most <= 1)


def test_a_limit_is_of_numbers_that_make_sense() -> None:
    assert limits(2, True, 30, NOW) == PersonLimits(2, True, NOW + 30 * DAY)
    assert not limits(0, False, 0, NOW).any
    for most, days in ((-1, 0), (21, 0), (1, -1), (1, 10**9)):
        with pytest.raises(BadInput):
            limits(most, False, days, NOW)
