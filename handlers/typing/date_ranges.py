"""Which past or current days somebody means: "march", "last week", "1.3. - 15.4.".

    period = unit | this unit | last unit | last count units | month [year] | year
           | [last] weekday | date [to date]

Where leave takes the coming one, this takes the last: nobody asks what next March has brought.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from domain.business.report import (
    LONGEST,
    DateRange,
    ReportKind,
    day_of,
    month_of,
    week_of,
    year_of,
)
from handlers.typing.calendar import YEARS, Days, days_of, stretches
from handlers.typing.dates import DateReader
from handlers.typing.normalization import LONGEST as LONGEST_TEXT
from handlers.typing.normalization import plain, strip_edges
from handlers.typing.reading import ParseFailure, Reading, Unreadable, read
from handlers.typing.tokens import Tokens
from handlers.typing.vocabulary import Vocabulary

TOO_LONG: Final = "period_too_long"  # why days cannot be read: more than a report covers
# A day without a year is the last one, except in the next weeks, for which there is data as well.
_BACK: Final = timedelta(days=300)
_REACH: Final = 365
_UNITS: Final = {
    ReportKind.DAY: ("day",),
    ReportKind.WEEK: ("week", "week_unit"),
    ReportKind.MONTH: ("month", "series_month"),
    ReportKind.YEAR: ("year",),
}
_OF: Final = {
    ReportKind.DAY: day_of,
    ReportKind.WEEK: week_of,
    ReportKind.MONTH: month_of,
    ReportKind.YEAR: year_of,
}


def read_date_range(text: str, today: date, vocabulary: Vocabulary) -> Reading[DateRange]:
    """The period that is meant, else a `ParseFailure` with an example."""
    example = f"{month_of(today).before.first.isoformat()} - {today.isoformat()}"
    if len(text) > LONGEST_TEXT:
        return ParseFailure("too_long", text[:40], example)
    spelled = strip_edges(plain(text), keep=".")
    return read(lambda: (_read(spelled, today, vocabulary),), example)


def _read(text: str, today: date, vocabulary: Vocabulary) -> DateRange:
    tokens = Tokens(text, vocabulary)
    readers = (_unit, _month_or_year, _weekday)
    period = next((p for reader in readers if (p := reader(tokens, today))), None)
    period = period or _dates(tokens, today, vocabulary)
    if period is None:
        raise Unreadable("period_unreadable", text)
    if period.days > LONGEST:
        raise Unreadable(TOO_LONG, text)
    return period


def _unit(tokens: Tokens, today: date) -> DateRange | None:
    """week, this week, last week, "semana pasada", last 30 days, 30 days"""
    places = range(len(tokens))
    kinds = [k for k in ReportKind for i in places if tokens.means(i, *_UNITS.get(k, ()))]
    counts = [n for i in places if (n := tokens.count(i, 4)) is not None]
    past = any(tokens.means(i, "previous") for i in places)
    others = past + any(tokens.means(i, "this") for i in places)
    if len(kinds) != 1 or len(counts) > 1 or len(tokens) != 1 + len(counts) + others:
        return None
    period = _OF[kinds[0]](today)
    if not counts:
        return period.before if past else period
    if not 1 <= counts[0] <= LONGEST:
        raise Unreadable(TOO_LONG, tokens.text)
    return _so_many(counts[0], kinds[0], today)


def _so_many(count: int, kind: ReportKind, today: date) -> DateRange:
    """This many up to today: exact days and weeks, whole months and years."""
    if kind in (ReportKind.DAY, ReportKind.WEEK):
        days = count * (7 if kind is ReportKind.WEEK else 1)
        return DateRange(today - timedelta(days=min(days, LONGEST + 1) - 1), today)
    first = period = _OF[kind](today)
    for _ in range(min(count, LONGEST // 30 + 1) - 1):
        first = first.before
    return DateRange(first.first, period.last)


def _month_or_year(tokens: Tokens, today: date) -> DateRange | None:
    """2026, March, March 2026"""
    year = tokens.number(len(tokens) - 1, 4)
    if year is not None and len(tokens.at(len(tokens) - 1).number) != 4:
        return None
    month = tokens.at(0).value("month")
    if len(tokens) != (month is not None) + (year is not None) or not len(tokens):
        return None
    if year is not None and year not in YEARS:
        raise Unreadable("date_none", str(year))
    if month is None:
        return None if year is None else year_of(date(year, 1, 1))
    if year is None:
        year = today.year - (int(month) > today.month)
    return month_of(date(year, int(month), 1))


def _weekday(tokens: Tokens, today: date) -> DateRange | None:
    """Friday, last Friday: the one before today."""
    past = tokens.means(0, "previous")
    weekday = tokens.at(int(past)).value("weekday")
    if weekday is None or len(tokens) != 1 + past:
        return None
    return day_of(today - timedelta(days=(today.weekday() - int(weekday) - 1) % 7 + 1))


def _dates(tokens: Tokens, today: date, vocabulary: Vocabulary) -> DateRange | None:
    """A date, or two of them joined."""
    dates = DateReader(tokens, today, month_first=vocabulary.month_first)
    start = int(tokens.means(0, "from", "between", "after"))
    first = dates.at(start)
    if first is None:
        return None
    partial, end = first
    if end >= len(tokens):
        if partial.bare:
            return None
        return _latest(days_of(partial, today - _BACK, reach=_REACH), today)
    joined = tokens.is_(end, "-") or tokens.means(end, "to", "and", "before")
    second = dates.at(end + 1, after_iso=partial.iso) if joined else None
    if second is None or second[1] < len(tokens):
        return None
    return _latest(stretches(partial, second[0], today - _BACK), today)


def _latest(readings: Sequence[Days], today: date) -> DateRange:
    """The last that has begun, else the first to come."""
    begun = [days for days in readings if days[0] <= today]
    return DateRange(*(max(begun) if begun else min(readings)))
