"""Working hours: windows of the local day, by weekday and by date.

A window is `(start, end)` in minutes of the local day on which it begins. Midnight at its end is
1440, never 23:59; the last window of a day may end later, on the next day: 22:00 to 02:00 is
`(1320, 1560)`. The hours of one day are in order and do not overlap; touching windows stay apart,
because each has a grid of starts of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from string import ascii_letters, digits
from zlib import crc32
from zoneinfo import ZoneInfo

from domain.refusals import BadHours
from domain.time import zones
from domain.time.spans import Span
from domain.working_hours.seasons import Season, holding

Window = tuple[int, int]

MIDNIGHT = 1440
LATEST = MIDNIGHT + MIDNIGHT // 2  # noon of the next day
_LETTERS = digits + ascii_letters
_EPOCH_DAY = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When a coach works, on the clock of the coach's zone.

    weekly: seven days, Monday first. overrides: dates whose windows replace all others; an empty
    tuple is a day off. seasons: replace weekdays' windows for a part of the year. within: for
    services given only at some of these times, by id, those times. Raises BadHours for windows that
    make no day.
    """

    weekly: tuple[tuple[Window, ...], ...]
    overrides: Mapping[date, tuple[Window, ...]]
    seasons: tuple[Season, ...] = ()
    within: Mapping[int, "WorkingHours"] = field(default_factory=dict)
    latest: int = field(init=False, repr=False, compare=False)
    """The latest minute at which any day's windows end."""

    def __post_init__(self) -> None:
        if len(self.weekly) != 7:
            raise ValueError(f"a week has seven days, not {len(self.weekly)}")
        days = [*self.weekly, *self.overrides.values()]
        days += [day for season in self.seasons for day in season.weekly if day is not None]
        for windows in days:
            if windows and windows != normalise(windows):
                raise ValueError(f"windows out of order: {windows}")
        latest = max((windows[-1][1] for windows in days if windows), default=0)
        object.__setattr__(self, "latest", latest)

    def on(self, day: date) -> tuple[Window, ...]:
        """The windows of one day, in order: the date's, else a season's, else the weekday's."""
        special = self.overrides.get(day)
        return self.usual(day) if special is None else special

    def usual(self, day: date) -> tuple[Window, ...]:
        """What a day's windows would be without any for its date."""
        weekday = day.weekday()
        season = holding(self.seasons, day) if self.seasons else None
        windows = season.weekly[weekday] if season else None
        return self.weekly[weekday] if windows is None else windows

    def special(self, first: int, last: int) -> Mapping[date, tuple[Window, ...]]:
        """The dates, among days from the epoch, whose windows are not those of their weekday."""
        if not self.seasons:
            return self.overrides
        return {day: self.on(day) for day in map(day_of, range(first, last + 1))}


def mark(days: Iterable[Iterable[Window] | None]) -> str:
    """Three letters that tell whether the hours of some days have changed.

    None: a date without hours of its own.
    """
    return mark_of([None if windows is None else sorted(windows) for windows in days])


def mark_of(subject: object) -> str:
    """Three letters that tell whether something has changed, by its repr."""
    number, letters = crc32(repr(subject).encode()), ""
    for _ in range(3):
        number, letter = divmod(number, len(_LETTERS))
        letters += _LETTERS[letter]
    return letters


def normalise(windows: Iterable[Window]) -> tuple[Window, ...]:
    """A day's windows in order.

    Raises BadHours: backwards, empty, overlap, or unreadable for one that begins outside the day,
    ends after noon of the next, or is longer than a day.
    """
    ordered = tuple(sorted(windows))
    latest = 0
    for start, end in ordered:
        if not 0 <= start < MIDNIGHT or end > min(LATEST, start + MIDNIGHT):
            raise BadHours(format_window((start, end)), "unreadable")
        if end == start:
            raise BadHours(format_window((start, end)), "empty")
        if end < start:
            raise BadHours(format_window((start, end)), "backwards")
        if start < latest:
            raise BadHours(format_window((start, end)), "overlap")
        latest = end
    return ordered


def format_window(window: Window) -> str:
    """A window as it is read in every language: 09:00–13:00, or 22:00–02:00."""
    start, end = window
    end -= MIDNIGHT if end > MIDNIGHT else 0
    return "–".join(f"{minute // 60:02}:{minute % 60:02}" for minute in (start, end))


def clash(today: Sequence[Window], morrow: Sequence[Window]) -> tuple[Window, Window] | None:
    """The last window of a day and the first of the next, if one runs into the other."""
    if today and morrow and today[-1][1] > MIDNIGHT + morrow[0][0]:
        return today[-1], morrow[0]
    return None


def day_number(day: date) -> int:
    """The days since 1970-01-01."""
    return day.toordinal() - _EPOCH_DAY


def day_of(number: int) -> date:
    """The date this many days after 1970-01-01."""
    return date.fromordinal(number + _EPOCH_DAY)


def instant_of(day: date, minute: int, zone: ZoneInfo) -> int | None:
    """The epoch second at which the zone's clock shows this minute of the day.

    None if the clock skips it; the first of two in a fold. Minute 1440 is the next midnight.
    """
    wall = day_number(day) * zones.DAY + minute * 60
    row = zones.around(zone, wall, wall)
    instant = zones.arrival(row, wall)
    utc_offset = next(offset for start, end, offset in row if start <= instant < end)
    return instant if instant + utc_offset == wall else None


@lru_cache(maxsize=1024)  # most ask about the same days of the same coaches
def day_span(first: date, last: date, zone: ZoneInfo) -> Span:
    """The span of whole local days, both included, in epoch seconds.

    If the clock skips midnight, the first instant after it counts.
    """
    begins = day_number(first) * zones.DAY
    ends = day_number(last + timedelta(days=1)) * zones.DAY
    row = zones.around(zone, begins, ends)
    return zones.arrival(row, begins), zones.arrival(row, ends)
