"""Hours of a day in words: morning, all day, ab 14 Uhr, after 2pm, bis 12 Uhr."""

from collections.abc import Iterator

from domain.working_hours.hours import MIDNIGHT, Window
from handlers.typing.clock import NOON, TypedTime, time_at
from handlers.typing.tokens import Tokens
from handlers.typing.windows import MORNING

ALL_DAY: Window = (0, MIDNIGHT)
HALVES: tuple[Window, Window] = ((0, NOON), (NOON, MIDNIGHT))
EVENING: Window = (17 * 60, MIDNIGHT)
_PERIODS = {
    "morning": HALVES[0],
    "afternoon": HALVES[1],
    "evening": EVENING,
}


def spoken_hours(tokens: Tokens, i: int) -> Iterator[tuple[Window, int]]:
    """The readings of the words that begin at a token, each with where it ends."""
    yield from ((window, i + 1) for kind, window in _PERIODS.items() if tokens.means(i, kind))
    if tokens.means(i, "all_day"):
        yield ALL_DAY, i + 1
    if not tokens.means(i, "after", "before", "to") and not tokens.is_(i, "-"):
        return
    reading = time_at(tokens, i + 1)
    if reading is None:
        return
    minute = minute_of(reading[0])
    if tokens.means(i, "before", "to") and minute and not tokens.is_(i, "-"):
        yield (0, minute), reading[1]
    elif tokens.means(i, "after") and minute < MIDNIGHT:
        yield (minute, MIDNIGHT), reading[1]


def minute_of(time: TypedTime) -> int:
    """A time alone: bare hours of the night mean the afternoon."""
    if time.half is None and time.plain and time.either and 60 <= time.minute < MORNING:
        return time.minute + NOON
    return time.minute_of_day
