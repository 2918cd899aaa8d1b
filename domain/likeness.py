"""Whose name somebody means who types it: by parts, without accents, with a slip or two."""

import unicodedata
from collections.abc import Mapping
from typing import Final

MOST_PARTS: Final = 4  # of what was typed, beyond which nothing more is asked for
LONGEST_PART: Final = 30
_SLIPS: Final = ((8, 2), (4, 1))  # so many letters at least: so many slips at most


def alike(typed: str, names: Mapping[int, str], most: int) -> list[int]:
    """Whose names are meant by what was typed, the likeliest first, at most so many.

    Each part of it has to be in the name, whole, as the beginning of a part, or with a slip. Those
    with fewer slips come first, of equal ones in the order of `names`.
    """
    wanted = _parts(typed)[:MOST_PARTS]
    if not wanted:
        return []
    ranked: list[tuple[int, int]] = []
    for key, name in names.items():
        strayed = _strayed(wanted, _parts(name))
        if strayed is not None:
            ranked.append((strayed, key))
    ranked.sort(key=lambda one: one[0])
    return [key for _, key in ranked[:most]]


def _strayed(wanted: list[str], parts: list[str]) -> int | None:
    """How far a name is from what was typed; None for too far."""
    total = 0
    for one in wanted:
        nearest = min((far for part in parts if (far := _far(one, part)) is not None), default=None)
        if nearest is None:
            return None
        total += nearest
    return total


def _far(typed: str, part: str) -> int | None:
    if part == typed:
        return 0
    if part.startswith(typed):
        return 1
    most = next((slips for letters, slips in _SLIPS if len(typed) >= letters), 0)
    if len(typed) == 3 and sorted(typed) == sorted(part):
        return 2  # too short for a wrong letter, but not for two that changed places
    if not most or abs(len(typed) - len(part)) > most:
        return None
    slips = _slips(typed, part)
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
