"""When somebody is reminded, as people type it: lengths of time before the start.

times = "none" | length {"," length} ["before"]

"And" may separate two times or be part of one: "1 hour and 30 minutes" is asked about.
"""

from collections.abc import Iterator

from domain.refusals import BadInput
from domain.services.reminders import LONGEST as LONGEST_BEFORE
from domain.services.reminders import MOST, SHORTEST, Times, in_order
from handlers.typing.lengths import read_length
from handlers.typing.normalization import LONGEST, plain, strip_edges
from handlers.typing.reading import ParsedValue, ParseFailure, Reading, Unreadable, read
from handlers.typing.tokens import Tokens
from handlers.typing.vocabulary import Vocabulary

EXAMPLE = "1 day, 2 hours"


def read_reminders(text: str, vocabulary: Vocabulary) -> Reading[Times]:
    """Minutes before the start, longest first; empty for none."""
    if len(text) > LONGEST:
        return ParseFailure("too_long", text[:40], EXAMPLE)
    spelled = strip_edges(plain(text))

    def work() -> tuple[Times, ...]:
        tokens = Tokens(spelled, vocabulary)
        if len(tokens) == 1 and tokens.means(0, "closed"):
            return ((),)
        readings, errors = list[Times](), list[Unreadable]()
        for parts in (("and",), ()):
            try:
                readings.append(_times(tokens, vocabulary, parts))
            except Unreadable as why:
                errors.append(why)
        if not readings:
            raise errors[0]
        return tuple(readings)

    return read(work, EXAMPLE)


def _times(tokens: Tokens, vocabulary: Vocabulary, parts: tuple[str, ...]) -> Times:
    minutes = []
    for piece in _pieces(tokens, parts):
        reading = read_length(piece, vocabulary, least=SHORTEST, most=LONGEST_BEFORE)
        if isinstance(reading, ParseFailure):
            raise Unreadable(reading.reason, reading.fragment)
        if not isinstance(reading, ParsedValue):
            raise Unreadable("length_unreadable", piece)
        minutes.append(reading.value)
    try:
        return in_order(minutes)
    except BadInput:
        raise Unreadable("reminders_many", str(MOST)) from None


def _pieces(tokens: Tokens, parts: tuple[str, ...]) -> Iterator[str]:
    """The text between commas, and between separating words, without "before"."""
    begin = 0
    for i in range(len(tokens) + 1):
        parting = i == len(tokens) or tokens.is_(i, ",;/|\n") or tokens.means(i, *parts)
        if not parting:
            continue
        end = i
        while end > begin and tokens.means(end - 1, "reminder_before", "before"):
            end -= 1
        if end > begin or i == len(tokens):
            yield tokens.between(begin, end)
        begin = i + 1
