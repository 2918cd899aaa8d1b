"""What is seen as one character: a letter with its accents, a combined emoji, a flag."""

import unicodedata
from collections.abc import Iterator
from typing import Final

MOST_MARKS: Final = 12  # code points in one character; the longest family emoji have ten
JOINER: Final = "\u200d"


def graphemes(text: str) -> Iterator[str]:
    """The text in pieces that must not be split."""
    letter = ""
    for char in text:
        if letter and len(letter) < MOST_MARKS and _belongs(letter, char):
            letter += char
        else:
            if letter:
                yield letter
            letter = char
    if letter:
        yield letter


def is_flag_half(char: str) -> bool:
    """Whether this is one of the two letters that make a country's flag."""
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _belongs(letter: str, char: str) -> bool:
    if letter[-1] == JOINER or char == JOINER:
        return True
    if is_flag_half(char):
        return len(letter) == 1 and is_flag_half(letter)
    is_skin = "\U0001f3fb" <= char <= "\U0001f3ff"
    is_tag = "\U000e0020" <= char <= "\U000e007f"
    return is_skin or is_tag or unicodedata.category(char) in ("Mn", "Me", "Mc")
