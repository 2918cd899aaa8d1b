"""A date in figures, or with its month's name."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from handlers.typing.partial_date import PartialDate
from handlers.typing.reading import Unreadable
from handlers.typing.spoken_days import SpokenDays
from handlers.typing.tokens import Tokens


class DateReader:
    """Reads dates out of tokens."""

    def __init__(self, tokens: Tokens, today: date, *, month_first: bool) -> None:
        self.tokens = tokens
        self.spoken = SpokenDays(tokens, today)
        self.month_first = month_first

    def at(self, i: int, *, after_iso: bool = False) -> tuple[PartialDate, int] | None:
        """The date that begins at a token, and where it ends. after_iso: "08-16" counts as one."""
        i = self._noise(i)
        if self.tokens.means(i, "each", "recurring"):  # every Monday, weekends
            return None
        spoken_date = self.spoken.at(i)
        if spoken_date:
            return spoken_date
        weekday_value = self.tokens.at(i).value("weekday")
        j = i
        if weekday_value is not None:
            j = self._noise(i + 1)
            while self.tokens.is_(j, ",."):
                j = self._noise(j + 1)
            if any(self.tokens.means(k, "at") for k in range(i + 1, j)):
                # "Friday at 10" names an hour, and "Friday the 10th" a day.
                return self.spoken.weekday(int(weekday_value), i, i + 1)
        written_date = self._read(j, after_iso=after_iso)
        if written_date is not None and not (
            weekday_value is not None and written_date[0].bare and j == i + 1
        ):
            partial, end = written_date
            weekday = None if weekday_value is None else int(weekday_value)
            if weekday is None and not partial.bare:
                weekday, end = self._weekday_behind(end)
            text = self.tokens.between(i, end)
            return replace(partial, text=text, weekday=weekday), end
        if weekday_value is None:
            return None
        return self.spoken.weekday(int(weekday_value), i, i + 1)

    def _weekday_behind(self, i: int) -> tuple[int | None, int]:
        """2026年8月5日(水), 5 Ağu 2026 Çar; but not a range of weekdays."""
        t = self.tokens
        opened = t.is_(i, "(")
        weekday = t.at(i + opened).value("weekday")
        end = i + opened + 1
        if weekday is None or (opened and not t.is_(end, ")")):
            return None, i
        end += opened
        return (None, i) if t.is_(end, "-") or t.means(end, "to") else (int(weekday), end)

    def _read(self, i: int, *, after_iso: bool) -> tuple[PartialDate, int] | None:
        readers: tuple[Callable[[int], tuple[PartialDate, int] | None], ...] = (
            self._iso,
            self._with_marks,
            self._dotted,
            self._slashed,
            self._dashed,
            self._month_name_last,
            self._month_name_first,
        )
        if after_iso:
            readers = (self._iso, self._iso_end, *readers)
        for reader in readers:
            reading = reader(i)
            if reading:
                return reading
        return self._day_alone(i)

    def _noise(self, i: int) -> int:
        t = self.tokens
        while t.means(i, "of") or (t.means(i, "am_or_on") and not t.at(i - 1).number):
            i += 1  # "am 12.8." is not a morning
        return i

    def _iso(self, i: int) -> tuple[PartialDate, int] | None:
        """2026-12-05, 2026/12/05, 2026. 12. 5."""
        t = self.tokens
        year = t.number(i, 4)
        if year is None or len(t.at(i).number) != 4 or not t.is_(i + 1, "-/."):
            return None
        glued = not t.is_(i + 1, ".")  # 2026. 12. 5.
        month, day = t.number(i + 2, glued=glued), t.number(i + 4, glued=glued)
        if month is None or day is None or t.at(i + 3).text != t.at(i + 1).text:
            return None
        end = i + 6 if not glued and t.is_(i + 5, ".") else i + 5
        if t.at(end).text == "t" and t.at(end).glued:  # 2026-12-05T13:00
            end += 1
        return PartialDate(t.between(i, i + 5), day, month, year, iso=True), end

    def _iso_end(self, i: int) -> tuple[PartialDate, int] | None:
        t = self.tokens
        month, day = t.number(i), t.number(i + 2, glued=True)
        if month is None or day is None or not t.is_(i + 1, "-") or not t.at(i + 1).glued:
            return None
        return PartialDate(t.between(i, i + 3), day, month, iso=True), i + 3

    def _with_marks(self, i: int) -> tuple[PartialDate, int] | None:
        """2026年12月5日, 12月5号"""
        t, year = self.tokens, None
        if len(t.at(i).number) == 4 and t.means(i + 1, "year_mark"):
            year, i = t.number(i, 4), i + 2
        month, day = t.number(i), t.number(i + 2)
        if month is None or day is None or not t.means(i + 1, "month_mark"):
            return None
        end = i + 4 if t.means(i + 3, "day_mark") else i + 3
        return PartialDate(t.between(i, end), day, month, year), end

    def _dotted(self, i: int) -> tuple[PartialDate, int] | None:
        """5.12., 5. 12. 2026, 5.12.26"""
        t = self.tokens
        day, month = t.number(i), t.number(i + 2)
        if day is None or month is None or not (t.is_(i + 1, ".") and t.at(i + 1).glued):
            return None
        end, year = i + 3, None
        if t.is_(end, "."):
            end += 1
            length = len(t.at(end).number)
            if length == 4 or (length == 2 and self._year_at(end)):
                year, end = _year(t.at(end).number), end + 1
                end = end + 1 if t.is_(end, ".") else end
            elif length and t.at(end).glued:
                raise Unreadable("date_unreadable", t.between(i, end + 1))
        return PartialDate(t.between(i, end), day, month, year), end

    def _slashed(self, i: int) -> tuple[PartialDate, int] | None:
        """5/12, 5/12/2026, 5/12/26; 12/5 if the month comes first"""
        t = self.tokens
        first, second = t.number(i), t.number(i + 2)
        if first is None or second is None or not t.is_(i + 1, "/"):
            return None
        end, year = i + 3, None
        if t.is_(end, "/"):
            if len(t.at(end + 1).number) not in (2, 4):
                raise Unreadable("date_unreadable", t.between(i, end + 2))
            year, end = _year(t.at(end + 1).number), end + 2
        day, month = (second, first) if self.month_first else (first, second)
        return PartialDate(t.between(i, end), day, month, year), end

    def _dashed(self, i: int) -> tuple[PartialDate, int] | None:
        """5-12-2026, 05-12-26"""
        t = self.tokens
        first, second = t.number(i), t.number(i + 2, glued=True)
        dashes = t.is_(i + 1, "-") and t.is_(i + 3, "-") and t.at(i + 1).glued and t.at(i + 3).glued
        if first is None or second is None or not dashes:
            return None
        year_token = t.at(i + 4)
        if len(year_token.number) not in (2, 4) or not year_token.glued or self._goes_on(i + 5):
            return None
        day, month = (second, first) if self.month_first else (first, second)
        return PartialDate(t.between(i, i + 5), day, month, _year(year_token.number)), i + 5

    def _goes_on(self, i: int) -> bool:
        return self.tokens.is_(i, "./-") and self.tokens.at(i).glued

    def _month_name_last(self, i: int) -> tuple[PartialDate, int] | None:
        """5th December 2026, 5 de diciembre, 5. Dez. 26"""
        t = self.tokens
        day, j = t.number(i), self._ordinal(i + 1)
        if day is None:
            return None
        j = self._noise(j)
        while t.is_(j, "-") and t.at(j).glued and t.at(j + 1).value("month") and t.at(j + 1).glued:
            j += 1  # 12-Aug-2026
        month = t.at(j).value("month")
        if month is None:
            return None
        return self._named_month(i, j + 1, day, int(month))

    def _month_name_first(self, i: int) -> tuple[PartialDate, int] | None:
        """Dec 5, December 5th, 2026"""
        t = self.tokens
        month = t.at(i).value("month")
        if month is None:
            return None
        j = self._noise(i + 1)
        day = t.number(j)
        if day is None or t.is_(j + 1, ":") or t.means(j + 1, "am", "pm"):
            return None
        return self._named_month(i, self._ordinal(j + 1), day, int(month))

    def _named_month(self, i: int, end: int, day: int, month: int) -> tuple[PartialDate, int]:
        t, year = self.tokens, None
        j = self._noise(end + 1 if t.is_(end, ",") or t.is_(end, "-") else end)
        quoted = t.is_(j, "'")
        year_token = t.at(j + quoted)
        if len(year_token.number) == 4 and 1900 < int(year_token.number) < 2400:
            year, end = int(year_token.number), j + 1
        elif len(year_token.number) == 2 and not t.is_(end, ",-") and self._year_at(j + quoted):
            year, end = _year(year_token.number), j + quoted + 1
        if year is not None and t.means(end, "of", "year_mark"):
            end += 1
        return PartialDate(t.between(i, end), day, month, year), end

    def _year_at(self, i: int) -> bool:
        """Whether two digits are a year: nothing follows that would make them a time."""
        t = self.tokens
        if t.at(i + 1).text == "" or t.is_(i + 1, ",()"):
            return True
        if t.is_(i + 1, "-") or t.means(i + 1, "to"):
            return self.at(i + 2) is not None and int(t.at(i).number) > 24
        return t.at(i).glued and not (t.is_(i + 1, ":.h") or t.means(i + 1, "am", "pm", "oclock"))

    def _day_alone(self, i: int) -> tuple[PartialDate, int] | None:
        """12, 12., 12th"""
        t = self.tokens
        day = t.number(i)
        if day is None or t.is_(i + 1, ":") or t.means(i + 1, "am", "pm", "oclock"):
            return None
        end = self._ordinal(i + 1)
        if end == i + 1 and t.is_(end, ".") and t.at(end).glued:
            end += 1
        return PartialDate(t.between(i, end), day, bare=end == i + 1), end

    def _ordinal(self, i: int) -> int:
        t = self.tokens
        if t.means(i, "ordinal", "day_mark") and (t.at(i).glued or t.means(i, "day_mark")):
            i += 1
        return i + 1 if t.is_(i, ".") and t.at(i + 1).value("month") else i


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)
