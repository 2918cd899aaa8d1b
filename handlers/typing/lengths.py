"""Lengths of time as people type them, in minutes; and numbers of days.

    length = hours:minutes | { number unit } [minutes]

A number without a unit is minutes, alone or after hours ("1 h 30").
"""

import re
from fractions import Fraction

from handlers.typing.normalization import LONGEST, plain, strip_edges
from handlers.typing.reading import ParseFailure, Reading, Unreadable, read
from handlers.typing.tokens import Tokens
from handlers.typing.vocabulary import Vocabulary

DAY = 1440
_UNITS = {"minute": 1, "hour": 60, "day": DAY, "week_unit": 7 * DAY}
_ALONE = {"half_hour": 30, "quarter_hour": 15, "three_quarters_hour": 45}
_PARTS = {"half": Fraction(1, 2), "quarter": Fraction(1, 4), "three_quarters": Fraction(3, 4)}
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?: ?(\w+)\.?)?")
_POINTED = re.compile(r"(\d{1,2})[.,]([0-5]\d) ?(\w+)\.?")
_QUARTERS = ("00", "25", "50", "75")
_SAYING = "'\".,"  # 45' is not 45\", and .5 not 5
_LONGEST_NUMBER = 7
_EXAMPLES = ((90, "90 min"), (60, "1 h"), (30, "30 min"), (10, "10 min"))


def read_length(text: str, vocabulary: Vocabulary, *, least: int, most: int) -> Reading[int]:
    """Minutes, within bounds."""
    fitting = (phrase for minutes, phrase in _EXAMPLES if least <= minutes <= most)
    example = next(fitting, f"{least} min")
    if len(text) > LONGEST:
        return ParseFailure("too_long", text[:40], example)
    spelled = strip_edges(plain(text), keep=_SAYING).rstrip(".,")

    def work() -> tuple[int, ...]:
        lengths = _decimal_or_clock(spelled, vocabulary) or (_minutes(spelled, vocabulary),)
        return tuple(one for minutes in lengths for one in _within(minutes, least, most, spelled))

    return read(work, example)


def read_days(text: str, vocabulary: Vocabulary, *, least: int, most: int) -> Reading[int]:
    """A number of days, within bounds; a bare number means days."""
    example = str(min(max(30, least), most))
    if len(text) > LONGEST:
        return ParseFailure("too_long", text[:40], example)
    spelled = strip_edges(plain(text), keep=_SAYING).rstrip(".,")

    def work() -> tuple[int, ...]:
        bare = re.fullmatch(r"\d{1,6}", spelled)
        minutes = int(bare[0]) * DAY if bare else _minutes(spelled, vocabulary)
        if minutes % DAY:
            raise Unreadable("length_no_days", spelled)
        return _within(minutes // DAY, least, most, spelled)

    return read(work, example)


def _within(amount: int, least: int, most: int, text: str) -> tuple[int, ...]:
    if amount > most:
        raise Unreadable("length_too_long", text)
    if amount < least:
        raise Unreadable("length_too_short", text)
    return (amount,)


def _minutes(text: str, vocabulary: Vocabulary) -> int:
    clock = _CLOCK.fullmatch(text)
    if clock and (not clock[3] or "hour" in vocabulary.meanings(clock[3])):
        return int(clock[1]) * 60 + int(clock[2])
    total = _sum(Tokens(text, vocabulary))
    if total is None or total.denominator != 1:
        raise Unreadable("length_unreadable", text)
    return int(total)


def _decimal_or_clock(text: str, vocabulary: Vocabulary) -> tuple[int, ...]:
    """Both readings of "1.30 h": an hour and thirty minutes, or 1.3 hours."""
    match = _POINTED.fullmatch(text)
    if not match or match[2] in _QUARTERS or "hour" not in vocabulary.meanings(match[3]):
        return ()
    exact = Fraction(f"{match[1]}.{match[2]}") * 60
    clock = int(match[1]) * 60 + int(match[2])
    return (clock, int(exact)) if exact.denominator == 1 else ()


def _sum(tokens: Tokens) -> Fraction | None:
    """The sum of all parts in minutes; parts go from large units to small ones."""
    total, last, i = Fraction(0), 8 * DAY, 0
    while i < len(tokens):
        if i and (tokens.is_(i, ",") or tokens.means(i, "and")):
            i += 1
        alone = next((m for kind, m in _ALONE.items() if tokens.means(i, kind)), None)
        if alone is not None:
            amount, unit, i = Fraction(1), alone, i + 1
        else:
            quantity = _quantity(tokens, i)
            if quantity is None:
                return None
            amount, i = quantity
            if i == len(tokens) and last == _UNITS["hour"] and tokens.means(i - 1, *_PARTS):
                return total + amount * last  # an hour and a half
            unit, i = _unit(tokens, i, last)
        if not 0 < unit < last:
            return None
        total += amount * unit
        last = unit
    return total if i else None


def _unit(tokens: Tokens, i: int, last: int) -> tuple[int, int]:
    """The minutes of the unit here; 0 if a number needs one and has none."""
    if tokens.is_(i, "'"):
        return 1, i + 1
    for kind, minutes in _UNITS.items():
        if tokens.means(i, kind):
            return minutes, i + 1
    if i < len(tokens):
        return 0, i
    before = tokens.at(i - 1)
    whole = bool(before.number) and not tokens.is_(i - 2, ".,/")
    hours = last == _UNITS["hour"] and tokens.at(i - 3).number and not tokens.is_(i - 4, ".,/")
    return (1 if whole and (i == 1 or hours) else 0), i


def _quantity(tokens: Tokens, i: int) -> tuple[Fraction, int] | None:
    """2, 1.5, 1 1/2, 1/2, one, half an, one and a half"""
    token = tokens.at(i)
    word_value = token.value("number")
    part = _part(tokens, i)
    if part:
        return part, i + 1
    more = _part(tokens, i + 2) if tokens.means(i + 1, "and") else Fraction(0)
    if more and i + 3 < len(tokens) and (word_value or token.number):
        return Fraction(word_value or token.number) + more, i + 3
    if word_value is not None:
        half = _part(tokens, i + 1)
        return (half, i + 2) if half else (Fraction(word_value), i + 1)
    if not token.number or len(token.number) > _LONGEST_NUMBER:
        return None
    if tokens.is_(i + 1, ".,") and tokens.at(i + 1).glued and tokens.at(i + 2).glued:
        decimals = tokens.at(i + 2).number
        if 1 <= len(decimals) <= 2:
            return Fraction(f"{token.number}.{decimals}"), i + 3
        return None
    if tokens.is_(i + 1, "/"):
        return _ratio(tokens, i)
    if tokens.is_(i + 2, "/") and tokens.at(i + 1).number:
        ratio = _ratio(tokens, i + 1)
        return ratio and (Fraction(token.number) + ratio[0], ratio[1])
    return Fraction(token.number), i + 1


def _part(tokens: Tokens, i: int) -> Fraction:
    return next((part for kind, part in _PARTS.items() if tokens.means(i, kind)), Fraction(0))


def _ratio(tokens: Tokens, i: int) -> tuple[Fraction, int] | None:
    above, below = tokens.number(i), tokens.number(i + 2)
    return (Fraction(above, below), i + 3) if above and below and above < below else None
