"""A run of days: once, each year, or from a day on without end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.refusals import BadInput
from domain.text.field_text import FARTHEST_DAY

LONGEST_YEARLY = 365  # days in a yearly period
_LEAP_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included; None: no end.

    yearly: these are the first year's, and they recur each year. The 29th of February becomes the
    28th in other years.
    """

    first: date
    last: date | None
    yearly: bool = False

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise ValueError("a period ends before it begins")
        if self.yearly and (self.last is None or (self.last - self.first).days >= LONGEST_YEARLY):
            raise ValueError("what comes each year is shorter than one")

    def times(self, first: date, last: date) -> Iterator[tuple[date, date]]:
        """Its occurrences that touch the days from one to another, in order: first and last day of
        each.

        Without an end the last day is `date.max`.
        """
        end = date.max if self.last is None else self.last
        if not self.yearly:
            if self.first <= last and first <= end:
                yield self.first, end
            return
        over = end.year - self.first.year
        years = range(
            max(self.first.year, first.year - over), min(last.year, date.max.year - 1) + 1
        )
        for year in years:
            begins, ends = _in_year(self.first, year), _in_year(end, year + over)
            if begins <= last and first <= ends:
                yield begins, ends

    def around(self, day: date) -> tuple[date, date] | None:
        """The first and last day of the occurrence that includes a day."""
        return next(self.times(day, day), None)

    def coming(self, today: date) -> tuple[date, date] | None:
        """The first and last day of the current occurrence, or else of the next one."""
        return next(self.times(today, date.max), None)

    def over(self, today: date) -> bool:
        """Whether it includes no day from today on."""
        return self.coming(today) is None


def check_ahead(period: Period, today: date) -> None:
    """Raise BadInput unless something of it is ahead, and it begins within two years."""
    farthest = today + timedelta(days=FARTHEST_DAY)
    if period.over(today):
        raise BadInput("days")
    if period.first > farthest or (period.last and period.last > farthest + _LEAP_YEAR):
        raise BadInput("days", FARTHEST_DAY)


def days(first: date, last: date) -> list[date]:
    """Each day from one to another, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
