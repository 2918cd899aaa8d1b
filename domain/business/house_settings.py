"""What an admin sets for the business, several settings at once: each number within its bounds."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from domain.appointments.correspondence import LONGEST_WRITING
from domain.coaches import profiles
from domain.refusals import BadInput
from domain.services import reminders
from domain.services.catalogue import Business
from domain.text import field_text
from domain.working_hours.hours import MIDNIGHT

LONGEST_NAME: Final = 60
BOUNDS: Final[Mapping[str, tuple[int, int]]] = {
    "open_limit": (1, 200),
    "customer_day": (0, 99),
    "customer_week": (0, 499),
    "gap": (0, 240),
    "hold_minutes": (0, 30),
    "answer_minutes": (0, 20160),
    "offer_minutes": (15, 10080),
    "writing_minutes": (0, LONGEST_WRITING),
    "flag_cancellations": (0, 99),
    "flag_no_shows": (0, 99),
    "flag_dropped": (0, 999),
    "flag_burst": (0, 999),
    "no_show_limit": (0, 20),
    "no_show_days": (1, 365),
    "sms_per_day": (0, 50),
    "sms_per_month": (0, 100_000),
    "sms_codes_per_day": (0, 10_000),
    "other_way_minutes": (1, 240),
}
MOST: Final[Mapping[str, int]] = {name: most for name, (_, most) in BOUNDS.items()}
_PLAIN: Final = ("zone", "policy", "ask_first", "languages", "sms_countries")


def with_values(business: Business, values: Mapping[str, Any]) -> Business:
    """The business with other values, by field name. Raises BadInput.

    zone, languages, countries: the caller has already looked them up, the zone in the IANA
    database.
    """
    for name, (least, most) in BOUNDS.items():
        value = values.get(name)
        if value is not None and not least <= value <= most:
            raise BadInput(name, most if value > most else least)
    for name in ("morning", "evening"):
        minute = values.get(name)
        if minute is not None and not 0 <= minute < MIDNIGHT:
            raise BadInput(name, MIDNIGHT)
    changes = {name: values[name] for name in (*BOUNDS, *_PLAIN) if name in values}
    changes |= {name: values[name] for name in ("morning", "evening") if name in values}
    if "name" in values:
        changes["name"] = field_text.line(values["name"], "name", LONGEST_NAME)
    if "reminders" in values:
        changes["reminders"] = reminders.in_order(values["reminders"])
    return _with_place(replace(business, **changes), values)


def _with_place(business: Business, values: Mapping[str, Any]) -> Business:
    if "place" in values:
        place = values["place"]
        if place is not None:
            place = field_text.line(place, "place", profiles.LONGEST_PLACE)
        if place != business.place:  # the point belonged to the old address
            business = replace(business, place=place, latitude=None, longitude=None)
    if "latitude" not in values and "longitude" not in values:
        return business
    latitude, longitude = values.get("latitude"), values.get("longitude")
    if (latitude is None) is not (longitude is None):
        raise BadInput("latitude" if latitude is None else "longitude")
    return replace(business, latitude=latitude, longitude=longitude)
