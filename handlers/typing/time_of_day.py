"""A time of day alone, as people type it: "7:30", "7.30 Uhr", "half past 7", "8pm"."""

from domain.working_hours.hours import MIDNIGHT
from handlers.typing.clock import read_clock, time_at
from handlers.typing.reading import Reading
from handlers.typing.tokens import Tokens
from handlers.typing.vocabulary import Vocabulary

EXAMPLE = "7:30"


def read_time_of_day(text: str, vocabulary: Vocabulary) -> Reading[int]:
    """The minute of the day, 0 to 1439, else a `ParseFailure` with an example. A time without
    am or pm is read on the 24-hour clock."""
    return read_clock(text, vocabulary, _minute, EXAMPLE)


def _minute(tokens: Tokens) -> int | None:
    reading = time_at(tokens, 0) if len(tokens) else None
    if reading is None or reading[1] < len(tokens):
        return None
    return reading[0].minute_of_day % MIDNIGHT
