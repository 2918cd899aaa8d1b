"""What a file is about, which field a head means, and by what a line is known again."""

import pytest

from domain.transfer.importing import (
    FIELDS,
    UNDER_WAY,
    ImportFault,
    ImportKind,
    ImportState,
    UnreadableFile,
    field_of,
    key_of,
    kind_of,
    missing,
    name_key,
)

CUSTOMERS, SERVICES, COACHES, BOOKINGS = ImportKind


@pytest.mark.parametrize(
    ("kind", "meanings", "field"),
    [
        (CUSTOMERS, ["name"], "name"),
        (CUSTOMERS, ["customer"], "name"),
        (CUSTOMERS, ["price"], None),
        (CUSTOMERS, [], None),
        (SERVICES, ["name"], "service"),
        (SERVICES, ["services"], "service"),
        (COACHES, ["coach"], "name"),
        (COACHES, ["service"], "services"),
        (BOOKINGS, ["name"], "customer"),
        (BOOKINGS, ["services"], "service"),
        (BOOKINGS, ["coach"], "coach"),
        # Of several, the first in the order of the kind.
        (BOOKINGS, ["time", "start", "day"], "start"),
        (BOOKINGS, ["end", "day"], "day"),
    ],
)
def test_a_head_means_what_it_can_mean_there(
    kind: ImportKind, meanings: list[str], field: str | None
) -> None:
    assert field_of(kind, meanings) == field


@pytest.mark.parametrize(
    ("kind", "fields", "lacking"),
    [
        (CUSTOMERS, {"last"}, []),
        (CUSTOMERS, {"phone"}, [("name", "first", "last")]),
        (SERVICES, {"service"}, [("minutes",)]),
        (SERVICES, {"minutes"}, [("service",)]),
        (COACHES, {"first"}, []),
        (BOOKINGS, {"day", "first"}, []),
        (BOOKINGS, {"start", "customer"}, []),
        (BOOKINGS, {"coach"}, [("start", "day"), ("customer", "first", "last")]),
    ],
)
def test_one_field_of_each_is_needed(
    kind: ImportKind, fields: set[str], lacking: list[tuple[str, ...]]
) -> None:
    assert missing(kind, fields) == lacking


@pytest.mark.parametrize(
    ("heads", "hints", "kind"),
    [
        (["name", "phone", "email"], [], CUSTOMERS),
        (["first", "last"], [], CUSTOMERS),
        (["name", "minutes", "price"], [], SERVICES),
        (["service", "minutes"], [], SERVICES),
        (["name", "services", "email"], [], COACHES),
        (["name", "zone", "place"], [], CUSTOMERS),  # anybody has an address
        (["name", "email"], [COACHES], COACHES),
        (["start", "customer", "service"], [], BOOKINGS),
        (["day", "time", "first", "last", "minutes", "price"], [], BOOKINGS),
        (["day", "customer"], [SERVICES], BOOKINGS),
        (["name", "price"], [], CUSTOMERS),  # what lasts no time is no service
        (["email", "minutes", "price"], [], SERVICES),
        (["start", "customer", "minutes", "price"], [], BOOKINGS),
        (["name", "minutes", "price", "phone"], [CUSTOMERS], SERVICES),
        (["name", "services", "phone", "id"], [], COACHES),
        ([], [], CUSTOMERS),
        ([], [BOOKINGS], BOOKINGS),
    ],
)
def test_lines_are_most_likely_of_the_kind_that_their_heads_tell(
    heads: list[str], hints: list[ImportKind], kind: ImportKind
) -> None:
    assert kind_of([[one] for one in heads], hints) is kind


def test_a_line_is_known_again_by_what_does_not_change() -> None:
    zoe = {"name": " ZOË  Müller", "phone": "+49151", "email": "zoe@example.org"}
    assert key_of(CUSTOMERS, zoe) == "+49151"
    assert key_of(CUSTOMERS, {**zoe, "phone": None}) == "zoe@example.org"
    assert key_of(CUSTOMERS, {"name": " ZOË  Müller"}) == "name:zoë müller"
    assert key_of(SERVICES, {"name": "Talk "}) == key_of(COACHES, {"name": "TALK"}) == "talk"
    booking = {**zoe, "coach": "Anna Berg", "start": "2026-03-03T08:00"}
    assert key_of(BOOKINGS, booking) == "anna berg|2026-03-03T08:00|+49151"
    assert name_key("Stra\u200bße\n1") == "strasse 1"


def test_what_is_wrong_is_told_in_short() -> None:
    assert ImportFault("price", "unreadable", "9" * 61).to_json() == [
        "price",
        "unreadable",
        "9" * 60,
    ]
    assert ImportFault("", "empty").to_json() == ["", "empty", ""]


KNOWN = """
customers name first last phone email id
services  service minutes price currency category description buffer_before buffer_after capacity
services  hidden
coaches   name first last phone email zone place services
bookings  start day time end minutes zone customer first last phone email coach service state
bookings  price currency places note code
"""


def test_fields_are_those_that_files_and_lines_speak_of() -> None:
    known_fields: dict[str, list[str]] = {kind: [] for kind in ImportKind}
    for kind, *fields in map(str.split, KNOWN.strip().splitlines()):
        known_fields[kind] += fields
    assert {
        kind: [f for f in FIELDS[kind] if f in known_fields[kind]] for kind in ImportKind
    } == known_fields
    assert missing(COACHES, {"last"}) == []
    assert set(UNDER_WAY) == {ImportState.RUNNING, ImportState.UNDOING}
    assert UnreadableFile("empty").most == 0
