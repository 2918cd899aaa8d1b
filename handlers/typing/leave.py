"""Days or hours off as people type them."""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.text.field_text import FARTHEST_DAY, LONGEST_LEAVE
from domain.working_hours.leave import LeaveStretch, wall
from handlers.typing.dates import DateReader
from handlers.typing.everyday_words import without_everyday_words
from handlers.typing.leave_grammar import LeaveGrammar
from handlers.typing.normalization import LONGEST, plain, strip_edges
from handlers.typing.reading import ParseFailure, Reading, Unreadable, read
from handlers.typing.tokens import Tokens
from handlers.typing.vocabulary import Vocabulary

_MOST_WORDS = 20
# What is wrong with days, where any other failure may come from the words beside them.
_OF_DAYS = frozenset(
    {"date_backwards", "date_month_ends", "date_no_leap_day", "date_several", "date_weekday"}
)


def read_leave(text: str, today: date, vocabulary: Vocabulary) -> Reading[LeaveStretch]:
    """A stretch of wall time off, else a `ParseFailure` with an example. A day without a year is
    the next one; if it has only just passed, the reader is asked which is meant."""
    example = (today + timedelta(weeks=4)).isoformat()
    if len(text) > LONGEST:
        return ParseFailure("too_long", text[:40], example)
    spelled = strip_edges(plain(text), keep=".")
    return read(lambda: _read(spelled, today, vocabulary), example)


def read_leave_within(
    text: str, today: date, vocabulary: Vocabulary
) -> Reading[LeaveStretch] | None:
    """The same for a sentence that also says something else, before or after it, such as "I'm ill
    tomorrow"; None if it names no days."""
    spelled = strip_edges(plain(text[:LONGEST]), keep=".")
    try:
        written = Tokens(spelled, vocabulary)
        parts = tuple(_dated_parts(written, today, vocabulary))
    except Unreadable:
        return None
    for part in parts:
        reading = read_leave(part, today, vocabulary)
        if not isinstance(reading, ParseFailure) or reading.reason in _OF_DAYS:
            return reading
    return None


def _dated_parts(written: Tokens, today: date, vocabulary: Vocabulary) -> Iterator[str]:
    """The runs of words that name a day, those that begin first before others, the longest before
    shorter ones."""
    tokens = without_everyday_words(written, vocabulary)
    dates = DateReader(tokens, today, month_first=vocabulary.month_first)
    count = min(len(tokens), _MOST_WORDS)
    dated = {i for i in range(count) if (one := dates.at(i)) is not None and not one[0].bare}
    for begin in range(count):
        # "until Friday" begins today.
        first = f"{today.isoformat()} - " if tokens.means(begin, "to") else ""
        start = begin + bool(first)
        for end in range(count, start, -1):
            run = range(start, end)
            if not dated.isdisjoint(run) and all(tokens.at(i) == written.at(i) for i in run):
                yield first + tokens.between(start, end)


def _read(text: str, today: date, vocabulary: Vocabulary) -> tuple[LeaveStretch, ...]:
    tokens = Tokens(text, vocabulary)
    if not len(tokens):
        raise Unreadable("date_unreadable", text)
    stretches = tuple(LeaveGrammar(tokens, today, vocabulary.month_first).readings())
    for stretch in stretches:
        _check_stretch(stretch, text, today)
    # What is already over is offered last.
    return tuple(sorted(stretches, key=lambda one: one.ends <= wall(today, 0)))


def _check_stretch(stretch: LeaveStretch, text: str, today: date) -> None:
    last = (stretch.ends - timedelta(microseconds=1)).date()
    if stretch.ends <= stretch.starts:
        raise Unreadable("date_backwards", text)
    if (last - stretch.starts.date()).days >= LONGEST_LEAVE:
        raise Unreadable("date_too_long", text)
    if last > today + timedelta(days=FARTHEST_DAY):
        raise Unreadable("date_too_far", text)
    if stretch.starts.date() < today - timedelta(days=LONGEST_LEAVE):
        raise Unreadable("date_past", text)
