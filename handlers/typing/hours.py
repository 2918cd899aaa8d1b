"""Working hours as people type them, for the given days or for days that they name.

Days come before their windows ("Mo-Fr 9-17; Sa 10-14") or after them ("9-17 Mon-Fri").
"""

from collections.abc import Iterator
from dataclasses import dataclass

from handlers.typing.hours_grammar import HoursGrammar, TypedDays, readings_of
from handlers.typing.normalization import LONGEST, plain, strip_edges
from handlers.typing.reading import Guess, ParseFailure, Reading, Unreadable, read
from handlers.typing.tokens import Tokens
from handlers.typing.vocabulary import Vocabulary
from handlers.typing.windows import WHOLE, Day

EXAMPLE = "9-13, 14-17"


@dataclass(frozen=True, slots=True)
class DayHours:
    """windows: the hours of each of these days, none if closed.

    days: weekdays, 0 is Monday; none: the given ones.
    """

    days: tuple[int, ...]
    windows: Day


Hours = tuple[DayHours, ...]


def read_hours(text: str, vocabulary: Vocabulary) -> Reading[Hours]:
    """Hours for one day or several, else a `ParseFailure` with an example."""
    if len(text) > LONGEST:
        return ParseFailure("too_long", text[:40], EXAMPLE)
    spelled = plain(text)
    return read(lambda: _read(spelled, vocabulary), EXAMPLE)


def _read(text: str, vocabulary: Vocabulary) -> tuple[Hours, ...] | Guess[Hours]:
    bare = strip_edges(text)
    if not bare:
        raise Unreadable("hours_unreadable", text)
    if text in ("-", "0") or "closed" in vocabulary.meanings(bare):
        return ((DayHours((), ()),),)
    if "always" in vocabulary.meanings(bare) or bare in ("24/7", "24/24"):
        return ((DayHours((), (WHOLE,)),),)
    tokens = Tokens(bare, vocabulary)
    try:
        return _parse(bare, tokens)
    except Unreadable:
        readings = tuple(_elsewhere(bare, tokens, vocabulary))
        if not readings:
            raise
        return readings


def _elsewhere(bare: str, tokens: Tokens, vocabulary: Vocabulary) -> Iterator[Hours]:
    """What a text means in its weekdays' languages, if the reader's is not among them."""
    words = [token.text for token in tokens.tokens if token.text.isalpha()]
    for other in vocabulary.others(words):
        try:
            readings = _parse(bare, Tokens(bare, other))
        except Unreadable:
            continue
        yield from readings.readings if isinstance(readings, Guess) else readings


def _parse(bare: str, tokens: Tokens) -> tuple[Hours, ...] | Guess[Hours]:
    try:
        parts = HoursGrammar(tokens).parts()
    except Unreadable as why:
        if "," not in bare:
            raise
        try:  # "9,30-12,45"
            parts = HoursGrammar(tokens, comma=True).parts()
        except Unreadable:
            raise why from None
    return _together([(part, readings_of(part)) for part in parts])


def _together(
    parts: "list[tuple[TypedDays, tuple[Day, ...]]]",
) -> tuple[Hours, ...] | Guess[Hours]:
    """All days, in each reading that some of them have."""
    all_days = [day for part, _ in parts for day in part.days]
    if len(all_days) != len(set(all_days)) or (
        len(parts) > 1 and not all(p.days for p, _ in parts)
    ):
        raise Unreadable("hours_twice", parts[-1][0].text)
    most = max(len(days) for _, days in parts)
    readings = tuple(
        tuple(DayHours(part.days, days[min(n, len(days) - 1)]) for part, days in parts)
        for n in range(most)
    )
    if any(one.unsure for part, _ in parts for one in part.choices):
        if len(parts) == 1 and readings[0][0].windows == (WHOLE,):
            readings = ((DayHours(parts[0][0].days, ()),), *readings)  # 00:00-00:00
        return Guess(readings)
    return readings
