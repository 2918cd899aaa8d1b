"""What people type into fields that keep it as it is."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.refusals import BadInput
from domain.text import field_text
from tests.hostile_names import BLANK

TODAY = date(2026, 5, 10)
DAY = timedelta(days=1)


@given(st.text(max_size=250))
def test_no_text_breaks_a_reader(text: str) -> None:
    readers: list[Callable[[], object]] = [
        lambda: field_text.telegram_id(text),
        lambda: field_text.line(text, "title", 60),
        lambda: field_text.passage(text, "note", 60),
    ]
    for read in readers:
        try:
            read()
        except BadInput:
            continue


def test_leave_ends_within_two_years_and_lasts_one_at_most() -> None:
    with pytest.raises(BadInput) as refused:
        field_text.check_days(TODAY, TODAY + timedelta(days=366), TODAY)
    assert refused.value == BadInput("days", field_text.LONGEST_LEAVE)
    field_text.check_days(TODAY, TODAY + timedelta(days=365), TODAY)
    last, first = TODAY + timedelta(days=730), TODAY - timedelta(days=366)
    for day in (last, first):
        field_text.check_days(day, day, TODAY)
    for begins, ends in ((TODAY, TODAY - DAY), (first - DAY, first)):
        with pytest.raises(BadInput) as refused:
            field_text.check_days(begins, ends, TODAY)
        assert refused.value == BadInput("days")
    far = TODAY + timedelta(days=731)
    with pytest.raises(BadInput) as refused:
        field_text.check_days(far, far, TODAY)
    assert refused.value == BadInput("days", field_text.FARTHEST_DAY)


@pytest.mark.parametrize("text", ["7001", " 7001 ", "id 7001", "ID: 7001"])
def test_a_telegram_id_is_a_number(text: str) -> None:
    assert field_text.telegram_id(text) == 7001


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
        "700\N{ROMAN NUMERAL ONE}",
        str(2**52),
        "0" * 16 + "1",
        "7x",
    ],
)
def test_what_is_no_telegram_id_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        field_text.telegram_id(text)
    assert refused.value == BadInput("telegram_id")


def test_the_least_and_the_largest_telegram_id() -> None:
    assert field_text.telegram_id("1") == 1
    assert field_text.telegram_id(str(2**52 - 1)) == 2**52 - 1
    assert field_text.telegram_id("\u0667\u0660") == 70  # in digits of any script
    assert field_text.telegram_id("7001" + " " * 200 + "\N{SUPERSCRIPT ONE}") == 7001


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://zoom.us/j/1?x=y", "https://zoom.us/j/1?x=y"),
        (" meet.example.org ", "https://meet.example.org"),
        ("HTTP://Meet.example:8080?a", "HTTP://Meet.example:8080?a"),
        ("a.example/".ljust(32, "x"), "https://" + "a.example/".ljust(32, "x")),
        ("a.example/".ljust(33, "x"), None),
        ("https://a.example/".ljust(41, "x"), None),
        ("ftp://a.example", None),
        ("a b.example", None),
        ("example", None),
        ("https://user@a.example", None),
        ("https://a..example", None),
        ("https://a.example:123456", None),
        ("", None),
    ],
)
def test_a_link_is_an_address_that_can_be_opened(text: str, link: str | None) -> None:
    if link is not None:
        assert field_text.link(text, "online", 40) == link
        return
    with pytest.raises(BadInput) as refused:
        field_text.link(text, "online", 40)
    assert refused.value == BadInput("online", 40)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("+49 (30) 901820", True),
        ("030/90-18.20,1#*;", True),
        ("12345", True),
        ("1234", False),
        ("1" * 17, True),
        ("1" * 18, False),
        ("+49 30 CALL ME", False),
        ("4930+901820", False),
        ("()()()", False),
        ("12345\u0667", False),
        ("1" + " " * 3 + "2345", True),
        ("", False),
    ],
)
def test_a_number_to_call_is_kept_as_it_was_typed(text: str, is_one: bool) -> None:
    if is_one:
        assert field_text.number_to_call(text, "phone", 40) == " ".join(text.split())
        return
    with pytest.raises(BadInput) as refused:
        field_text.number_to_call(text, "phone", 40)
    assert refused.value == BadInput("phone", 40)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        (" 12 ", 12),
        ("\u0661\u0662", 12),
        ("000000012", 12),
        ("0000000012", None),
        ("13", None),
        ("0", None),
        ("-1", None),
        ("1.5", None),
        ("one", None),
        ("", None),
        ("9" * 5_000, None),
    ],
)
def test_a_count_is_a_whole_number_up_to_its_most(text: str, number: int | None) -> None:
    if number is not None:
        assert field_text.count(text, "places", 12) == number
        return
    with pytest.raises(BadInput) as refused:
        field_text.count(text, "places", 12)
    assert refused.value == BadInput("places", 12)


def test_a_line_is_trimmed_and_bounded() -> None:
    assert field_text.line("  Deep \n talk ", "title", 60) == "Deep talk"
    assert field_text.line("👩‍💻 Code", "title", 60) == "👩‍💻 Code"
    assert field_text.line("Deep\u200b \u202etalk\u200f\x07", "title", 9) == "Deep talk"
    for text in ("", "   ", "\u200b", "x" * 61, "\x00"):
        with pytest.raises(BadInput) as refused:
            field_text.line(text, "title", 60)
        assert refused.value == BadInput("title", 60)


@pytest.mark.parametrize("text", sorted(filter(None, BLANK.values())))
def test_what_shows_nothing_is_told_so(text: str) -> None:
    for read in (field_text.line, field_text.passage):
        with pytest.raises(BadInput) as refused:
            read(text, "title", 60)
        assert refused.value.blank is True
    with pytest.raises(BadInput) as refused:
        field_text.line("x" * 61, "title", 60)
    assert not refused.value.blank


def test_a_passage_keeps_its_lines_and_has_to_have_something_to_read() -> None:
    assert (
        field_text.passage("x" * 60, "note", 60)
        == field_text.line("x" * 60, "note", 60)
        == "x" * 60
    )
    assert field_text.passage("  One\n\n  two 👩‍💻 ", "note", 60) == "One\n\n  two 👩‍💻"
    for text in ("", " \n ", "\u200b\u2060\n\u202e", "x" * 61):
        with pytest.raises(BadInput) as refused:
            field_text.passage(text, "note", 60)
        assert refused.value == BadInput("note", 60)
