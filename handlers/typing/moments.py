"""A day with a time of day as people type it: "12.8. 18 Uhr", "Friday 6pm", "18:00 tomorrow".

    moment = date time | time date | time

A time alone belongs to the day on the screen.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from domain.text.field_text import FARTHEST_DAY
from domain.working_hours.leave import wall
from handlers.typing.calendar import days_of
from handlers.typing.clock import NOON, TypedTime, time_at
from handlers.typing.dates import DateReader
from handlers.typing.normalization import LONGEST, plain, strip_edges
from handlers.typing.partial_date import PartialDate
from handlers.typing.reading import ParseFailure, Reading, Unreadable, read
from handlers.typing.tokens import Tokens
from handlers.typing.vocabulary import Vocabulary
from handlers.typing.windows import MORNING


def read_moment(
    text: str, today: date, vocabulary: Vocabulary, *, day: date | None = None
) -> Reading[datetime]:
    """A wall time, not before today, else a `ParseFailure` with an example.

    day: the one meant if only a time was typed, or None.
    """
    example = f"{(today + timedelta(weeks=4)).isoformat()} 18:00"
    if len(text) > LONGEST:
        return ParseFailure("too_long", text[:40], example)
    spelled = strip_edges(plain(text), keep=".")
    return read(lambda: tuple(_read(spelled, today, vocabulary, day)), example)


def skipped(wall: datetime) -> ParseFailure:
    """What is wrong with a wall time that the clock skips."""
    later = wall + timedelta(hours=1)
    return ParseFailure("hours_skipped", f"{wall:%H:%M}", f"{later:%Y-%m-%d %H:%M}")


def _read(text: str, today: date, vocabulary: Vocabulary, day: date | None) -> Iterator[datetime]:
    tokens = Tokens(text, vocabulary)
    day_and_time = _day_first(tokens, today, vocabulary) or _time_first(
        tokens, today, vocabulary, day
    )
    if day_and_time is None:
        raise Unreadable("date_time_unreadable", text)
    days, time = day_and_time
    for one in days:
        if one < today:
            raise Unreadable("date_past", text)
        if one > today + timedelta(days=FARTHEST_DAY):
            raise Unreadable("date_too_far", text)
        yield wall(one, _minute(time))


_Found = tuple[tuple[date, ...], TypedTime]


def _day_first(tokens: Tokens, today: date, vocabulary: Vocabulary) -> _Found | None:
    dated = DateReader(tokens, today, month_first=vocabulary.month_first).at(_skip(tokens, 0))
    if dated is None or dated[0].bare:
        return None
    timed = _time(tokens, _skip(tokens, dated[1]))
    if timed is None or _skip(tokens, timed[1]) < len(tokens):
        return None
    return _days(dated[0], today), timed[0]


def _time_first(
    tokens: Tokens, today: date, vocabulary: Vocabulary, day: date | None
) -> _Found | None:
    timed = _time(tokens, _skip(tokens, 0))
    if timed is None:
        return None
    after = _skip(tokens, timed[1])
    if after >= len(tokens):
        return None if day is None else ((day,), timed[0])
    dated = DateReader(tokens, today, month_first=vocabulary.month_first).at(after)
    if dated is None or dated[0].bare or _skip(tokens, dated[1]) < len(tokens):
        return None
    return _days(dated[0], today), timed[0]


def _time(tokens: Tokens, i: int) -> tuple[TypedTime, int] | None:
    try:
        return time_at(tokens, i)
    except Unreadable:  # a date, as in "12.8., 18:00"
        return None


def _days(partial: PartialDate, today: date) -> tuple[date, ...]:
    """The days meant. Raises Unreadable for several together, such as a weekend."""
    days = days_of(partial, today)
    if any(first != last for first, last in days):
        raise Unreadable("date_time_unreadable", partial.text)
    # "4.8." may be long past; people create what is still to come.
    ahead = tuple(first for first, _ in days if first >= today)
    return ahead or tuple(first for first, _ in days)


def _minute(time: TypedTime) -> int:
    """Bare hours of the night mean the afternoon; 24:00 is the midnight that ends the day."""
    if time.half is None and time.plain and time.either and 60 <= time.minute < MORNING:
        return time.minute + NOON
    return time.minute_of_day


def _skip(tokens: Tokens, i: int) -> int:
    while tokens.is_(i, ",.;-") or tokens.means(i, "of"):
        i += 1
    return i
