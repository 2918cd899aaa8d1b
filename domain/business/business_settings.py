"""What an admin sets for the business: which values there may be, and several changed at once.

The action checks them, whoever calls, as in `domain.business.offering_rules`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from domain.accounts.code_texts import MOST_COUNTRIES
from domain.appointments.correspondence import LONGEST_WRITING
from domain.business.offering_rules import GAP, check_numbers, check_point, differences
from domain.coaches import profiles
from domain.messages import business_texts
from domain.messages.business_texts import BusinessTextKind, Texts
from domain.refusals import BadInput
from domain.services import reminders
from domain.services.catalogue import Business
from domain.text import field_text
from domain.time import zones
from domain.working_hours.hours import MIDNIGHT

LONGEST_NAME: Final = 60
BOUNDS: Final[Mapping[str, tuple[int, int]]] = {
    "open_limit": (1, 200),
    "customer_day": (0, 99),
    "customer_week": (0, 499),
    "gap": GAP,
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
_PLAIN: Final = ("zone", "policy", "ask_first", "languages", "sms_countries", "morning", "evening")


@dataclass(frozen=True, slots=True)
class KnownCodes:
    """What there is to choose from. languages: those we speak. countries: ISO 3166. currencies: ISO
    4217."""

    languages: Collection[str]
    countries: Collection[str]
    currencies: Collection[str]


def check_business(after: Business, before: Business, known: KnownCodes) -> None:
    """Raise BadInput, with the name of the field, for a change to what cannot be. What stays as it
    was is not checked."""
    _check_values(after, before)
    names = differences(before, after)
    if "currency" in names and after.currency not in {None, *known.currencies}:
        raise BadInput("currency")
    if "languages" in names and not set(after.languages) <= set(known.languages):
        raise BadInput("languages")
    if "sms_countries" in names and (
        len(after.sms_countries) > MOST_COUNTRIES
        or not set(after.sms_countries) <= set(known.countries)
    ):
        raise BadInput("sms_countries")
    _check_texts(after.texts, before.texts, known.languages)


def with_values(business: Business, values: Mapping[str, Any]) -> Business:
    """The business with other values, by field name. Raises BadInput.

    Whether there are such languages and countries is left to `check_business`.
    """
    changes = {name: values[name] for name in (*BOUNDS, *_PLAIN) if name in values}
    if "name" in values:
        changes["name"] = field_text.line(values["name"], "name", LONGEST_NAME)
    if "reminders" in values:
        changes["reminders"] = reminders.in_order(values["reminders"])
    after = _with_place(replace(business, **changes), values)
    _check_values(after, business)
    return after


def _with_place(business: Business, values: Mapping[str, Any]) -> Business:
    if "place" in values:
        place = values["place"]
        if place is not None:
            place = field_text.line(place, "place", profiles.LONGEST_PLACE)
        if place != business.place:  # the point belonged to the old address
            business = replace(business, place=place, latitude=None, longitude=None)
    if "latitude" not in values and "longitude" not in values:
        return business
    # Either of them without the other is refused.
    return replace(business, latitude=values.get("latitude"), longitude=values.get("longitude"))


def _check_values(after: Business, before: Business) -> None:
    names = differences(before, after)
    check_numbers(after, BOUNDS, names)
    for name in ("morning", "evening"):
        minute = getattr(after, name)
        if name in names and minute is not None and not 0 <= minute < MIDNIGHT:
            raise BadInput(name, MIDNIGHT)
    if "name" in names:
        field_text.line(after.name, "name", LONGEST_NAME)
    if "place" in names and after.place is not None:
        field_text.line(after.place, "place", profiles.LONGEST_PLACE)
    if "zone" in names and not zones.exists(after.zone):
        raise BadInput("zone")
    if "reminders" in names:
        reminders.in_order(after.reminders)
    check_point(after, names)


def _check_texts(after: Texts, before: Texts, languages: Collection[str]) -> None:
    for key, text in after.items():
        if before.get(key) == text:
            continue
        which, _, language = key.partition(".")
        if which not in tuple(BusinessTextKind) or language not in languages:
            raise BadInput("house_text")
        business_texts.read(BusinessTextKind(which), text)
