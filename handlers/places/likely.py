"""The time zones somebody is probably in, when only their language is known."""

from functools import cache
from typing import Final

from babel.core import get_global

FEW: Final = 2  # up to this many zones of a country, one is likely meant


def likely_zones(zone: str, language: str | None) -> tuple[str, ...]:
    """The likeliest first. zone: the configured one, UTC by default. language: an IETF tag."""
    by_language = _of_language((language or "").replace("-", "_"))
    if zone != "UTC":
        return tuple(dict.fromkeys((zone, *by_language)))
    return (*by_language, zone)


@cache
def _of_language(tag: str) -> tuple[str, ...]:
    """The zone of the country where most speakers live, if it has few; otherwise empty."""
    language, _, region = tag.partition("_")
    likely = get_global("likely_subtags").get(language.lower(), "")
    country = region.upper() or likely.rpartition("_")[2]
    zones = [one for one, there in get_global("zone_territories").items() if there == country]
    # Of Berlin and Büsingen, the first.
    return (min(zones),) if 0 < len(zones) <= FEW else ()
