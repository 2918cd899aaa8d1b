"""Hours and weekdays as their reader's country writes them."""

from collections.abc import Sequence

from domain.working_hours.hours import MIDNIGHT, Window
from handlers.wording.words import Words


def hours_text(words: Words, windows: Sequence[Window]) -> str:
    """Hours of a day as the reader's country writes them, or that it is closed."""
    if not windows:
        return words.label("hours.closed")
    return ", ".join(_window(words, window) for window in windows)


def _window(words: Words, window: Window) -> str:
    start, end = window
    if end <= MIDNIGHT:
        return f"{words.minute(start)}–{words.minute(end)}"
    hours = f"{words.minute(start)}–{words.minute(end - MIDNIGHT)}"
    return words.label("hours.next_day", hours=hours)


def days_named(words: Words, days: Sequence[int]) -> str:
    """Any weekdays by name, those in a row by the first and the last: Monday, Thursday to Sunday"""
    rows: list[list[int]] = []
    for day in sorted(days):
        if rows and rows[-1][-1] == day - 1:
            rows[-1].append(day)
        else:
            rows.append([day])
    return ", ".join(row_of_days(words, row) for row in rows)


def row_of_days(words: Words, days: Sequence[int]) -> str:
    """Weekdays in a row by name: one, or the first and the last."""
    names = [words.long_weekdays[n] for n in days]
    if len(names) == 1:
        return names[0]
    return words.label("hours.row_of_days", first=names[0], last=names[-1])
