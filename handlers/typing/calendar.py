"""Which days a typed date means: its year if none was typed, and an end after the start."""

import calendar
from datetime import date, timedelta

from domain.text.field_text import FARTHEST_DAY
from handlers.typing.partial_date import MONTHLESS, PartialDate
from handlers.typing.reading import Unreadable

RECENT = 90  # days: within these, a past date such as "4.8." may be meant, so it is asked about
YEARS = range(1901, 2400)  # nothing else is meant, and the days after the last of all do not exist
LONGEST_WRAP = 183  # days of a yearless range across New Year

Days = tuple[date, date]


def days_of(partial: PartialDate, today: date, *, reach: int = FARTHEST_DAY) -> tuple[Days, ...]:
    """The readings of one date: the first and last day of each. Raises Unreadable.

    reach: how many days ahead 29.2. may lie if it has no year.
    """
    if partial.days:
        return partial.days
    if partial.month == MONTHLESS:
        days: tuple[date, ...] = (_next_day(partial, today),)
    elif partial.year is not None:
        days = (_date(partial, partial.year),)
    else:
        days = _without_year(partial, today, reach)
    return tuple((day, day) for day in _on_weekday(partial, days))


def month_of(number: int, year: int | None, since: date) -> tuple[date, date]:
    """The first and last day of a month: without a year, the coming one."""
    if year is None:
        year = since.year + (number < since.month)
    if year not in YEARS:
        raise Unreadable("date_none", str(year))
    return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])


def stretches(first: PartialDate, last: PartialDate, today: date) -> tuple[Days, ...]:
    """The readings of a range of days. Raises Unreadable."""
    text = f"{first.text} - {last.text}"
    first, last = _share_month(first, last)
    if first.days or last.days:
        return _spoken(first, last, today, text)
    if first.year is None and last.year is None:
        readings = _both_without_year(first, last, today, text)
    elif first.year is None and last.year is not None:
        end = _date(last, last.year)
        start = _date(first, end.year)
        if start > end:
            start = _date(first, end.year - 1)
        _check_not_backwards(start, end, text)
        readings = ((start, end),)
    else:
        start = _date(first, first.year or today.year)
        end = _date(last, last.year) if last.year else _from(last, start)
        if last.year is None:
            _check_not_backwards(start, end, text)
        readings = ((start, end),)
    on_weekday = tuple(
        days
        for days in readings
        if first.weekday in (None, days[0].weekday()) and last.weekday in (None, days[1].weekday())
    )
    if not on_weekday:
        raise Unreadable("date_weekday", text)
    if any(start > end for start, end in on_weekday):
        raise Unreadable("date_backwards", text)
    return on_weekday


def _share_month(first: PartialDate, last: PartialDate) -> tuple[PartialDate, PartialDate]:
    """12-16 August, Aug 12-16: share the month given on one side only."""
    if first.days or last.days:
        return first, last
    if first.month == MONTHLESS and last.month != MONTHLESS:
        year = last.year if first.day <= last.day else None
        first = PartialDate(first.text, first.day, last.month, year, first.weekday)
    elif last.month == MONTHLESS and first.month != MONTHLESS:
        last = PartialDate(last.text, last.day, first.month, first.year, last.weekday)
    return first, last


def _spoken(first: PartialDate, last: PartialDate, today: date, text: str) -> tuple[Days, ...]:
    """today - Friday, tomorrow until 12.8."""
    starts = days_of(first, today)
    readings = []
    for start, _ in starts:
        for _, end in days_of(last, start) if last.weekday is None and not last.days else ():
            readings.append((start, end))
        for _, end in last.days:
            later = end + timedelta(days=7) if end < start and _is_weekday(last) else end
            readings.append((start, later))
    ahead = [days for days in readings if days[0] <= days[1]]
    if not ahead:
        raise Unreadable("date_backwards", text)
    if len(starts) == 1 and _is_weekday(last):
        return (min(ahead, key=lambda days: days[1]),)
    return tuple(dict.fromkeys(ahead))


def _is_weekday(partial: PartialDate) -> bool:
    return bool(partial.days) and partial.weekday is not None


def _both_without_year(
    first: PartialDate, last: PartialDate, today: date, text: str
) -> tuple[Days, ...]:
    if first.month == MONTHLESS:
        start = _next_day(first, today)
        end = _next_day(last, start)
        if first.day > last.day:
            raise Unreadable("date_backwards", text)
        return ((start, end),)
    running = _running(first, last, today)
    if running:
        return (running,)
    starts = _without_year(first, today, FARTHEST_DAY)
    readings = []
    for start in starts:
        end = _from(last, start)
        _check_not_backwards(start, end, text)
        readings.append((start, end))
    return tuple(readings)


def _running(first: PartialDate, last: PartialDate, today: date) -> Days | None:
    """A range that has begun and is still running is meant literally."""
    for year in (today.year, today.year - 1):
        try:
            start = _date(first, year)
            end = _from(last, start)
        except Unreadable:
            continue
        if start <= today <= end and (end - start).days <= LONGEST_WRAP:
            return start, end
    return None


def _without_year(partial: PartialDate, today: date, reach: int) -> tuple[date, ...]:
    """The coming one, and the last one if that was recent. Raises Unreadable for 29.2. if neither
    is a day of its year, and the next leap year is out of reach."""
    year = _coming_year(partial, today)
    days = []
    if _exists(partial, year - 1):
        past = date(year - 1, partial.month, partial.day)
        if (today - past).days <= RECENT:
            days.append(past)
    if _exists(partial, year):
        days.append(date(year, partial.month, partial.day))
    else:
        leap = date(next(y for y in range(year, year + 9) if calendar.isleap(y)), 2, 29)
        if (leap - today).days <= reach:
            days.append(leap)
    if not days:
        raise _no_such_day(partial, year)
    return tuple(days)


def _from(partial: PartialDate, start: date) -> date:
    """The first such day on or after another."""
    year = _coming_year(partial, start)
    if not _exists(partial, year):
        raise _no_such_day(partial, year)
    return date(year, partial.month, partial.day)


def _coming_year(partial: PartialDate, since: date) -> int:
    """The year in which such a day comes next, if it exists then."""
    year = since.year + ((partial.month, partial.day) < (since.month, since.day))
    if not 1 <= partial.month <= 12 or not _exists(partial, 2028):
        raise _no_such_day(partial, year)
    return year


def _check_not_backwards(start: date, end: date, text: str) -> None:
    """20.8. - 12.8. was typed the wrong way round: it is not leave until next August."""
    if start.year != end.year and (end - start).days > LONGEST_WRAP:
        raise Unreadable("date_backwards", text)


def _next_day(partial: PartialDate, today: date) -> date:
    """The coming day with that number, in this month or the next."""
    first = today.replace(day=1)
    for _ in range(3):
        last = calendar.monthrange(first.year, first.month)[1]
        if 1 <= partial.day <= last and first.replace(day=partial.day) >= today:
            return first.replace(day=partial.day)
        first = (first + timedelta(days=32)).replace(day=1)
    raise Unreadable("date_none", partial.text)


def _on_weekday(partial: PartialDate, days: tuple[date, ...]) -> tuple[date, ...]:
    matches = tuple(day for day in days if partial.weekday in (None, day.weekday()))
    if not matches:
        raise Unreadable("date_weekday", partial.text)
    return matches


def _exists(partial: PartialDate, year: int) -> bool:
    return 1 <= partial.day <= calendar.monthrange(year, partial.month)[1]


def _date(partial: PartialDate, year: int) -> date:
    if year not in YEARS:
        raise Unreadable("date_none", partial.text)
    try:
        return date(year, partial.month, partial.day)
    except ValueError:
        raise _no_such_day(partial, year) from None


def _no_such_day(partial: PartialDate, year: int) -> Unreadable:
    """What is wrong with a date: there is no such month, or no such day in it that year."""
    if not 1 <= partial.month <= 12 or partial.day < 1:
        return Unreadable("date_none", partial.text)
    leap_day = (partial.month, partial.day) == (2, 29)
    reason = "date_no_leap_day" if leap_day else "date_month_ends"
    return Unreadable(reason, partial.text, date(year, partial.month, 1))
