"""The names of currencies."""

from functools import lru_cache

from babel import Locale
from babel.numbers import get_currency_name

from handlers.wording.words import Words


def currency_name(words: Words, currency: str) -> str:
    """A currency by its name and code (ISO 4217): Euro (EUR)."""
    return _currency_name(words.locale, currency)


@lru_cache(maxsize=256)
def _currency_name(locale: Locale, currency: str) -> str:
    return f"{get_currency_name(currency, locale=locale)} ({currency})"
