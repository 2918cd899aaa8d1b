"""Lengths with their prices, as people type them."""

import pytest

from domain.refusals import BadInput
from domain.services.terms import Length
from handlers.typing.lengths_and_prices import read_lengths
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording.words import words_for

BOTH = (Length(30, 4500), Length(60, 8050))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("30 = 45, 60 = 80.50", BOTH),
        ("60=80.5 30=45", BOTH),
        ("30 min = 45 €; 1 h = €80.50", BOTH),
        ("30 = 45\n1:00 = 80,50", BOTH),
        ("30 = 45,60 = 80,50", BOTH),
        ("30 = 45 | 60 = 80.50 |", None),
        ("90 = free", (Length(90, 0),)),
        ("30 → 45, 60 -> 80.50,", BOTH),
        ("", None),
        ("30", None),
        ("30 = ", None),
        ("= 45", None),
        ("30 = 45, 30 = 50", None),
        ("4 = 45", None),
        ("800 = 45", None),
        ("30 = -1", None),
        ("30 = 45 = 60", None),
        ("30 = 99999999", None),
        (", ".join(f"{n} = 1" for n in range(10, 17)), None),
        ("30 = 45, " * 200, None),
    ],
)
def test_lengths_with_prices_are_read_or_refused(
    text: str, read: tuple[Length, ...] | None
) -> None:
    vocabulary = vocabulary_of(words_for("en").locale)
    if read is None:
        with pytest.raises(BadInput):
            read_lengths(text, "EUR", vocabulary)
    else:
        assert read_lengths(text, "EUR", vocabulary) == read


def test_german_words_are_read_too() -> None:
    vocabulary = vocabulary_of(words_for("de").locale)
    assert read_lengths("30 Min. = 45 Euro, 1 Std. = 80,50", "EUR", vocabulary) == BOTH
