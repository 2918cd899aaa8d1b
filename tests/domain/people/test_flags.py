"""Who is looked at."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.people.flags import WITHIN, Flag, Thresholds, current_count, is_raised

NOW = datetime(2031, 5, 5, 7, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize("flag", Flag)
def test_only_what_is_within_its_time_and_after_the_last_decision_counts(flag: Flag) -> None:
    times = [NOW - part * WITHIN[flag] for part in (0, 0.5, 0.9, 1, 2)] + [NOW + DAY]

    assert current_count(flag, times, None, NOW) == 3
    assert current_count(flag, times, NOW - 0.5 * WITHIN[flag], NOW) == 1
    assert current_count(flag, times, NOW, NOW) == 0


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
