"""The grammar of repeating leave, as people type it: its parts, in any order.

    each [second | n weeks] weekdays   "every Wednesday", "alle zwei Wochen montags", "workdays"
    hours                              as in `spoken_hours`, or a window; else the whole day
    [from date] [until date] [in month] [n weeks] [n times]

Without an end, it gets one after `USUAL_DAYS`; the screen shows it before it is saved.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from domain.text.field_text import FARTHEST_DAY
from domain.working_hours.hours import Window
from domain.working_hours.leave_rules import MOST_WEEKS, USUAL_DAYS, LeavePattern
from handlers.typing.calendar import days_of, month_of
from handlers.typing.dates import DateReader
from handlers.typing.hours_grammar import windows_of
from handlers.typing.partial_date import PartialDate
from handlers.typing.reading import Unreadable
from handlers.typing.spoken_hours import ALL_DAY, spoken_hours
from handlers.typing.tokens import Tokens

_GROUPS = {"daily": range(7), "workdays": range(5), "weekend": (5, 6)}
_DAY = timedelta(days=1)


class RepeatGrammar:
    """Reads the tokens of one text."""

    def __init__(self, tokens: Tokens, today: date, month_first: bool) -> None:
        self.tokens = tokens
        self.today = today
        self.dates = DateReader(tokens, today, month_first=month_first)
        self.repeats = False
        self.weekdays: set[int] = set()
        self.every = 1
        self.hours: list[Window] = []
        self.first: date | None = None
        self.until: date | None = None
        self.weeks = 0
        self.times = 0

    def readings(self) -> tuple[LeavePattern, ...]:
        """Every fair reading; none if nothing is said to repeat. Raises Unreadable."""
        if not any(self._says_so(i) for i in range(len(self.tokens))):
            return ()
        i = 0
        while i < len(self.tokens):
            i = self._part(i)
        if not self.weekdays and self.every > 1 and self.first:
            self.weekdays.add(self.first.weekday())
        if not self.repeats or not self.weekdays:
            raise Unreadable("date_no_day", self.tokens.text)
        hours = self.hours or [ALL_DAY]
        return tuple(self._pattern(window) for window in hours)

    def _says_so(self, i: int) -> bool:
        kinds = ("each", "recurring", "fortnight", *_GROUPS)
        return self.tokens.means(i, *kinds) and not self.tokens.means(i - 1, "this", "next")

    def _part(self, i: int) -> int:
        """Reads the part that begins at a token; where it ends. Raises Unreadable."""
        parts: tuple[Callable[[int], int], ...] = (
            self._each,
            self._days,
            self._span,
            self._bound,
            self._month,
            self._lasting,
            self._hours_at,
        )
        for part in parts:
            end = part(i)
            if end > i:
                return end
        tokens = self.tokens
        if tokens.is_(i, ",.:;()") or tokens.means(i, "leave", "of", "in", "and", "till"):
            return i + 1
        raise Unreadable("date_unreadable", tokens.text)

    def _each(self, i: int) -> int:
        """every, every second, every 2nd, alle zwei Wochen, fortnightly"""
        tokens, begins = self.tokens, i
        if tokens.means(i, "fortnight"):
            self.repeats, self.every = True, 2
            return i + 1
        if not tokens.means(i, "each"):
            return i
        self.repeats = True
        i += 1
        if tokens.means(i, "alternate"):
            self.every = 2
            i += 1
            return i + 1 if tokens.means(i, "week", "week_unit") else i
        number = tokens.count(i, 3)
        if number is None:
            return i + 1 if tokens.means(i, "week", "week_unit") else i
        ends = i + 1
        ordinal = tokens.means(ends, "ordinal") or tokens.is_(ends, ".")
        ends += ordinal
        weeks = tokens.means(ends, "week", "week_unit")
        if tokens.means(ends, "day") and number % 7 == 0:
            number, weeks = number // 7, True  # alle 14 Tage
        if not (weeks or ordinal or tokens.at(ends).value("weekday")):
            raise Unreadable("date_unreadable", tokens.text)
        if not 1 <= number <= MOST_WEEKS:
            raise Unreadable("date_unreadable", tokens.between(begins, ends + weeks))
        self.every = number
        return ends + weeks

    def _days(self, i: int) -> int:
        """Monday, Mon-Wed, workdays"""
        tokens = self.tokens
        for kind, days in _GROUPS.items():
            if tokens.means(i, kind):
                self.repeats = True
                self.weekdays.update(days)
                return i + 1
        day = self._weekday(i)
        if day is None:
            return i
        self.repeats |= tokens.means(i, "recurring")
        to = tokens.is_(i + 1, "-") or tokens.means(i + 1, "to")
        last = self._weekday(i + 2) if to else None
        if last is None:
            self.weekdays.add(day)
            return i + 1
        self.weekdays.update((day + n) % 7 for n in range((last - day) % 7 + 1))
        return i + 3

    def _weekday(self, i: int) -> int | None:
        weekday = self.tokens.at(i).value("weekday")
        return None if weekday is None else int(weekday)

    def _span(self, i: int) -> int:
        """1.8. - 31.8."""
        begins = i + self.tokens.means(i, "from", "after", "between")
        first = self._date(begins)
        if first is None:
            return i
        to = first[1]
        joined = self.tokens.is_(to, "-") or self.tokens.means(to, "to", "and")
        last = self._date(to + 1) if joined else None
        if last is None:
            return i
        if first[0].month == -1 and not first[0].days and last[0].month > 0:
            first = replace(first[0], month=last[0].month, year=last[0].year), to
        self.first = self._day(first[0], self.today)
        self.until = self._day(last[0], self.first, last=True)
        return last[1]

    def _bound(self, i: int) -> int:
        """from 1 March, until 31.3., bis Jahresende"""
        tokens = self.tokens
        begins = tokens.means(i, "from", "after")
        ends = tokens.means(i, "before", "to") or tokens.is_(i, "-")
        if not (begins or ends):
            reading = self._date(i)
            if reading is None:
                return i
            self.first = self._day(reading[0], self.today)
            return reading[1]
        j = i + 1
        while tokens.means(j, "of", "end", "till") and not tokens.means(j, "year_end"):
            j += 1
        if tokens.means(j, "year_end") and ends:
            self.until = date((self.first or self.today).year, 12, 31)
            return j + 1
        if month := self._named_month(j):
            first, last = month_of(month[0], month[1], self.first or self.today)
            if ends:
                self.until = last
            else:
                self.first = first
            return month[2]
        reading = self._date(j)
        if reading is None:
            return i
        if ends and not (begins and tokens.means(i, "from")):
            self.until = self._day(reading[0], self.first or self.today, last=True)
        else:
            self.first = self._day(reading[0], self.today)
        return reading[1]

    def _month(self, i: int) -> int:
        """in August, July and August, im August 2027"""
        j = i + self.tokens.means(i, "in")
        month = self._named_month(j)
        if month is None:
            return i
        number, year, end = month
        if self.until is not None:
            first, last = month_of(number, year, self.until)
            if first == self.until + _DAY:
                self.until = last  # July and August
                return end
        first, last = month_of(number, year, self.today)
        self.first, self.until = max(first, self.today), last
        joined = self.tokens.is_(end, "-") or self.tokens.means(end, "to")
        further = self._named_month(end + 1) if joined else None
        if further:
            self.until = month_of(further[0], further[1], first)[1]
            return further[2]
        return end

    def _named_month(self, i: int) -> tuple[int, int | None, int] | None:
        """A month without a day: its number, its year, where it ends."""
        tokens = self.tokens
        month = tokens.at(i).value("month")
        if month is None:
            return None
        year = tokens.number(i + 1, 4)
        if year is not None and len(tokens.at(i + 1).number) == 4:
            return int(month), year, i + 2
        return None if self._date(i) else (int(month), None, i + 1)

    def _lasting(self, i: int) -> int:
        """6 weeks, 10 times"""
        number, tokens = self.tokens.count(i, 3), self.tokens
        if number is None or number < 1:
            return i
        if tokens.means(i + 1, "week_unit", "week"):
            self.weeks = number
            return i + 2
        if tokens.means(i + 1, "times"):
            self.times = number
            return i + 2
        return i

    def _hours_at(self, i: int) -> int:
        """afternoon, 14-18, ab 14 Uhr, from 2 to 6 pm"""
        tokens = self.tokens
        try:
            days, end, count = windows_of(tokens, i, by_day=True)
        except Unreadable as why:
            days, end, count = (), i, 0
            if why.reason in ("hours_backwards", "hours_empty", "hours_no_time"):
                raise
        if count and end > i:
            self.hours += [window for day in days for window in day]
            return end
        for window, ends in spoken_hours(tokens, i):
            self.hours.append(window)
            return ends
        return i

    def _date(self, i: int) -> tuple[PartialDate, int] | None:
        """A date that is neither a bare number nor a mere weekday."""
        if self._weekday(i) is not None and self._date(i + 1) is None:
            return None
        if self.tokens.means(i, *_GROUPS):
            return None
        reading = self.dates.at(i)
        return None if reading is None or reading[0].bare else reading

    def _day(self, partial: PartialDate, since: date, *, last: bool = False) -> date:
        """The day meant, among the coming ones; of several days, the first or the last."""
        readings = days_of(partial, since)
        upcoming = [days for days in readings if days[0] >= since] or list(readings)
        return upcoming[0][1 if last else 0]

    def _pattern(self, window: Window) -> LeavePattern:
        text = self.tokens.text
        first = self.first or self.today
        days = tuple(sorted(self.weekdays))
        # Weeks are counted from the first occurrence.
        first = next(day for n in range(7) if (day := first + n * _DAY).weekday() in days)
        until = self.until or first + timedelta(days=USUAL_DAYS)
        if self.weeks:
            until = first + timedelta(days=7 * min(self.weeks, 999) - 1)
        if self.times:
            far = LeavePattern(
                days, *window, first, first + timedelta(days=3 * FARTHEST_DAY), self.every
            )
            until = next(islice(far.days(), self.times - 1, None), date.max)
        if until < first:
            raise Unreadable("date_backwards" if self.until else "date_unreadable", text)
        if until > self.today + timedelta(days=FARTHEST_DAY):
            raise Unreadable("date_too_far", text)
        if until < self.today:
            raise Unreadable("date_past", text)
        pattern = LeavePattern(days, *window, first, until, self.every)
        if not pattern.possible:
            raise Unreadable("hours_unreadable", text)
        return pattern
