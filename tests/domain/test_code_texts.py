"""What keeps an account code from going by text message."""

import pytest

from domain.addresses import place_of
from domain.code_texts import PER_NUMBER, PER_PLACE, TRIES, Spent, Withheld, withheld


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


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9%eth0", "2001:db8:1:2::/64"),
        ("", ""),
        ("nonsense, 1.2.3.4", "nonsense, 1.2.3.4"),
    ],
)
def test_whoever_has_many_addresses_asks_from_one_place(address: str, place: str) -> None:
    assert place_of(address) == place
