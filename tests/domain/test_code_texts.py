"""What keeps an account code from going by text message."""

import pytest

from domain.account_codes import Purpose
from domain.code_texts import (
    PER_NUMBER,
    PER_PLACE,
    STRANGERS,
    TRIES,
    Spent,
    Withheld,
    withheld,
)


@pytest.mark.parametrize(
    ("spent", "tries", "reason"),
    [
        (Spent(), 0, None),
        (Spent(PER_NUMBER - 1, PER_PLACE - 1, 9), TRIES - 1, None),
        (Spent(), TRIES, Withheld.TRIES),
        (Spent(to_number=PER_NUMBER), 0, Withheld.NUMBER),
        (Spent(from_place=PER_PLACE), 0, Withheld.PLACE),
        (Spent(of_kind=10), 0, Withheld.DAY),
        (Spent(PER_NUMBER, PER_PLACE, 10), 0, Withheld.NUMBER),
    ],
)
def test_each_cap_by_itself(spent: Spent, tries: int, reason: Withheld | None) -> None:
    assert withheld(spent, 10, tries) == reason


def test_nothing_goes_where_none_is_allowed() -> None:
    assert withheld(Spent(), 0, 0) is Withheld.DAY


def test_strangers_are_who_asks_for_an_account_whether_they_have_one_or_not() -> None:
    assert {Purpose.REGISTER, Purpose.KNOWN} == STRANGERS
    assert Spent() == Spent(0, 0, 0)
