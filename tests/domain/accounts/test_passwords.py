"""Which passwords are taken."""

import unicodedata

import pytest

from domain.accounts.account_refusals import BadPassword
from domain.accounts.passwords import LEAST, LONGEST_TYPED, MOST, plain, validate

COMMON = frozenset({"correct horse", "ﬁnest-hour".replace("ﬁ", "fi")})
OWN = ("Mia Keller", "m.keller@example.org", "bob", "Lena")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("x" * (LONGEST_TYPED + 1), "long"),
        ("\0" * (LONGEST_TYPED + 1), "long"),
        ("ab\0cdefgh", "unreadable"),
        ("abc\ud800defgh", "unreadable"),
        ("abcdefg", "short"),
        ("", "short"),
        ("ab" * (MOST // 2) + "c", "long"),
        ("Correct Horse", "common"),
        ("ﬁnest-hour", "common"),
        ("AAAAAAAAaaaa", "common"),
        ("mia keller", "own"),
        ("MiaKeller", "own"),
        ("miakeller1", "own"),
        ("Mia Keller12", "own"),
        ("miakeller123", "own"),
        ("miakeller1234", "own"),
        ("miakeller12345", "own"),
        ("miakeller!", "own"),
        ("m.keller@example.org", "own"),
        ("m.kellerm.keller", "own"),
        ("m.keller", "own"),
        ("lena1234", "own"),
    ],
)
def test_what_is_guessed_at_once_is_refused(typed: str, reason: str) -> None:
    with pytest.raises(BadPassword) as refused:
        validate(typed, common=COMMON, own=OWN)
    assert refused.value == BadPassword(reason, LEAST, MOST)


@pytest.mark.parametrize(
    "typed",
    [
        "abcdefgh",
        "ab" * (MOST // 2),
        "miakeller2",
        "keller12",
        "bob12345",  # three letters stand in many words
        "bobbob12",
        "ééééáááá",
        "with a space",
    ],
)
def test_nobody_is_told_what_to_put_in(typed: str) -> None:
    assert validate(typed, common=COMMON, own=OWN) == typed


def test_two_ways_to_type_a_password_are_one() -> None:
    assert validate("cafe\u0301 noir", common=COMMON, own=()) == "café noir"
    assert plain("cafe\u0301 noir") == "café noir"
    # What is composed may be four times as long.
    whole = "\u1f82\u1f83" * (MOST // 2)
    apart = unicodedata.normalize("NFD", whole)
    assert len(apart) == LONGEST_TYPED
    assert plain(apart) == validate(apart, common=(), own=()) == whole


@pytest.mark.parametrize(
    "typed", ["", "x" * (MOST + 1), "x" * (LONGEST_TYPED + 1), "a\0b", "\ud800"]
)
def test_what_cannot_be_a_password_is_none(typed: str) -> None:
    assert plain(typed) is None
    assert plain("x") == "x"
    assert plain("x" * MOST) == "x" * MOST
