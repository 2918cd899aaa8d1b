"""Public holidays of countries and their regions, as the `holidays` library knows them.

A region is a country's ISO code, optionally with the code of a part of it: DE, DE-BY. The library
runs in a process of its own: see `holiday_program`.
"""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from babel import Locale
from babel.core import get_global

from domain.refusals import BadInput
from handlers.places.gazetteer import country_called, key_of
from handlers.places.regions import every_country
from handlers.wording.words import languages

PATIENCE: Final = 30.0  # seconds
LONGEST_CODE: Final = 20
KEPT: Final = 8  # answers of the library, a few kB each
_ANSWERS: Final[dict[tuple[str, ...], Any]] = {}
_SCRIPT = Path(__file__).with_name("holiday_program.py")

Holiday = tuple[date, str, Mapping[str, str]]
"""A day, its name, and its name in other languages, by language."""


async def parts_of(country: str) -> Mapping[str, str]:
    """The parts of a country whose holidays differ: names by code, in order.

    Raises BadInput for a country the library does not know.
    """
    regions = await _ask("regions", country) if country in every_country() else None
    if regions is None:
        raise BadInput("country")
    fit = {code: name for code, name in regions.items() if code.isascii() and code.isalnum()}
    return {c: n for c, n in sorted(fit.items(), key=lambda one: one[1]) if len(c) <= LONGEST_CODE}


async def holidays_of(region: str, years: Sequence[int]) -> Sequence[Holiday]:
    """The public holidays of some years, in order. Raises BadInput for an unknown region."""
    country, _, part = region.partition("-")
    if part and part not in await parts_of(country):
        raise BadInput("country")
    language_codes = ",".join(languages())
    days = await _ask("days", region, language_codes, ",".join(map(str, years)))
    if days is None:
        raise BadInput("country")
    return [(date.fromisoformat(day), name, names) for day, name, names in days]


def country_of(zone: str) -> str:
    """A time zone's country, or ""."""
    return str(get_global("zone_territories").get(zone, ""))


def country_named(text: str, locale: Locale) -> str:
    """The country somebody typed: its code, or its name in their language or English.

    Raises BadInput.
    """
    code = text.strip().upper()
    if code in every_country():
        return code
    key = key_of(text)
    own = (c for c in every_country() if key_of(str(locale.territories.get(c, ""))) == key)
    country = country_called(key) or next(own, None)
    if not key or country is None:
        raise BadInput("country")
    return country


async def _ask(*question: str) -> Any:
    """The library's answer, or None. Cached, as whoever reviews days saves them next."""
    if question in _ANSWERS:
        return _ANSWERS[question]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(_SCRIPT),
        *question,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            answer, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        return None
    if process.returncode != 0:
        return None
    if len(_ANSWERS) >= KEPT:
        _ANSWERS.clear()
    _ANSWERS[question] = json.loads(answer)
    return _ANSWERS[question]
