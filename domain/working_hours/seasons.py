"""Hours for a part of the year: from a date on, or from one date to another.

A season names weekdays and their windows; other weekdays go on as they would without it. If several
name the weekday of a day, the one with the fewest days counts; in a tie, the one that begins later;
of the same days, the one that is not yearly; of two alike, the latest added. So the summer of one
year comes before every summer, and every summer before what holds from March on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.time.periods import Period

Week = tuple[tuple[tuple[int, int], ...] | None, ...]
"""Seven days, Monday first: the windows of each, () for closed, None if not named."""

MOST = 12  # per coach


@dataclass(frozen=True, slots=True)
class Season:
    """Hours for some weekdays during a period."""

    id: int
    period: Period
    weekly: Week

    def __post_init__(self) -> None:
        if len(self.weekly) != 7 or all(windows is None for windows in self.weekly):
            raise ValueError("a season names some of seven days")


def holding(seasons: Iterable[Season], day: date) -> Season | None:
    """The season whose hours count on a day; None if the usual week does."""
    best: tuple[int, int, bool, int] | None = None
    winner: Season | None = None
    for season in seasons:
        if season.weekly[day.weekday()] is None:
            continue
        stretch = season.period.around(day)
        if stretch is None:
            continue
        first, last = stretch
        rank = ((last - first).days, -first.toordinal(), season.period.yearly, -season.id)
        if best is None or rank < best:
            best, winner = rank, season
    return winner
