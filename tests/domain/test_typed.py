"""What people type into fields that keep it as it is."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import typed
from domain.refusals import BadInput
from tests.hostile_names import BLANK

TODAY = date(2026, 5, 10)


@given(st.text(max_size=250))
def test_no_text_breaks_a_reader(text: str) -> None:
    readers: list[Callable[[], object]] = [
        lambda: typed.telegram_id(text),
        lambda: typed.line(text, "title", 60),
        lambda: typed.passage(text, "note", 60),
    ]
    for read in readers:
        try:
            read()
        except BadInput:
            continue


def test_leave_ends_within_two_years_and_lasts_one_at_most() -> None:
    with pytest.raises(BadInput) as refused:
        typed.checked_days(TODAY, TODAY + timedelta(days=366), TODAY)
    assert refused.value == BadInput("days", typed.LONGEST_LEAVE)
    far = TODAY + timedelta(days=731)
    with pytest.raises(BadInput) as refused:
        typed.checked_days(far, far, TODAY)
    assert refused.value == BadInput("days", typed.FARTHEST_DAY)


@pytest.mark.parametrize("text", ["7001", " 7001 ", "id 7001", "ID: 7001"])
def test_a_telegram_id_is_a_number(text: str) -> None:
    assert typed.telegram_id(text) == 7001


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@mia",
        "0",
        "-5",
        "7001 7002",
        "700\N{SUPERSCRIPT ONE}",
        str(2**60),
        "9" * 5_000,
        "\N{ETHIOPIC DIGIT ONE}",
    ],
)
def test_what_is_no_telegram_id_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        typed.telegram_id(text)


def test_a_line_is_trimmed_and_bounded() -> None:
    assert typed.line("  Deep \n talk ", "title", 60) == "Deep talk"
    assert typed.line("👩‍💻 Code", "title", 60) == "👩‍💻 Code"
    assert typed.line("Deep\u200b \u202etalk\u200f\x07", "title", 9) == "Deep talk"
    for text in ("", "   ", "\u200b", "x" * 61, "\x00"):
        with pytest.raises(BadInput) as refused:
            typed.line(text, "title", 60)
        assert refused.value == BadInput("title", 60)


@pytest.mark.parametrize("text", sorted(filter(None, BLANK.values())))
def test_what_shows_nothing_is_told_so(text: str) -> None:
    for read in (typed.line, typed.passage):
        with pytest.raises(BadInput) as refused:
            read(text, "title", 60)
        assert refused.value.blank
    with pytest.raises(BadInput) as refused:
        typed.line("x" * 61, "title", 60)
    assert not refused.value.blank


def test_a_passage_keeps_its_lines_and_has_to_have_something_to_read() -> None:
    assert typed.passage("  One\n\n  two 👩‍💻 ", "note", 60) == "One\n\n  two 👩‍💻"
    for text in ("", " \n ", "\u200b\u2060\n\u202e", "x" * 61):
        with pytest.raises(BadInput) as refused:
            typed.passage(text, "note", 60)
        assert refused.value == BadInput("note", 60)
