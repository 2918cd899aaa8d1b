"""Which week somebody means: "next", "next week", a date in it."""

from datetime import date, timedelta

from handlers.typing.leave import read_leave
from handlers.typing.normalization import LONGEST, plain, strip_edges
from handlers.typing.reading import Ambiguous, ParsedValue
from handlers.typing.tokens import Tokens
from handlers.typing.vocabulary import Vocabulary


def read_week(text: str, today: date, vocabulary: Vocabulary) -> list[date]:
    """A day in each week that may be meant, in order of the readings; possibly empty."""
    if len(text) > LONGEST:
        return []
    tokens = Tokens(strip_edges(plain(text), keep="."), vocabulary)
    if len(tokens) == 1 and tokens.means(0, "next"):
        return [today + timedelta(weeks=1)]
    reading = read_leave(text, today, vocabulary)
    if isinstance(reading, ParsedValue):
        return [reading.value.starts.date()]
    if isinstance(reading, Ambiguous):
        return [stretch.starts.date() for stretch in reading.readings]
    return []
