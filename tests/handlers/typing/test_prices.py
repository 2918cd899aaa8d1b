"""Prices as people type them, in the smallest unit of the currency."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.text.field_text import DEAREST
from handlers.typing.prices import read_price
from handlers.typing.reading import Ambiguous, ParsedValue, ParseFailure
from tests.handlers.typing.speakers import AMERICAN, ENGLISH, GERMAN


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("60", 6000),
        ("60.50", 6050),
        ("60,5", 6050),
        ("60,50 €", 6050),
        ("€60.50", 6050),
        ("60 EUR", 6000),
        ("EUR60", 6000),
        ("60 euros", 6000),
        ("60 Euro!", 6000),
        ("EUR 1.234,50", 123450),
        ("1,234.50", 123450),
        ("1 234,50", 123450),
        ("1\u202f234,50\u00a0€", 123450),
        ("1'234.50", 123450),
        ("1,00,000", 10_000_000),
        ("60,-", 6000),
        (".50", 50),
        ("€ ,50", 50),
        ("60.", 6000),
        ("60.–", 6000),
        ("0", 0),
        ("free", 0),
        ("Kostenlos", 0),
        ("1000000", 100_000_000),
        ("٦٠", 6000),
        ("６０", 6000),
        ("6\u200b0", 6000),
    ],
)
def test_a_price_is_read_as_any_country_writes_it(text: str, cents: int) -> None:
    assert read_price(text, "EUR", ENGLISH) == ParsedValue(cents)
    assert read_price(text, "EUR", GERMAN) == ParsedValue(cents)


def test_one_mark_before_three_digits_groups_unless_it_is_the_readers_decimal_mark() -> None:
    both = Ambiguous((120_000, 120))
    assert read_price("1.200", "EUR", GERMAN) == read_price("1,200", "EUR", ENGLISH)
    assert read_price("1.200", "EUR", GERMAN) == ParsedValue(120_000)
    assert read_price("1.200", "EUR", ENGLISH) == read_price("1,200", "EUR", GERMAN) == both
    assert read_price("1.234", "EUR", ENGLISH) == ParsedValue(123_400)
    assert read_price("1.200", "KWD", ENGLISH) == ParsedValue(1200)
    assert read_price("1.200", "JPY", ENGLISH) == ParsedValue(1200)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "unreadable"),
        ("sixty", "unreadable"),
        ("€", "unreadable"),
        ("6.0.5", "unreadable"),
        ("12.34.56", "unreadable"),
        ("1.23456", "unreadable"),
        ("60 or 70", "unreadable"),
        ("60-80", "unreadable"),
        ("1,2,3", "unreadable"),
        ("12 34", "unreadable"),
        ("5 for everybody", "unreadable"),
        ("60²", "unreadable"),
        ("60½", "unreadable"),
        ("⑥0", "unreadable"),
        ("1e2", "unreadable"),
        ("1:30", "unreadable"),
        ("60/h", "unreadable"),
        ("60%", "unreadable"),
        ("90 min", "length"),
        ("90 Minuten", "length"),
        ("1h30", "length"),
        ("1 hour", "length"),
        ("-5", "negative"),
        ("−5 €", "negative"),
        ("€-5", "negative"),
        ("(5)", "negative"),
        ("$60", "currency"),
        ("60 USD", "currency"),
        ("60 dollars", "currency"),
        ("£60", "currency"),
        ("0.500", "decimals"),
        ("1000000.01", "too_high"),
        ("1.234.567", "too_high"),
    ],
)
def test_what_is_no_price_is_refused_with_its_reason(text: str, reason: str) -> None:
    refused = read_price(text, "EUR", ENGLISH)
    assert isinstance(refused, ParseFailure)
    assert refused.reason == f"price_{reason}"
    assert isinstance(read_price(refused.example, "EUR", ENGLISH), ParsedValue)


def test_the_currency_of_the_business_is_taken_and_no_other() -> None:
    assert read_price("$60", "USD", AMERICAN) == ParsedValue(6000)
    assert read_price("60 dollars", "USD", AMERICAN) == ParsedValue(6000)
    assert read_price("6000 JPY", "JPY", ENGLISH) == ParsedValue(6000)
    assert read_price("60.50", "JPY", ENGLISH) == ParseFailure("price_decimals", "60.50", "6000")
    assert read_price("€60", "USD", AMERICAN) == ParseFailure("price_currency", "€60", "60.50")


@given(st.integers(0, DEAREST * 100))
def test_every_price_is_read_back_from_both_ways_of_writing_it(cents: int) -> None:
    english = f"{cents // 100:,}.{cents % 100:02}"
    german = english.translate(str.maketrans(".,", ",."))
    for text in (english, german):
        for vocabulary in (ENGLISH, GERMAN):
            assert read_price(text, "EUR", vocabulary) == ParsedValue(cents)
