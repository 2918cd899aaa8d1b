"""A month as rows of buttons, shared by everything that asks for a day.

Late in the first month that can be shown, the calendar runs on into the next: otherwise a few days
would be among many that are over. It never shows a number twice, as four weeks are no longer than
any month.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from handlers.buttons.press import Nothing, Press
from handlers.buttons.screen import SUCCESS, Key, Row
from handlers.wording.words import Words


@dataclass(frozen=True, slots=True)
class CalendarBounds:
    """The first and the last day that may be asked for; months outside are not shown."""

    first: date
    last: date


FEWEST_WEEKS = 3  # of the first month; if it has fewer left,
WEEKS = 4  # this many are shown


def shown_days(month: date, bounds: CalendarBounds) -> tuple[date, date]:
    """The first and the last day within the bounds that a calendar of this month shows."""
    first = month.replace(day=1)
    last = next_month(first) - timedelta(days=1)
    if first <= bounds.first <= last:
        monday = bounds.first - timedelta(days=bounds.first.weekday())
        if (last - monday).days < 7 * (FEWEST_WEEKS - 1):
            last = monday + timedelta(days=7 * WEEKS - 1)
    return max(first, bounds.first), min(last, bounds.last)


def month_rows(
    words: Words,
    month: date,
    bounds: CalendarBounds,
    open_days: Collection[date],
    on_day: Callable[[date], Press],
    on_month: Callable[[date], Press],
    *,
    chosen_days: Collection[date] = (),
    full: bool = False,
) -> tuple[Row, ...]:
    """The days of a month, Monday first, with the neighbouring months above.

    An open day is a green button that presses `on_day`; the others are quiet, and a week wholly
    outside the bounds is left out. month: any day of it. open_days: of `shown_days`.
    chosen_days: days shown as picked. full: a quiet day within the bounds presses `on_day` as well,
    to be told why nothing is free.
    """
    first = month.replace(day=1)
    _, last = shown_days(month, bounds)
    further = last >= next_month(first)
    weeks = [
        week
        for week in (_rolling(bounds.first, last) if further else _weeks(first))
        if any(day and bounds.first <= day <= bounds.last for day in week)
    ]
    while further and len(weeks) > 1 and not {*open_days, *chosen_days}.intersection(weeks[0]):
        del weeks[0]
    quiet_bounds = bounds if full else None
    cells = (
        tuple(_cell(day, open_days, chosen_days, on_day, quiet_bounds) for day in week)
        for week in weeks
    )
    weekdays = tuple(Key(name, Nothing()) for name in words.weekdays)
    title = _title(words, first, last if further else first)
    return (_heading(words, first, title, bounds, on_month), weekdays, *cells)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def previous_month(month: date) -> date:
    """The first day of the month before."""
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def _title(words: Words, first: date, last: date) -> str:
    """The month, or the two that the calendar shows."""
    if first.month == last.month:
        return words.month(first)
    begins = words.month_name(first) if first.year == last.year else words.month(first)
    return f"{begins} – {words.month(last)}"


def _heading(
    words: Words, first: date, title: str, bounds: CalendarBounds, on_month: Callable[[date], Press]
) -> Row:
    before, after = previous_month(first), next_month(first)
    # Three side by side on a phone: only the month itself says its year.
    row = [Key(title, Nothing())]
    if before >= bounds.first.replace(day=1):
        row.insert(0, Key(f"‹ {words.month_name(before)}", on_month(before)))
    if after <= bounds.last:
        row.append(Key(f"{words.month_name(after)} ›", on_month(after)))
    return tuple(row)


def _cell(
    day: date | None,
    open_days: Collection[date],
    chosen_days: Collection[date],
    on_day: Callable[[date], Press],
    quiet_bounds: CalendarBounds | None,
) -> Key:
    if day is None:
        return _BLANK
    if day in chosen_days:
        return Key(f"•{day.day}•", on_day(day), SUCCESS)
    if day in open_days:
        return Key(str(day.day), on_day(day), SUCCESS)
    if quiet_bounds and quiet_bounds.first <= day <= quiet_bounds.last:
        return Key(_CLOSED.label, on_day(day))
    return _CLOSED


@lru_cache(maxsize=64)
def _weeks(first: date) -> tuple[tuple[date | None, ...], ...]:
    """The weeks of a month, Monday first; None for a cell outside it."""
    cells: list[date | None] = [None] * first.weekday()
    day = first
    while day.month == first.month:
        cells.append(day)
        day += timedelta(days=1)
    cells += [None] * (-len(cells) % 7)
    return tuple(tuple(cells[i : i + 7]) for i in range(0, len(cells), 7))


def _rolling(first: date, last: date) -> list[tuple[date, ...]]:
    """The weeks from one day to another, Monday first."""
    monday = first - timedelta(days=first.weekday())
    weeks = (last - monday).days // 7 + 1
    return [tuple(monday + timedelta(days=7 * w + d) for d in range(7)) for w in range(weeks)]


# Telegram refuses an empty label; a space passes and shows nothing.
_BLANK = Key(" ", Nothing())
_CLOSED = Key("·", Nothing())
