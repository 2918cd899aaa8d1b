"""Whole numbers as people type them: how many."""

import re

from handlers.typing.normalization import LONGEST, plain, strip_edges
from handlers.typing.reading import ParsedValue, ParseFailure, Reading
from handlers.typing.vocabulary import Vocabulary

_NUMBER = re.compile(r"(\d{1,6})(?: ?[^\W\d_]+)?")  # 12, 12 places


def read_count(text: str, vocabulary: Vocabulary, *, least: int, most: int) -> Reading[int]:
    """A number within bounds, in digits or as a word."""
    example = str(min(max(8, least), most))
    if len(text) > LONGEST:
        return ParseFailure("too_long", text[:40], example)
    spelled = strip_edges(plain(text))
    match = _NUMBER.fullmatch(spelled)
    count = int(match[1]) if match else _in_words(spelled, vocabulary)
    if count is None:
        return ParseFailure("count_unreadable", spelled[:40], example)
    if not least <= count <= most:
        return ParseFailure("count_bounds", str(count), example)
    return ParsedValue(count)


def _in_words(spelled: str, vocabulary: Vocabulary) -> int | None:
    """eight, acht"""
    for meaning in vocabulary.meanings(spelled):
        kind, _, value = meaning.partition(":")
        if kind == "number" and value.isdigit():
            return int(value)
    return None
