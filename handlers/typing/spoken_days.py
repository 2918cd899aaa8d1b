"""Days in words: today, tomorrow, Friday, next week, in three days."""

from datetime import date, timedelta

from handlers.typing.partial_date import PartialDate
from handlers.typing.tokens import Tokens

_SOON = {"today": 0, "tomorrow": 1, "after_tomorrow": 2, "yesterday": -1}


class SpokenDays:
    """Reads days in words from tokens, relative to today."""

    def __init__(self, tokens: Tokens, today: date) -> None:
        self.tokens = tokens
        self.today = today

    def at(self, i: int) -> tuple[PartialDate, int] | None:
        """The days that begin at a token, and where they end; not a weekday alone."""
        return self._relative_day(i) or self._in_some_time(i)

    def _relative_day(self, i: int) -> tuple[PartialDate, int] | None:
        """today, tomorrow, next week, this weekend, next Friday"""
        t = self.tokens
        for kind, ahead in _SOON.items():
            if t.means(i, kind):
                day = self.today + timedelta(days=ahead)
                return PartialDate(t.between(i, i + 1), days=((day, day),)), i + 1
        if t.means(i, "weekend"):
            return self._weekend(i, i + 1)
        if not t.means(i, "next", "this"):
            return None
        coming = t.means(i, "next")
        weekday = t.at(i + 1).value("weekday")
        if weekday is not None:
            return self.weekday(int(weekday), i, i + 2, coming=coming)
        if t.means(i + 1, "weekend"):
            return self._weekend(i, i + 2, coming=coming)
        if coming and t.means(i + 1, "week", "week_unit"):
            monday = self.today + timedelta(days=7 - self.today.weekday())
            return self._stretch(i, i + 2, monday, monday + timedelta(days=6))
        if coming and t.means(i + 1, "month"):
            first = (self.today.replace(day=1) + timedelta(days=32)).replace(day=1)
            last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
            return self._stretch(i, i + 2, first, last)
        return None

    def _stretch(self, i: int, end: int, first: date, last: date) -> tuple[PartialDate, int]:
        return PartialDate(self.tokens.between(i, end), days=((first, last),)), end

    def _weekend(self, i: int, end: int, *, coming: bool = False) -> tuple[PartialDate, int]:
        saturday = self.today + timedelta(days=(5 - self.today.weekday()) % 7)
        if self.today.weekday() == 6:
            saturday -= timedelta(days=7)
        first = tuple(
            (day, day + timedelta(days=1))
            for day in ((saturday, saturday + timedelta(days=7)) if coming else (saturday,))
        )
        return PartialDate(self.tokens.between(i, end), days=first), end

    def weekday(
        self, weekday: int, i: int, end: int, *, coming: bool = False
    ) -> tuple[PartialDate, int]:
        """The next such day; on that day itself, and for "next Friday", two readings."""
        ahead = (weekday - self.today.weekday()) % 7
        day = self.today + timedelta(days=ahead)
        later = day + timedelta(days=7)
        same_week = day.isocalendar()[:2] == self.today.isocalendar()[:2]
        if coming and ahead == 0:
            readings: tuple[date, ...] = (later,)
        elif ahead == 0 or (coming and same_week):
            readings = (day, later)
        else:
            readings = (day,)
        days = tuple((day, day) for day in readings)
        return PartialDate(self.tokens.between(i, end), weekday=weekday, days=days), end

    def _in_some_time(self, i: int) -> tuple[PartialDate, int] | None:
        """in 3 days, in a week"""
        t = self.tokens
        number = t.number(i + 1) or int(float(t.at(i + 1).value("number") or 0))
        if not t.means(i, "in") or not number:
            return None
        if t.means(i + 2, "week", "week_unit"):
            number *= 7
        elif not t.means(i + 2, "day"):
            return None
        day = self.today + timedelta(days=number)
        return self._stretch(i, i + 3, day, day)
