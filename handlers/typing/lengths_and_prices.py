"""Lengths with their prices as people type them: 30 = 45, 60 = 80."""

import re
from collections.abc import Iterator

from domain.business.offering_rules import MINUTES
from domain.refusals import BadInput
from domain.services.terms import Length, in_order
from handlers.typing.lengths import read_length
from handlers.typing.normalization import LONGEST
from handlers.typing.prices import read_price
from handlers.typing.reading import ParsedValue, Reading
from handlers.typing.vocabulary import Vocabulary

SHORTEST, LONGEST_SESSION = MINUTES
# Separators between two of them, the surest first: a comma may belong to an amount.
_BETWEEN = (r"[;\n|]", r",\s+", r",", r"\s+(?=\S*$)")


def read_lengths(text: str, currency: str, vocabulary: Vocabulary) -> tuple[Length, ...]:
    """The lengths, shortest first. BadInput for anything not understood in exactly one way."""
    if len(text) > LONGEST:
        raise BadInput("lengths")
    return in_order(
        Length(_only(read_length(length, vocabulary, least=SHORTEST, most=LONGEST_SESSION)), price)
        for length, price in (
            (length, _only(read_price(price, currency, vocabulary)))
            for length, price in _pairs(text)
        )
    )


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    first, *rest = re.split(r"\s*(?:=|->|→)\s*", text.strip().rstrip(",;"))
    if not rest:
        raise BadInput("lengths")
    length = first
    for part in rest[:-1]:
        price, following = _split_price(part)
        yield length, price
        length = following
    yield length, rest[-1]


def _split_price(part: str) -> tuple[str, str]:
    """A price, and the length that follows it."""
    for mark in _BETWEEN:
        places = list(re.finditer(mark, part))
        if places:
            last = places[-1]
            return part[: last.start()], part[last.end() :]
    raise BadInput("lengths")


def _only(reading: Reading[int]) -> int:
    if not isinstance(reading, ParsedValue):
        raise BadInput("lengths")
    return reading.value
