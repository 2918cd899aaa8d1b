"""Time zones from what people type: an IANA name, a city or country in any script, an offset.

A city is asked about if namesakes on other clocks are at least a fifth as well known; so is an
unknown name, if a city's is similar.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from zoneinfo import available_timezones

from babel import Locale

from domain.refusals import BadInput
from domain.time.zones import NO_PLACES
from handlers.places import gazetteer, regions
from handlers.places.gazetteer import GazetteerEntry, key_of
from handlers.wording.words import zone_info

LONGEST = 100
LONGEST_LABEL = 40
MOST_SUGGESTIONS = 6
MOST_GUESSES = 4
OUTVOTED = 5  # a place this many times less known than the first is not asked about
KNOWN_TOWN = 60  # minimum weight: less known places are not guessed for a typo
_OFFSET = re.compile(r"(?:utc|gmt|z)\s*(?:([+-])\s*(\d{1,2})(?::?([0-5]\d))?)?", re.IGNORECASE)
_YEAR = tuple(datetime(2027, month, 1, tzinfo=UTC) for month in range(1, 13))
# Groups of letters in which to look for similar names, by an example from each script.
_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзиклмнопрстуфхцчшщъыьэюя")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A zone that may be meant. label: for a button, in the writer's language."""

    zone: str
    label: str


@dataclass(frozen=True, slots=True)
class ZoneSuggestions:
    """What a text may mean, likeliest first. sure: the first is meant, beyond doubt."""

    suggestions: tuple[Suggestion, ...]
    sure: bool


def zone_of(text: str, locale: Locale) -> str:
    """The IANA zone a text names: "Europe/Berlin", "new york", "München", "UTC+3".

    locale: the writer's. Raises BadInput, also if several places share the name.
    """
    answer = look_up(text, locale)
    if not answer.sure:
        raise BadInput("zone")
    return answer.suggestions[0].zone


def look_up(text: str, locale: Locale) -> ZoneSuggestions:
    """What a text names; without suggestions if no name matches, even nearly.

    Raises BadInput if it is not a name at all.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    if not plain or len(plain) > LONGEST:
        raise BadInput("zone")
    if zone := _zones().get(plain.replace(" ", "_").casefold()):
        return ZoneSuggestions((Suggestion(zone, zone),), sure=True)
    if offset := _OFFSET.fullmatch(plain.replace("−", "-").replace("–", "-")):
        return _at_offset(offset, locale)
    return _by_name(plain, locale)


@cache
def _zones() -> Mapping[str, str]:
    """Zones by their IANA name, in lower case."""
    return {zone.casefold(): zone for zone in sorted(available_timezones() - NO_PLACES)}


def _at_offset(match: re.Match[str], locale: Locale) -> ZoneSuggestions:
    """UTC+3: a clock that never changes. The zone database has the signs reversed."""
    sign, hours, minutes = match[1] or "+", int(match[2] or 0), int(match[3] or 0)
    seconds = (hours * 3600 + minutes * 60) * (-1 if sign == "-" else 1)
    if not minutes:
        zone = f"Etc/GMT{'-' if sign == '+' else '+'}{hours}" if hours else "UTC"
        exists = zone.casefold() in _zones()
        return ZoneSuggestions((Suggestion(zone, zone),) if exists else (), sure=exists)
    places = [
        place
        for code in regions.every_country()
        for place in gazetteer.country(code)
        if seconds in _clock(place.zone)
    ]
    return _answer(places, lambda p: f"{_city(p.zone)}, {_area(locale, p)}", every=True)


def _by_name(plain: str, locale: Locale) -> ZoneSuggestions:
    name, suffixes = _parts(plain)
    key = key_of(name)
    if not suffixes and (code := gazetteer.country_called(key)):
        namesake = regions.region_called(key)
        zones = (*gazetteer.country(code), *(gazetteer.country(namesake) if namesake else ()))
        return _answer(zones, lambda p: f"{_city(p.zone)}, {_area(locale, p)}", every=True)
    for city, areas in ((plain, ()), (name, suffixes), *_last_words(plain)):
        places, doubtful = _narrow(gazetteer.places(key_of(city)), areas)
        if places and not (doubtful and city != name):
            return _answer(places, _in(city, locale), doubtful=doubtful)
    if not suffixes and (area := regions.region_called(key)):
        return _answer(gazetteer.country(area), lambda p: _city(p.zone), every=True)
    return _guesses(key, suffixes, locale)


def _in(city: str, locale: Locale) -> Callable[[GazetteerEntry], str]:
    return lambda place: f"{city[:LONGEST_LABEL]}, {_area(locale, place)}"


def _parts(plain: str) -> tuple[str, tuple[str, ...]]:
    """A city, and what it is said to be in: "Berlin, Germany", "Frankfurt (Oder)"."""
    first, *rest = (part.strip() for part in re.split(r"[,;()/\u060c\u3001\uff0c]", plain))
    return first, tuple(part for part in rest if part)


def _last_words(plain: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The same without a comma: "Cambridge MA", "Paris Texas"."""
    words = plain.replace(",", " ").split()
    for n in range(1, min(4, len(words))):
        yield " ".join(words[:-n]), (" ".join(words[-n:]),)


def _narrow(
    places: Sequence[GazetteerEntry], areas: Iterable[str]
) -> tuple[Sequence[GazetteerEntry], bool]:
    """The places within all of the areas; and whether one of the areas is unknown."""
    doubtful = False
    for name in areas:
        key = key_of(name)
        matches = gazetteer.country_called(key), regions.region_called(key)
        codes = {*filter(None, matches), *regions.areas_of_code(key)}
        if codes:
            places = [p for p in places if {p.country, p.country + p.region} & codes]
        else:
            doubtful = True
    return places, doubtful


def _answer(
    places: Sequence[GazetteerEntry],
    label: Callable[[GazetteerEntry], str],
    *,
    every: bool = False,
    doubtful: bool = False,
) -> ZoneSuggestions:
    """One zone beyond doubt, or several to choose from.

    every: for a country, each of its clocks once, however few people live by them. doubtful: it was
    said where the place is, but not understood; all namesakes count then.
    """
    candidates: list[GazetteerEntry] = []
    for place in sorted(places, key=lambda p: -p.weight):
        near = (
            every
            or doubtful
            or place.weight * OUTVOTED > (candidates[0].weight if candidates else -1)
        )
        if near and not (every and any(_clock(place.zone) == _clock(p.zone) for p in candidates)):
            candidates.append(place)
    labels = {label(place): place.zone for place in reversed(candidates)}
    suggestions = tuple(Suggestion(zone, text) for text, zone in reversed(labels.items()))
    sure = len({_clock(place.zone) for place in candidates}) == 1
    return ZoneSuggestions(suggestions[:MOST_SUGGESTIONS], sure)


def _guesses(key: str, suffixes: Iterable[str], locale: Locale) -> ZoneSuggestions:
    """Larger towns with similar names: one letter more, fewer, wrong, or two swapped."""
    towns = {
        near: place
        for near in dict.fromkeys(_nearly(key))
        for place in _narrow(gazetteer.places(near), suffixes)[0][:1]
        if place.weight >= KNOWN_TOWN
    }
    ordered = sorted(towns.items(), key=lambda one: -one[1].weight)
    suggestions: dict[str, Suggestion] = {}
    for near, place in ordered:
        label = f"{near.title()}, {_area(locale, place)}"
        suggestions.setdefault(place.zone, Suggestion(place.zone, label))
    return ZoneSuggestions(tuple(suggestions.values())[:MOST_GUESSES], sure=False)


def _nearly(key: str) -> Iterator[str]:
    if not 4 <= len(key) <= gazetteer.LONGEST:
        return
    alphabet = next((a for a in _ALPHABETS if set(key) & set(a)), "")
    for i in range(len(key) + 1):
        head, tail = key[:i], key[i:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in alphabet:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]


@cache
def _clock(zone: str) -> tuple[int, ...]:
    """What a zone's clock shows through a year: two zones that agree count as one."""
    offsets = (instant.astimezone(zone_info(zone)).utcoffset() for instant in _YEAR)
    return tuple(int(offset.total_seconds()) for offset in offsets if offset is not None)


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def _area(locale: Locale, place: GazetteerEntry) -> str:
    return regions.label_of(locale, place.country, place.region)
