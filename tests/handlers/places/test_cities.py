"""Time zones by the names people type."""

from zoneinfo import ZoneInfo, available_timezones

import pytest
from babel import Locale

from domain.refusals import BadInput
from domain.time.zones import NO_PLACES
from handlers.places import gazetteer
from handlers.places.cities import look_up, zone_of
from handlers.places.gazetteer import key_of
from handlers.places.regions import every_country

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


@pytest.mark.parametrize(
    ("zone", "names"),
    [
        ("Europe/Berlin", "München, Muenchen, munich, Köln, Koeln, Cologne, Frankfurt (Oder)"),
        ("Europe/Vienna", "Wien, Vienna, Bécs, Вена, 維也納"),
        ("Europe/Madrid", "Barcelona, 바르셀로나, Барселона"),
        ("Asia/Kolkata", "Mumbai, Bombay, Delhi, दिल्ली, Bangalore, India, Goa"),
        ("America/Los_Angeles", "San Francisco, LA, Los Angeles, California"),
        ("Europe/Moscow", "Москва, Moskau, Санкт-Петербург"),
        ("Asia/Tokyo", "東京, Tokio"),
        ("Asia/Shanghai", "北京, Peking, 上海"),
        ("Africa/Cairo", "القاهرة, Kairo, Alexandria"),
        ("Asia/Jerusalem", "תל אביב, Tel-Aviv"),
        ("Europe/Athens", "Αθήνα, Athen"),
        ("America/New_York", "NYC, New York City, Washington, Miami, Boston"),
        ("Asia/Ho_Chi_Minh", "Saigon, TP Hồ Chí Minh"),
        ("Europe/Kyiv", "Kiev, Київ, Kyiv"),
        ("Europe/Lisbon", "Porto, Lissabon"),
        ("Asia/Makassar", "Bali, Denpasar"),
        ("Europe/Rome", "Rome, Milano, Firenze"),
        ("Europe/London", "Manchester, Edinburgh, Cardiff"),
    ],
)
def test_a_city_is_found_by_its_names_in_any_script(zone: str, names: str) -> None:
    for name in names.split(", "):
        assert zone_of(name, ENGLISH) == zone_of(name, GERMAN) == zone, name


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Berlin, Germany", "Europe/Berlin"),
        ("Berlin, Deutschland", "Europe/Berlin"),
        ("Köln, NRW", "Europe/Berlin"),
        ("Cambridge, MA", "America/New_York"),
        ("Cambridge MA", "America/New_York"),
        ("cambridge uk", "Europe/London"),
        ("Paris, TX", "America/Chicago"),
        ("Paris Texas", "America/Chicago"),
        ("Paris, France", "Europe/Paris"),
        ("London, Ontario", "America/Toronto"),
        ("Sydney, Australia", "Australia/Sydney"),
        ("San José, Costa Rica", "America/Costa_Rica"),
        ("San Jose, CA", "America/Los_Angeles"),
        ("Portland (Oregon)", "America/Los_Angeles"),
        ("Santiago de Chile", "America/Santiago"),
        ("Valencia, España", "Europe/Madrid"),
        ("New York, NY, USA", "America/New_York"),
    ],
)
def test_the_country_or_state_tells_namesakes_apart(text: str, zone: str) -> None:
    assert zone_of(text, ENGLISH) == zone


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("UTC+3", "Etc/GMT-3"),
        ("utc +3", "Etc/GMT-3"),
        ("GMT-5", "Etc/GMT+5"),
        ("UTC−05:00", "Etc/GMT+5"),
        ("UTC+0", "UTC"),
        ("UTC+14", "Etc/GMT-14"),
        ("UTC+5:30", "Asia/Kolkata"),
        ("GMT+0545", "Asia/Kathmandu"),
    ],
)
def test_an_offset_is_a_zone_that_is_as_far_ahead(text: str, zone: str) -> None:
    assert zone_of(text, ENGLISH) == zone
    assert look_up(text, ENGLISH).suggestions[0].zone == zone


@pytest.mark.parametrize("text", ["UTC+15", "UTC-13", "GMT+3:20", "UTC+99"])
def test_an_offset_that_no_clock_has_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        zone_of(text, ENGLISH)


@pytest.mark.parametrize(
    ("text", "first", "among"),
    [
        ("Springfield", "America/Chicago", {"America/New_York", "America/Los_Angeles"}),
        ("Cambridge", "Europe/London", {"America/New_York"}),
        ("San José", "America/Los_Angeles", {"America/Costa_Rica"}),
        ("Hyderabad", "Asia/Kolkata", {"Asia/Karachi"}),
        ("Spain", "Europe/Madrid", {"Atlantic/Canary"}),
        ("Georgia", "Asia/Tbilisi", {"America/New_York"}),
        ("USA", "America/New_York", {"America/Chicago", "America/Los_Angeles"}),
        ("UTC+9:30", "Australia/Adelaide", {"Australia/Darwin"}),
        ("Barcelonna", "Europe/Madrid", set()),
        ("Philadephia", "America/New_York", set()),
        ("Muenhcen", "Europe/Berlin", set()),
        ("Новосибирс", "Asia/Novosibirsk", set()),
    ],
)
def test_what_may_be_several_places_or_is_misspelt_is_asked(
    text: str, first: str, among: set[str]
) -> None:
    answer = look_up(text, ENGLISH)
    assert not answer.sure
    zones = [suggestion.zone for suggestion in answer.suggestions]
    assert zones[0] == first
    assert among <= set(zones)
    labels = [suggestion.label for suggestion in answer.suggestions]
    assert len(set(labels)) == len(labels) <= 6
    with pytest.raises(BadInput):
        zone_of(text, ENGLISH)


def test_a_button_says_which_namesake_in_the_readers_language() -> None:
    assert [o.label for o in look_up("cambridge", GERMAN).suggestions][:2] == [
        "cambridge, Vereinigtes Königreich",
        "cambridge, Massachusetts",
    ]


@pytest.mark.parametrize(
    "text",
    ["\n", "\t", "a\tb", "\x01US", ",", "()", ";;", "x" * 5000, "🤷"],
)
def test_what_is_no_name_finds_nothing_of_the_table(text: str) -> None:
    with pytest.raises(BadInput):
        zone_of(text, ENGLISH)


def test_every_zone_of_the_table_is_one_that_can_be_read() -> None:
    zones = {place.zone for code in every_country() for place in gazetteer.country(code)}
    assert len(zones) > 300
    assert zones <= available_timezones()


def test_accents_capitals_and_dots_make_no_difference() -> None:
    assert key_of("  SÃO-Paulo ") == "sao paulo"
    assert key_of("St. John’s") == key_of("st johns") == "st johns"
    assert key_of("Łódź") == "lodz"
    assert key_of("Ber\u200blin") == key_of("\x02Berlin\x00") == "berlin"
