"""The parts of a typed date, before its year is known."""

from dataclasses import dataclass
from datetime import date

MONTHLESS = -1  # a day of some month


@dataclass(frozen=True, slots=True)
class Partial:
    """What was typed of a date. text: as it was typed. weekday: 0 is Monday.

    days: where the words named them already (today, next week); the first and the last of each
    reading. bare: a number alone, which may be an hour as well. iso: written year first.
    """

    text: str
    day: int = 0
    month: int = MONTHLESS
    year: int | None = None
    weekday: int | None = None
    days: tuple[tuple[date, date], ...] = ()
    bare: bool = False
    iso: bool = False
