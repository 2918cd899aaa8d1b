"""Which texts name a time zone, and what to suggest for those that do not."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale

from domain.refusals import BadInput
from domain.time.zones import NO_PLACES, exists

# Zones to suggest for an abbreviation or an offset; the likeliest first.
_WELL_KNOWN = (
    *("Europe/Berlin", "Europe/Paris", "Europe/London", "Europe/Lisbon", "Europe/Athens"),
    *("Europe/Bucharest", "Europe/Istanbul", "Europe/Moscow"),
    *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
    *("America/Toronto", "America/Phoenix", "America/Anchorage", "America/Halifax"),
    *("America/St_Johns", "America/Mexico_City", "America/Sao_Paulo", "Pacific/Honolulu"),
    *("Asia/Kolkata", "Asia/Jerusalem", "Asia/Dubai", "Asia/Karachi", "Asia/Kathmandu"),
    *("Asia/Bangkok", "Asia/Jakarta", "Asia/Manila", "Asia/Singapore", "Asia/Hong_Kong"),
    *("Asia/Shanghai", "Asia/Tokyo", "Asia/Seoul", "Australia/Sydney", "Australia/Brisbane"),
    *("Australia/Adelaide", "Australia/Darwin", "Australia/Perth", "Pacific/Auckland"),
    *("Africa/Johannesburg", "Africa/Lagos", "Africa/Nairobi", "Africa/Cairo", "Europe/Dublin"),
)
# Their equivalents in other languages, or for any season.
_ALIASES = {"MEZ": "CET", "MESZ": "CEST", "ET": "EST", "CT": "CST", "MT": "MST", "PT": "PST"}
NEAR = 0.8  # how similar, 0 to 1, a typo is to the name
_OFFSET = re.compile(r"(?:UTC|GMT|Z)?\s*([+-])\s*(\d{1,2})(?::?([0-5]\d))?", re.IGNORECASE)
# A January and a July: wherever there is summer time, one of them has it.
_SEASONS = (datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC))


def instead_of(text: str) -> str:
    """What to set instead of this text, as the rest of a sentence."""
    if offset := _OFFSET.fullmatch(text):
        sign, hours, minutes = offset.groups()
        away = timedelta(hours=int(hours), minutes=int(minutes or 0))
        kind = "an offset, which stands still when clocks change"
        zones = _of_offset(-away if sign == "-" else away)
    else:
        name = text.upper()
        kind, zones = "only an abbreviation", _by_abbreviation().get(_ALIASES.get(name, name), ())
    if zones:
        # Two are enough to see what is meant.
        return f"must be an IANA time zone like {' or '.join(zones[:2])}: {text!r} is {kind}"
    return f"must be an IANA time zone like {_nearest(text)}, and {text!r} is none"


@cache
def _by_abbreviation() -> dict[str, tuple[str, ...]]:
    """Well-known zones whose clocks show this abbreviation, in either season."""
    zones: dict[str, tuple[str, ...]] = {}
    for zone in filter(exists, _WELL_KNOWN):
        for name in {str(moment.astimezone(ZoneInfo(zone)).tzname()) for moment in _SEASONS}:
            if name.isalpha():
                zones[name] = (*zones.get(name, ()), zone)
    return zones


def _of_offset(offset: timedelta) -> tuple[str, ...]:
    """Well-known zones with this offset from UTC in winter, or else in summer."""
    offsets = {zone: sorted(map(_offset(zone), _SEASONS)) for zone in filter(exists, _WELL_KNOWN)}
    outside = tuple(zone for zone, (least, _) in offsets.items() if least == offset)
    return outside or tuple(zone for zone, (_, most) in offsets.items() if most == offset)


def _offset(zone: str) -> Callable[[datetime], timedelta]:
    return lambda moment: moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)


def _nearest(text: str) -> str:
    """The zone that was mistyped, or whose city this is; else any zone, as an example."""
    zones = {_bare(zone): zone for zone in sorted(available_timezones() - NO_PLACES)}
    places = {zone: name for zone, name in zones.items() if "/" in zone and "etc" not in zone}
    towns = {zone.rpartition("/")[2]: name for zone, name in places.items()}
    name = _bare(text)
    if name in zones:
        return zones[name]
    from handlers.places import cities  # noqa: PLC0415 - every city, for a last sentence

    with suppress(BadInput):
        return cities.zone_of(text, Locale("en"))
    from difflib import get_close_matches  # noqa: PLC0415 - where something is amiss alone

    for names in (places, towns):
        if near := get_close_matches(name, names, 1, cutoff=NEAR):
            return names[near[0]]
    return _WELL_KNOWN[0]


def _bare(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", name.strip().casefold())
