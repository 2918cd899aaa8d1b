"""A series that is planned: which dates can be changed, and what is booked of them."""

from datetime import date, datetime

import pytest

from domain.refusals import NotFound
from domain.series.series import Rhythm, Unit
from domain.series.series_plan import LEAST_DATES, Occasion, Plan, Purpose, in_order

FIRST = datetime(2026, 12, 1, 9)
WEEKLY = Rhythm(Unit.WEEK)
DAY = date(2026, 12, 1)


def plan(purpose: Purpose = Purpose.BOOK, origin: int = 0) -> Plan:
    """Three dates."""
    return Plan(purpose, 1, 2, 3, "UTC", FIRST, origin=origin).at(WEEKLY).counting(3)


def test_a_plan_has_dates_once_it_has_a_rhythm() -> None:
    with pytest.raises(NotFound):
        Plan(Purpose.BOOK, 1, 2, 3, "UTC", FIRST).counting(3)
    assert [one.day for one in plan().dates] == [date(2026, 12, n) for n in (1, 8, 15)]
    assert plan().at(WEEKLY).dates == ()
    new = Plan(Purpose.BOOK, 1, 2, 3, "UTC", FIRST)
    assert (new.choice, new.origin, new.series) == ("", 0, 0)
    assert new.with_dates(iter(plan().dates)).dates == plan().dates
    assert LEAST_DATES == 2


def test_nothing_stands_of_what_is_booked_anew_and_only_the_first_of_what_is_repeated() -> None:
    assert [plan().stands(n) for n in range(3)] == [False] * 3
    assert [plan(origin=1).stands(n) for n in range(3)] == [True, False, False]
    assert not plan(Purpose.MOVE, origin=5).stands(0)
    assert [number for number, _ in plan(origin=1).ahead()] == [1, 2]
    assert [number for number, _ in plan().ahead()] == [0, 1, 2]


def test_each_date_is_left_out_taken_again_or_put_elsewhere() -> None:
    first, last = plan().dates[0].start, plan().dates[2].start
    assert first is not None
    without = plan().skipping((0, 2))
    assert [one.skipped for one in without.dates] == [True, False, True]
    assert (without.size, plan().size) == (1, 3)
    assert without.skipping((0, 2), False) == plan()
    moved = without.shifting(0, first + 900)
    assert (moved.dates[0].start, moved.dates[1:]) == (first + 900, without.dates[1:])
    assert moved.skipping((0,), False).dates[0].start == first
    assert plan().shifting(2, 7).dates[2].start == 7 != last


@pytest.mark.parametrize("number", [-1, 3, 4])
def test_a_date_that_is_not_there_is_not_found(number: int) -> None:
    with pytest.raises(NotFound):
        plan().shifting(number, 0)


def test_what_stands_is_not_changed_here() -> None:
    with pytest.raises(NotFound):
        plan(origin=5).skipping((0,))
    assert plan(origin=5).skipping((1,)).dates[1].skipped


def test_two_dates_at_one_start_go_by_their_numbers() -> None:
    alike = [Occasion(DAY, 9), Occasion(DAY, 5, instead=9), Occasion(DAY, 3)]
    assert [number for number, _ in in_order(alike)] == [2, 0, 1]
