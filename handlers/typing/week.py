"""Which week somebody means: "next", "next week", a date in it."""

from datetime import date, timedelta
from typing import Final

from handlers.typing.leave import read_leave
from handlers.typing.normalization import LONGEST, plain, strip_edges
from handlers.typing.reading import Ambiguous, ParsedValue, ParseFailure, unread
from handlers.typing.tokens import Tokens
from handlers.typing.vocabulary import Vocabulary

_SHOWN: Final = 40  # letters of a text that is no week


def read_week(text: str, today: date, vocabulary: Vocabulary) -> list[date] | ParseFailure:
    """A day in each week that may be meant, in order of the readings."""
    unreadable = ParseFailure(
        "date_week_unreadable", text[:_SHOWN], str(today + timedelta(weeks=4))
    )
    if len(text) > LONGEST:
        return unreadable
    tokens = Tokens(strip_edges(plain(text), keep="."), vocabulary)
    if len(tokens) == 1 and tokens.means(0, "next"):
        return [today + timedelta(weeks=1)]
    reading = read_leave(text, today, vocabulary)
    if isinstance(reading, ParsedValue):
        return [reading.value.starts.date()]
    if isinstance(reading, Ambiguous):
        return [stretch.starts.date() for stretch in reading.readings]
    return unreadable if unread(reading) else reading
