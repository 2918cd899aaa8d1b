"""How a session is to repeat, as people type it: the rhythm, and how often or until when.

    rule   = { rhythm | count | until }
    rhythm = "weekly" | "every" [n | "other"] ("weeks" | "months" | "days") | "every" weekday
    count  = n ["times"] | "for" n "weeks"
    until  = "until" (date | month [year])

A month alone means to its end.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.series.series import MOST_DATES, MOST_EVERY, Rhythm, Unit
from handlers.typing.calendar import days_of, month_of
from handlers.typing.dates import DateReader
from handlers.typing.normalization import LONGEST, plain, strip_edges
from handlers.typing.reading import ParseFailure, Reading, Unreadable, read
from handlers.typing.tokens import Tokens
from handlers.typing.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class TypedSeries:
    """What was said of a series; None for what was not. until: the last day it may have."""

    rhythm: Rhythm | None = None
    count: int | None = None
    until: date | None = None


_ALONE = {
    "series_weekly": Rhythm(Unit.WEEK),
    "series_fortnightly": Rhythm(Unit.WEEK, 2),
    "series_monthly": Rhythm(Unit.MONTH),
}


def read_rule(
    text: str, first: date, vocabulary: Vocabulary, *, example: str
) -> Reading[TypedSeries]:
    """The rule of a series beginning on this day. example: a text that is understood."""
    if len(text) > LONGEST:
        return ParseFailure("too_long", text[:40], example)
    spelled = strip_edges(plain(text), keep=".")
    return read(lambda: _Grammar(Tokens(spelled, vocabulary), first, vocabulary).rules(), example)


class _Grammar:
    """Reads the tokens of one text."""

    def __init__(self, tokens: Tokens, first: date, vocabulary: Vocabulary) -> None:
        self.tokens = tokens
        self.first = first
        self.dates = DateReader(tokens, first, month_first=vocabulary.month_first)

    def rules(self) -> tuple[TypedSeries, ...]:
        """Every fair reading of the whole text. Raises Unreadable."""
        t, i = self.tokens, 0
        rule, ends = TypedSeries(), tuple[date, ...]()
        while i < len(t):
            before = i
            if rhythm := self._rhythm(i):
                pace, i = rhythm
                rule = self._once(rule, "rhythm", pace)
            elif (t.means(i, "to", "before")) and not ends:
                ends, i = self._until(i + 1)
            elif weeks := self._weeks(i):
                days, i = weeks
                ends = ends or (self.first + timedelta(days=days - 1),)
            elif count := self._count(i):
                number, i = count
                rule = self._once(rule, "count", number)
            elif t.is_(i, ",;.") or t.means(i, "of", "and"):
                i += 1
            if i == before:
                raise Unreadable("rhythm_unreadable", t.part(i))
        if rule == TypedSeries() and not ends:
            raise Unreadable("rhythm_unreadable", t.text)
        return tuple(replace(rule, until=end) for end in ends) or (rule,)

    def _once(self, rule: TypedSeries, name: str, value: Rhythm | int) -> TypedSeries:
        if getattr(rule, name) is not None:
            raise Unreadable("rhythm_unreadable", self.tokens.text)
        return replace(rule, **{name: value})  # type: ignore[arg-type]  # by field name

    def _rhythm(self, i: int) -> tuple[Rhythm, int] | None:
        t = self.tokens
        alone = next((rhythm for tag, rhythm in _ALONE.items() if t.means(i, tag)), None)
        if alone is not None or not t.means(i, "each", "series_each"):
            return None if alone is None else (alone, i + 1)
        number, j = self._number(i + 1) or (1, i + 1)
        if t.means(j, "series_other"):
            number, j = 2, j + 1
        if t.at(j).value("weekday") is not None and number <= 2:
            if t.at(j).value("weekday") != str(self.first.weekday()):
                raise Unreadable("rhythm_weekday", t.between(i, j + 1))
            return Rhythm(Unit.WEEK, number), j + 1
        if t.means(j, "week_unit"):
            unit = Unit.WEEK
        elif t.means(j, "month", "series_month"):
            unit = Unit.MONTH
        elif t.means(j, "day") and number % 7 == 0:
            unit, number = Unit.WEEK, number // 7
        else:
            return None
        if not 1 <= number <= MOST_EVERY:
            raise Unreadable("rhythm_too_long", t.between(i, j + 1))
        return Rhythm(unit, number), j + 1

    def _weeks(self, i: int) -> tuple[int, int] | None:
        """For ten weeks: a length, not a rhythm."""
        number = self._number(i)
        if number is None or not self.tokens.means(number[1], "week_unit"):
            return None
        if not 1 <= number[0] <= 7 * MOST_DATES:
            raise Unreadable("rhythm_too_long", self.tokens.between(i, number[1] + 1))
        return number[0] * 7, number[1] + 1

    def _count(self, i: int) -> tuple[int, int] | None:
        t, number = self.tokens, self._number(i)
        if number is None:
            return None
        count, j = number
        if not 2 <= count <= MOST_DATES:
            raise Unreadable("rhythm_count", t.between(i, j))
        return count, j + t.means(j, "series_times")

    def _number(self, i: int) -> tuple[int, int] | None:
        number = self.tokens.count(i, 4)
        return None if number is None else (number, i + 1)

    def _until(self, i: int) -> tuple[tuple[date, ...], int]:
        t = self.tokens
        while t.means(i, "of", "in"):
            i += 1
        month = t.at(i).value("month")
        reading = self.dates.at(i)
        if reading is None or (month is not None and len(t.at(i + 1).number) == 4):
            if month is None:
                raise Unreadable("rhythm_unreadable", t.part(i))
            return self._end_of(int(month), i + 1)
        partial, end = reading
        days = {last for _, last in days_of(partial, self.first) if last > self.first}
        if not days:
            raise Unreadable("date_backwards", partial.text)
        return tuple(sorted(days)), end

    def _end_of(self, month: int, i: int) -> tuple[tuple[date, ...], int]:
        digits = self.tokens.at(i).number
        year = int(digits) if len(digits) == 4 else None
        if year is not None and not self.first.year <= year <= self.first.year + MOST_DATES:
            raise Unreadable("date_none", self.tokens.between(i - 1, i + 1))
        _, last = month_of(month, year, self.first)
        if last <= self.first:
            raise Unreadable("date_backwards", self.tokens.between(i - 1, i + 1))
        return (last,), i + bool(len(digits) == 4)
