"""Cells of tables → values, as spreadsheets and other products write them.

A cell is text, a number, or a workbook's value for a day (`{"day": "2026-03-12"}`), a moment
(`{"at": …}`), a time (`{"time": "14:30"}`) or a length (`{"minutes": "90"}`). A number in place of
a day counts days, as Excel does: from 1899-12-30, or from 1904-01-01. Each reader returns None for
what it cannot read.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from handlers.typing.vocabulary import Vocabulary

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
class DateStyle:
    """How a file writes days. month_first: 3/12/26 is in March. early: counted from 1904."""

    vocabulary: Vocabulary
    month_first: bool = False
    early: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, its minute if given, and its stated UTC offset, in minutes."""

    day: date
    minute: int | None = None
    offset: int | None = None


def text_of(cell: Any) -> str:
    """A cell's text, without the mark that keeps spreadsheets from reading it as a formula."""
    if cell is None:
        return ""
    if isinstance(cell, dict):
        return str(next(iter(cell.values()), ""))
    text = unicodedata.normalize("NFC", str(cell)).strip()
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@\t\r|%" else text


def month_first(cells: Iterable[Any]) -> bool | None:
    """Whether numeric days have the month first, as far as any of them shows it; or None."""
    for cell in cells:
        match = _NUMBERS.match(cell.strip()) if isinstance(cell, str) else None
        if match and match[2] == "/":
            one, other = int(match[1]), int(match[3])
            if one > 12 >= other or other > 12 >= one:
                return other > 12
    return None


def ambiguous(cells: Iterable[Any]) -> bool:
    """Whether some day with slashes could be read either way."""
    return any(
        isinstance(cell, str) and (match := _NUMBERS.match(cell.strip())) and match[2] == "/"
        for cell in cells
    )


def read_moment(cell: Any, style: DateStyle) -> Moment | None:
    """A day, with or without a time."""
    if isinstance(cell, dict):
        return _told_moment(cell)
    number = _number(cell)
    if number is not None and int(number) in _DAYS:
        return _serial_moment(number, style)
    text = text_of(cell)
    if not text or number is not None:
        return None
    offset = _OFFSET.search(text)
    if offset and ":" in text:
        text = text[: offset.start()]
    else:
        offset = None
    day, rest = _day(text, style)
    if day is None or day.year not in _YEARS:
        return None
    rest = _clock_part(rest)
    minute = read_minute(rest) if rest and any(c.isdigit() for c in rest) else None
    if minute is None and any(c.isdigit() for c in rest):
        return None
    return Moment(day, minute, offset and _minutes_of(offset[1]))


def why_no_moment(cell: Any, style: DateStyle) -> tuple[str, str]:
    """What is wrong with a cell that `read_moment` cannot read, and which part of it: `date`,
    `long_ago`, `too_late` or `time`."""
    text = text_of(cell)
    day, rest = _day(text, style)
    if day is None:
        return "date", text
    if day.year in _YEARS:
        return "time", _clock_part(rest)
    return "long_ago" if day.year < _YEARS.start else "too_late", text


def _clock_part(rest: str) -> str:
    return rest.strip(" ,;T@\n").removeprefix("um ").removeprefix("at ")


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
    text = text_of(cell).lower().removesuffix("uhr").strip()
    match = _TIME.match(text)
    if match is None or (text[match.end() :].strip() and not _zone_only(text[match.end() :])):
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return _within(60 * hour + minute) if minute < 60 else None


def read_length(cell: Any) -> int | None:
    """A length of time in minutes: 90, "1:30", "1,5 h", "90 min"."""
    if isinstance(cell, dict):
        minutes = cell.get("minutes")
        return int(minutes) if minutes else read_minute(cell)
    number = _number(cell)
    if number is not None:
        # Less than one is a fraction of a day, which is how Excel stores lengths.
        return round(number * DAY) if 0 < number < 1 else int(number) if number % 1 == 0 else None
    text = text_of(cell).lower()
    if clock := _CLOCK.fullmatch(text):
        return 60 * int(clock[1]) + int(clock[2])
    length = _LENGTH.fullmatch(text)
    if length is None or not (length[1] or length[2]):
        return None
    return round(60 * float((length[1] or "0").replace(",", "."))) + int(length[2] or 0)


def read_number(cell: Any) -> Decimal | None:
    """A number: 1.234,50, 1,234.50, 1 234,50; three digits after a single mark are no decimals."""
    if isinstance(cell, int | float):
        return Decimal(str(cell))
    text = re.sub(r"[\s\u00a0\u202f']", "", text_of(cell).translate(_MINUS))
    if not re.fullmatch(r"-?[\d.,]+", text) or not re.search(r"\d", text):
        return None
    marks = [c for c in text if c in ".,"]
    if marks:
        last = marks[-1]
        behind = len(text) - text.rindex(last) - 1
        thousands = (len(set(marks)) == 1 and len(marks) > 1) or (behind == 3 and len(marks) == 1)
        whole = text if thousands else text[: text.rindex(last)]
        rest = "" if thousands else text[text.rindex(last) + 1 :]
        text = re.sub("[.,]", "", whole) + (f".{rest}" if rest else "")
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def read_money(cell: Any) -> tuple[Decimal, str | None] | None:
    """An amount, with the currency next to it, if any."""
    text = text_of(cell)
    currency = next((code for sign, code in _CURRENCIES.items() if sign in text), None)
    for sign in _CURRENCIES:
        text = text.replace(sign, "")
    if match := _CURRENCY.search(text):
        currency, text = match[0], text.replace(match[0], "")
    amount = read_number(text.removesuffix(",-").removesuffix(".-").removesuffix(",--"))
    return None if amount is None else (amount, currency)


def _told_moment(cell: dict[str, str]) -> Moment | None:
    if "day" in cell:
        day = date.fromisoformat(cell["day"])
        return Moment(day) if day.year in _YEARS else None
    if "at" not in cell:
        return None
    at = datetime.fromisoformat(cell["at"])
    # A mere time that some programs write as a moment of a day.
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


def _serial_moment(number: Decimal, style: DateStyle) -> Moment:
    first = _DAY_0_OF_1904 if style.early else _DAY_0
    minutes = round((number % 1) * DAY)
    day = first + timedelta(days=int(number) + minutes // DAY)
    return Moment(day, minutes % DAY if number % 1 else None)


def _day(text: str, style: DateStyle) -> tuple[date | None, str]:
    """A day at the beginning, and the text after it."""
    text = text.strip()
    if match := _ISO.match(text):
        return _date_or_none(int(match[1]), int(match[2]), int(match[3])), text[match.end() :]
    # A weekday in front adds nothing.
    numbered = _NUMBERS.search(text)
    if numbered and not any(c.isdigit() for c in text[: numbered.start()]):
        day, month, year = int(numbered[1]), int(numbered[3]), _year(numbered[4])
        if numbered[2] == "/" and style.month_first:
            day, month = month, day
        return _date_or_none(year, month, day), text[numbered.end() :]
    return _named_date(text, style)


def _named_date(text: str, style: DateStyle) -> tuple[date | None, str]:
    """12 March 2026, or March 12, 2026."""
    month = day = None
    for match in _WORDS.finditer(text):
        word = match[0]
        if word.isdigit():
            if day is None and len(word) <= 2:
                day = int(word)
            elif month and day and len(word) == 4:
                return _date_or_none(int(word), month, day), text[match.end() :]
            else:
                return None, text
        elif month is None:
            meanings = style.vocabulary.meanings(word.casefold())
            months = [int(one.partition(":")[2]) for one in meanings if one.startswith("month:")]
            month = months[0] if len(months) == 1 else None
    return None, text


def _year(digits: str) -> int:
    """Two digits stand for a year of this century or the last; four for themselves."""
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year < 70 else 1900)


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _within(minute: int) -> int | None:
    return minute if 0 <= minute < DAY else None


def _zone_only(rest: str) -> bool:
    """Whether only the name of a zone follows."""
    return re.fullmatch(r"\s*\(?[a-z]{2,5}\)?", rest) is not None


def _minutes_of(offset: str) -> int:
    if offset == "Z":
        return 0
    digits = offset[1:].replace(":", "")
    minutes = 60 * int(digits[:2]) + int(digits[2:])
    return -minutes if offset[0] == "-" else minutes
