"""Whom a typed name means: by parts, without accents, with a slip or two.

`alike` decides it for names that have been read. If there are too many to read, `marks` are what a
database stores for each name, and `sought` is what to query: that finds whatever `alike` accepts,
and some that it then rejects.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from itertools import combinations, permutations
from typing import Final

MOST_PARTS: Final = 4  # of typed text; any more are ignored
LONGEST_PART: Final = 30
_SLIPS: Final = ((8, 2), (4, 1))  # with at least this many letters, at most this many slips
_TURNED: Final = 3  # letters of a word that may be in another order
# Two words that differ by some slips share a rest once as many letters of each are left out, and so
# do their beginnings. Rests of longer beginnings are not stored.
_BEGINNING: Final = 7
_RESTS: Final = ((_BEGINNING, 2), (3, 1))
_REST: Final = "~"  # begins the mark of a rest, which is not a word


def marks(names: Iterable[str]) -> set[str]:
    """What is stored for names: their words, and what is left of each with letters left out."""
    words = {part for name in names for part in _parts(name)}
    return words | {
        _REST + rest
        for word in words
        for rest in _rests(word, next((most for n, most in _RESTS if len(word) >= n), 0))
    }


def sought(query: str) -> list[tuple[list[str], list[str]]]:
    """For each typed word, the marks that find a name: what one of its words begins with, and which
    marks it has if there are slips."""
    terms = []
    for word in _parts(query)[:MOST_PARTS]:
        slips = next((most for n, most in _SLIPS if len(word) >= n), 0)
        others = [_REST + rest for rest in sorted(_rests(word, slips))] if slips else []
        if len(word) == _TURNED:
            others = sorted({"".join(letters) for letters in permutations(word)} - {word})
        terms.append(([word], others))
    return terms


def _rests(word: str, most: int) -> set[str]:
    """The beginning of a word with at most `most` letters left out."""
    begin = word[:_BEGINNING]
    return {
        "".join(begin[i] for i in indices)
        for out in range(most + 1)
        for indices in combinations(range(len(begin)), len(begin) - out)
    }


def alike(query: str, names: Mapping[int, str], most: int) -> list[int]:
    """Whose names the typed text means, likeliest first, at most `most`.

    Each part of it has to be in the name, whole, as the beginning of a part, or with a slip. Those
    with fewer slips come first, in a tie in the order of `names`.
    """
    query_parts = _parts(query)[:MOST_PARTS]
    if not query_parts:
        return []
    ranked: list[tuple[int, int]] = []
    for key, name in names.items():
        strayed = _total_distance(query_parts, _parts(name))
        if strayed is not None:
            ranked.append((strayed, key))
    ranked.sort(key=lambda one: one[0])
    return [key for _, key in ranked[:most]]


def _total_distance(query_parts: list[str], parts: list[str]) -> int | None:
    """How far a name is from the typed text; None if too far."""
    total = 0
    for one in query_parts:
        nearest = min((far for part in parts if (far := _far(one, part)) is not None), default=None)
        if nearest is None:
            return None
        total += nearest
    return total


def _far(word: str, part: str) -> int | None:
    if part == word:
        return 0
    if part.startswith(word):
        return 1
    most = next((slips for letters, slips in _SLIPS if len(word) >= letters), 0)
    if len(word) == _TURNED and sorted(word) == sorted(part):
        return 2  # too short for a wrong letter, but not for two swapped
    if not most or abs(len(word) - len(part)) > most:
        return None
    slips = _slips(word, part)
    return 1 + slips if slips <= most else None


def _slips(one: str, other: str) -> int:
    """Letters added, missing, wrong or swapped between two words."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _parts(name: str) -> list[str]:
    """The words of a name in lower case, without accents and marks."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return [part[:LONGEST_PART] for part in "".join(letters).split()]
