"""Dates, times and money as a locale writes them, through Babel; results are cached."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_currency, get_currency_precision

from domain.services.service import Money

_OTHER_WAY_ROUND: Final = str.maketrans("+-", "-+")


def minor_units(currency: str) -> int:
    """How many decimals a currency has: 2 for EUR, 0 for JPY."""
    return get_currency_precision(currency)


@lru_cache(maxsize=4096)
def day(locale: Locale, on: date) -> str:
    """Tue, 12 May 2026."""
    return str(format_skeleton("yMMMEd", _midnight(on), locale=locale))


@lru_cache(maxsize=4096)
def short_day(locale: Locale, on: date) -> str:
    """Tue 12 May."""
    return str(format_skeleton("MMMEd", _midnight(on), locale=locale))


@lru_cache(maxsize=512)
def day_of_year(locale: Locale, on: date) -> str:
    """24 Dec."""
    return str(format_skeleton("MMMd", _midnight(on), locale=locale))


@lru_cache(maxsize=512)
def month(locale: Locale, first: date, pattern: str) -> str:
    """A month by a CLDR pattern."""
    return str(format_date(first, pattern, locale=locale))


@lru_cache(maxsize=4096)
def clock(locale: Locale, minute: int) -> str:
    """A minute of the day, 0 to 1440, as a wall time."""
    if minute == 1440:
        return "24:00"
    wall = datetime(2000, 1, 1, minute // 60, minute % 60)
    return str(format_time(wall, "short", locale=locale)).replace("\u202f", "\u00a0")


@lru_cache(maxsize=256)
def together(locale: Locale, parts: tuple[str, ...]) -> str:
    """1 day, 2 hours and 30 min; nothing of nothing."""
    return str(format_list(parts, locale=locale))


@lru_cache(maxsize=1024)
def money(locale: Locale, price: Money) -> str:
    """€60.00."""
    amount = Decimal(price.minor).scaleb(-minor_units(price.currency))
    return str(format_currency(amount, price.currency, locale=locale))


@lru_cache(maxsize=1024)
def zone(locale: Locale, name: str) -> str:
    """An IANA zone by its city's name: Berlin."""
    if name == "UTC":
        return "UTC"
    if name.startswith("Etc/GMT"):
        # The database's signs are reversed: Etc/GMT-3 is UTC+3.
        return "UTC" + name.removeprefix("Etc/GMT").translate(_OTHER_WAY_ROUND)
    return str(get_timezone_location(ZoneInfo(name), locale=locale, return_city=True))


def _midnight(on: date) -> datetime:
    return datetime(on.year, on.month, on.day)
