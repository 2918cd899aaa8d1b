"""The time somebody would like, as they type it: "tomorrow 3pm", "Freitag 10 Uhr bei Anna".

Words that are not about time are left to the caller, who knows names and services; they may well
mean that this is no wish at all.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from handlers.typing.calendar import days_of
from handlers.typing.clock import time_at
from handlers.typing.dates import DateReader
from handlers.typing.everyday_words import without_everyday_words
from handlers.typing.normalization import plain, strip_edges
from handlers.typing.partial_date import PartialDate
from handlers.typing.reading import ParseFailure, Unreadable
from handlers.typing.spoken_hours import minute_of
from handlers.typing.tokens import Tokens
from handlers.typing.vocabulary import Vocabulary

MOST_WORDS = 14
_SAYS_NOTHING = ("of", "from", "after", "in", "and", "till", "before", "open", "morning")
_PERIODS = ("afternoon", "evening")


@dataclass(frozen=True, slots=True)
class TypedStretch:
    """Several days together, such as next week. rest: as in a wish."""

    first: date
    last: date
    rest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TypedWish:
    """days: the readings of the day, empty if only a time was typed. minute: of the day, None if
    only a day was; 1440, for 24:00, is the midnight that ends it. rest: the other words, in plain
    spelling."""

    days: tuple[date, ...]
    minute: int | None
    rest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedWish:
    """A day that nobody can wish for. rest: as in a wish."""

    failure: ParseFailure
    rest: tuple[str, ...] = ()


def read_wish(text: str, today: date, vocabulary: Vocabulary) -> TypedWish | None:
    """The wish, None if the text names neither a day nor a time, or an impossible one, or says that
    it is no wish, like "see you tomorrow"."""
    try:
        tokens = _tokens(text, vocabulary)
        if not _may_be_wish(tokens):
            return None
        days, used_indexes = _day(tokens, today, vocabulary)
        minute, more = _minute(tokens, used_indexes, sure=bool(days))
    except Unreadable:
        return None
    if (not days and minute is None) or _torn(tokens, used_indexes | more):
        return None
    return TypedWish(days, minute, _rest(tokens, used_indexes | more))


def read_stretch(text: str, today: date, vocabulary: Vocabulary) -> TypedStretch | None:
    """The coming days that the text names together, None if it names no such days."""
    try:
        tokens = _tokens(text, vocabulary)
        dates = DateReader(tokens, today, month_first=vocabulary.month_first)
        for i in range(len(tokens) if _may_be_wish(tokens) else 0):
            reading = dates.at(i)
            if reading is None or reading[0].bare:
                continue
            for first, last in days_of(reading[0], today):
                if first < last >= today:
                    rest = _rest(tokens, set(range(i, reading[1])))
                    return TypedStretch(max(first, today), last, rest)
            return None
    except Unreadable:
        return None
    return None


def read_refused_wish(text: str, today: date, vocabulary: Vocabulary) -> RefusedWish | None:
    """What is wrong with the day that the text names: it is past, or its month has no such day.
    None if it names no day, or one that can be wished for, or says that it is no wish."""
    example = f"{(today + timedelta(weeks=4)).isoformat()} 15:00"
    try:
        tokens = _tokens(text, vocabulary)
        dated = _dated(tokens, today, vocabulary) if _may_be_wish(tokens) else None
        if dated is None:
            return None
        partial, used_indexes = dated
        failure = _why_no_day(partial, today)
        _, more = _minute(tokens, used_indexes, sure=True)
    except Unreadable:
        return None
    if failure is None or _torn(tokens, used_indexes | more):
        return None
    return RefusedWish(failure.as_failure(example), _rest(tokens, used_indexes | more))


def _why_no_day(partial: PartialDate, today: date) -> Unreadable | None:
    try:
        days = days_of(partial, today)
    except Unreadable as why:
        return why if why.month is not None else None
    over = all(first == last < today for first, last in days)
    return Unreadable("date_over", partial.text) if over else None


def _tokens(text: str, vocabulary: Vocabulary) -> Tokens:
    return without_everyday_words(
        Tokens(strip_edges(plain(text), keep="."), vocabulary), vocabulary
    )


def _may_be_wish(tokens: Tokens) -> bool:
    if len(tokens) > MOST_WORDS:
        return False
    # "Can I see you tomorrow?" is one.
    begins = (i for i in range(len(tokens)) if i == 0 or tokens.is_(i - 1, ",.;!?-"))
    return not any(tokens.means(i, "no_wish") for i in begins)


def _rest(tokens: Tokens, used_indexes: set[int]) -> tuple[str, ...]:
    """The words besides the time."""
    return tuple(
        token.text
        for i, token in enumerate(tokens.tokens)
        if i not in used_indexes
        and not tokens.is_(i, ",.;:!?@-()")
        and not tokens.means(i, *_SAYS_NOTHING, *_PERIODS)
    )


def _torn(tokens: Tokens, used_indexes: set[int]) -> bool:
    """Whether a mix of digits and letters would be a time only in part: "j2pe8t"."""
    pieces = list[list[int]]()
    for i, token in enumerate(tokens.tokens):
        if not (token.text.isascii() and token.text.isalnum()):
            pieces.append([])
        elif pieces and pieces[-1] and token.glued:
            pieces[-1].append(i)
        else:
            pieces.append([i])
    return any(
        not used_indexes.issuperset(piece) and len({bool(tokens.at(i).number) for i in piece}) == 2
        for piece in pieces
    )


def _day(tokens: Tokens, today: date, vocabulary: Vocabulary) -> tuple[tuple[date, ...], set[int]]:
    """The first day named, and where; the coming ones among its readings."""
    dated = _dated(tokens, today, vocabulary)
    if dated is None:
        return (), set()
    partial, used_indexes = dated
    readings = days_of(partial, today)
    days = tuple(first for first, last in readings if first == last and first >= today)
    if not days:
        raise Unreadable("date_past", tokens.text)
    return days, used_indexes


def _dated(
    tokens: Tokens, today: date, vocabulary: Vocabulary
) -> tuple[PartialDate, set[int]] | None:
    """The first date, and where it is."""
    dates = DateReader(tokens, today, month_first=vocabulary.month_first)
    for i in range(len(tokens)):
        reading = dates.at(i)
        if reading is not None and not reading[0].bare:
            return reading[0], set(range(i, reading[1]))
    return None


def _minute(tokens: Tokens, used_indexes: set[int], *, sure: bool) -> tuple[int | None, set[int]]:
    """The first time of day besides the date. sure: a bare number is one, as a day is named."""
    for i in range(len(tokens)):
        reading = None if i in used_indexes else time_at(tokens, i)
        if reading is None:
            continue
        time, end = reading
        if sure or time.marked or time.half or time.named:
            return minute_of(time), set(range(i, end))
    return None, set()
