"""The result of reading a typed text: a value, values to choose from, or a reason.

A caller must tell the three apart, so nothing with two fair readings is ever guessed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")
U = TypeVar("U")

LONGEST_FRAGMENT = 40


@dataclass(frozen=True, slots=True)
class ParsedValue(Generic[T]):
    """The text has one fair reading."""

    value: T


@dataclass(frozen=True, slots=True)
class Ambiguous(Generic[T]):
    """The text has several; the writer chooses. A single one is a guess to be confirmed."""

    readings: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class ParseFailure:
    """The text cannot be used.

    reason: the end of a message id, `typing.<reason>`. fragment: the wrong part. example: a text
    the same reader understands. month: its first day, if the date typed lies beyond its last.
    """

    reason: str
    fragment: str
    example: str
    month: date | None = None


Reading = ParsedValue[T] | Ambiguous[T] | ParseFailure


def unread(reading: Reading[T]) -> bool:
    """Whether a text contains nothing of the kind: not wrong hours, but no hours."""
    return isinstance(reading, ParseFailure) and (
        reading.reason == "too_long" or reading.reason.endswith("_unreadable")
    )


def readings_of(reading: Reading[T]) -> tuple[T, ...]:
    """All that a text may mean; empty if it is refused."""
    if isinstance(reading, ParsedValue):
        return (reading.value,)
    return reading.readings if isinstance(reading, Ambiguous) else ()


def one_of(readings: tuple[T, ...]) -> ParsedValue[T] | Ambiguous[T]:
    """One reading is understood, several are asked about."""
    return ParsedValue(readings[0]) if len(readings) == 1 else Ambiguous(readings)


class Unreadable(Exception):
    """Raised inside a reader, which turns it into `ParseFailure`."""

    def __init__(self, reason: str, fragment: str, month: date | None = None) -> None:
        super().__init__(reason, fragment, month)
        self.reason = reason
        self.fragment = fragment
        self.month = month

    def as_failure(self, example: str) -> ParseFailure:
        """What the reader makes of it."""
        fragment = self.fragment.strip()[:LONGEST_FRAGMENT]
        return ParseFailure(self.reason, fragment, example, self.month)


@dataclass(frozen=True, slots=True)
class Guess(Generic[T]):
    """A reading too uncertain to use without asking."""

    readings: tuple[T, ...]


def read(work: Callable[[], tuple[T, ...] | Guess[T]], example: str) -> Reading[T]:
    """The outcome of a reader: one reading is understood, several and guesses are asked about."""
    try:
        readings = work()
    except Unreadable as why:
        return why.as_failure(example)
    if isinstance(readings, Guess):
        return Ambiguous(readings.readings)
    return one_of(tuple(dict.fromkeys(readings)))


def refine(reading: Reading[T], change: Callable[[T], U | ParseFailure]) -> Reading[U]:
    """The reading with each value examined further; refused ones are dropped."""
    if isinstance(reading, ParseFailure):
        return reading
    if isinstance(reading, ParsedValue):
        value = change(reading.value)
        return value if isinstance(value, ParseFailure) else ParsedValue(value)
    results = [change(value) for value in reading.readings]
    values = tuple(value for value in results if not isinstance(value, ParseFailure))
    refusal = (
        next(value for value in results if isinstance(value, ParseFailure)) if not values else None
    )
    return refusal or Ambiguous(values)
