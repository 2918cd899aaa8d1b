"""A time of day as typed: 9, 0900, 9.30am, 9h30, halb 9, noon, 下午3点."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.working_hours.hours import MIDNIGHT
from handlers.typing.normalization import LONGEST, plain, strip_edges
from handlers.typing.reading import ParseFailure, Reading, T, Unreadable, read
from handlers.typing.tokens import Tokens
from handlers.typing.vocabulary import Vocabulary, english

NOON = MIDNIGHT // 2


@dataclass(frozen=True, slots=True)
class TypedTime:
    """A time of day. minute: as typed, 0 to 1440.

    half: "am", "pm" or None. either: whether it could be on a 12-hour clock. plain: whether it
    lacks any 24-hour notation, a leading zero or an hour beyond twelve. marked: whether a word or a
    colon marks it as a time. named: noon or midnight, as a word. Midnight is 0.
    """

    minute: int
    half: str | None
    either: bool
    plain: bool
    marked: bool
    named: bool = False

    @property
    def minute_of_day(self) -> int:
        """The minute of the day, given `half`."""
        if self.half is None or self.minute >= NOON + 60:
            return self.minute
        return self.minute % NOON + (NOON if self.half == "pm" else 0)


def read_clock(
    text: str, vocabulary: Vocabulary, value_of: Callable[[Tokens], T | None], example: str
) -> Reading[T]:
    """What a text of times alone means, else a `ParseFailure`. value_of: None if that is
    nothing."""
    if len(text) > LONGEST:
        return ParseFailure("too_long", text[:40], example)
    spelled = strip_edges(plain(text), keep=".")

    def parse() -> tuple[T]:
        value = value_of(Tokens(spelled, vocabulary))
        if value is None:
            raise Unreadable("hours_unreadable", spelled)
        return (value,)

    return read(parse, example)


def time_at(tokens: Tokens, i: int, *, comma: bool = False) -> tuple[TypedTime, int] | None:
    """The time that begins at a token, and where it ends; or None.

    comma: whether "9,30" is a time. Raises Unreadable for an impossible time, like 25:00.
    """
    half, j = _half(tokens, i, before=True)
    half_at = i
    noon_or_midnight = _noon_or_midnight(tokens, j)
    if noon_or_midnight:
        return noon_or_midnight
    parsed = _spoken(tokens, j) or _digits(tokens, j, comma=comma)
    if parsed is None:
        return None
    hours, minutes, digits, marked, j = parsed
    if half is None:
        half, j = _half(tokens, j)
        half_at = j - 1
    half = _twelve(tokens, half_at, hours, half)
    if tokens.means(j, "oclock") and half and not marked:
        j, marked = j + 1, True
    if not _possible(hours, minutes, half):
        raise Unreadable("hours_no_time", tokens.between(i, j))
    plain = hours <= 12 and hours > 0 and not digits.startswith("0") and len(digits) < 4
    return TypedTime(hours * 60 + minutes, half, 1 <= hours <= 12, plain, marked), j


def _possible(hours: int, minutes: int, half: str | None) -> bool:
    if minutes > 59 or hours * 60 + minutes > MIDNIGHT:
        return False
    if half == "am":
        return hours <= 12
    if half == "pm":
        return 1 <= hours <= 23
    return True


def _twelve(tokens: Tokens, i: int, hours: int, half: str | None) -> str | None:
    """12 in the morning is noon, unlike 12 am; 12 or 2 at night is not in the afternoon."""
    if half is None or tokens.means(i, "twelve_hour"):
        return half
    if half == "am" and hours == 12:
        return None
    if half == "pm" and (hours == 12 or (hours < 5 and tokens.means(i, "evening"))):
        raise Unreadable("hours_no_time", tokens.between(i - 1, i + 1))
    return half


def _half(tokens: Tokens, i: int, *, before: bool = False) -> tuple[str | None, int]:
    """am or pm, next to a time. before: in the languages that put it first, like 下午."""
    for half in ("am", "pm"):
        if tokens.means(i, half) and not (before and _range_or_noise(tokens, i)):
            after = tokens.number(i + 1) is not None
            if before and not after:
                continue
            if not tokens.at(i).glued and tokens.means(i, "to") and after:
                continue  # "de 9 a 17"
            if tokens.means(i, "am_or_on") and not tokens.at(i).glued and _is_on(tokens, i):
                return None, i + 1
            return half, i + 1
    return None, i


def _is_on(tokens: Tokens, i: int) -> bool:
    """Whether "am" stands for "on": "9-12 am Montag", "9-12 am 12.8."."""
    date = bool(tokens.at(i + 1).number) and tokens.is_(i + 2, ".")
    day = tokens.at(i + 1).value("weekday") is not None
    return date or (day and (tokens.means(i, "of") or not english(tokens.at(i + 1).text)))


def _range_or_noise(tokens: Tokens, i: int) -> bool:
    return tokens.at(i).text.isascii()  # "am 12.8." is a date, and "a 9" is no time


def _noon_or_midnight(tokens: Tokens, i: int) -> tuple[TypedTime, int] | None:
    if tokens.means(i, "noon"):
        return TypedTime(NOON, None, either=False, plain=False, marked=True, named=True), i + 1
    if tokens.means(i, "midnight"):
        return TypedTime(0, None, either=False, plain=False, marked=True, named=True), i + 1
    if tokens.number(i) == 12 and tokens.means(i + 1, "noon", "midnight"):
        return _noon_or_midnight(tokens, i + 1)
    return None


_Parsed = tuple[int, int, str, bool, int]
_SPOKEN = {"half_to": -30, "half_past": 30, "quarter_past": 15, "quarter_to": -15}


def _spoken(tokens: Tokens, i: int) -> _Parsed | None:
    """halb 9, half past 9, quarter to 5."""
    for kind, shift in _SPOKEN.items():
        hours = tokens.number(i + 1)
        if tokens.means(i, kind) and hours is not None and 1 <= hours <= 24:
            j = i + 3 if tokens.means(i + 2, "oclock") else i + 2
            minute = hours * 60 + shift
            return minute // 60, minute % 60, str(minute // 60), True, j
    return None


def _digits(tokens: Tokens, i: int, *, comma: bool) -> _Parsed | None:
    digits = tokens.at(i).number
    if not digits or len(digits) > 4:
        return None
    if len(digits) == 3 and digits.startswith("0"):
        raise Unreadable("hours_no_time", digits)  # "009": nine o'clock, or nine past midnight
    if len(digits) > 2:
        hours, minutes = int(digits[:-2]), int(digits[-2:])
        return hours, minutes, digits, *_oclock(tokens, i + 1)
    hours = int(digits)
    mark = ":.," if comma else ":."
    if tokens.is_(i + 1, mark) and tokens.at(i + 1).glued and tokens.at(i + 2).glued:
        written_minutes = tokens.at(i + 2).number
        if written_minutes:
            return hours, _minutes(tokens, i, i + 2), digits, *_past(tokens, i + 3)
    if _says_oclock(tokens, i + 1):
        return hours, *_after_oclock(tokens, i, digits)
    return hours, 0, digits, False, i + 1


def _minutes(tokens: Tokens, i: int, at: int) -> int:
    digits = tokens.at(at).number
    again = tokens.is_(at + 1, ":") and tokens.at(at + 2).number
    if len(digits) != 2 or again:
        raise Unreadable("hours_no_time", tokens.between(i, at + 1))
    return int(digits)


def _past(tokens: Tokens, i: int) -> tuple[bool, int]:
    marked, j = _oclock(tokens, i)
    return marked, j + 1 if tokens.means(j, "minute_mark") else j


def _oclock(tokens: Tokens, i: int) -> tuple[bool, int]:
    return (True, i + 1) if _says_oclock(tokens, i) else (True, i)


def _says_oclock(tokens: Tokens, i: int) -> bool:
    """Whether the word is h or Uhr; "u." alone between two windows is German for "and"."""
    joins = tokens.means(i, "and") and not tokens.at(i).glued
    return tokens.means(i, "oclock") and not joins


def _after_oclock(tokens: Tokens, i: int, digits: str) -> tuple[int, str, bool, int]:
    """9h30, 9 Uhr 30, 9時30分, 9点半: the minutes, and what follows them."""
    if tokens.means(i + 2, "half_mark"):
        return 30, digits, True, i + 3
    minutes = tokens.at(i + 2).number
    alone = not tokens.is_(i + 3, ":./") and not tokens.means(i + 3, "oclock")
    if len(minutes) == 2 and alone:
        return int(minutes), digits, True, i + 4 if tokens.means(i + 3, "minute_mark") else i + 3
    return 0, digits, True, i + 2
