"""Prices as people type them, in the smallest unit of the business's currency.

Evidence decides which mark is the decimal one: the last of two different ones, or one followed by
one or two digits. A single one before three digits groups thousands, unless it is the reader's own
decimal mark: then 1.200 may be twelve hundred or one and twenty cents.
"""

import re
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.core import get_global
from babel.numbers import get_currency_name, get_currency_precision, get_currency_symbol

from domain.text.field_text import DEAREST
from handlers.typing.normalization import LONGEST, plain, strip_edges
from handlers.typing.reading import ParseFailure, Reading, Unreadable, read
from handlers.typing.tokens import Tokens
from handlers.typing.vocabulary import Vocabulary

_NARROW = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "CNY": "¥", "INR": "₹", "RUB": "₽",
           "UAH": "₴", "TRY": "₺", "KRW": "₩", "ILS": "₪", "PLN": "zł", "BRL": "r$", "CZK": "kč",
           "CHF": "fr", "SEK": "kr", "NOK": "kr", "DKK": "kr", "AUD": "$", "CAD": "$", "MXN": "$",
           }  # fmt: skip
_AMOUNT = re.compile(r"\d[\d.,' ]*\d|\d")
_GROUPED = re.compile(r"\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*(?:([.,])(\d{1,3}))?")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:(\.)(\d{1,2}))?")
_DECIMAL = re.compile(r"(\d+)[.,](\d{1,3})")


def read_price(text: str, currency: str, vocabulary: Vocabulary) -> Reading[int]:
    """A price in the smallest unit; 0 if it is free."""
    decimals = get_currency_precision(currency)
    example = f"60{vocabulary.decimal}50" if decimals else "6000"
    if len(text) > LONGEST:
        return ParseFailure("too_long", text[:40], example)
    spelled = strip_edges(plain(text), keep=".,").rstrip(".,")
    return read(lambda: _read(spelled, currency, decimals, vocabulary), example)


def _read(text: str, currency: str, decimals: int, vocabulary: Vocabulary) -> tuple[int, ...]:
    if "free" in vocabulary.meanings(text):
        return (0,)
    amount = _without_currency(text, currency, vocabulary)
    if re.fullmatch(r"(?:\(.*\)|-.*)", amount):
        raise Unreadable("price_negative", text)
    amount = re.sub(r"^(?=[.,]\d)", "0", re.sub(r"[.,]-+$", "", amount))
    if not _AMOUNT.fullmatch(amount):
        raise _why_not(text, amount, vocabulary)
    prices = tuple(
        int(value.scaleb(decimals)) for value in _values(amount, decimals, vocabulary, text)
    )
    if any(minor > DEAREST * 10**decimals for minor in prices):
        raise Unreadable("price_too_high", text)
    return prices


def _without_currency(text: str, currency: str, vocabulary: Vocabulary) -> str:
    """The amount without the currency's name before or after it."""
    for name in names_of(currency, vocabulary.locale):
        if text.startswith(name):
            return re.sub(r"^\.? +", "", text[len(name) :])  # "Fr. 60", and not "€.50"
        if text.startswith("-" + name):
            return "-" + text[len(name) + 1 :].lstrip()
        if text.endswith(name):
            return text[: -len(name)].rstrip()
    return text


@cache
def names_of(currency: str, locale: Locale) -> tuple[str, ...]:
    """A currency's names, longest first: €, EUR, euro, euros."""
    names = {currency, get_currency_symbol(currency, locale), _NARROW.get(currency, currency)}
    for display_locale in (locale, Locale("en")):
        names.add(get_currency_symbol(currency, display_locale))
        names |= {get_currency_name(currency, count, display_locale) for count in (None, 1, 2, 5)}
        names |= {
            get_currency_name(currency, count, display_locale).split()[-1] for count in (1, 5)
        }
    spelled = {" ".join(name.casefold().replace("\xa0", " ").split()) for name in names}
    return tuple(sorted(spelled, key=len, reverse=True))


def _why_not(text: str, amount: str, vocabulary: Vocabulary) -> Unreadable:
    tokens = Tokens(text, vocabulary)
    units = ("minute", "hour", "day", "week_unit")
    if any(tokens.means(i, *units) and tokens.at(i - 1).number for i in range(len(tokens))):
        return Unreadable("price_length", text)
    word = re.sub(r"[\d.,' ]+", "", amount)
    codes = get_global("all_currencies")
    if word and (word.upper() in codes or word in _NARROW.values() or word in _spoken()):
        return Unreadable("price_currency", text)
    return Unreadable("price_unreadable", text)


@cache
def _spoken() -> frozenset[str]:
    """The English names of the best known currencies."""
    english = Locale("en")
    return frozenset(
        get_currency_name(code, count, english).casefold().split()[-1]
        for code in _NARROW
        for count in (1, 5)
    )


def _values(amount: str, decimals: int, vocabulary: Vocabulary, text: str) -> tuple[Decimal, ...]:
    if amount.isdigit():
        return (Decimal(amount),)
    single = _DECIMAL.fullmatch(amount)
    if single and len(single[2]) == 3:
        return _three_digits(amount, single[1], single[2], decimals, vocabulary, text)
    if single:
        return (_exact(single[1], single[2], decimals, text),)
    grouped = _GROUPED.fullmatch(amount)
    if grouped and grouped[1] != grouped[2]:
        whole = amount[: grouped.start(2)] if grouped[2] else amount
        return (_exact(re.sub(r"\D", "", whole), grouped[3] or "", decimals, text),)
    indian = _INDIAN.fullmatch(amount)
    if indian:
        whole = amount[: indian.start(1)] if indian[1] else amount
        return (_exact(whole.replace(",", ""), indian[2] or "", decimals, text),)
    raise Unreadable("price_unreadable", text)


def _three_digits(
    amount: str, whole: str, rest: str, decimals: int, vocabulary: Vocabulary, text: str
) -> tuple[Decimal, ...]:
    """1.200"""
    own_decimal = vocabulary.decimal in amount
    thousands = Decimal(whole + rest)
    if len(whole) > 3 or whole == "0":
        return (_exact(whole, rest, decimals, text),)
    if decimals == 3:
        return (Decimal(f"{whole}.{rest}"),) if own_decimal else (thousands,)
    if own_decimal and decimals and rest.endswith("0"):
        return (thousands, Decimal(f"{whole}.{rest}"))
    return (thousands,)


def _exact(whole: str, rest: str, decimals: int, text: str) -> Decimal:
    if len(rest) > decimals:
        raise Unreadable("price_decimals", text)
    return Decimal(f"{whole}.{rest or 0}")
