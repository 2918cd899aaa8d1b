"""Which bookings somebody means, in any order on one line: "mia tomorrow pending", "last week".

    line = { code | days | state | name }

Days are read as everywhere, but a day without a year is the nearer of two: people look for bookings
on either side of today. Anything else is a name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeVar

from domain.business.report import ReportKind, month_of
from handlers.typing.calendar import Days, days_of, stretches
from handlers.typing.date_ranges import read_date_range
from handlers.typing.dates import DateReader
from handlers.typing.normalization import plain, strip_edges
from handlers.typing.reading import ParsedValue, Unreadable
from handlers.typing.tokens import Tokens
from handlers.typing.vocabulary import Vocabulary

T = TypeVar("T")

LONGEST: Final = 200  # letters, and words; anything longer is ignored
MOST_WORDS: Final = 12
_LONGEST_DAYS: Final = 9  # words: "from 1 December 2026 to 15 January 2027"


@dataclass(frozen=True, slots=True)
class BookingQuery:
    """What was typed. state: the value its words stand for, or "". words: the rest, as typed."""

    days: Days | None = None
    state: str = ""
    words: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return " ".join(self.words)


def read_line(
    text: str, today: date, vocabulary: Vocabulary, states: Mapping[str, str]
) -> BookingQuery:
    """The parts of a line. states: lower-case phrases, and what each stands for."""
    words = text[:LONGEST].split()[:MOST_WORDS]
    state, words = _take_longest(
        words, lambda part: states.get(strip_edges(plain(part))), MOST_WORDS
    )
    days, words = _take_longest(
        words, lambda part: read_days(part, today, vocabulary), _LONGEST_DAYS
    )
    return BookingQuery(days, state or "", tuple(words))


def read_days(text: str, today: date, vocabulary: Vocabulary) -> Days | None:
    """The days a text stands for, if it says nothing else."""
    try:
        tokens = Tokens(strip_edges(plain(text), keep="."), vocabulary)
        return _read_dates(tokens, today, vocabulary) or _read_period(
            text, tokens, today, vocabulary
        )
    except Unreadable:
        return None


def _take_longest(
    words: list[str], read: Callable[[str], T | None], longest: int
) -> tuple[T | None, list[str]]:
    """What the longest meaningful run of words stands for, the first among equals; and the rest."""
    for length in range(min(len(words), longest), 0, -1):
        for first in range(len(words) - length + 1):
            meaning = read(" ".join(words[first : first + length]))
            if meaning is not None:
                return meaning, words[:first] + words[first + length :]
    return None, words


def _read_dates(tokens: Tokens, today: date, vocabulary: Vocabulary) -> Days | None:
    """A date or spoken day, or two of them joined."""
    dates = DateReader(tokens, today, month_first=vocabulary.month_first)
    start = int(tokens.means(0, "from", "between", "after"))
    first = dates.at(start)
    if first is None:
        return None
    partial, end = first
    if end >= len(tokens):
        return None if partial.bare else _nearest(days_of(partial, today), today)
    joined = tokens.is_(end, "-") or tokens.means(end, "to", "and", "before")
    second = dates.at(end + 1, after_iso=partial.iso) if joined else None
    if second is None or second[1] < len(tokens):
        return None
    return _nearest(stretches(partial, second[0], today), today)


def _read_period(text: str, tokens: Tokens, today: date, vocabulary: Vocabulary) -> Days | None:
    """A week, a month, a year: as for reports, but a month without a year is the nearest one."""
    reading = read_date_range(text, today, vocabulary)
    if not isinstance(reading, ParsedValue):
        return None
    period = reading.value
    if period.kind is ReportKind.MONTH and len(tokens) == 1 and tokens.at(0).value("month"):
        year_later = month_of(date(period.first.year + 1, period.first.month, 1))
        return _nearest(
            ((period.first, period.last), (year_later.first, year_later.last)),
            today,
        )
    return period.first, period.last


def _nearest(readings: tuple[Days, ...], today: date) -> Days:
    """Those around today, or the nearest to it."""

    def away(days: Days) -> timedelta:
        first, last = days
        return max(first - today, today - last, timedelta())

    return min(readings, key=away)
