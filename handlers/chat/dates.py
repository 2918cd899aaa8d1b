"""Picking a day that need not have free starts: for leave, and for the hours of one date."""

from datetime import date, timedelta

from handlers.chat.calendar import Bounds, next_month


def within(day: date, bounds: Bounds) -> date:
    """The day, or the bound that it lies beyond: a forged button must not leave the calendar."""
    return min(max(day, bounds.first), bounds.last)


def days_of_month(month: date, bounds: Bounds) -> set[date]:
    """The days of a month that lie within bounds. `month`: any day of it, within the bounds."""
    first = max(month.replace(day=1), bounds.first)
    last = min(next_month(month) - timedelta(days=1), bounds.last)
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}
