"""Days once, each year, or without an end."""

from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.refusals import BadInput
from domain.time.periods import LONGEST_YEARLY, Period, check_ahead, days

DAY = timedelta(days=1)
MAY = Period(date(2026, 5, 1), date(2026, 5, 31))
FROM_MAY = Period(date(2026, 5, 1), None)
WINTER = Period(date(2026, 12, 20), date(2027, 1, 6), yearly=True)
LEAP = Period(date(2028, 2, 29), date(2028, 2, 29), yearly=True)


@pytest.mark.parametrize(
    ("why", "period", "first", "last", "times"),
    [
        ("from its first day on", MAY, date(2026, 4, 1), date(2026, 5, 1), [(5, 1, 5, 31)]),
        ("not before", MAY, date(2026, 4, 1), date(2026, 4, 30), []),
        ("to its last day", MAY, date(2026, 5, 31), date(2026, 6, 9), [(5, 1, 5, 31)]),
        ("not after", MAY, date(2026, 6, 1), date(2026, 6, 9), []),
        ("no end is the last day there is", FROM_MAY, date.max, date.max, [(5, 1, 12, 31)]),
        (
            "each year that meets the days",
            WINTER,
            date(2027, 1, 6),
            date(2028, 12, 20),
            [(12, 20, 1, 6)] * 3,
        ),
        ("between two of them", WINTER, date(2027, 1, 7), date(2027, 12, 19), []),
        ("not before the first year", WINTER, date(2024, 1, 1), date(2026, 12, 19), []),
        ("28 February", LEAP, date(2029, 1, 1), date(2029, 12, 31), [(2, 28, 2, 28)]),
        ("29 again", LEAP, date(2032, 1, 1), date(2032, 12, 31), [(2, 29, 2, 29)]),
    ],
)
def test_the_times_of_a_period_that_meet_some_days(
    why: str,
    period: Period,
    first: date,
    last: date,
    times: list[tuple[int, int, int, int]],
) -> None:
    occurrences = list(period.times(first, last))

    assert [(a.month, a.day, b.month, b.day) for a, b in occurrences] == times, why
    assert all(a <= last and first <= b for a, b in occurrences)
    assert occurrences == sorted(occurrences)


@pytest.mark.parametrize(
    ("period", "refused"),
    [
        (MAY, False),
        (Period(date(2015, 5, 1), date(2026, 3, 2)), False),
        (Period(date(2015, 5, 1), date(2026, 3, 1)), True),
        (Period(date(2015, 5, 1), date(2015, 5, 2), yearly=True), False),
        (Period(date(2015, 5, 1), None), False),
        (Period(date(2028, 3, 1), None), False),
        (Period(date(2028, 3, 2), None), True),
        (Period(date(2028, 3, 1), date(2029, 3, 2)), False),
        (Period(date(2026, 5, 1), date(2029, 3, 3)), True),
    ],
)
def test_what_is_set_has_days_ahead_and_begins_within_two_years(
    period: Period, refused: bool
) -> None:
    with pytest.raises(BadInput) if refused else nullcontext():
        check_ahead(period, date(2026, 3, 2))


def test_what_goes_on_or_comes_next_is_told_until_it_is_over() -> None:
    assert MAY.around(date(2026, 5, 9)) == (MAY.first, MAY.last)
    assert MAY.around(date(2026, 6, 1)) is None
    assert MAY.coming(date(2026, 1, 1)) == (MAY.first, MAY.last)
    assert not MAY.over(date(2026, 5, 31))
    assert MAY.over(date(2026, 6, 1))
    assert not FROM_MAY.over(date.max)
    assert WINTER.coming(date(2027, 1, 6)) == (WINTER.first, WINTER.last)
    assert WINTER.coming(date(2027, 1, 7)) == (date(2027, 12, 20), date(2028, 1, 6))
    # Also years before the first time.
    assert WINTER.coming(date(2020, 1, 1)) == (WINTER.first, WINTER.last)
    assert not WINTER.over(date(2100, 3, 1))


def test_the_last_years_there_are_have_their_times() -> None:
    """The winter of 9999 would end in a year that is none."""
    assert WINTER.around(date(9998, 12, 24)) == (date(9998, 12, 20), date(9999, 1, 6))
    assert WINTER.around(date(9999, 12, 24)) is None
    assert WINTER.over(date(9999, 12, 24))


@pytest.mark.parametrize(
    ("first", "last", "yearly", "why"),
    [
        (date(2026, 5, 2), date(2026, 5, 1), False, "ends before it begins"),
        (date(2026, 5, 1), None, True, "shorter than one"),
        (date(2026, 5, 1), date(2026, 5, 1) + LONGEST_YEARLY * DAY, True, "shorter than one"),
    ],
)
def test_what_is_no_period_is_refused(
    first: date, last: date | None, yearly: bool, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        Period(first, last, yearly)


def test_one_day_is_a_period_and_nearly_a_year_comes_each_year() -> None:
    assert list(Period(date.max, date.max).times(date.max, date.max)) == [(date.max, date.max)]
    year = Period(date(2026, 5, 1), date(2027, 4, 30), yearly=True)
    assert (year.last or date.min) - year.first == (LONGEST_YEARLY - 1) * DAY


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(-1, 40))
def test_days_are_each_from_one_to_another(first: date, more: int) -> None:
    each = days(first, first + more * DAY)

    assert len(each) == more + 1
    assert each == [first + n * DAY for n in range(more + 1)]
