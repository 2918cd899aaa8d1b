"""Time zones by the names that people type."""

from zoneinfo import ZoneInfo, available_timezones

import pytest
from babel import Locale

from domain.refusals import BadInput
from handlers.cities import NO_PLACES, zone_of

ENGLISH, GERMAN = Locale.parse("en_GB"), Locale.parse("de")


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        (" Berlin ", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("New_York", "America/New_York"),
        ("Port-au-Prince", "America/Port-au-Prince"),
        ("São Paulo", "America/Sao_Paulo"),
        ("zürich", "Europe/Zurich"),
        ("UTC", "UTC"),
        ("US/Eastern", "US/Eastern"),
    ],
)
def test_a_zone_is_found_by_its_name_or_its_city(text: str, zone: str) -> None:
    assert zone_of(text, ENGLISH) == zone


def test_a_city_is_found_in_the_writers_language_and_in_english() -> None:
    assert zone_of("Kopenhagen", GERMAN) == zone_of("Copenhagen", GERMAN) == "Europe/Copenhagen"


def test_every_zone_that_there_is_can_be_typed() -> None:
    for zone in available_timezones() - NO_PLACES:
        assert ZoneInfo(zone_of(zone, GERMAN)) is ZoneInfo(zone)


@pytest.mark.parametrize("text", ["", "Atlantis", "Europe", "+02:00", "../etc/passwd", "Factory"])
def test_what_is_no_zone_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        zone_of(text, ENGLISH)
    assert refused.value.field == "zone"
