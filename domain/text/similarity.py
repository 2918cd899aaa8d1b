"""Whose name somebody means who types it: by parts, without accents, with a slip or two.

`alike` decides it of names that have been read. Where there are too many to read, `marks` are what
a database keeps of each name, and `sought` is what is asked of them: whatever `alike` takes for
meant is found so, beside some that it then leaves out.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from itertools import combinations, permutations
from typing import Final

MOST_PARTS: Final = 4  # of what was typed, beyond which nothing more is asked for
LONGEST_PART: Final = 30
_SLIPS: Final = ((8, 2), (4, 1))  # so many letters at least: so many slips at most
_TURNED: Final = 3  # letters of a word that may stand in another order
# Two words that differ by so many slips have a rest in common once as many letters of each are
# left out, and their beginnings have, too. Nobody keeps the rests of more letters than these.
_BEGINNING: Final = 7
_RESTS: Final = ((_BEGINNING, 2), (3, 1))
_REST: Final = "~"  # begins the mark of a rest, which is no word


def marks(names: Iterable[str]) -> set[str]:
    """What is kept of names: their words, and what is left of each with letters left out."""
    words = {part for name in names for part in _parts(name)}
    return words | {
        _REST + rest
        for word in words
        for rest in _rests(word, next((most for n, most in _RESTS if len(word) >= n), 0))
    }


def sought(query: str) -> list[tuple[list[str], list[str]]]:
    """Of each word that was typed, by which marks a name is found: what a word of it begins with,
    and which marks it has if there are slips."""
    terms = []
    for word in _parts(query)[:MOST_PARTS]:
        slips = next((most for n, most in _SLIPS if len(word) >= n), 0)
        others = [_REST + rest for rest in sorted(_rests(word, slips))] if slips else []
        if len(word) == _TURNED:
            others = sorted({"".join(letters) for letters in permutations(word)} - {word})
        terms.append(([word], others))
    return terms


def _rests(word: str, most: int) -> set[str]:
    """The beginning of a word with so many letters left out at most."""
    begin = word[:_BEGINNING]
    return {
        "".join(begin[i] for i in indices)
        for out in range(most + 1)
        for indices in combinations(range(len(begin)), len(begin) - out)
    }


def alike(query: str, names: Mapping[int, str], most: int) -> list[int]:
    """Whose names are meant by what was typed, the likeliest first, at most so many.

    Each part of it has to be in the name, whole, as the beginning of a part, or with a slip. Those
    with fewer slips come first, of equal ones in the order of `names`.
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
    """How far a name is from what was typed; None for too far."""
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
        return 2  # too short for a wrong letter, but not for two that changed places
    if not most or abs(len(word) - len(part)) > most:
        return None
    slips = _slips(word, part)
    return 1 + slips if slips <= most else None


def _slips(one: str, other: str) -> int:
    """Letters that are too many, missing, wrong or changed about between two words."""
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
    """The words of a name in small letters, without accents and marks."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return [part[:LONGEST_PART] for part in "".join(letters).split()]
