"""The grammar of typed hours.

    hours   = { days | window | break | closed | always }, parted by commas, lines, "and", ...
    window  = [from] time to time [next day]
    break   = but window | window pause
    days    = weekday [to weekday] {, weekday} | every day | weekdays | weekend

Days come before their windows ("Mo-Fr 9-17; Sa 10-14") or after them ("9-17 Mon-Fri").
"""

from dataclasses import dataclass, field

from domain.refusals import BadHours
from domain.working_hours.hours import MIDNIGHT, Window, normalise
from handlers.typing.clock import NOON, time_at
from handlers.typing.reading import Unreadable
from handlers.typing.tokens import Tokens
from handlers.typing.vocabulary import DOUBTFUL
from handlers.typing.windows import WHOLE, Day, WindowReadings, choice, day_of, overnight, without

_PARTS = ",;|/+&\n"
_WEEK = tuple(range(7))
_NAMED_DAYS = {"daily": _WEEK, "workdays": _WEEK[:5], "weekend": _WEEK[5:]}
# Only the core of each: closed in the afternoon may well mean open until one.
_PERIODS = {"morning": (0, 660), "afternoon": (14 * 60, 18 * 60), "evening": (19 * 60, MIDNIGHT)}


@dataclass
class TypedDays:
    """What was typed for one set of days."""

    days: tuple[int, ...]
    choices: list[WindowReadings] = field(default_factory=list)
    breaks: list[WindowReadings] = field(default_factory=list)
    shut: list[tuple[Window, str]] = field(default_factory=list)
    closed: bool = False
    text: str = ""

    @property
    def empty(self) -> bool:
        return not (self.choices or self.closed)

    @property
    def blank(self) -> bool:
        """Whether nothing at all was typed for them, not even a break."""
        return self.empty and not (self.days or self.breaks or self.shut)


def readings_of(part: TypedDays) -> tuple[Day, ...]:
    """The readings of one day. Raises Unreadable."""
    if part.closed and part.choices:
        raise Unreadable("hours_unreadable", part.text)
    days = day_of(part.choices)
    breaks = [_break_in(one, days[0]) for one in part.breaks]
    days = tuple(without(day, breaks) for day in days)
    for (opens, closes), text in part.shut:
        if any(start < closes and opens < end for day in days for start, end in day):
            raise Unreadable("hours_overlap", text)
    if part.choices and not all(days):
        raise Unreadable("hours_empty", part.breaks[0].text)
    for day in days:
        _check_overlap(day, part.text)
    return days


def _check_overlap(day: Day, text: str) -> None:
    try:
        normalise(day)
    except BadHours:
        raise Unreadable("hours_overlap", text) from None


def _break_in(one: WindowReadings, day: Day) -> Window:
    """The reading of a break that falls within the hours."""
    for window in (*one.fair, *one.fallback, *((a + NOON, b + NOON) for a, b in one.fair)):
        if any(start < window[0] and window[1] < end for start, end in day):
            return window
    raise Unreadable("hours_no_break", one.text)


class HoursGrammar:
    """Reads tokens from left to right; what it cannot place is named in Unreadable."""

    def __init__(self, tokens: Tokens, *, comma: bool = False, by_day: bool = False) -> None:
        self.tokens = tokens
        self.comma = comma
        self.by_day = by_day

    def parts(self) -> list[TypedDays]:
        """The whole text."""
        parts: list[TypedDays] = []
        part, i = TypedDays(()), self._skip(0)
        days_first = self._days(i) is not None
        while i < len(self.tokens):
            begins, match = i, self._days(i)
            if match is not None:
                days, i = match
                if days_first:
                    if not part.blank:
                        parts.append(part)
                    part = TypedDays(days)
                else:
                    part.days, part.text = days, part.text or self.tokens.part(begins)
                    parts.append(part)
                    i = self._skip(i)
                    part = TypedDays((), text=self.tokens.part(i) if i < len(self.tokens) else "")
                    continue
            else:
                i = self._item(i, part)
            part.text = part.text or self.tokens.part(begins)
            i = self._skip(i)
        if not part.blank or not parts:
            parts.append(part)
        for one in parts:
            if one.empty:
                raise Unreadable("hours_unreadable", one.text or self.tokens.text)
        return parts

    def windows(self, i: int, part: TypedDays) -> int:
        """Windows and breaks from here on, as many as there are."""
        while True:
            begins = self._skip(i, brackets=False) if part.choices else i
            try:
                after = self._window_or_break(begins, part)
            except Unreadable:
                if not part.choices:
                    raise
                return i
            if after is None:
                return i
            i = after

    def _item(self, i: int, part: TypedDays) -> int:
        tokens = self.tokens
        after = self._whole(i, part) or self._window_or_break(i, part)
        if after is not None:
            return after
        if tokens.means(i, "closed"):
            if self._period(i + 1) and part.choices:
                return self._add_shut(i + 1, i, part, 2)
            part.closed = True
            return i + 1
        if self._period(i) and tokens.means(i + 1, "closed"):
            return self._add_shut(i, i, part, 2)
        raise Unreadable("hours_unreadable", tokens.part(i))

    def _window_or_break(self, i: int, part: TypedDays) -> int | None:
        tokens = self.tokens
        but = tokens.means(i, "but")
        shut = tokens.means(i + but, "closed") and part.choices and self._begins(i + but + 1)
        pause = bool(tokens.means(i + but, "pause") or shut)
        start = i + but + pause
        while (but or pause) and tokens.is_(start, ":"):
            start += 1
        window = self._window(start)
        if window is None:
            return None
        one, after = window
        shut = tokens.means(after, "closed") and part.choices  # "9-18, 12-13 closed"
        if (tokens.means(after, "pause") or shut) and not self._begins(after + 1):
            pause, after = True, after + 1
        (part.breaks if but or pause else part.choices).append(one)
        part.text = part.text or one.text
        return after

    def _begins(self, i: int) -> bool:
        """Whether a window may begin there."""
        opening = self.tokens.is_(i, ":(") or self.tokens.means(i, "from", "between")
        return opening or bool(self.tokens.at(i).number)

    def _window(self, i: int) -> tuple[WindowReadings, int] | None:
        tokens = self.tokens
        opening = tokens.means(i, "from", "between") and not tokens.means(i, DOUBTFUL)
        between = tokens.means(i, "between")
        first = i + 1 if opening else i
        start = time_at(tokens, first, comma=self.comma)
        if start is None:
            return None
        at = start[1]
        joined = tokens.means(at, "to") or tokens.is_(at, "-")
        if not (joined or (between and tokens.means(at, "and"))):
            reason = "hours_unreadable" if at < len(tokens) else "hours_no_end"
            raise Unreadable(reason, tokens.part(i))
        end = time_at(tokens, at + 1, comma=self.comma)
        if end is None:
            reason = "hours_unreadable" if at + 1 < len(tokens) else "hours_no_end"
            raise Unreadable(reason, tokens.part(i))
        after = end[1] + 1 if tokens.means(end[1], "till") else end[1]
        if tokens.is_(after, "-") or (tokens.at(after).number and tokens.at(after).glued):
            raise Unreadable("hours_unreadable", tokens.part(i))
        text = tokens.between(first, after)
        bracket = tokens.is_(after, "(")
        if not tokens.means(after + bracket, "next_day"):
            return choice(start[0], end[0], text, by_day=self.by_day), after
        after += 1 + bracket
        return overnight(start[0], end[0], text), after + tokens.is_(after, ")")

    def _whole(self, i: int, part: TypedDays) -> int | None:
        tokens = self.tokens
        hours = tokens.number(i) == 24 and tokens.means(i + 1, "hour", "oclock")
        if not hours and not tokens.means(i, "always"):
            return None
        part.choices.append(WindowReadings(tokens.between(i, i + 1 + hours), (WHOLE,), exact=True))
        return i + 1 + hours

    def _period(self, i: int) -> Window | None:
        return next((w for kind, w in _PERIODS.items() if self.tokens.means(i, kind)), None)

    def _add_shut(self, period: int, i: int, part: TypedDays, length: int) -> int:
        window = self._period(period)
        if window:
            part.shut.append((window, self.tokens.between(i, i + length)))
        return i + length

    def _days(self, i: int) -> tuple[tuple[int, ...], int] | None:
        """Weekdays from here on."""
        tokens = self.tokens
        says_nothing = tokens.means(i, "each", "of", "from") and not tokens.means(i, DOUBTFUL)
        if tokens.at(i).value("weekday") and not tokens.means(i + 1, "pause"):
            says_nothing = False  # "Mit" is a Wednesday, but for "mit Pause"
        j = i + 1 if says_nothing and not tokens.at(i).number else i
        for kind, days in _NAMED_DAYS.items():
            if tokens.means(j, kind):
                return days, j + 1
        weekdays: list[int] = []
        while (first := tokens.at(j).value("weekday")) is not None:
            j += 1
            last = tokens.at(j + 1).value("weekday")
            if last is not None and (tokens.is_(j, "-") or tokens.means(j, "to")):
                j += 2
                span = (int(last) - int(first)) % 7
                weekdays += [(int(first) + n) % 7 for n in range(span + 1)]
            else:
                weekdays.append(int(first))
            after = self._skip(j, brackets=False)
            if tokens.at(after).value("weekday") is None:
                break
            j = after
        if not weekdays:
            return None
        return tuple(sorted(set(weekdays))), j

    def _skip(self, i: int, *, brackets: bool = True) -> int:
        tokens = self.tokens
        marks = _PARTS + ".:()[]" if brackets else _PARTS + "("
        while (
            i < len(tokens)
            and not tokens.means(i, DOUBTFUL)
            and (
                tokens.is_(i, marks)
                or (tokens.means(i, "and", "open") and not tokens.means(i, "closed"))
                or (tokens.means(i, "of", "oclock") and not self._days(i))
            )
        ):
            i += 1
        return i


def windows_of(tokens: Tokens, i: int, *, by_day: bool) -> tuple[tuple[Day, ...], int, int]:
    """The windows from a token on: readings of the day, where they end, how many were typed."""
    part = TypedDays(())
    i = HoursGrammar(tokens, by_day=by_day).windows(i, part)
    return readings_of(part), i, len(part.choices)
