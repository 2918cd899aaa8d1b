"""How long a text message is, in the parts that are paid for, and how it is cut.

GSM 03.38: seven bits for each letter of one alphabet, a few of which take two places; any other
letter makes the whole message UCS-2, with two bytes for each, an emoji four. A message that does
not fit into one part loses some places of each to the part's number.
"""

import math
from typing import Final

from domain.text.graphemes import graphemes

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE: Final = frozenset("^{}\\[~]|€\f")
_ALONE, _IN_PARTS = 160, 153
_ALONE_UCS2, _IN_PARTS_UCS2 = 70, 67
MOST_PARTS: Final = 3
"""In one message; the rest is read by following its link."""
# Typographic characters, and what the phone's alphabet has for them.
_PLAIN: Final = str.maketrans(
    {
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{DOUBLE LOW-9 QUOTATION MARK}": '"',
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{HORIZONTAL ELLIPSIS}": "...",
        "\N{NO-BREAK SPACE}": " ",
        "\N{NARROW NO-BREAK SPACE}": " ",
        "\N{MIDDLE DOT}": "-",
        "\N{BULLET}": "-",
        "\N{MULTIPLICATION SIGN}": "x",
        "\N{MINUS SIGN}": "-",
    }
)


def plain(text: str) -> str:
    """The same with characters from the phone's alphabet."""
    return text.translate(_PLAIN)


def parts(text: str) -> int:
    """How many parts it takes; 1 if it is empty."""
    size = _size(text)
    alone, in_parts = (_ALONE, _IN_PARTS) if _is_gsm(text) else (_ALONE_UCS2, _IN_PARTS_UCS2)
    return 1 if size <= alone else math.ceil(size / in_parts)


def fitting(text: str, link: str, most: int = MOST_PARTS) -> str:
    """The text with the link below it, cut between two visible characters if both exceed `most`
    parts."""
    text = plain(text)
    ending = f"\n{link}" if link else ""
    if parts(text + ending) <= most:
        return text + ending
    letters = list(graphemes(text))
    short, long = 0, len(letters)
    while short < long:  # finds the longest that fits
        middle = (short + long + 1) // 2
        whole = parts(_cut(letters, middle) + ending) <= most
        short, long = (middle, long) if whole else (short, middle - 1)
    return _cut(letters, short) + ending


def _cut(letters: list[str], length: int) -> str:
    return "".join(letters[:length]).rstrip() + "..."


def _is_gsm(text: str) -> bool:
    return all(letter in _BASIC or letter in _TWICE for letter in text)


def _size(text: str) -> int:
    """In places of its alphabet."""
    if _is_gsm(text):
        return len(text) + sum(letter in _TWICE for letter in text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
