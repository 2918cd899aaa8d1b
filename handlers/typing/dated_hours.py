"""Hours for dates as people type them: "from 1 March mon-fri 9-17", "24-31 Dec 10-14".

    dated   = dates hours | hours dates, with "each year" anywhere
    dates   = from date | date | date to date

The text is split where one part reads as dates and the other as hours.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from domain.working_hours.leave import LeaveStretch
from handlers.typing.hours import Hours, read_hours
from handlers.typing.leave import read_leave
from handlers.typing.normalization import LONGEST, plain, strip_edges
from handlers.typing.reading import ParseFailure, Reading, Unreadable, read, readings_of
from handlers.typing.tokens import Tokens
from handlers.typing.vocabulary import Vocabulary

MOST_READINGS = 4
MOST_DATE_TOKENS = 20  # "from Monday the 1st of June 2026 to Monday the 31st of August 2026"
_EDGES = " ,;:-\n"


@dataclass(frozen=True, slots=True)
class TypedDates:
    """From `first` to `last`, both included; None: from then on. yearly: repeated each year."""

    first: date
    last: date | None
    yearly: bool = False


@dataclass(frozen=True, slots=True)
class DatedHours:
    """Hours for dates."""

    dates: TypedDates
    hours: Hours


def read_dates(text: str, today: date, vocabulary: Vocabulary) -> Reading[TypedDates]:
    """Dates alone, else a `ParseFailure` with an example."""
    example = _example(today)
    if len(text) > LONGEST:
        return ParseFailure("too_long", text[:40], example)
    return read(
        lambda: _dates(*_without_yearly(plain(text), vocabulary), today, vocabulary), example
    )


def read_dated_hours(text: str, today: date, vocabulary: Vocabulary) -> Reading[DatedHours]:
    """Dates with their hours, else a `ParseFailure` with an example."""
    example = f"{_example(today)} 10-14"
    if len(text) > LONGEST:
        return ParseFailure("too_long", text[:40], example)
    return read(lambda: _read(plain(text), today, vocabulary), example)


def _read(text: str, today: date, vocabulary: Vocabulary) -> tuple[DatedHours, ...]:
    spelled, yearly = _without_yearly(text, vocabulary)
    tokens = Tokens(strip_edges(spelled, keep="."), vocabulary)
    count = len(tokens)
    cuts = [(True, cut) for cut in range(1, min(count, MOST_DATE_TOKENS))]
    cuts += [(False, cut) for cut in range(max(1, count - MOST_DATE_TOKENS), count)]
    for dates_first, cut in cuts:
        before = tokens.between(0, cut).strip(_EDGES)
        after = tokens.text[tokens.at(cut).start :].strip(_EDGES)
        part, rest = (before, after) if dates_first else (after, before)
        if not _names_a_day(part, vocabulary):
            continue
        try:
            dates = _dates(part, yearly, today, vocabulary)
        except Unreadable as why:
            if why.month is not None and readings_of(read_hours(rest, vocabulary)):
                raise  # "31.11. 10-14"
            continue
        hours_readings = readings_of(read_hours(rest, vocabulary))
        readings = tuple(DatedHours(one, hours) for one in dates for hours in hours_readings)
        if readings:
            return readings[:MOST_READINGS]
    raise Unreadable("date_unreadable", text)


def _dates(text: str, yearly: bool, today: date, vocabulary: Vocabulary) -> tuple[TypedDates, ...]:
    bare, opened = _without_from(strip_edges(text, keep="."), vocabulary)
    reading = read_leave(bare, today, vocabulary)
    if isinstance(reading, ParseFailure):
        raise Unreadable(reading.reason, reading.fragment, reading.month)
    dates = tuple(_of_stretch(one, opened, yearly) for one in readings_of(reading))
    whole = tuple(one for one in dates if one is not None)
    if not whole:
        raise Unreadable("date_unreadable", text)
    return whole


def _of_stretch(stretch: LeaveStretch, opened: bool, yearly: bool) -> TypedDates | None:
    if stretch.starts.time() != stretch.ends.time() or stretch.starts.hour or stretch.starts.minute:
        return None
    first, last = stretch.starts.date(), (stretch.ends - timedelta(days=1)).date()
    if opened and first == last:
        return None if yearly else TypedDates(first, None)
    return TypedDates(first, last, yearly)


def _without_from(text: str, vocabulary: Vocabulary) -> tuple[str, bool]:
    """The text without a leading "from", and whether there was one."""
    tokens = Tokens(text, vocabulary)
    i = 0
    while tokens.means(i, "from", "after") and not tokens.means(i, "month"):
        i += 1
    return (text[tokens.at(i).start :], True) if 0 < i < len(tokens) else (text, False)


def _without_yearly(text: str, vocabulary: Vocabulary) -> tuple[str, bool]:
    tokens = Tokens(text, vocabulary)
    for token in tokens.tokens:
        if "yearly" in token.means:
            rest = f"{text[: token.start].rstrip(_EDGES)} {text[token.end :].lstrip(_EDGES)}"
            return rest.strip(), True
    return text, False


def _names_a_day(text: str, vocabulary: Vocabulary) -> bool:
    """Whether it names a day of the year, as opposed to bare numbers, which may be hours."""
    tokens = Tokens(text, vocabulary)
    kinds = ("today", "tomorrow", "after_tomorrow", "next", "this", "week", "month")
    return any(
        tokens.means(i, *kinds)
        or tokens.at(i).value("month")
        or (
            tokens.is_(i, "-")
            and tokens.number(i - 1, 4)
            and len(tokens.at(i - 1).number) == 4
            and tokens.is_(i + 2, "-")
        )
        or (tokens.is_(i, "./") and tokens.at(i - 1).number and tokens.number(i + 1))
        for i in range(len(tokens))
    )


def _example(today: date) -> str:
    first = today + timedelta(weeks=4)
    last = first + timedelta(days=8)
    return f"{first.day}.{first.month}. - {last.day}.{last.month}."
