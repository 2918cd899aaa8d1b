"""Text typed into a field that keeps it as it is, or refused with the bound it broke.

Every reader raises BadInput, whose `field` is the one it was asked to read. What has to be
understood, hours, dates, lengths and prices, is read in `handlers.typing`.
"""

import re
import unicodedata
from datetime import date, timedelta

from domain.refusals import BadInput
from domain.text import names

LONGEST_LEAVE = 366  # days
FARTHEST_DAY = 730  # days ahead
DEAREST = 1_000_000  # in whole units of the currency

_LONGEST_TEXT = 200
_LINK = re.compile(r"https?://[^\s/.:@]+(\.[^\s/.:@]+)+(:\d{1,5})?(/\S*|\?\S*)?", re.IGNORECASE)
_NUMBER = re.compile(r"\+?[0-9 ()/.,;#*-]+")


def line(text: str, field: str, longest: int) -> str:
    """One line of text, 1 to `longest` characters, with runs of spaces collapsed.

    Invisible characters, and those that reverse the line, are dropped.
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


def optional(text: str | None, field: str, longest: int) -> str | None:
    """As `passage`; None if there is no text."""
    return passage(text, field, longest) if text else None


def link(text: str, field: str, longest: int) -> str:
    """A web address that can be opened, with its scheme added if it was left out."""
    plain = line(text, field, longest)
    address = plain if "://" in plain else f"https://{plain}"
    if not _LINK.fullmatch(address) or len(address) > longest:
        raise BadInput(field, longest)
    return address


def number_to_call(text: str, field: str, longest: int) -> str:
    """A phone number, as it was typed."""
    plain = line(text, field, longest)
    if not _NUMBER.fullmatch(plain) or not 5 <= sum(c.isdecimal() for c in plain) <= 17:
        raise BadInput(field, longest)
    return plain


def _check_visible(text: str, field: str, longest: int) -> None:
    if not names.visible(text):
        raise BadInput(field, longest, blank=bool(text))


def telegram_id(text: str) -> int:
    """A numeric Telegram id of a person."""
    if any(unicodedata.category(c) == "No" for c in text[:_LONGEST_TEXT]):
        raise BadInput("telegram_id")  # NFKC would make 72 of 7²
    plain = _plain(text).removeprefix("id").strip(" :")
    if not plain.isdecimal() or len(plain) > 16 or not 0 < int(plain) < 2**52:
        raise BadInput("telegram_id")
    return int(plain)


def count(text: str, field: str, most: int) -> int:
    """A whole number from 1 to `most`."""
    plain = _plain(text)
    if not plain.isdecimal() or len(plain) > 9 or not 1 <= int(plain) <= most:
        raise BadInput(field, most)
    return int(plain)


def check_days(first: date, last: date, today: date) -> None:
    """Raise BadInput unless days are in order, at most a year, within a year back and two ahead."""
    if last < first or first < today - timedelta(days=LONGEST_LEAVE):
        raise BadInput("days")
    if (last - first).days >= LONGEST_LEAVE:
        raise BadInput("days", LONGEST_LEAVE)
    if last > today + timedelta(days=FARTHEST_DAY):
        raise BadInput("days", FARTHEST_DAY)


def _plain(text: str) -> str:
    """In one spelling: half-width letters and digits, lower case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text[:_LONGEST_TEXT]).casefold().split())
