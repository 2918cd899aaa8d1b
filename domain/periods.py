"""A row of days: once, or each year, or from a day on without an end."""

from dataclasses import dataclass
from datetime import date, timedelta

ENDLESS = date.max.toordinal()
LONGEST_YEARLY = 365  # days of what comes each year


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included; None: without an end.

    yearly: they are those of the first year, and come again each year. The 29th of February is the
    28th in years that have none.
    """

    first: date
    last: date | None
    yearly: bool = False

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise ValueError("a period ends before it begins")
        if self.yearly and (self.last is None or (self.last - self.first).days >= LONGEST_YEARLY):
            raise ValueError("what comes each year is shorter than one")

    def around(self, day: date) -> tuple[int, int] | None:
        """The first and the last day, as ordinals, of the time that holds a day."""
        number = day.toordinal()
        if not self.yearly or self.last is None:
            first = self.first.toordinal()
            last = ENDLESS if self.last is None else self.last.toordinal()
            return (first, last) if first <= number <= last else None
        over = self.last.year - self.first.year
        for year in (day.year, day.year - over):
            if self.first.year <= year <= date.max.year - over:
                first = _in_year(self.first, year).toordinal()
                last = _in_year(self.last, year + over).toordinal()
                if first <= number <= last:
                    return first, last
        return None

    def coming(self, today: date) -> tuple[date, date | None] | None:
        """Its first and last day from today on: of the time that goes on, or of the next one."""
        if not self.yearly or self.last is None:
            over = self.last is not None and self.last < today
            return None if over else (self.first, self.last)
        for year in range(max(self.first.year, today.year - 1), min(today.year + 2, date.max.year)):
            last = _in_year(self.last, year + self.last.year - self.first.year)
            if last >= today:
                return _in_year(self.first, year), last
        return self.first, self.last

    def over(self, today: date) -> bool:
        """Whether it holds no day from today on."""
        return self.coming(today) is None


def days(first: date, last: date) -> list[date]:
    """Each day from one to another, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
