"""The parts of a typed date, before its year is known."""

from dataclasses import dataclass
from datetime import date

MONTHLESS = -1  # a day of some month


@dataclass(frozen=True, slots=True)
class PartialDate:
    """What was typed of a date. text: as typed. weekday: 0 is Monday.

    days: if the words already named them (today, next week); the first and last of each reading.
    bare: a number alone, which may also be an hour. iso: written year first.
    """

    text: str
    day: int = 0
    month: int = MONTHLESS
    year: int | None = None
    weekday: int | None = None
    days: tuple[tuple[date, date], ...] = ()
    bare: bool = False
    iso: bool = False
