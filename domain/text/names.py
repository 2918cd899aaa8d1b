"""Names of people and things, made fit to appear in other text.

Anybody may be called anything: nothing visible, marks piled to the ceiling, characters that reverse
the rest of the line. What is shown keeps every letter, in any script.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import accumulate, islice
from typing import Final

from domain.text.graphemes import graphemes

FSI, PDI = "\u2068", "\u2069"  # UAX #9: text between them reorders nothing outside
LONGEST: Final = 130  # two names of 64, as in Telegram, and the space between
MARKS: Final = 4  # on one letter: enough for any script, and no more than a line has room for

# What most names consist of: nothing invisible, no marks, nothing right-to-left.
_USUAL = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff\u2010-\u2027"
    "\u2030-\u205e\u20a0-\u20c0\u2190-\u27ff\u3041-\u3096\u30a0-\u312f\u4e00-\u9fff\uac00-\ud7a3]+"
)
# Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties.txt, and interlinear annotations
# (U+FFF9 to U+FFFB); without joiners, variation selectors and tags, which emoji and some scripts
# need, and without isolates.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2065"
    "\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e001f\U000e0080-\U000e00ff\U000e01f0-\U000e0fff]"
)
# Tags turn the black flag into another, if properly ended; anywhere else they mean nothing.
_TAGS = "[\U000e0020-\U000e007e]"
_STRAY_TAGS = re.compile(f"(\U0001f3f4{_TAGS}+\U000e007f)|[\U000e0020-\U000e007f]")
_ISOLATES = re.compile("[\u2066-\u2069]")
_JOINERS: Final = "\u200c\u200d"
_IDLE_JOINERS = re.compile(f"[{_JOINERS}]+(?=[\\s{PDI}]|$)")
# Look blank although Unicode counts them as symbols and letters: Braille, music, Egyptian; and the
# placeholder for a missing object.
_EMPTY: Final = frozenset("\u2800\U0001d159\U00013441\U00013442\ufffc")
_BREAKS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})
# Where Unicode puts letters of right-to-left scripts that this Python does not know yet.
_RIGHT_TO_LEFT_BLOCKS = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def visible(text: str) -> bool:
    """Whether there is anything to see: spaces, marks, controls and fillers do not count."""
    return any(_is_visible(c) for c in text)


@lru_cache(maxsize=1024)
def one_line(text: str, longest: int = LONGEST) -> str:
    """A name or title in one line of at most `longest` characters; "" if nothing is visible.

    It is put in isolates if it would reorder the text around it. Idempotent.
    """
    if _USUAL.fullmatch(text) and len(text) <= longest and text == " ".join(text.split()):
        return text
    return cut(_isolate(tidy(text)), longest) if visible(text) else ""


def tidy(text: str) -> str:
    """One line of what is visible, as it is stored; readers are shown its `one_line`."""
    return " ".join(_clean(_BREAKS.sub(" ", text)).split())


@lru_cache(maxsize=1024)
def lines(text: str) -> str:
    """A text in several lines, each as in `one_line` except for its spaces and length.

    At most one empty line in a row; "" if nothing is visible.
    """
    if _USUAL.fullmatch(text) and text.strip():
        return text
    cleaned = (_clean(line).rstrip() for line in _BREAKS.split(text))
    result = "\n".join(_isolate(line) if visible(line) else "" for line in cleaned)
    return re.sub("\n{3,}", "\n\n", result).strip("\n")


def from_the_right(text: str) -> bool:
    """Whether its first letter belongs to a right-to-left script."""
    strong = (c for c in text if _right_to_left(c) or unicodedata.bidirectional(c) == "L")
    return any(_right_to_left(c) for c in islice(strong, 1))


def cut(text: str, longest: int) -> str:
    """At most this many characters; if any were cut, the last visible one is an ellipsis.

    No letter loses its marks, no emoji falls apart, and isolates are closed again.
    """
    if len(text) <= longest:
        return text
    ends = [end for end in accumulate(map(len, graphemes(text))) if end < longest]
    for end in reversed(ends):
        head = text[:end].rstrip(f" {FSI}{_JOINERS}")
        closing = PDI * (head.count(FSI) - head.count(PDI))
        if len(head) + 1 + len(closing) <= longest:
            return f"{head}…{closing}"
    return "…"


def _is_visible(c: str) -> bool:
    if c in _EMPTY or _UNSEEN.match(c):
        return False
    kind = unicodedata.category(c)
    # An emoji newer than this Python has no category yet.
    return kind[0] not in "CMZ" or (kind == "Cn" and not _noncharacter(c))


def _noncharacter(c: str) -> bool:
    return ord(c) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(c) <= 0xFDEF


def _clean(line: str) -> str:
    """Without characters that are invisible or reverse the line, and with few marks per letter."""
    line = _UNSEEN.sub("", _STRAY_TAGS.sub(r"\1", _whole_isolates(line)))
    chars: list[str] = []
    marks = -1  # on the previous letter; -1: there is none
    for c in line:
        kind = unicodedata.category(c)
        if c in _JOINERS:
            if marks >= 0 and chars[-1] not in _JOINERS:
                chars.append(c)
        elif kind[0] == "M":
            if 0 <= marks < MARKS:
                chars.append(c)
                marks += 1
        elif kind[0] == "Z" or c in _EMPTY or c == "\t":
            chars.append(" " if kind[0] != "Z" else c)
            marks = -1
        elif c in (FSI, PDI):
            chars.append(c)
            marks = -1
        elif kind not in ("Cc", "Cs") and not _noncharacter(c):
            chars.append(c)
            marks = 0
    return _IDLE_JOINERS.sub("", "".join(chars))


def _whole_isolates(line: str) -> str:
    """Without isolates that have one direction, or are not closed, or not opened."""
    stack: list[tuple[int, str]] = []
    whole = set[int]()
    for isolate in _ISOLATES.finditer(line):
        if isolate[0] != PDI:
            stack.append((isolate.start(), isolate[0]))
        elif stack:
            at, opener = stack.pop()
            if opener == FSI:
                whole |= {at, isolate.start()}
    return _ISOLATES.sub(lambda isolate: isolate[0] if isolate.start() in whole else "", line)


def _isolate(line: str) -> str:
    """In isolates, if anything outside those it has runs from right to left."""
    depths = accumulate((c == FSI) - (c == PDI) for c in line)
    turns = any(depth == 0 and _right_to_left(c) for c, depth in zip(line, depths, strict=True))
    return f"{FSI}{line}{PDI}" if turns else line


def _right_to_left(c: str) -> bool:
    direction = unicodedata.bidirectional(c)
    return direction in _RIGHT_TO_LEFT or (not direction and bool(_RIGHT_TO_LEFT_BLOCKS.match(c)))
