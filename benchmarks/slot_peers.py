"""The rule of free starts as one would write it with `portion`, `python-dateutil`, and by hand.

The first two get the best that the rule allows: instants are integers, what stays the same is
computed once, and a day without a clock change is converted once. Neither knows notice, horizon,
overrides and buffers before a session, which this coach does not use and our engine still checks.
The one by hand is the bare minimum: a loop over integers that is given the midnights of this
coach's working days, and knows neither zones nor reasons. It shows what knowing them costs us.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import portion
from dateutil.rrule import DAILY, rrule

from domain.time.spans import Span
from domain.working_hours.leave import span_of

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Question:
    """The question to a peer. Days are local, both included; windows are minutes of the day."""

    zone: ZoneInfo
    windows: tuple[tuple[int, int], ...]
    weekdays: int
    first: date
    last: date
    leave: tuple[tuple[datetime, datetime], ...]
    busy: list[Span]
    minutes: int
    step: int
    buffer_after: int


def instant(wall: datetime, zone: ZoneInfo) -> int | None:
    """The epoch second of a wall time, None in a gap."""
    there = wall.replace(tzinfo=zone).astimezone(UTC)
    if there.astimezone(zone).replace(tzinfo=None) != wall:
        return None
    return int(there.timestamp())


def portion_free(question: Question) -> Iterator[int]:
    """Starts from open hours minus leave, shrunk by the session, minus bookings, on the grid."""
    length = question.minutes * 60
    tail = length + question.buffer_after * 60
    windows = list(_windows(question))
    hours = portion.Interval(*(portion.closedopen(start, end) for _, start, end in windows))
    leave = portion.Interval(
        *(
            portion.closedopen(
                int(off.replace(tzinfo=question.zone).timestamp()),
                int(back.replace(tzinfo=question.zone).timestamp()),
            )
            for off, back in question.leave
        )
    )
    fits = portion.Interval(
        *(
            portion.closed(piece.lower, piece.upper - length)
            for piece in hours - leave
            if piece.upper - piece.lower >= length
        )
    )
    busy = portion.Interval(*(portion.open(start - tail, end) for start, end in question.busy))
    free = iter(fits - busy)
    piece = next(free, None)
    for wall, start, end in windows:
        while piece is not None and piece.lower < end:
            yield from _on_grid(question, wall, start, end, max(piece.lower, start), piece.upper)
            if piece.upper >= end:
                break
            piece = next(free, None)


def _on_grid(
    question: Question, wall: datetime, start: int, end: int, lower: int, upper: int
) -> Iterator[int]:
    step = question.step * 60
    opens = wall.replace(tzinfo=question.zone)
    closes = opens + timedelta(seconds=end - start)
    if opens.utcoffset() == closes.utcoffset():
        yield from range(lower + (start - lower) % step, min(upper + 1, end), step)
        return
    for k in range((end - start) // step + 8):
        at = instant(wall + timedelta(seconds=k * step), question.zone)
        if at is not None and lower <= at <= upper and at < end:
            yield at


def _windows(question: Question) -> Iterator[tuple[datetime, int, int]]:
    """Each window as its wall start and its instants."""
    day = question.first
    while day <= question.last:
        if day.weekday() < question.weekdays:
            midnight = datetime.combine(day, time.min)
            for opens, closes in question.windows:
                wall = midnight + timedelta(minutes=opens)
                start = instant(wall, question.zone)
                end = instant(midnight + timedelta(minutes=closes), question.zone)
                if start is not None and end is not None:
                    yield wall, start, end
        day += DAY


def dateutil_free(question: Question) -> Iterator[int]:
    """Starts as a recurrence of wall times, each looked up among the bookings."""
    length, tail = question.minutes * 60, (question.minutes + question.buffer_after) * 60
    busy = sorted(question.busy)
    begins = [start for start, _ in busy]
    for wall in _recurrence(question):
        over = wall + timedelta(minutes=question.minutes)
        minute = wall.hour * 60 + wall.minute
        if not any(
            opens <= minute <= closes - question.minutes for opens, closes in question.windows
        ):
            continue
        if any(off < over and wall < back for off, back in question.leave):
            continue
        start = instant(wall, question.zone)
        if start is None or instant(over, question.zone) != start + length:
            continue
        before = bisect_right(begins, start + tail - 1)
        if before == 0 or busy[before - 1][1] <= start:
            yield start


def _recurrence(question: Question) -> Iterator[datetime]:
    hours = {minute // 60 for opens, closes in question.windows for minute in range(opens, closes)}
    rule: rrule = rrule(
        DAILY,
        dtstart=datetime.combine(question.first, time.min),
        until=datetime.combine(question.last, time.max),
        byweekday=range(question.weekdays),
        byhour=sorted(hours),
        byminute=range(0, 60, question.step),
        bysecond=0,
    )
    yield from rule


class BareSweep:
    """A coach as integers: midnights of the working days, and everything in the way."""

    def __init__(self, question: Question) -> None:
        days = [question.first + n * DAY for n in range((question.last - question.first).days + 1)]
        at_work = (day for day in days if day.weekday() < question.weekdays)
        midnights = (instant(datetime.combine(day, time.min), question.zone) for day in at_work)
        self.midnights = [midnight for midnight in midnights if midnight is not None]
        self.windows = [(opens * 60, closes * 60) for opens, closes in question.windows]
        self.busy = question.busy
        self.leave = [span_of(off, back, question.zone) for off, back in question.leave]
        self.length, self.step = question.minutes * 60, question.step * 60
        self.tail = self.length + question.buffer_after * 60

    def free(self) -> list[int]:
        """All starts."""
        return self._sweep(self.midnights, self.busy)

    def first(self) -> int | None:
        """The first start, searched day by day."""
        for midnight in self.midnights:
            morrow = midnight + 86_400
            today = [span for span in self.busy if span[0] < morrow and midnight < span[1]]
            if free := self._sweep([midnight], today):
                return free[0]
        return None

    def _sweep(self, midnights: Sequence[int], busy: Sequence[Span]) -> list[int]:
        length, step, tail = self.length, self.step, self.tail
        # This service has no break before it, so a session may begin where leave or another one
        # ends.
        blocked_spans = sorted([*busy, *self.leave])
        blocked_spans.append((1 << 62, 1 << 62))
        free: list[int] = []
        ahead = 0
        for midnight in midnights:
            for opens, closes in self.windows:
                start, last = midnight + opens, midnight + closes - length
                while start <= last:
                    while blocked_spans[ahead][1] <= start:
                        ahead += 1
                    begins, ends = blocked_spans[ahead]
                    if begins < start + tail:
                        start += -((start - ends) // step) * step
                    else:
                        free.append(start)
                        start += step
        return free
