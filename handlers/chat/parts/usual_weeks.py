"""Common working weeks, to choose with one tap."""

from typing import Final

from domain.working_hours.hours import Window
from handlers.chat.parts import week

# Weekdays as bits, and the minutes of the day between which they work.
USUAL_WEEKS: Final = (
    (week.WORKDAYS, 540, 1020),
    (week.WORKDAYS, 600, 1080),
    (week.WORKDAYS, 960, 1200),
    (week.WEEKEND, 600, 960),
)


def as_week(days: int, starts: int, ends: int) -> tuple[tuple[Window, ...], ...]:
    """These hours on these days, and none on others."""
    open_days = week.weekdays(days)
    return tuple(((starts, ends),) if day in open_days else () for day in range(7))
