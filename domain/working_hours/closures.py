"""Days on which the business is closed: its own, and public holidays.

They are days on each coach's own clock. Coaches may open any of them for themselves.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from domain.refusals import BadInput
from domain.time import zones
from domain.time.periods import Period, check_ahead, days
from domain.time.spans import Span
from domain.working_hours.hours import day_number, day_of, day_span

LONGEST = 366  # days in one closure
LONGEST_NAME = 60
MOST = 60  # the business's own closures that are not over


@dataclass(frozen=True, slots=True)
class Closure:
    """A period in which nobody can be booked.

    region: for a public holiday, the country and perhaps its region (DE, DE-BY); "" for one of the
    business's own. names: the name in other languages, by language.
    """

    id: int
    name: str
    period: Period
    region: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    def name_in(self, language: str) -> str:
        """The name in a reader's language."""
        return self.names.get(language) or self.name


def check_closing(period: Period, today: date) -> None:
    """Raise BadInput unless the business can be closed then: with an end, and as in
    `check_ahead`."""
    check_ahead(period, today)
    if period.last is None or (period.last - period.first).days >= LONGEST:
        raise BadInput("days", LONGEST)


def closure_on(closures: Iterable[Closure], day: date) -> Closure | None:
    """Why the business is closed on a day: its own closures first, then the shortest."""
    holding = [
        (bool(closure.region), (stretch[1] - stretch[0]).days, closure.id, closure)
        for closure in closures
        if (stretch := closure.period.around(day))
    ]
    return min(holding, key=lambda one: one[:3])[3] if holding else None


def closed_days(
    closures: Iterable[Closure], opened_days: Collection[date], first: date, last: date
) -> list[date]:
    """The closed days between two days, both included, apart from those opened; in order."""
    closed = {
        day
        for closure in closures
        for begins, ends in closure.period.times(first, last)
        for day in days(max(first, begins), min(last, ends))
    }
    return sorted(closed.difference(opened_days))


def closed_spans(
    closures: Iterable[Closure], opened_days: Collection[date], zone: ZoneInfo, window: Span
) -> list[Span]:
    """The closed days that touch a window of instants, as spans on the clock of a zone."""
    first, last = (day_of(instant // zones.DAY) for instant in window)
    # The clock may be a day away from UTC.
    first, last = day_of(day_number(first) - 2), day_of(day_number(last) + 2)
    spans: list[Span] = []
    for day in closed_days(closures, opened_days, first, last):
        start, end = day_span(day, day, zone)
        if start < window[1] and window[0] < end:
            if spans and spans[-1][1] == start:
                spans[-1] = spans[-1][0], end
            else:
                spans.append((start, end))
    return spans


def names_of(
    closures: Iterable[Closure],
    opened_days: Collection[date],
    first: date,
    last: date,
    language: str,
) -> tuple[str, ...]:
    """The names of what closes these days, each once."""
    all_closures = tuple(closures)
    reasons = (
        closure_on(all_closures, day) for day in closed_days(all_closures, opened_days, first, last)
    )
    return tuple(dict.fromkeys(closure.name_in(language) for closure in reasons if closure))
