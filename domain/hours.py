"""Working hours: windows of the local day, by weekday and by date.

A window is `(start, end)` in minutes of the local day, `0 <= start < end <= 1440`: midnight at the
end of a day is 1440, never 23:59. The hours of one day are in order and do not overlap; windows
that touch stay apart, because each has a grid of starts of its own.

Typed hours are read by one rule for am and pm: a side of a window that has neither takes the one
that makes the shortest window. So "1-5pm" is an afternoon, "9-5pm" a day, and "9-5" is backwards,
because a clock of 24 hours has no other reading.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from domain import zones
from domain.refusals import BadHours
from domain.spans import Span

Window = tuple[int, int]

MIDNIGHT = 1440
_NOON = 720
_EPOCH_DAY = date(1970, 1, 1).toordinal()

_LONGEST_TEXT = 300
_LONGEST_FRAGMENT = 40
_CLOSED = frozenset({"-", "closed", "off", "day off", "none", "geschlossen", "frei", "zu"})
# What phones and word processors make of a hyphen; NFKC leaves most of them as they are.
_DASHES = re.compile("[\u2010-\u2015\u2212\u2e3a\u2e3b]")
_BETWEEN_WINDOWS = re.compile(r"[,;/+&\n]|\b(?:and|und)\b", re.IGNORECASE)
_TIME = r"(\d{1,2})(?:[:.h]?([0-5]\d))? ?(?:(am?|pm?|a\.m\.?|p\.m\.?)|h|uhr)?"
_WINDOW = re.compile(rf"(?:(?:from|von) )?{_TIME} ?(?:-|to|till|until|bis) ?{_TIME}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When a coach works, on the clock of the coach's zone.

    weekly: seven days, Monday first. overrides: dates whose windows replace those of their
    weekday; an empty tuple is a day off. Raises BadHours for windows that make no day.
    """

    weekly: tuple[tuple[Window, ...], ...]
    overrides: Mapping[date, tuple[Window, ...]]

    def __post_init__(self) -> None:
        if len(self.weekly) != 7:
            raise ValueError(f"a week has seven days, not {len(self.weekly)}")
        for windows in (*self.weekly, *self.overrides.values()):
            if windows != normalise(windows):
                raise ValueError(f"windows out of order: {windows}")

    def on(self, day: date) -> tuple[Window, ...]:
        """The windows of one day, in order."""
        special = self.overrides.get(day)
        return self.weekly[day.weekday()] if special is None else special


def normalise(windows: Iterable[Window]) -> tuple[Window, ...]:
    """The windows of a day in order.

    Raises BadHours: backwards, empty, overlap, or unreadable for minutes outside the day.
    """
    ordered = tuple(sorted(windows))
    latest = 0
    for start, end in ordered:
        if start < 0 or end > MIDNIGHT:
            raise BadHours(written((start, end)), "unreadable")
        if end == start:
            raise BadHours(written((start, end)), "empty")
        if end < start:
            raise BadHours(written((start, end)), "backwards")
        if start < latest:
            raise BadHours(written((start, end)), "overlap")
        latest = end
    return ordered


def written(window: Window) -> str:
    """A window as people of every language read it: 09:00–13:00."""
    return "–".join(f"{minute // 60:02}:{minute % 60:02}" for minute in window)


def day_number(day: date) -> int:
    """The days from 1970-01-01."""
    return day.toordinal() - _EPOCH_DAY


def day_of(number: int) -> date:
    """The date that is so many days from 1970-01-01."""
    return date.fromordinal(number + _EPOCH_DAY)


def instant_of(day: date, minute: int, zone: ZoneInfo) -> int | None:
    """The epoch second at which the zone's clock shows this minute of the day.

    None where the clock jumps over it; the first of two in a fold. Minute 1440 is the next
    midnight.
    """
    wall = day_number(day) * zones.DAY + minute * 60
    row = zones.around(zone, wall, wall)
    instant = zones.arrival(row, wall)
    shown = next(offset for start, end, offset in row if start <= instant < end)
    return instant if instant + shown == wall else None


def day_span(first: date, last: date, zone: ZoneInfo) -> Span:
    """The span of whole local days, both included, in epoch seconds.

    A midnight that the clock jumps over is the first instant after it.
    """
    begins = day_number(first) * zones.DAY
    ends = day_number(last + timedelta(days=1)) * zones.DAY
    row = zones.around(zone, begins, ends)
    return zones.arrival(row, begins), zones.arrival(row, ends)


def parse_windows(text: str) -> tuple[Window, ...]:
    """The windows in hours as people type them; none for "closed", "off" or "-".

    Reads "09:00 am to 01:00 pm, 02:00pm to 05:00 pm", "9-13, 14-17", "9:00–13:00 und 14–17 Uhr".
    Midnight as an end is the end of the day. Raises BadHours with the part that is wrong.
    """
    if len(text) > _LONGEST_TEXT:
        raise BadHours(text[:_LONGEST_FRAGMENT], "unreadable")
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text)).strip(" \t\r\n,;.")
    plain = re.sub(r"\d", lambda digit: str(int(digit[0])), plain)
    if plain.casefold() in _CLOSED:
        return ()
    parts = (" ".join(part.split()) for part in _BETWEEN_WINDOWS.split(plain))
    windows = [_window(part) for part in parts if part]
    if not windows:
        raise BadHours(text[:_LONGEST_FRAGMENT].strip(), "unreadable")
    return normalise(windows)


def _window(fragment: str) -> Window:
    found = _WINDOW.fullmatch(fragment)
    if found is None:
        raise BadHours(fragment[:_LONGEST_FRAGMENT], "unreadable")
    either = bool(found[3] or found[6])
    starts = _readings(fragment, found[1], found[2], found[3], either=either)
    ends = _readings(fragment, found[4], found[5], found[6], either=either)
    windows = [(start, end or MIDNIGHT) for start in starts for end in ends]
    forward = [window for window in windows if window[0] < window[1]]
    return min(forward, key=lambda window: window[1] - window[0]) if forward else windows[0]


def _readings(
    fragment: str, hour: str, minute: str | None, half: str | None, *, either: bool
) -> list[int]:
    """The minutes of the day that one side of a window can mean, the literal one first.

    either: whether the other side says am or pm, so that a bare 9 may be 21:00 and a 09 may not.
    """
    hours, past = int(hour), int(minute or 0)
    if half is None:
        if hours * 60 + past > MIDNIGHT:
            raise BadHours(fragment, "unreadable")
        shifted = either and hours <= 12 and not hour.startswith("0")
        return (
            [hours * 60 + past, (hours + 12) % 24 * 60 + past] if shifted else [hours * 60 + past]
        )
    afternoon = half[0] in "pP"
    if hours > (23 if afternoon else 12):
        raise BadHours(fragment, "unreadable")
    # "14:00 pm" says the same thing twice.
    return [hours * 60 + past if hours > 12 else (hours % 12) * 60 + past + _NOON * afternoon]
