"""How long and why somebody is blocked, typed on one line.

[who] [length] [":"] [why]      Mia Keller 30 days: missed three sessions
"""

from typing import NamedTuple

from domain.people.blocking import LONGEST
from handlers.typing.lengths import DAY, read_length
from handlers.typing.reading import readings_of
from handlers.typing.vocabulary import Vocabulary

_LEAST = 60  # minutes
_MOST_WORDS = 4  # in a length
_FAR = 40  # words; no length is looked for beyond them
_BESIDE = " :,;.-–—"


class BlockParts(NamedTuple):
    """The text before the length, the length in minutes, and the text after it. Without a length,
    0, and the text before and after the first colon."""

    before: str
    minutes: int
    after: str


def read_block(text: str, vocabulary: Vocabulary) -> BlockParts:
    """The parts of a line; its first length counts. A bare number is not one."""
    words = text.split()
    for first in range(min(len(words), _FAR)):
        for end in range(min(first + _MOST_WORDS, len(words)), first, -1):
            spelled = " ".join(words[first:end]).strip(_BESIDE)
            minutes = _length(spelled, vocabulary)
            # A word that ends before the length is not part of it: "Mia 2: 3 days".
            if minutes and not any(word.endswith(":") for word in words[first : end - 1]):
                before, after = " ".join(words[:first]), " ".join(words[end:])
                return BlockParts(before.strip(_BESIDE), minutes, after.strip(_BESIDE))
    before, _, after = text.partition(":")
    return BlockParts(before.strip(_BESIDE), 0, after.strip(_BESIDE))


def _length(text: str, vocabulary: Vocabulary) -> int:
    if not text[:1].isalnum() or text.replace(".", "").isdecimal():
        return 0
    readings = readings_of(read_length(text, vocabulary, least=_LEAST, most=LONGEST * DAY))
    return readings[0] if readings else 0
