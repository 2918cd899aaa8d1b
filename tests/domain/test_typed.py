"""What people type into fields."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import typed
from domain.refusals import BadHours, BadInput
from domain.typed import Stretch
from tests.hostile_names import BLANK

TODAY = date(2026, 5, 10)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("90", 90),
        ("90 min", 90),
        ("90min.", 90),
        ("1:30", 90),
        ("1:30 h", 90),
        ("1 h 30", 90),
        ("1h 30min", 90),
        ("1 hour and 30 minutes", 90),
        ("1,5 h", 90),
        ("1.5 Std.", 90),
        ("2 Tage", 2880),
        ("1 day 2 h", 1560),
        ("٩٠", 90),
        ("0", 0),
    ],
)
def test_a_length_is_read_in_the_units_people_write(text: str, minutes: int) -> None:
    assert typed.length(text, "minutes", 0, 10_000) == minutes


@pytest.mark.parametrize(
    "text", ["", "an hour", "30 min 1 h", "1,3 min", "90 90", "-5", "1 h or 2 h", "5 apples"]
)
def test_what_is_no_length_is_refused_without_a_bound(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        typed.length(text, "minutes", 5, 720)
    assert refused.value == BadInput("minutes", 0)


@pytest.mark.parametrize(("text", "bound"), [("4", 5), ("721", 720), ("999999 days", 720)])
def test_a_length_out_of_bounds_names_the_bound(text: str, bound: int) -> None:
    with pytest.raises(BadInput) as refused:
        typed.length(text, "minutes", 5, 720)
    assert refused.value == BadInput("minutes", bound)


@pytest.mark.parametrize(
    ("text", "number"), [("30", 30), ("30 days", 30), ("4 weeks", 28), ("60 Tage", 60)]
)
def test_a_bare_number_of_days_is_days(text: str, number: int) -> None:
    assert typed.days(text, "horizon", 1, 365) == number


@pytest.mark.parametrize(("text", "bound"), [("0", 1), ("366", 365), ("5 h", 0), ("soon", 0)])
def test_a_horizon_keeps_its_bounds(text: str, bound: int) -> None:
    with pytest.raises(BadInput) as refused:
        typed.days(text, "horizon", 1, 365)
    assert refused.value == BadInput("horizon", bound)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("60", 6000),
        ("60.50", 6050),
        ("60,5", 6050),
        ("60,50 €", 6050),
        ("€60.50", 6050),
        ("EUR 1.234,50", 123450),
        ("1,234.50", 123450),
        ("1 234,50", 123450),
        ("1\u202f234,50\u00a0€", 123450),
        ("1'234.50 CHF", 123450),
        ("1.500", 150000),
        ("60,-", 6000),
        ("0", 0),
        ("free", 0),
        ("Kostenlos", 0),
        ("1000000", 100_000_000),
    ],
)
def test_a_price_is_read_as_any_country_writes_it(text: str, cents: int) -> None:
    assert typed.price(text, "price", 2) == cents


@pytest.mark.parametrize(
    "text",
    ["", "sixty", "-5", "6.0.5", "12.34.56", "1.23456", "60 or 70", "1,2,3", "5 for everybody"],
)
def test_what_is_no_price_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        typed.price(text, "price", 2)


def test_a_price_has_an_upper_bound() -> None:
    with pytest.raises(BadInput) as refused:
        typed.price("1000000.01", "price", 2)
    assert refused.value == BadInput("price", typed.DEAREST)


def test_a_currency_without_cents_takes_none() -> None:
    assert typed.price("6000 JPY", "price", 0) == 6000
    with pytest.raises(BadInput):
        typed.price("60.50", "price", 0)


@given(st.integers(0, typed.DEAREST * 100))
def test_every_price_is_read_back_from_both_ways_of_writing_it(cents: int) -> None:
    english = f"{cents // 100:,}.{cents % 100:02}"
    german = english.translate(str.maketrans(".,", ",."))
    assert typed.price(english, "price", 2) == typed.price(german, "price", 2) == cents


@given(st.text(max_size=250))
def test_no_text_breaks_a_reader(text: str) -> None:
    readers: list[Callable[[], object]] = [
        lambda: typed.price(text, "price", 2),
        lambda: typed.length(text, "minutes", 5, 720),
        lambda: typed.days(text, "horizon", 1, 365),
        lambda: typed.telegram_id(text),
        lambda: typed.line(text, "title", 60),
        lambda: typed.stretch(text, TODAY),
    ]
    for read in readers:
        try:
            read()
        except (BadInput, BadHours):
            continue


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-05-12", date(2026, 5, 12), date(2026, 5, 12)),
        ("12.5.", date(2026, 5, 12), date(2026, 5, 12)),
        ("12.05.2026", date(2026, 5, 12), date(2026, 5, 12)),
        ("12/05/2026", date(2026, 5, 12), date(2026, 5, 12)),
        ("2026-05-12 to 2026-05-20", date(2026, 5, 12), date(2026, 5, 20)),
        ("2026-05-12 \u2013 2026-05-20", date(2026, 5, 12), date(2026, 5, 20)),
        ("12.5. bis 20.5.", date(2026, 5, 12), date(2026, 5, 20)),
        ("12.5. till 20.5.", date(2026, 5, 12), date(2026, 5, 20)),
        ("12.5.-20.5.", date(2026, 5, 12), date(2026, 5, 20)),
        ("9.5.", date(2027, 5, 9), date(2027, 5, 9)),
        ("28.12. - 3.1.", date(2026, 12, 28), date(2027, 1, 3)),
        ("29.2.", date(2028, 2, 29), date(2028, 2, 29)),
    ],
)
def test_days_are_read_with_and_without_a_year(text: str, first: date, last: date) -> None:
    today = date(2027, 3, 1) if text == "29.2." else TODAY
    assert typed.stretch(text, today) == Stretch(first, last)


def test_slashes_follow_the_order_of_the_country() -> None:
    assert typed.stretch("6/5/2026", TODAY, month_first=True).first == date(2026, 6, 5)
    assert typed.stretch("6/5/2026", TODAY).first == date(2026, 5, 6)


def test_hours_of_one_day_come_after_it() -> None:
    expected = Stretch(date(2026, 5, 12), date(2026, 5, 12), (540, 780))
    assert typed.stretch("2026-05-12 09:00-13:00", TODAY) == expected
    assert typed.stretch("12.5. 9 am to 1 pm", TODAY) == expected
    assert typed.stretch("12.5., 9-13 Uhr", TODAY) == expected


@pytest.mark.parametrize(
    "text",
    [
        "tomorrow",
        "2026-02-30",
        "31.11.",
        "2026-05-20 - 2026-05-12",
        "2026-05-12 - 2026-05-20 09:00-13:00",
        "2026-05-12 9-12, 13-15",
        "0000-01-01",
        "2026-05-12 closed",
    ],
)
def test_what_is_no_stretch_of_leave_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        typed.stretch(text, TODAY)


def test_hours_that_cannot_be_read_are_named() -> None:
    with pytest.raises(BadHours) as refused:
        typed.stretch("2026-05-12 nine to five", TODAY)
    assert refused.value.fragment == "nine to five"


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
    "text", ["", "@mia", "0", "-5", "7001 7002", str(2**60), "9" * 5_000, "\N{ETHIOPIC DIGIT ONE}"]
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
