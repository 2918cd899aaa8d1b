"""Cells of tables → values, as spreadsheets and other products write them.

A cell is text, a number, or what a workbook knows for a day (`{"day": "2026-03-12"}`), a moment
(`{"at": …}`), a time (`{"time": "14:30"}`) or a length (`{"minutes": "90"}`). A number that stands
where a day is looked for counts days, as Excel does: from 1899-12-30, or from 1904-01-01.
Each reader answers None for what it cannot read.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from handlers.typing.tongue import Tongue

DAY: Final = 1440
_DAY_0, _DAY_0_OF_1904 = date(1899, 12, 30), date(1904, 1, 1)
_DAYS: Final = range(10_000, 110_000)  # as numbers: from 1927 to 2201
_YEARS: Final = range(1970, 2100)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})(?!\d)")
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_TIME = re.compile(
    r"(?<![\d.,])(\d{1,2})(?:[:.h](\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*([ap])?\.?(?:m\b\.?)?", re.ASCII
)
_OFFSET = re.compile(r"(?:\s*(Z|[+-]\d{2}:?\d{2}))$")
_LENGTH = re.compile(
    r"(?:(\d+(?:[.,]\d+)?)\s*(?:h|hrs?|hours?|std\.?|stunden?))?\s*(?:(\d+)\s*\D*)?"
)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::00)?")
_CURRENCIES: Final = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB"}
_CURRENCY = re.compile(r"(?<![A-Z])[A-Z]{3}(?![A-Z])")
_MINUS: Final = str.maketrans("\u2212\u2013", "--")


@dataclass(frozen=True, slots=True)
class Style:
    """How days are written in a file. month_first: 3/12/26 is in March. early: from 1904."""

    tongue: Tongue
    month_first: bool = False
    early: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, the minute of it if that stands there, and the offset that it says, in minutes."""

    day: date
    minute: int | None = None
    offset: int | None = None


def text_of(cell: Any) -> str:
    """What stands there, without the mark that keeps spreadsheets from taking it for a formula."""
    if cell is None:
        return ""
    if isinstance(cell, dict):
        return str(next(iter(cell.values()), ""))
    told = unicodedata.normalize("NFC", str(cell)).strip()
    return told[1:] if len(told) > 1 and told[0] == "'" and told[1] in "=+-@\t\r|%" else told


def month_first(cells: Iterable[Any]) -> bool | None:
    """Whether days with numbers have the month first, as far as any of them tells; or None."""
    for cell in cells:
        found = _NUMBERS.match(cell.strip()) if isinstance(cell, str) else None
        if found and found[2] == "/":
            one, other = int(found[1]), int(found[3])
            if one > 12 >= other or other > 12 >= one:
                return other > 12
    return None


def ambiguous(cells: Iterable[Any]) -> bool:
    """Whether some day with strokes could be read either way."""
    return any(
        isinstance(cell, str) and (found := _NUMBERS.match(cell.strip())) and found[2] == "/"
        for cell in cells
    )


def read_moment(cell: Any, style: Style) -> Moment | None:
    """A day, with or without a time."""
    if isinstance(cell, dict):
        return _told_moment(cell)
    number = _number(cell)
    if number is not None and int(number) in _DAYS:
        return _counted(number, style)
    told = text_of(cell)
    if not told or number is not None:
        return None
    offset = _OFFSET.search(told)
    if offset and ":" in told:
        told = told[: offset.start()]
    else:
        offset = None
    day, rest = _day(told, style)
    if day is None:
        return None
    rest = rest.strip(" ,;T@\n").removeprefix("um ").removeprefix("at ")
    minute = read_minute(rest) if rest and any(c.isdigit() for c in rest) else None
    if minute is None and any(c.isdigit() for c in rest):
        return None
    return Moment(day, minute, offset and _minutes_of(offset[1]))


def read_minute(cell: Any) -> int | None:
    """A time as a minute of the day."""
    if isinstance(cell, dict):
        moment = None if "time" in cell or "minutes" in cell else _told_moment(cell)
        if moment is not None:
            return moment.minute
        if "minutes" in cell:
            return _within(int(cell["minutes"]))
        return read_minute(cell.get("time", ""))
    number = _number(cell)
    if number is not None and (isinstance(cell, float) or number % 1) and 0 <= number < 1:
        return _within(round(number * DAY))
    told = text_of(cell).lower().removesuffix("uhr").strip()
    found = _TIME.match(told)
    if found is None or (told[found.end() :].strip() and not _zone_only(told[found.end() :])):
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return _within(60 * hour + minute) if minute < 60 else None


def read_length(cell: Any) -> int | None:
    """A length of time in minutes: 90, "1:30", "1,5 h", "90 min"."""
    if isinstance(cell, dict):
        told = cell.get("minutes")
        return int(told) if told else read_minute(cell)
    number = _number(cell)
    if number is not None:
        # Less than one is a part of a day, which is how Excel has lengths.
        return round(number * DAY) if 0 < number < 1 else int(number) if number % 1 == 0 else None
    told = text_of(cell).lower()
    if found := _CLOCK.fullmatch(told):
        return 60 * int(found[1]) + int(found[2])
    length = _LENGTH.fullmatch(told)
    if length is None or not (length[1] or length[2]):
        return None
    return round(60 * float((length[1] or "0").replace(",", "."))) + int(length[2] or 0)


def read_number(cell: Any) -> Decimal | None:
    """A number: 1.234,50, 1,234.50, 1 234,50; what has three digits behind one mark has none."""
    if isinstance(cell, int | float):
        return Decimal(str(cell))
    told = re.sub(r"[\s\u00a0\u202f']", "", text_of(cell).translate(_MINUS))
    if not re.fullmatch(r"-?[\d.,]+", told) or not re.search(r"\d", told):
        return None
    marks = [c for c in told if c in ".,"]
    if marks:
        last = marks[-1]
        behind = len(told) - told.rindex(last) - 1
        thousands = (len(set(marks)) == 1 and len(marks) > 1) or (behind == 3 and len(marks) == 1)
        whole = told if thousands else told[: told.rindex(last)]
        rest = "" if thousands else told[told.rindex(last) + 1 :]
        told = re.sub("[.,]", "", whole) + (f".{rest}" if rest else "")
    try:
        return Decimal(told)
    except InvalidOperation:
        return None


def read_money(cell: Any) -> tuple[Decimal, str | None] | None:
    """An amount, with the currency that stands beside it, if one does."""
    told = text_of(cell)
    currency = next((code for sign, code in _CURRENCIES.items() if sign in told), None)
    for sign in _CURRENCIES:
        told = told.replace(sign, "")
    if named := _CURRENCY.search(told):
        currency, told = named[0], told.replace(named[0], "")
    amount = read_number(told.removesuffix(",-").removesuffix(".-").removesuffix(",--"))
    return None if amount is None else (amount, currency)


def _told_moment(cell: dict[str, str]) -> Moment | None:
    if "day" in cell:
        return Moment(date.fromisoformat(cell["day"]))
    if "at" not in cell:
        return None
    at = datetime.fromisoformat(cell["at"])
    # A moment of a day that was only a time, as some programs write it.
    if at.year not in _YEARS:
        return None
    rounded = at + timedelta(seconds=30)
    minute = 60 * rounded.hour + rounded.minute
    return Moment(rounded.date(), minute)


def _number(cell: Any) -> Decimal | None:
    if isinstance(cell, int | float):
        return Decimal(str(cell))
    if isinstance(cell, str) and re.fullmatch(r"\d+(\.\d+)?", cell.strip()):
        return Decimal(cell.strip())
    return None


def _counted(number: Decimal, style: Style) -> Moment:
    first = _DAY_0_OF_1904 if style.early else _DAY_0
    minutes = round((number % 1) * DAY)
    day = first + timedelta(days=int(number) + minutes // DAY)
    return Moment(day, minutes % DAY if number % 1 else None)


def _day(told: str, style: Style) -> tuple[date | None, str]:
    """A day at the beginning, and what stands behind it."""
    told = told.strip()
    if found := _ISO.match(told):
        return _made(int(found[1]), int(found[2]), int(found[3])), told[found.end() :]
    # A weekday before it says nothing more.
    numbered = _NUMBERS.search(told)
    if numbered and not any(c.isdigit() for c in told[: numbered.start()]):
        day, month, year = int(numbered[1]), int(numbered[3]), int(numbered[4])
        if numbered[2] == "/" and style.month_first:
            day, month = month, day
        return _made(year, month, day), told[numbered.end() :]
    return _named(told, style)


def _named(told: str, style: Style) -> tuple[date | None, str]:
    """12 March 2026, or March 12, 2026."""
    month = day = None
    for found in _WORDS.finditer(told):
        word = found[0]
        if word.isdigit():
            if day is None and len(word) <= 2:
                day = int(word)
            elif month and day and len(word) == 4:
                return _made(int(word), month, day), told[found.end() :]
            else:
                return None, told
        elif month is None:
            meant = style.tongue.meanings(word.casefold())
            months = [int(one.partition(":")[2]) for one in meant if one.startswith("month:")]
            month = months[0] if len(months) == 1 else None
    return None, told


def _made(year: int, month: int, day: int) -> date | None:
    if year < 100:
        year += 2000 if year < 70 else 1900
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def _within(minute: int) -> int | None:
    return minute if 0 <= minute < DAY else None


def _zone_only(rest: str) -> bool:
    """Whether no more than the name of a zone follows."""
    return re.fullmatch(r"\s*\(?[a-z]{2,5}\)?", rest) is not None


def _minutes_of(offset: str) -> int:
    if offset == "Z":
        return 0
    digits = offset[1:].replace(":", "")
    minutes = 60 * int(digits[:2]) + int(digits[2:])
    return -minutes if offset[0] == "-" else minutes
