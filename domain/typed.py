"""What people type into a field, read the way they mean it, or refused with the bound it broke.

Every reader raises BadInput, whose `field` is the one that it was asked to read. Hours have a
reader of their own, in `domain.hours`.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from domain import names
from domain.hours import Window, parse_windows
from domain.refusals import BadInput

LONGEST_LEAVE = 366  # days
FARTHEST_DAY = 730  # days ahead
DEAREST = 1_000_000  # in whole units of the currency

_LONGEST_TEXT = 200
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_FREE = frozenset({"free", "gratis", "kostenlos", "umsonst"})
_UNITS = {
    "": 1, "m": 1, "min": 1, "mins": 1, "minute": 1, "minutes": 1, "minuten": 1,
    "h": 60, "hr": 60, "hrs": 60, "hour": 60, "hours": 60, "std": 60, "stunde": 60, "stunden": 60,
    "d": 1440, "day": 1440, "days": 1440, "tag": 1440, "tage": 1440, "tagen": 1440,
    "w": 10080, "week": 10080, "weeks": 10080, "woche": 10080, "wochen": 10080,
}  # fmt: skip
_LENGTH = re.compile(r"(\d{1,6})(?:[.,](\d{1,2}))?\s*([a-z]*)\.?")
_CLOCK_LENGTH = re.compile(r"(\d{1,3}):([0-5]\d)(?:\s*h)?")
_AMOUNT = re.compile(r"\d[\d .,'\u2019]*")
_DAY = r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.\d{1,2}\.?(?:\d{4})?|\d{1,2}/\d{1,2}(?:/\d{4})?)"
_DAYS = re.compile(rf"({_DAY})(?:\s*(?:-|\b(?:to|until|till|bis)\b)\s*({_DAY}))?(?:[\s,]+(.+))?")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days off, both included, or with a window the hours off of one day."""

    first: date
    last: date
    window: Window | None = None


def line(text: str, field: str, longest: int) -> str:
    """One line of text, 1 to `longest` characters, its runs of spaces joined.

    What has no picture, or turns the line around, is left out.
    """
    _check_visible(text, field, longest)
    plain = names.tidy(unicodedata.normalize("NFC", text))
    if len(plain) > longest:
        raise BadInput(field, longest)
    return plain


def passage(text: str, field: str, longest: int) -> str:
    """Text in as many lines as it has, 1 to `longest` characters."""
    _check_visible(text, field, longest)
    plain = text.strip()
    if len(plain) > longest:
        raise BadInput(field, longest)
    return plain


def _check_visible(text: str, field: str, longest: int) -> None:
    if not names.visible(text):
        raise BadInput(field, longest, blank=bool(text))


def length(text: str, field: str, least: int, most: int) -> int:
    """A length of time in minutes: "90", "90 min", "1:30", "1 h 30 min", "2 days", "1,5 h".

    A number without a unit is minutes.
    """
    plain = _plain(text)
    minutes = _clock_length(plain)
    if minutes is None:
        minutes = _unit_length(plain)
    if minutes is None:
        raise BadInput(field)
    if minutes > most:
        raise BadInput(field, most)
    if minutes < least:
        raise BadInput(field, least)
    return minutes


def days(text: str, field: str, least: int, most: int) -> int:
    """A number of days: "30", "30 days", "4 weeks"."""
    plain = _plain(text)
    if plain.isdigit():
        plain += " d"
    minutes = length(plain, field, 0, 1440 * 100_000)
    if minutes % 1440:
        raise BadInput(field)
    if minutes < least * 1440:
        raise BadInput(field, least)
    if minutes > most * 1440:
        raise BadInput(field, most)
    return minutes // 1440


def price(text: str, field: str, decimals: int) -> int:
    """A price in the smallest unit of a currency with so many decimals.

    Reads "60", "60.50", "60,50 €", "EUR 1.234,50" and "1,234.50": the last point or comma is the
    decimal one, unless three digits follow it.
    """
    plain = _plain(text)
    if plain in _FREE:
        return 0
    bare = re.sub(r"^[^\d\-]+|[^\d]+$", "", plain)
    if len(plain) - len(bare) > 12 or not _AMOUNT.fullmatch(bare):
        raise BadInput(field)
    bare = re.sub(r"[ '\u2019]", "", bare)
    found = re.fullmatch(r"([\d.,]*?)(?:[.,](\d{1,2}))?", bare)
    if found is None or not _grouped(found[1]):
        raise BadInput(field)
    whole, rest = re.sub(r"[.,]", "", found[1]), found[2] or ""
    if len(rest) > decimals:
        raise BadInput(field)
    amount = Decimal(f"{whole or 0}.{rest or 0}")
    if amount > DEAREST:
        raise BadInput(field, DEAREST)
    return int(amount.scaleb(decimals))


def telegram_id(text: str) -> int:
    """A numeric Telegram id of a person."""
    plain = _plain(text).removeprefix("id").strip(" :")
    if not plain.isdecimal() or len(plain) > 16 or not 0 < int(plain) < 2**52:
        raise BadInput("telegram_id")
    return int(plain)


def stretch(text: str, today: date, *, month_first: bool = False) -> Stretch:
    """Days, or hours of one day: "2026-05-12", "12.5. - 20.5.", "12/05/2026 09:00-13:00".

    A day without a year is the next one from `today` on. month_first: how the writer's country
    orders a day with slashes. Raises BadInput, and BadHours for the hours.
    """
    found = _DAYS.fullmatch(_plain(text))
    if found is None:
        raise BadInput("days")
    first = _day(found[1], today, month_first=month_first)
    last = _day(found[2], first, month_first=month_first) if found[2] else first
    if found[3] is None:
        return checked_days(first, last, today)
    windows = parse_windows(found[3])
    if first != last or len(windows) != 1:
        raise BadInput("days")
    checked_days(first, last, today)
    return Stretch(first, last, windows[0])


def checked_days(first: date, last: date, today: date) -> Stretch:
    """Days in order, at most a year of them, within a year back and two ahead."""
    if last < first or first < today - timedelta(days=LONGEST_LEAVE):
        raise BadInput("days")
    if (last - first).days >= LONGEST_LEAVE:
        raise BadInput("days", LONGEST_LEAVE)
    if last > today + timedelta(days=FARTHEST_DAY):
        raise BadInput("days", FARTHEST_DAY)
    return Stretch(first, last)


def _plain(text: str) -> str:
    """In one spelling: narrow digits of any script, one dash, small letters, single spaces."""
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text[:_LONGEST_TEXT]))
    plain = re.sub(r"\d", lambda digit: str(int(digit[0])), plain)
    return " ".join(plain.casefold().split())


def _clock_length(plain: str) -> int | None:
    found = _CLOCK_LENGTH.fullmatch(plain)
    return int(found[1]) * 60 + int(found[2]) if found else None


def _unit_length(plain: str) -> int | None:
    total, end, last = Decimal(0), 0, 10**9
    for found in _LENGTH.finditer(plain):
        unit = _UNITS.get(found[3])
        between = plain[end : found.start()].strip(" ,")
        if unit is None or unit >= last or between not in ("", "and", "und"):
            return None
        total += Decimal(f"{found[1]}.{found[2] or 0}") * unit
        end, last = found.end(), unit
    whole = total == int(total)
    return int(total) if whole and end == len(plain) and end else None


def _grouped(whole: str) -> bool:
    """Whether the part before the decimals is digits, or digits in groups of three."""
    return bool(re.fullmatch(r"\d*|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+", whole))


def _day(text: str, earliest: date, *, month_first: bool) -> date:
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    try:
        if "-" in text:
            return date(*numbers)
        day, month = numbers[:2]
        if "/" in text and month_first:
            day, month = month, day
        if len(numbers) == 3:
            return date(numbers[2], month, day)
        return _next(day, month, earliest)
    except ValueError:
        raise BadInput("days") from None


def _next(day: int, month: int, earliest: date) -> date:
    """The first such day from `earliest` on; the 29 February of a leap year within eight."""
    for year in range(earliest.year, min(earliest.year + 9, date.max.year)):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= earliest:
            return found
    raise ValueError(day, month)
