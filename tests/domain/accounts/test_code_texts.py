"""What keeps an account code from going by text message."""

import pytest

from domain.accounts.account_codes import CodePurpose
from domain.accounts.code_texts import (
    PER_NUMBER,
    PER_PLACE,
    STRANGERS,
    TRIES,
    TextCounts,
    Withheld,
    withheld,
)


@pytest.mark.parametrize(
    ("spent", "tries", "reason"),
    [
        (TextCounts(), 0, None),
        (TextCounts(PER_NUMBER - 1, PER_PLACE - 1, 9), TRIES - 1, None),
        (TextCounts(), TRIES, Withheld.TRIES),
        (TextCounts(to_number=PER_NUMBER), 0, Withheld.NUMBER),
        (TextCounts(from_place=PER_PLACE), 0, Withheld.PLACE),
        (TextCounts(of_kind=10), 0, Withheld.DAY),
        (TextCounts(PER_NUMBER, PER_PLACE, 10), 0, Withheld.NUMBER),
    ],
)
def test_each_cap_by_itself(spent: TextCounts, tries: int, reason: Withheld | None) -> None:
    assert withheld(spent, 10, tries) == reason


def test_nothing_goes_where_none_is_allowed() -> None:
    assert withheld(TextCounts(), 0, 0) is Withheld.DAY


def test_strangers_are_who_asks_for_an_account_whether_they_have_one_or_not() -> None:
    assert {CodePurpose.REGISTER, CodePurpose.KNOWN} == STRANGERS
    assert TextCounts() == TextCounts(0, 0, 0)
