"""What is seen as one is not parted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.text.graphemes import JOINER, MOST_MARKS, graphemes, is_flag_half

FAMILY = JOINER.join("👩👩👧👦")
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("abc", ["a", "b", "c"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("का", ["का"]),  # a vowel sign that takes room
        ("a\u20dd", ["a\u20dd"]),  # an enclosing circle
        (f"{FAMILY}x", [FAMILY, "x"]),
        ("👍🏻👍🏿👍", ["👍🏻", "👍🏿", "👍"]),
        ("🇩🇪🇫🇷", ["🇩🇪", "🇫🇷"]),
        ("🇩🇪🇫", ["🇩🇪", "🇫"]),
        ("a🇩🇪", ["a", "🇩🇪"]),
        (f"{SCOTLAND}a", [SCOTLAND, "a"]),
        ("e\u0301" + "\u0301" * MOST_MARKS, ["e" + "\u0301" * (MOST_MARKS - 1), "\u0301\u0301"]),
        ("\u0301", ["\u0301"]),
        ("a\U000e0020b", ["a\U000e0020", "b"]),
    ],
)
def test_a_letter_keeps_what_belongs_to_it(text: str, pieces: list[str]) -> None:
    assert list(graphemes(text)) == pieces


@given(st.text(st.sampled_from("ae\u0301\u200d🇩👍🏿\U000e0067 "), max_size=40))
def test_nothing_is_lost_and_nothing_endless(text: str) -> None:
    pieces = list(graphemes(text))
    assert "".join(pieces) == text
    assert all(0 < len(piece) <= MOST_MARKS for piece in pieces)


def test_flags_are_made_of_letters_from_a_to_z() -> None:
    halves = [chr(n) for n in range(0x1F1E0, 0x1F205) if is_flag_half(chr(n))]
    assert (halves[0], halves[-1], len(halves)) == ("🇦", "🇿", 26)
