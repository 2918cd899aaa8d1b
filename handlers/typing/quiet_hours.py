"""Hours from one time of day to another, possibly past midnight: "22-7", "10pm to 7am"."""

from domain.working_hours.hours import MIDNIGHT
from handlers.typing.clock import read_clock, time_at
from handlers.typing.reading import Reading
from handlers.typing.tokens import Tokens
from handlers.typing.vocabulary import Vocabulary

EXAMPLE = "22:00-7:00"


def read_quiet_hours(text: str, vocabulary: Vocabulary) -> Reading[tuple[int, int]]:
    """Start and end, minutes of the day from 0 to 1439, never equal; else a `ParseFailure`.

    A time without am or pm is read on the 24-hour clock.
    """
    return read_clock(text, vocabulary, _hours, EXAMPLE)


def _hours(tokens: Tokens) -> tuple[int, int] | None:
    i = _skip(tokens, 0)
    first = time_at(tokens, i) if i < len(tokens) else None
    between = _skip(tokens, first[1]) if first else 0
    second = time_at(tokens, between) if first and first[1] < between < len(tokens) else None
    if first is None or second is None or second[1] < len(tokens):
        return None
    starts, ends = (one[0].minute_of_day % MIDNIGHT for one in (first, second))
    return None if starts == ends else (starts, ends)


def _skip(tokens: Tokens, i: int) -> int:
    while tokens.is_(i, "-–—") or tokens.means(i, "to", "from"):
        i += 1
    return i
