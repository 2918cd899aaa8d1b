"""Which month of free days to show: the one asked for, or the next that has any.

The first month that can be shown may be nearly over, or full. Nobody should have to page on from
it.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from domain.starts.slots import days_of
from domain.time.spans import Span, moment
from domain.working_hours.hours import day_span
from handlers.chat.parts.calendar import CalendarBounds, next_month, shown_days
from handlers.chat.parts.dates import within
from handlers.wording.words import Words


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar. day: any day of its month. free: its free days.

    skipped: the month asked for, if it has none; the bounds begin after it. soonest: if this month
    has none, the next free start at all, None if there is none. starts: what is free on its days.
    """

    day: date
    bounds: CalendarBounds
    free: frozenset[date]
    skipped: date | None = None
    soonest: int | None = None
    starts: Sequence[int] = ()


async def look_up(
    day: date,
    bounds: CalendarBounds,
    zone: ZoneInfo,
    starts_in: Callable[[Span], Awaitable[Sequence[int]]],
) -> Month:
    """The month of this day. starts_in: the free starts of a window, in order."""
    month_day = within(day, bounds)
    if month_starts := await _free(month_day, bounds, zone, starts_in):
        return Month(month_day, bounds, _days(month_starts, zone), starts=month_starts)
    free = frozenset[date]()
    starts = await starts_in(day_span(bounds.first, bounds.last, zone))
    if not starts:
        return Month(month_day, bounds, free)
    first = moment(starts[0]).astimezone(zone).date()
    if month_day.replace(day=1) != bounds.first.replace(day=1):
        # Paged to on purpose: it says that it is full, and what comes next.
        end = day_span(next_month(month_day), next_month(month_day), zone)[0]
        return Month(
            month_day, bounds, free, soonest=next((s for s in starts if s >= end), starts[0])
        )
    onward = CalendarBounds(first, bounds.last)
    later = await _free(first, onward, zone, starts_in)
    return Month(first, onward, _days(later, zone), skipped=bounds.first, starts=later)


def skip_toast(words: Words, month: Month) -> str | None:
    """Why another month is shown than the one asked for."""
    if month.skipped is None:
        return None
    return words.label("times.month_skipped", month=words.month(month.skipped))


async def _free(
    month: date,
    bounds: CalendarBounds,
    zone: ZoneInfo,
    starts_in: Callable[[Span], Awaitable[Sequence[int]]],
) -> Sequence[int]:
    return await starts_in(day_span(*shown_days(month, bounds), zone))


def _days(starts: Sequence[int], zone: ZoneInfo) -> frozenset[date]:
    return frozenset(days_of(starts, zone))
