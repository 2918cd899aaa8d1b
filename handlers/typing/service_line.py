"""A service typed on one line: Yoga 60 25."""

import re
from dataclasses import dataclass

from domain.business.offering_rules import LONGEST_TITLE
from domain.refusals import BadInput
from domain.text import field_text
from handlers.typing.lengths import read_length
from handlers.typing.lengths_and_prices import LONGEST_SESSION, SHORTEST
from handlers.typing.normalization import LONGEST
from handlers.typing.prices import read_price
from handlers.typing.reading import ParseFailure, Reading, Unreadable, read, readings_of
from handlers.typing.vocabulary import Vocabulary

MOST_WORDS = 20  # on a line: anything longer is more than a name, a length and a price
_BETWEEN = re.compile(r"[\s,;|/=·–—-]*[\s;|=·–—][\s,;|/=·–—-]*|,\s*(?=\D)|(?<=\D),\s*")
_NUMBER = re.compile(r"[\d.,:' ]+")


@dataclass(frozen=True, slots=True)
class TypedService:
    """minutes: how long it takes. minor: what it costs, in the smallest unit."""

    title: str
    minutes: int
    minor: int


def read_service(text: str, currency: str, vocabulary: Vocabulary) -> Reading[TypedService]:
    """A name, a length and a price, in this order; without a price it is free.

    Whatever is ambiguous is shown with all its readings.
    """
    example = "Yoga 60 25"
    if len(text) > LONGEST:
        return ParseFailure("too_long", text[:40], example)
    words = [word for word in _BETWEEN.split(text.strip()) if word]

    def parse_lines() -> tuple[TypedService, ...]:
        if len(words) > MOST_WORDS:
            raise Unreadable("service_unreadable", text[:40])
        readings = _with_price(words, currency, vocabulary) or _free(words, vocabulary)
        if not readings:
            raise Unreadable("service_unreadable", text[:40])
        return readings

    return read(parse_lines, example)


def _with_price(
    words: list[str], currency: str, vocabulary: Vocabulary
) -> tuple[TypedService, ...]:
    """With a price at the end: the longest text that reads as one, with a length before it."""
    readings: dict[TypedService, None] = {}
    for behind in range(1, len(words)):
        prices = readings_of(read_price(" ".join(words[behind:]), currency, vocabulary))
        for before in range(max(behind - 3, 1), behind):
            lengths = _lengths(words[before:behind], vocabulary)
            for minutes in lengths:
                readings |= dict.fromkeys(_lines(words[:before], minutes, prices))
    return tuple(readings)


def _free(words: list[str], vocabulary: Vocabulary) -> tuple[TypedService, ...]:
    """Without a price, if no number precedes the length, which would then be wrong."""
    for before in range(1, len(words)):
        if _NUMBER.fullmatch(words[before - 1]):
            continue
        for minutes in _lengths(words[before:], vocabulary):
            return tuple(_lines(words[:before], minutes, (0,)))
    return ()


def _lengths(words: list[str], vocabulary: Vocabulary) -> tuple[int, ...]:
    text = " ".join(words)
    return readings_of(read_length(text, vocabulary, least=SHORTEST, most=LONGEST_SESSION))


def _lines(title: list[str], minutes: int, prices: tuple[int, ...]) -> list[TypedService]:
    try:
        name = field_text.line(" ".join(title), "title", LONGEST_TITLE)
    except BadInput:
        return []
    if _NUMBER.fullmatch(name):
        return []
    return [TypedService(name, minutes, minor) for minor in prices]
