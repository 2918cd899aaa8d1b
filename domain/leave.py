"""Leave: a stretch of days or hours in which a coach does not work."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class Leave:
    """Half-open `[starts, ends)` in the coach's own wall time (naive datetimes)."""

    id: int
    starts: datetime
    ends: datetime
    note: str | None = None

    @property
    def whole_days(self) -> bool:
        """Whether it begins and ends at midnight."""
        return self.starts.time() == time.min and self.ends.time() == time.min

    @property
    def first_day(self) -> date:
        return self.starts.date()

    @property
    def last_day(self) -> date:
        """The last day that it touches."""
        return (self.ends - timedelta(microseconds=1)).date()


def days_off(first: date, last: date) -> tuple[datetime, datetime]:
    """The wall-time span of whole days, both included."""
    return datetime.combine(first, time.min), datetime.combine(last + timedelta(days=1), time.min)
