"""A service on one line, and a currency, as people type them."""

import pytest

from handlers.typing.currencies import read_currency
from handlers.typing.reading import ParseFailure, readings_of
from handlers.typing.service_line import TypedService, read_service
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording.words import words_for

YOGA = TypedService("Yoga", 60, 2500)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Yoga 60 25", YOGA),
        ("  Yoga   60   25 ", YOGA),
        ("Yoga, 60 min, 25 €", YOGA),
        ("Yoga - 60 - 25", YOGA),
        ("Yoga 1 h €25", YOGA),
        ("Yoga | 60 min | EUR 25.00", YOGA),
        ("Deep talk 90 min 80.50", TypedService("Deep talk", 90, 8050)),
        ("Yoga 2 60 25", TypedService("Yoga 2", 60, 2500)),
        ("Intro call 20 free", TypedService("Intro call", 20, 0)),
        ("Intro call 20", TypedService("Intro call", 20, 0)),
        ("Yoga 60 -", TypedService("Yoga", 60, 0)),
        ("ヨガ 60 25", TypedService("ヨガ", 60, 2500)),
        ("🧘 60 25", TypedService("🧘", 60, 2500)),
    ],
)
def test_a_line_is_read(text: str, line: TypedService) -> None:
    assert readings_of(read_service(text, "EUR", vocabulary_of(words_for("en").locale))) == (line,)


@pytest.mark.parametrize(
    "text",
    ["", "Yoga", "60 25", "Yoga 3 25 x", "Yoga 60 99999999", "Yoga " * 40 + "60 25",
     "a" * 4096, "\u202e 60 25", "Yoga 4000 25"],
)  # fmt: skip
def test_what_is_no_service_is_refused_with_one_that_is(text: str) -> None:
    vocabulary = vocabulary_of(words_for("en").locale)
    refused = read_service(text, "EUR", vocabulary)
    assert isinstance(refused, ParseFailure), refused
    assert readings_of(read_service(refused.example, "EUR", vocabulary)) == (YOGA,)


def test_a_german_line_has_a_comma_in_its_price() -> None:
    vocabulary = vocabulary_of(words_for("de").locale)
    [line] = readings_of(read_service("Einzelstunde 45 Min. 59,90 €", "EUR", vocabulary))
    assert line == TypedService("Einzelstunde", 45, 5990)


@pytest.mark.parametrize(
    ("text", "language", "codes"),
    [
        ("EUR", "en", ("EUR",)),
        ("euro", "en", ("EUR",)),
        ("€", "de", ("EUR",)),
        ("zł", "en", ("PLN",)),
        ("Schweizer Franken", "de", ("CHF",)),
        (" pln. ", "de", ("PLN",)),
        ("shells", "en", ()),
        ("DEM", "de", ()),
        ("", "en", ()),
        ("x" * 5000, "en", ()),
    ],
)
def test_a_currency_is_read(text: str, language: str, codes: tuple[str, ...]) -> None:
    assert readings_of(read_currency(text, vocabulary_of(words_for(language).locale))) == codes


def test_what_many_are_called_is_asked() -> None:
    dollars = readings_of(read_currency("dollar", vocabulary_of(words_for("en").locale)))
    assert dollars[0] == "USD"
    assert len(dollars) > 3
