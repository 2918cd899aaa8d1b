"""One spelling for the variants that keyboards, phones and word processors produce.

Digits are the decimal digits of any script (Unicode category Nd: ASCII, full-width, Arabic, bold).
What only looks like one, or stands for another number, is left as it is, and nothing reads it: ²,
½, ①, Ⅳ, ㍘. NFKC alone would turn "9:0²" into 9:02.
"""

import re
import unicodedata

LONGEST = 600  # characters: a week on seven lines; anything longer is no hours, date or price

_DASHES = frozenset(
    "-\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
    "~\u02dc\u223c\u2053\u301c\u3030\uff5e"
    "\u2192\u21d2\u27f6\u27f9\u2794\u279c\u279d\u279e\u27a1\u21e8\u21fe\u2026"
)
_OTHER = {
    "\u066b": ".", "\u066c": ",", "\u060c": ",", "\u061b": ";", "\u3001": ",", "\u3002": ".",
    "\u0970": ".",
    "\u2236": ":", "\ua789": ":", "\u02d0": ":", "\u2019": "'", "\u2018": "'", "\u02bc": "'",
    "\u2032": "'", "\u00b4": "'", "`": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"',
    "\u00ab": '"', "\u00bb": '"', "\u2044": "/", "\u2215": "/", "\u2502": "|", "\uff5c": "|",
}  # fmt: skip
# Without width or ink: fillers and marks that only say how the previous character is drawn.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u20e3")
_ARROW = re.compile(r"-+>|=+>|\.\.+|--+")
_HALF_DAY = re.compile(r"(?<![^\W\d_])([ap])\s?\.\s?m(?![^\W\d_])\.?")
_PROLONGED = re.compile(r"(?<=[\d\s])\u30fc(?=[\d\s])")
_SMILEY = re.compile(r"(?:^|\s)[:;=][-o']?[)(\]\[dp/|]+\s*$")
# Crosses and stop signs, which negate the rest.
_NO = "\u274c\u274e\u2715\u2716\u2717\u2718\u26d4\U0001f6ab\U0001f6d1"
_EDGES = " \t\r\n\"'!?.,;*_\u2022\u00b7"


def plain(text: str) -> str:
    """The text in lower case and one spelling; line breaks stay, other spaces are single."""
    spelled = "".join(_plain_char(c) for c in text[:LONGEST].replace("\r\n", "\n"))
    spelled = _PROLONGED.sub("-", unicodedata.normalize("NFC", spelled).casefold())
    spelled = _HALF_DAY.sub(r"\1m", _ARROW.sub("-", spelled))
    lines = (" ".join(line.split()) for line in spelled.split("\n"))
    return _SMILEY.sub("", "\n".join(line for line in lines if line))


def strip_edges(text: str, keep: str = "") -> str:
    """Plain text without the quotes, bullets, full stops and emoji around it.

    keep: marks that matter here, like the full stop in "12."
    """
    start, end = 0, len(text)
    while start < end and _ornament(text[start], keep):
        start += 1
    while start < end and _ornament(text[end - 1], keep):
        end -= 1
    return text[start:end]


def _ornament(char: str, keep: str) -> bool:
    if char in keep or char in _NO:
        return False
    if char in _EDGES:
        return True
    folded = unicodedata.normalize("NFKC", char)
    return unicodedata.category(char) in ("So", "Sk") and not any(c.isnumeric() for c in folded)


def _plain_char(char: str) -> str:
    if char.isascii() and char not in "~`":
        return char if char >= " " or char in "\t\n" else " "
    if char in _DASHES:
        return "-"
    if char in _OTHER:
        return _OTHER[char]
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "Cf" or char in _UNSEEN or "\ufe00" <= char <= "\ufe0f":
        return ""
    if category in ("Zs", "Zl", "Zp", "Cc"):
        return "\n" if category in ("Zl", "Zp") or char == "\x85" else " "
    folded = unicodedata.normalize("NFKC", char)
    if any(c.isdigit() or c.isnumeric() for c in folded) and category[0] != "L":
        return char  # ², ½, ⒈, ㍘: not a digit here
    return "".join(_OTHER.get(c, "-" if c in _DASHES else c) for c in folded)
