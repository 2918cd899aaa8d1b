"""Currencies as people type them: a code, a symbol, or a name in the reader's language."""

from functools import cache

from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies

from handlers.typing.normalization import LONGEST, plain, strip_edges
from handlers.typing.prices import names_of
from handlers.typing.reading import ParseFailure, Reading, Unreadable, read
from handlers.typing.vocabulary import Vocabulary

EXAMPLE = "EUR"


def read_currency(text: str, vocabulary: Vocabulary) -> Reading[str]:
    """The ISO 4217 code of a currency in use today."""
    if len(text) > LONGEST:
        return ParseFailure("too_long", text[:40], EXAMPLE)
    name = strip_edges(plain(text)).rstrip(".")

    def parse_name() -> tuple[str, ...]:
        codes = _by_name(vocabulary.locale).get(name, ())
        if not codes:
            raise Unreadable("currency_unknown", text[:40])
        return codes

    return read(parse_name, EXAMPLE)


@cache
def _by_name(locale: Locale) -> dict[str, tuple[str, ...]]:
    """The codes of all currencies with a given name; for a shared one, such as dollar, the best
    known first."""
    territories = get_global("territory_currencies")
    spread: dict[str, int] = {}
    for territory in territories:
        for code in get_territory_currencies(territory):
            spread[code] = spread.get(code, 0) + 1
    by_name: dict[str, list[str]] = {}
    for code in sorted(spread, key=lambda one: (-spread[one], one)):
        for name in names_of(code, locale):
            if code not in by_name.setdefault(name, []):
                by_name[name].append(code)
    own = {code.casefold(): (code,) for code in spread}
    return {name: tuple(codes) for name, codes in by_name.items()} | own
