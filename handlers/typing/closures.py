"""A closure as people type it: days and what for, "24-31 Dec Christmas break"."""

from dataclasses import dataclass
from datetime import date

from handlers.typing.dated_hours import TypedDates, read_dates
from handlers.typing.normalization import LONGEST, plain
from handlers.typing.reading import ParseFailure, Reading, refine
from handlers.typing.vocabulary import Vocabulary

MOST_WORDS = 40
MOST_OF_DATES = 12
_BESIDE = " ,;:-–—()\"'"


@dataclass(frozen=True, slots=True)
class TypedClosure:
    """Days, and why the business is closed: "" if not said."""

    dates: TypedDates
    name: str


def read_closure(text: str, today: date, vocabulary: Vocabulary) -> Reading[TypedClosure]:
    """Days with or without a name, in either order, else a `ParseFailure` with an example."""
    whole = read_dates(text, today, vocabulary)
    words = text[:LONGEST].split()[:MOST_WORDS]
    words, yearly = _without_yearly(words, vocabulary)
    counts = range(min(len(words), MOST_OF_DATES), 0, -1)
    for first in (True, False):
        for count in counts:
            dates = words[:count] if first else words[-count:]
            reading = read_dates(" ".join(dates), today, vocabulary)
            if isinstance(reading, ParseFailure):
                if reading.month is not None:
                    return reading  # "24.12. - 32.12. Christmas" is not closed on one day
                continue
            # "holidays" may be part of any days off; here it is the name.
            while len(dates) > 1 and _says_off(dates[-1] if first else dates[0], vocabulary):
                dates = dates[:-1] if first else dates[1:]
            rest = words[len(dates) :] if first else words[: -len(dates)]
            return _with_name(reading, " ".join(rest).strip(_BESIDE), yearly)
    return whole if isinstance(whole, ParseFailure) else _with_name(whole, "", yearly)


def _with_name(reading: Reading[TypedDates], name: str, yearly: bool) -> Reading[TypedClosure]:
    def closure(dates: TypedDates) -> TypedClosure:
        return TypedClosure(TypedDates(dates.first, dates.last, dates.yearly or yearly), name)

    return refine(reading, closure)


def _says_off(word: str, vocabulary: Vocabulary) -> bool:
    return "leave" in vocabulary.meanings(plain(word).strip(_BESIDE))


def _without_yearly(words: list[str], vocabulary: Vocabulary) -> tuple[list[str], bool]:
    for length in (3, 2, 1):
        for i in range(len(words) - length + 1):
            phrase = plain(" ".join(words[i : i + length])).strip(_BESIDE)
            if "yearly" in vocabulary.meanings(phrase):
                return words[:i] + words[i + length :], True
    return words, False
