"""The grammar of typed leave.

    leave = [hours] date [hours] | date time to date time | date to date

hours: a window, or as in `spoken_hours`; for one day only. Accompanying words ("vacation", "off")
add nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from domain.working_hours.hours import MIDNIGHT, Window
from domain.working_hours.leave import LeaveStretch, wall
from handlers.typing.calendar import Days, days_of, stretches
from handlers.typing.clock import TypedTime, time_at
from handlers.typing.dates import DateReader
from handlers.typing.hours_grammar import windows_of
from handlers.typing.partial_date import MONTHLESS, PartialDate
from handlers.typing.reading import Unreadable
from handlers.typing.spoken_hours import ALL_DAY, HALVES, minute_of, spoken_hours
from handlers.typing.tokens import Tokens


class LeaveGrammar:
    """Reads the tokens of one text."""

    def __init__(self, tokens: Tokens, today: date, month_first: bool) -> None:
        self.tokens = tokens
        self.today = today
        self.between = tokens.means(0, "between")
        self.dates = DateReader(tokens, today, month_first=month_first)

    def readings(self) -> Iterator[LeaveStretch]:
        """Every fair reading of the whole text. Raises Unreadable."""
        try:
            yield from self._readings()
        except Unreadable as why:
            raise self._of_dates(why) from None

    def _of_dates(self, why: Unreadable) -> Unreadable:
        """The reason, when a date takes the place of a time: "ab 12.8."."""
        day, _, month = why.fragment.partition(".")
        if why.reason != "hours_no_time" or not (day.isdigit() and month.isdigit()):
            return why
        if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12):
            return why
        open_ended = self.tokens.means(0, "after", "before", "to", "from")
        several = self.tokens.text.count(why.fragment) < self.tokens.text.count(".") // 2
        if open_ended and not several:
            return Unreadable("date_no_end", self.tokens.text)
        return Unreadable("date_several" if several else "date_unreadable", self.tokens.text)

    def _readings(self) -> Iterator[LeaveStretch]:
        i = self._skip(int(self.between))
        opened = i > 0 and self.tokens.means(i - 1, "from", "after")
        first = self.dates.at(i)
        if first is None:
            yield from self._hours_first(i)
            return
        partial, end = first
        if partial.month > 12 and "." in partial.text and not self._at_end(end):
            yield from self._hours_first(i)  # 9.30-12.00 12.8.
            return
        if partial.bare and self._at_end(end):
            yield from _whole(days_of(partial, self.today))
            return
        ranged = self._range(partial, end)
        if ranged is not None:
            yield from ranged
            return
        after = self._skip(end)
        if opened and self._at_end(after) and not self.tokens.means(i - 1, "of"):
            raise Unreadable("date_no_end", self.tokens.text)
        if partial.bare:
            yield from self._hours_first(i)
        elif self._at_end(after):
            yield from _whole(days_of(partial, self.today))
        else:
            yield from self._hours(days_of(partial, self.today), end)

    def _range(self, first: PartialDate, end: int) -> list[LeaveStretch] | None:
        """date to date, with a time next to each or neither; None if it is not such a range."""
        tokens = self.tokens
        after = self._skip_comma(end)
        start = None if first.bare else self._time(after)
        to = start[1] if start else end
        if tokens.is_(to, ","):
            to += 1
        joined = tokens.is_(to, "-") or tokens.means(to, "to") or self._iso_range(first, to)
        if not joined and not (self.between and tokens.means(to, "and")):
            return None
        if tokens.means(to, "half_day"):
            return None
        second = self.dates.at(self._skip(to + 1), after_iso=first.iso)
        if second is None:
            return None
        last, i = second
        year = (tokens.number(i + 1, 4) or 0) if tokens.is_(i, ",") else 0
        alone = last.month == MONTHLESS and not last.days
        if alone and first.year is None and first.month > 0 and year > 1900:
            last, i = replace(last, month=first.month, year=year), i + 2  # Aug 12-16, 2026
        if start is None:
            return self._range_of_days(first, last, i, to)
        if last.bare or first.bare:
            return None
        until = time_at(tokens, self._skip_comma(i))
        if until is None or not self._at_end(self._skip(until[1])):
            return None
        return [
            LeaveStretch(wall(a, minute_of(start[0])), wall(b, minute_of(until[0])))
            for a, b in stretches(first, last, self.today)
        ]

    def _time(self, i: int) -> tuple[TypedTime, int] | None:
        try:
            return time_at(self.tokens, i) if self.tokens.at(i).number else None
        except Unreadable:  # a date, as in "12.8., 14.8."
            return None

    def _range_of_days(
        self, first: PartialDate, last: PartialDate, i: int, to: int
    ) -> list[LeaveStretch] | None:
        tokens = self.tokens
        rest = self._skip(i)
        if not self._at_end(rest):
            if not last.bare and not first.bare and not self._just_time(rest):
                raise Unreadable("date_hours_of_days", tokens.text)
            return None
        days = list(_whole(stretches(first, last, self.today)))
        if last.bare and first.bare:
            return [*days, *self._hours_today(to)]
        if last.bare and (first.days or not _has_word(first.text)):
            return [*days, *self._until(first, to)]
        return days

    def _hours_today(self, to: int) -> Iterator[LeaveStretch]:
        """12-16 may be hours of today."""
        try:
            days, end, _ = windows_of(self.tokens, to - 1, by_day=True)
        except Unreadable:
            return
        if self._at_end(self._skip(end)):
            for windows in days:
                yield from _hours_of(((self.today, self.today),), windows)

    def _until(self, first: PartialDate, to: int) -> Iterator[LeaveStretch]:
        """12.8. bis 16 may be the afternoon of one day."""
        until = time_at(self.tokens, to + 1)
        if until and self._at_end(self._skip(until[1])):
            yield from _hours_of(days_of(first, self.today), ((0, minute_of(until[0])),))

    def _iso_range(self, first: PartialDate, i: int) -> bool:
        return first.iso and self.tokens.is_(i, "/") and len(self.tokens.at(i + 1).number) == 4

    def _just_time(self, i: int) -> bool:
        return False if self._at_end(i) else time_at(self.tokens, i) is None

    def _hours_first(self, i: int) -> Iterator[LeaveStretch]:
        """9-13 12.8."""
        tokens = self.tokens
        spoken_window = next(spoken_hours(self.tokens, i), None)
        windows, end = (
            ([(spoken_window[0],)], spoken_window[1]) if spoken_window else self._windows(i)
        )
        reading = self.dates.at(self._skip(end))
        if reading is None:
            raise Unreadable("date_no_day", tokens.text)
        partial, after = reading
        if partial.bare or not self._at_end(self._skip(after)):
            raise Unreadable("date_unreadable", tokens.text)
        for day in windows:
            yield from _hours_of(days_of(partial, self.today), day)

    def _windows(self, i: int) -> tuple[Sequence[tuple[Window, ...]], int]:
        try:
            reading = windows_of(self.tokens, i, by_day=True)
        except Unreadable as why:
            if why.reason in ("hours_no_end", "hours_unreadable"):
                raise Unreadable("date_unreadable", self.tokens.text) from None
            raise
        if not reading[2]:
            raise Unreadable("date_unreadable", self.tokens.text)
        return reading[:2]

    def _hours(self, days: tuple[Days, ...], i: int) -> Iterator[LeaveStretch]:
        """What comes after the date."""
        tokens = self.tokens
        i = self._skip(i, only_marks=True)
        morrow = self._another(days, i)
        if morrow:
            yield morrow
            return
        for window, end in spoken_hours(self.tokens, i):
            if self._at_end(self._skip(end)):
                yield from _hours_of(days, (window,))
                return
        if tokens.means(i, "half_day") and self._at_end(self._skip(i + 1)):
            for period in HALVES:
                yield from _hours_of(days, (period,))
            return
        lone = time_at(tokens, i)
        if lone and self._at_end(self._skip(lone[1])):
            raise Unreadable("date_no_end", tokens.text)
        try:
            windows, end, count = windows_of(tokens, i, by_day=True)
        except Unreadable as why:
            reason = "hours_unreadable" if why.reason == "hours_no_end" else why.reason
            raise Unreadable(reason, tokens.between(i, len(tokens))) from None
        if not count or not self._at_end(self._skip(end)):
            raise Unreadable("hours_unreadable", tokens.between(i, len(tokens)))
        for day in windows:
            yield from _hours_of(days, day)

    def _another(self, days: tuple[Days, ...], i: int) -> LeaveStretch | None:
        """Today and tomorrow; other days that are not consecutive are refused."""
        joined = self.tokens.means(i, "and") or self.tokens.is_(i, "&+")
        another = self.dates.at(i + 1 if joined else i)
        if not another or another[0].bare or not self._at_end(self._skip(another[1])):
            return None
        later = days_of(another[0], self.today)
        (first, _), (morrow, last) = days[0], later[0]
        if len(days) > 1 or len(later) > 1 or morrow - days[0][1] != timedelta(days=1):
            raise Unreadable("date_several", self.tokens.text)
        return LeaveStretch(wall(first, 0), wall(last, MIDNIGHT))

    def _skip(self, i: int, *, only_marks: bool = False) -> int:
        tokens = self.tokens
        while i < len(tokens) and (
            tokens.is_(i, ",.:;()")
            or tokens.means(i, "leave", "till")
            or (tokens.means(i, "of") and not tokens.means(i, "month", "after", "before", "from"))
            or (not only_marks and tokens.means(i, "from") and not tokens.means(i, "month"))
        ):
            i += 1
        return i

    def _skip_comma(self, i: int) -> int:
        return i + 1 if self.tokens.is_(i, ",") else i

    def _at_end(self, i: int) -> bool:
        return i >= len(self.tokens)


def _has_word(text: str) -> bool:
    return any(c.isalpha() for c in text)


def _whole(days: tuple[Days, ...]) -> Iterator[LeaveStretch]:
    for first, last in days:
        yield LeaveStretch(wall(first, 0), wall(last, MIDNIGHT))


def _hours_of(days: tuple[Days, ...], windows: tuple[Window, ...]) -> Iterator[LeaveStretch]:
    """Hours of one day; several windows are several leaves, each a reading of its own."""
    for first, last in days:
        if first != last:
            if windows == (ALL_DAY,):
                yield LeaveStretch(wall(first, 0), wall(last, MIDNIGHT))
                continue
            raise Unreadable("date_hours_of_days", f"{first} - {last}")
        for start, end in windows:
            yield LeaveStretch(wall(first, start), wall(first, end))
