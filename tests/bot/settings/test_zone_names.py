"""What somebody is told who set a time zone that does not exist."""

from zoneinfo import available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.settings import zone_names
from domain.time.zones import exists


@pytest.mark.parametrize(
    ("text", "zones"),
    [
        ("CEST", "Europe/Berlin or Europe/Paris"),
        ("cest", "Europe/Berlin or Europe/Paris"),
        ("MESZ", "Europe/Berlin or Europe/Paris"),
        ("BST", "Europe/London"),
        ("WEST", "Europe/Lisbon"),
        ("EDT", "America/New_York or America/Toronto"),
        ("ET", "America/New_York or America/Toronto"),
        ("PDT", "America/Los_Angeles"),
        ("IST", "Asia/Kolkata or Asia/Jerusalem"),
        ("AEST", "Australia/Sydney or Australia/Brisbane"),
    ],
)
def test_an_abbreviation_is_told_with_zones_that_use_it(text: str, zones: str) -> None:
    assert not exists(text)
    assert zone_names.instead_of(text) == (
        f"must be an IANA time zone like {zones}: {text!r} is only an abbreviation"
    )


@pytest.mark.parametrize(
    ("text", "zones"),
    [
        ("UTC+1", "Europe/Berlin or Europe/Paris"),
        ("GMT+2", "Europe/Athens or Europe/Bucharest"),
        ("+05:30", "Asia/Kolkata"),
        ("-0500", "America/New_York or America/Toronto"),
        ("utc + 0", "Europe/London or Europe/Lisbon"),
    ],
)
def test_an_offset_is_told_with_zones_that_are_so_far_from_utc(text: str, zones: str) -> None:
    assert zone_names.instead_of(text) == (
        f"must be an IANA time zone like {zones}: {text!r} is an offset, which stands still when "
        "clocks change"
    )


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("europe/berlin", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("Tokio", "Asia/Tokyo"),
        ("München", "Europe/Berlin"),
        ("San Francisco", "America/Los_Angeles"),
        ("Europe/Berln", "Europe/Berlin"),
        ("Amerika/New_York", "America/New_York"),
        ("utc", "UTC"),
        # Nothing is near these, so any zone is the example.
        ("XYZ", "Europe/Berlin"),
        ("Germany", "Europe/Berlin"),
        ("+99", "Europe/Berlin"),
    ],
)
def test_what_is_mistyped_is_told_with_what_was_meant(text: str, zone: str) -> None:
    assert zone_names.instead_of(text) == (
        f"must be an IANA time zone like {zone}, and {text!r} is none"
    )


@pytest.mark.parametrize(
    "text", ["Factory", "localtime", "posixrules", "right/Europe/Berlin", "Europe", "../etc", "\0"]
)
def test_what_is_no_place_is_no_zone(text: str) -> None:
    assert not exists(text)


# The first text that is no zone loads every city, which takes a busy machine a while.
@settings(deadline=None)
@given(st.one_of(st.text(), st.from_regex(r"\A(UTC|GMT)?[+-]\d{1,2}(:\d\d)?\Z")))
def test_every_zone_that_is_named_as_an_example_exists(text: str) -> None:
    named = zone_names.instead_of(text).partition(" like ")[2]
    for zone in named.split(", and ")[0].split(": ")[0].split(" or "):
        assert zone in available_timezones()
        assert exists(zone)
