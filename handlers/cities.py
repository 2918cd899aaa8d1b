"""Time zones by the names that people give them: an IANA name, or a city in their language."""

import unicodedata
from collections.abc import Mapping
from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from babel.dates import get_timezone_location

from domain.refusals import BadInput
from handlers.words import SOURCE, zone_info

# Names below these are cities; "US/…", "Etc/…" and the like are found by their whole name only.
REGIONS = (
    *("Africa", "America", "Antarctica", "Arctic", "Asia"),
    *("Atlantic", "Australia", "Europe", "Indian", "Pacific"),
)
# In the database of zones, and nowhere on Earth.
NO_PLACES = frozenset({"Factory", "localtime", "posixrules"})


def zone_of(text: str, locale: Locale) -> str:
    """The IANA zone that a text names: "Europe/Berlin", "new york", "Kopenhagen".

    locale: the writer's; English works besides. Raises BadInput.
    """
    wanted = _key(text)
    for names in (_zones(), _cities(locale), _cities(Locale.parse(SOURCE))):
        if wanted in names:
            return names[wanted]
    raise BadInput("zone")


@cache
def _zones() -> Mapping[str, str]:
    """Zones by their IANA name, and by the city in it; the shortest name of a city wins."""
    names: dict[str, str] = {}
    for zone in sorted(available_timezones(), key=lambda name: (len(name), name)):
        region, _, rest = zone.partition("/")
        if region in REGIONS and rest:
            names.setdefault(_key(rest.rpartition("/")[2]), zone)
    return names | {_key(zone): zone for zone in available_timezones() - NO_PLACES}


@cache
def _cities(locale: Locale) -> Mapping[str, str]:
    """Zones by their city as one language calls it."""
    cities: dict[str, str] = {}
    for zone in dict.fromkeys(_zones().values()):
        if zone.partition("/")[0] in REGIONS:
            city = get_timezone_location(zone_info(zone), locale=locale, return_city=True)
            cities.setdefault(_key(city), zone)
    return cities


def _key(name: str) -> str:
    """A name without what people leave out: accents, hyphens, capitals."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(bare.replace("_", " ").replace("-", " ").casefold().split())
