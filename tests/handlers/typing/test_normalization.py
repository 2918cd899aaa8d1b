"""One spelling for the same characters, and no digits made from anything else."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.typing.normalization import LONGEST, plain, strip_edges


@pytest.mark.parametrize(
    ("typed", "spelled"),
    [
        ("9–17", "9-17"),
        ("9~17", "9-17"),
        ("9→17", "9-17"),
        ("9 => 17", "9 - 17"),
        ("9…17", "9-17"),
        ("9ー17", "9-17"),
        ("９：３０", "9:30"),
        ("٩:٣٠", "9:30"),
        ("𝟗", "9"),
        ("9\u200b:\u206030\ufeff", "9:30"),
        ("\u202e9\u2069", "9"),
        ("9️⃣", "9"),
        ("9\u00a0\u202f \t17", "9 17"),
        ("9\r\n\n 17 ", "9\n17"),
        ("9 A.M.", "9 am"),
        ("9 p. m.", "9 pm"),
        ("Été", "été"),
        ("e\u0301te\u0301", "été"),
        ("9-17 :)", "9-17"),
        ("9-17 ;-)", "9-17"),
    ],
)
def test_text_is_spelled_in_one_way(typed: str, spelled: str) -> None:
    assert plain(typed) == spelled


@pytest.mark.parametrize("char", "²³¹½¼⁹₉①⓵❶⒈㈠㍘㏠Ⅸ㉈🄁𐄇")
def test_what_only_looks_like_a_digit_is_none(char: str) -> None:
    assert not any(c.isascii() and c.isdigit() for c in plain(char))
    assert strip_edges(plain(f"9{char}")) != "9"


def test_ornaments_around_a_text_go_and_those_that_deny_it_stay() -> None:
    assert strip_edges(plain("🕘 “9-17” ✅!")) == "9-17"
    assert strip_edges(plain("9-17 ❌")) == "9-17 ❌"
    assert strip_edges(plain("12."), keep=".") == "12."


@given(st.text(max_size=300))
def test_a_digit_stands_for_a_decimal_digit_that_was_typed(text: str) -> None:
    digits = [
        str(unicodedata.decimal(c)) for c in text[:LONGEST] if unicodedata.category(c) == "Nd"
    ]
    assert [c for c in plain(text) if c.isascii() and c.isdigit()] == digits


@given(st.text(max_size=100))
def test_plain_text_is_plain(text: str) -> None:
    once = plain(text)
    assert plain(once) == once or len(once) > LONGEST
