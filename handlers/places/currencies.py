"""Currencies: all there are, and the likely ones where somebody is."""

from functools import cache
from typing import Final

from babel.core import get_global
from babel.numbers import get_territory_currencies

WIDELY_KNOWN: Final = ("EUR", "USD", "GBP", "CHF")
MOST: Final = 4


@cache
def currency_codes() -> frozenset[str]:
    """The ISO 4217 codes of all currencies in use today."""
    territories = get_global("territory_currencies")
    return frozenset(code for one in territories for code in get_territory_currencies(one))


def likely(zone: str, business_currency: str) -> tuple[str, ...]:
    """The likeliest first: those of the zone's country, the setting's, and well-known ones."""
    territory = get_global("zone_territories").get(zone)
    there = get_territory_currencies(territory) if territory else []
    return tuple(dict.fromkeys((*there, business_currency, *WIDELY_KNOWN)))[:MOST]
