"""What a person's profile may contain, and the sentences for what it may not."""

import unicodedata
from dataclasses import replace
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from bot.playground.backstage import ZonesOf
from bot.playground.control_error import ControlError
from bot.playground.sample_people import ROLES, Json, SamplePerson

FIELDS = ("first_name", "last_name", "username", "language", "zone", "role")
LONGEST_NAME = 64


def with_changes(before: SamplePerson, body: Json, zones_of: ZonesOf | None) -> SamplePerson:
    """A person with the body's changes. ``zones_of``: knows more cities than zone names do. Raises
    ``ControlError``, with the field."""
    values = {field: _field(body, field, getattr(before, field)) for field in FIELDS}
    if isinstance(body.get("open"), bool):
        values["open"] = body["open"]
    after = replace(before, **values)
    if not after.first_name:
        raise ControlError("A person needs a first name.", field="first_name")
    for field in ("first_name", "last_name"):
        if len(getattr(after, field) or "") > LONGEST_NAME:
            raise ControlError(f"A name has {LONGEST_NAME} characters at most.", field=field)
    if not after.language:
        raise ControlError(
            "A person's Telegram has a language, such as en or de.", field="language"
        )
    if after.role not in ROLES:
        raise ControlError(f"A person's role is one of {', '.join(ROLES)}.", field="role")
    return replace(after, zone=_zone(after, zones_of))


def _field(body: Json, field: str, before: Any) -> Any:
    """A field of a person; its old value if the body does not have it."""
    if field not in body:
        return before
    value = body[field]
    if value is None and field in ("last_name", "username"):
        return None
    if not isinstance(value, str):
        raise ControlError(f'"{field}" has to be a text.', field=field)
    return value.strip() or None


def _zone(person: SamplePerson, zones_of: ZonesOf | None) -> str:
    """The IANA zone of a zone's name or a city."""
    words = person.zone
    if not words:
        raise ControlError("A person lives somewhere: give a city or a time zone.", field="zone")
    if words in available_timezones():
        return words
    zones, sure = zones_of(words, person.language) if zones_of else ((), False)
    if sure:
        return zones[0]
    if zones:
        likely = " or ".join(dict.fromkeys(zones))
        raise ControlError(f"Which time zone is meant by {words}? Give {likely}.", field="zone")
    zone = _by_city().get(_key(words))
    if zone is None:
        raise ControlError(
            f"There is no time zone {words}: give one like Europe/Berlin.", field="zone"
        )
    return zone


@cache
def _by_city() -> dict[str, str]:
    """Zones by their whole name, and by the city at its end; of several, the shortest name gets the
    city."""
    zones: dict[str, str] = {}
    for zone in sorted(available_timezones(), key=lambda name: (len(name), name)):
        zones.setdefault(_key(zone), zone)
        if "/" in zone:
            zones.setdefault(_key(zone.rpartition("/")[2]), zone)
    return zones


def _key(name: str) -> str:
    """A name without what people leave out: accents, hyphens, capitals."""
    plain = unicodedata.normalize("NFKD", name)
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(bare.replace("_", " ").replace("-", " ").casefold().split())
