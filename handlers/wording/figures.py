"""Figures in words: shares, hours, and amounts of several currencies."""

from collections.abc import Mapping

from babel.numbers import format_decimal, format_percent

from domain.business.report import DateRange, ReportKind
from domain.services.service import Money
from handlers.wording.words import Words


def share(words: Words, part: float) -> str:
    """A part of 1 as per cent: 35%."""
    return str(format_percent(part, locale=words.locale))


def hours(words: Words, minutes: float) -> str:
    """Minutes as hours, to half an hour: 42.5."""
    return str(format_decimal(round(minutes / 30) / 2, locale=words.locale))


def money(words: Words, amounts: Mapping[str, int]) -> str:
    """Amounts in minor units by currency, largest first; "" if there are none."""
    ranked = sorted(amounts.items(), key=lambda one: (-one[1], one[0]))
    return " + ".join(words.money(Money(minor, currency)) for currency, minor in ranked if minor)


def size(words: Words, bytes_: int) -> str:
    """Bytes in megabytes or gigabytes: 12.3 MB."""
    mega = bytes_ / 1e6
    number, unit = (mega / 1000, "GB") if mega >= 1000 else (mega, "MB")
    return f"{format_decimal(round(number, 1), locale=words.locale)} {unit}"


def days(words: Words, range_: DateRange) -> str:
    """Days as people call them: Mon, 5 May 2031; May 2031; 2031; from one to another."""
    match range_.kind:
        case ReportKind.DAY:
            return words.day(range_.first)
        case ReportKind.MONTH:
            return words.month(range_.first)
        case ReportKind.YEAR:
            return str(range_.first.year)
    first = words.short_day if range_.first.year == range_.last.year else words.day
    return f"{first(range_.first)} – {words.day(range_.last)}"
