"""Picking or typing a day that need not have free starts: for leave, and hours of one date."""

from datetime import date, timedelta

from handlers.chat.parts.calendar import CalendarBounds, shown_days


def within(day: date, bounds: CalendarBounds) -> date:
    """The day, or the bound it is beyond: a forged button must not leave the calendar."""
    return min(max(day, bounds.first), bounds.last)


def days_of_month(month: date, bounds: CalendarBounds) -> set[date]:
    """The days a calendar of a month shows. `month`: any day of it, within the bounds."""
    first, last = shown_days(month, bounds)
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


def examples(today: date) -> dict[str, str]:
    """Days as they can be typed, for a sentence that says how: `day`, and `days` with a last one.

    They are in the future, so that an example typed as it is is not refused as over.
    """
    first = today + timedelta(weeks=4)
    last = first + timedelta(days=8)
    days = f"{first.day}.{first.month}. - {last.day}.{last.month}."
    return {"day": first.isoformat(), "days": days}
