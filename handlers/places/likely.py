"""The time zones in which somebody probably is, when only their language is known."""

from functools import cache
from typing import Final

from babel.core import get_global

FEW: Final = 2  # zones of a country in which one is likely meant


def likely_zones(zone: str, language: str | None) -> tuple[str, ...]:
    """The likeliest first. zone: what is set, UTC where nobody has. language: an IETF tag."""
    by_language = _of_language((language or "").replace("-", "_"))
    if zone != "UTC":
        return tuple(dict.fromkeys((zone, *by_language)))
    return (*by_language, zone)


@cache
def _of_language(tag: str) -> tuple[str, ...]:
    """The zone of the country where most speak so, where it has one; none for the others."""
    language, _, region = tag.partition("_")
    likely = get_global("likely_subtags").get(language.lower(), "")
    country = region.upper() or likely.rpartition("_")[2]
    zones = [one for one, there in get_global("zone_territories").items() if there == country]
    # Of Berlin and Büsingen, the first.
    return (min(zones),) if 0 < len(zones) <= FEW else ()
