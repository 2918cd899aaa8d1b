"""What everything in the largest business is called.

Titles and names are letters that count double, in every way of counting: wide ones, Chinese ones,
emoji beyond 16 bits, emoji of families.
"""

from typing import Final

NAMES: Final = ("W" * 64, "漢" * 64, "🎾" * 64, "👩‍👩‍👧‍👦" * 9, "e" + "\u0301" * 63, "Mia & <b>")
PASSAGE: Final = "🎾" * 500
PLACE: Final = "漢🎾" * 100


def name(number: int) -> str:
    return NAMES[number % len(NAMES)]
