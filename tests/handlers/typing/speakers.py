"""Vocabularies for tests, and readings on one line."""

from datetime import date, datetime, time, timedelta

from babel import Locale

from domain.working_hours.hours import format_window
from domain.working_hours.leave import LeaveStretch
from handlers.typing.hours import Hours
from handlers.typing.reading import Ambiguous, ParsedValue, ParseFailure, Reading
from handlers.typing.vocabulary import Vocabulary, vocabulary_of

WEDNESDAY = date(2026, 8, 5)

ENGLISH: Vocabulary = vocabulary_of(Locale.parse("en_GB"))
AMERICAN: Vocabulary = vocabulary_of(Locale.parse("en_US"))
GERMAN: Vocabulary = vocabulary_of(Locale.parse("de"))

DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def hours_text(reading: Reading[Hours]) -> str:
    """Hours as "09:00–13:00, 14:00–17:00", "closed", with days if they were named; readings to be
    asked about after "ask:", a refusal as "refuse"."""
    match reading:
        case ParsedValue(value):
            return _hours(value)
        case Ambiguous(readings):
            return "ask: " + " | ".join(_hours(value) for value in readings)
        case ParseFailure(reason):
            return f"refuse {reason}"


def _hours(hours: Hours) -> str:
    parts = []
    for part in hours:
        windows = ", ".join(_window(start, end) for start, end in part.windows) or "closed"
        named = " ".join(DAYS[day] for day in part.days)
        parts.append(f"{named} {windows}" if named else windows)
    return "; ".join(parts)


def _window(start: int, end: int) -> str:
    return format_window((start, end)) if end <= 1440 else f"{format_window((start, end - 1440))}+"


def off(reading: Reading[LeaveStretch]) -> str:
    """Leave as "2026-08-12", "2026-08-12..2026-08-16" or "2026-08-12 09:00..13:00"."""
    match reading:
        case ParsedValue(value):
            return _stretch(value)
        case Ambiguous(readings):
            return "ask: " + " | ".join(_stretch(value) for value in readings)
        case ParseFailure(reason):
            return f"refuse {reason}"


def _stretch(stretch: LeaveStretch) -> str:
    starts, ends = stretch.starts, stretch.ends
    if starts.time() == ends.time() == time.min:
        last = (ends - timedelta(days=1)).date()
        same = last == starts.date()
        return starts.date().isoformat() if same else f"{starts.date()}..{last}"
    midnight = datetime.combine(starts.date() + timedelta(days=1), time.min)
    if ends.date() == starts.date() or ends == midnight:
        return f"{starts:%Y-%m-%d %H:%M}.." + ("24:00" if ends == midnight else f"{ends:%H:%M}")
    return f"{starts:%Y-%m-%d %H:%M}..{ends:%Y-%m-%d %H:%M}"
