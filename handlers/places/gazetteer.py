"""Cities and countries by any name that people use for them, from a table made at build time.

The table (`locales/cities.dat`, written by `tools/cities.py`) has GeoNames' places of more than
15,000 people and CLDR's cities, in all the languages and scripts that these know. It is one sorted
list of names in packed blocks: a look-up unpacks one of them, so that 250,000 names take hardly any
memory, and nothing at all is read before somebody types a city.
"""

import unicodedata
import zlib
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).parents[2] / "locales" / "cities.dat"
MAGIC: Final = b"coachbook cities 1\n"
# For a country, a key that nobody can type.
COUNTRY: Final = "\x01"
NAME_OF_COUNTRY: Final = "\x02"
LONGEST: Final = 60  # letters in a name
# Letters whose accents cannot be stripped.
_PLAIN: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_LEFT_OUT: Final = frozenset("'`\".\u2019\u2018\u02bc\u02bb\u00b4\u00b7\u201c\u201d")


@dataclass(frozen=True, slots=True)
class GazetteerEntry:
    """A city, or all cities of a country, in one zone.

    zone: IANA. country: ISO 3166. region: the state's code in the United States, GeoNames' code of
    the province or state in Canada and Australia, else empty. weight: how well known it is, by
    population and number of names; only for comparison.
    """

    zone: str
    country: str
    region: str
    weight: int


def key_of(name: str) -> str:
    """A name without what people leave out: accents, hyphens, dots, capitals."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    characters = (
        " " if c in "-_/\u2010\u2011\u2013" else c
        for c in letters
        if c not in _LEFT_OUT
        and not unicodedata.combining(c)
        and unicodedata.category(c) not in ("Cc", "Cf")
    )
    return " ".join("".join(characters).translate(_PLAIN).split())


def places(key: str) -> tuple[GazetteerEntry, ...]:
    """The places with a name, as in `key_of`, one per zone and region, best known first."""
    return _table().find(key)


def country(area: str) -> tuple[GazetteerEntry, ...]:
    """The zones of a country, or of a region in it, best known first."""
    return _table().find(COUNTRY + area)


def country_called(key: str) -> str | None:
    """The ISO 3166 code of the country with this name in some language. key: from `key_of`."""
    return next((place.country for place in _table().find(NAME_OF_COUNTRY + key)), None)


class Gazetteer:
    """The table as stored in its file."""

    def __init__(self, packed: bytes) -> None:
        if not packed.startswith(MAGIC):
            raise ValueError("this is no table of cities, or one of another version")
        size = int.from_bytes(packed[len(MAGIC) : len(MAGIC) + 4])
        self._body = memoryview(packed)[len(MAGIC) + 4 + size :]
        head = zlib.decompress(packed[len(MAGIC) + 4 : len(MAGIC) + 4 + size]).decode()
        zones, firsts, ends = head.split("\n\n")
        self._zones = tuple(zones.split("\n"))
        self._firsts = firsts.split("\n")
        self._ends = [0, *map(int, ends.split())]

    def find(self, key: str) -> tuple[GazetteerEntry, ...]:
        number = bisect_right(self._firsts, key) - 1
        if number < 0 or "\n" in key or "\t" in key:
            return ()
        block = _unpack_block(bytes(self._body[self._ends[number] : self._ends[number + 1]]))
        start = block.find(f"\n{key}\t")
        if start < 0:
            return ()
        row = block[start + len(key) + 2 : block.index("\n", start + 1)]
        return tuple(self._place(entry) for entry in row.split(";"))

    def _place(self, entry: str) -> GazetteerEntry:
        zone, where, weight = entry.split(",")
        return GazetteerEntry(self._zones[int(zone)], where[:2], where[2:], int(weight))


@cache
def _table() -> Gazetteer:
    return Gazetteer(TABLE.read_bytes())


@lru_cache(maxsize=64)
def _unpack_block(block: bytes) -> str:
    return zlib.decompress(block).decode()
