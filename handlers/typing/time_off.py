"""Time off as people type it: once or repeating, with a reason next to it.

"12-28 Jan: holiday in Italy", "every Wednesday afternoon in August (choir)", "tomorrow dentist".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.working_hours.leave import LeaveStretch
from domain.working_hours.leave_rules import LeavePattern
from handlers.typing.leave import read_leave
from handlers.typing.normalization import LONGEST, plain, strip_edges
from handlers.typing.reading import ParseFailure, Reading, Unreadable, read, readings_of, refine
from handlers.typing.repeat_grammar import RepeatGrammar
from handlers.typing.tokens import Tokens
from handlers.typing.vocabulary import Vocabulary, compound_seam

_MARKED = re.compile(r"\s*(?:\n+|:\s+|\s[-–—]\s+|;\s+|\s?[(\[\"“„])\s*")
_GAP = re.compile(r",?\s+")
_BESIDE = frozenset({"of", "leave", "in", "to", "and", "from", "free", "open", "closed"})
_PAUSE = "pause"
_MOST_TRIED = 24


@dataclass(frozen=True, slots=True)
class TimeOff:
    """What was typed of one leave. note: the reason as typed, or None."""

    when: LeaveStretch | LeavePattern
    note: str | None = None


def read_time_off(text: str, today: date, vocabulary: Vocabulary) -> Reading[TimeOff]:
    """A stretch or a pattern of wall time off, and its reason, or a `ParseFailure`."""
    whole = _read(text, None, today, vocabulary)
    if not isinstance(whole, ParseFailure) or len(text) > LONGEST:
        return whole
    splits = _splits(text, vocabulary)
    for when, note in splits:
        reading = _read(when, note, today, vocabulary)
        if isinstance(reading, ParseFailure):
            continue
        if any(map(str.isdigit, note)):
            # "28.11. - 31.11.: dentist" is not one day off.
            others = (_read(when, note, today, vocabulary) for when, note in splits)
            return next((one for one in others if _no_such_day(one)), reading)
        return reading
    return whole


def _no_such_day(reading: Reading[TimeOff]) -> bool:
    return isinstance(reading, ParseFailure) and reading.month is not None


def _read(text: str, note: str | None, today: date, vocabulary: Vocabulary) -> Reading[TimeOff]:
    example = (today + timedelta(weeks=4)).isoformat()
    if len(text) > LONGEST:
        return ParseFailure("too_long", text[:40], example)
    spelled = compound_seam().sub(" ", strip_edges(plain(text), keep="."))

    def patterns() -> tuple[TimeOff, ...]:
        grammar = RepeatGrammar(Tokens(spelled, vocabulary), today, vocabulary.month_first)
        return tuple(TimeOff(pattern, note) for pattern in grammar.readings())

    repeating = read(patterns, example)
    repeats = isinstance(repeating, ParseFailure) or readings_of(repeating)
    once = read_leave(spelled, today, vocabulary)
    if not repeats or not isinstance(once, ParseFailure):
        return refine(once, lambda stretch: TimeOff(stretch, note))
    return repeating


def _splits(text: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Ways to split a text into when and why, likeliest first."""
    marks = [m for m in _MARKED.finditer(text) if m.start() > 0][:_MOST_TRIED]
    for mark in marks:
        before, after = text[: mark.start()], text[mark.end() :]
        if _says_why(after, vocabulary):
            yield before, _tidy(after)
    for mark in marks:
        before, after = text[: mark.start()], text[mark.end() :]
        if mark.group().strip() == ":" and _says_why(before, vocabulary):
            yield after, _tidy(before)
    gaps = [gap for gap in _GAP.finditer(text) if gap.start() > 0]
    for gap in reversed(gaps[:_MOST_TRIED]):
        before, after = text[: gap.start()], text[gap.end() :]
        if _says_why(after, vocabulary, alone=True):
            yield before, _tidy(after)
    for gap in gaps[:_MOST_TRIED]:
        before, after = text[: gap.start()], text[gap.end() :]
        if _says_why(before, vocabulary, alone=True) and _begins_with_leave(before, vocabulary):
            yield after, _tidy(before)


def _says_why(text: str, vocabulary: Vocabulary, *, alone: bool = False) -> bool:
    """Whether a text has a word of its own, and not only words for times.

    alone: only a space separates it from the days, so it must contain none of their words.
    Otherwise lunch without its hours counts, too: nobody takes a break off.
    """
    try:
        tokens = Tokens(plain(text), vocabulary).tokens
    except Unreadable:
        return False
    words = [token for token in tokens if token.text[:1].isalpha()]
    own = [word for word in words if not word.means]
    if not alone:
        bare = not any(token.number for token in tokens)
        return bool(own) or (bare and any(_PAUSE in word.means for word in words))
    if not own:
        return False
    begins = tokens[0] in own or "leave" in tokens[0].means
    return begins and all(not t.number and t.means <= _BESIDE for t in tokens)


def _begins_with_leave(text: str, vocabulary: Vocabulary) -> bool:
    """ "Holiday in Italy from …", and not "cancel Friday"."""
    return Tokens(plain(text), vocabulary).means(0, "leave")


def _tidy(note: str) -> str:
    return " ".join(note.split()).strip(' ()[]"“”„,;')
