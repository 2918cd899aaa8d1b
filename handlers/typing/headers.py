"""Column headers, as people and other products write them: what each may mean.

`locales/<language>/heads.json` has the words by field; and by kind, those in names of files and
sheets. All languages are read at once: whoever sends a file did not write its headers.
"""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from domain.transfer.importing import ImportKind
from handlers.typing.vocabulary import LOCALES

MOST_ABOVE: Final = 10  # rows with a title, an address or nothing, above the headers
_BREAKS = re.compile(r"[^\w]+|_")


def meanings(head: object) -> frozenset[str]:
    """The fields a header may stand for."""
    return _heads().get(_plain(str(head or "")), frozenset())


def kinds_in(*names: str) -> set[ImportKind]:
    """The kinds that a file's or sheet's name suggests."""
    words = {word for name in names for word in _plain(name).split()}
    return {kind for kind, kind_words in _kinds().items() if words & kind_words}


def head_row(rows: Sequence[Sequence[Any]]) -> int:
    """Which row has the headers: the first of those with the most known ones."""
    counts = [
        len(frozenset().union(*(meanings(cell) for cell in row if isinstance(cell, str))))
        for row in rows[:MOST_ABOVE]
    ]
    return counts.index(max(counts)) if counts else 0


@cache
def _heads() -> Mapping[str, frozenset[str]]:
    heads: dict[str, set[str]] = defaultdict(set)
    for table in _tables():
        for field, words in table["fields"].items():
            for word in words:
                heads[_plain(word)].add(field)
    return {word: frozenset(fields) for word, fields in heads.items()}


@cache
def _kinds() -> Mapping[ImportKind, set[str]]:
    kinds: dict[ImportKind, set[str]] = defaultdict(set)
    for table in _tables():
        for kind, words in table["kinds"].items():
            kinds[ImportKind(kind)].update(map(_plain, words))
    return kinds


@cache
def words_for_values() -> Mapping[str, str]:
    """The words in cells for a state, or for yes and no."""
    return {
        _plain(word): value
        for table in _tables()
        for value, words in table["values"].items()
        for word in words
    }


def value_of(text: str) -> str | None:
    """What a word in a cell stands for."""
    return words_for_values().get(_plain(text))


def _tables() -> list[Any]:
    paths = sorted(LOCALES.glob("*/heads.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def _plain(text: str) -> str:
    """Lower case and single spaces: "E-Mail (geschäftl.)" is "e mail geschäftl"."""
    letters = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_BREAKS.sub(" ", letters).split())
