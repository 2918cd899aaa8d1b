"""Whole numbers in as few letters as they take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.text.base36 import decode, encode


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (9, "9"), (10, "A"), (35, "Z"), (36, "10"), (-36, "-10"), (36**2 - 1, "ZZ")],
)
def test_digits_come_before_letters(number: int, text: str) -> None:
    assert encode(number) == text
    assert decode(text) == decode(text.lower()) == number


@given(st.integers())
def test_what_was_written_is_read(number: int) -> None:
    assert decode(encode(number)) == number


def test_what_is_no_number_is_refused() -> None:
    for text in ("", "Ä", "1.0", "-"):
        with pytest.raises(ValueError, match="invalid literal"):
            decode(text)
