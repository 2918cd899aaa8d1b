"""What bears upon starts, put together of what each rule says."""

import pytest

from domain.services.limits import FullPeriod, Whose
from domain.starts.constraints import NONE, Constraints, Reason, combine_constraints, reason_of


def full(whose: Whose) -> FullPeriod:
    return FullPeriod(0, 10, whose, False, 1)


ONE = Constraints(
    ((0, 1, Reason.CLOSURE),), ((2, 3, Reason.CAP),), ((4, 5),), (6,), (full(Whose.COACH),)
)
OTHER = Constraints(
    ((7, 8, Reason.CLOSURE),), ((9, 10, Reason.CAP),), ((11, 12),), (13,), (full(Whose.CUSTOMER),)
)


def test_the_parts_of_one_coach_are_one_and_those_of_others_stay_apart() -> None:
    constraints = combine_constraints([{1: ONE}, {}, {1: OTHER, 2: ONE}])
    assert (set(constraints), constraints[2]) == ({1, 2}, ONE)
    assert [*map(len, constraints[1])] == [2] * len(ONE)
    assert all(constraints[1][n] == (*ONE[n], *OTHER[n]) for n in range(len(ONE)))
    assert combine_constraints([]) == {}


def test_limits_alone_are_lifted_for_who_may_set_them_aside() -> None:
    assert ONE.for_override == ONE._replace(full=())
    assert NONE.for_override is NONE


@pytest.mark.parametrize("whose", Whose)
def test_a_limit_of_the_house_is_told_from_one_of_the_customer(whose: Whose) -> None:
    theirs = whose in (Whose.CUSTOMER, Whose.CUSTOMER_SERVICE)
    assert reason_of(full(whose)) is (Reason.LIMIT if theirs else Reason.CAP)
