"""How requests write instants, days and zones."""

import re
from datetime import UTC, date, datetime

import pytest

from handlers.http.api.instants import Unread, day, instant, zone

AT = datetime(2026, 5, 1, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-01T15:00:00+02:00",
        "2026-05-01T15:00+02:00",
        "2026-05-01T15:00:00 02:00",  # a + that has become a space on its way
        "2026-05-01 15:00:00+0200",
        "2026-05-01T13:00:00Z",
        "2026-05-01t13:00:00.000000z",
        "2026-05-01T13:00:00+00:00",
        "2026-05-01T08:30:00-04:30",
    ],
)
def test_an_instant_is_read_with_its_offset(text: str) -> None:
    assert instant(text) == AT


def test_the_end_of_a_day_is_the_midnight_behind_it() -> None:
    assert instant("2026-04-30T24:00:00Z") == datetime(2026, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-05-01T15:00:00", "offset"),
        ("2026-05-01T15:00:00-00:00", "not known"),
        ("2026-05-01", "Expected an instant"),
        ("2026-02-30T10:00:00Z", "no such date"),
        ("2026-05-01T25:00:00Z", "no such date"),
        ("2026-05-01T10:00:60Z", "no such date"),
        ("2026-05-01T24:00:01Z", "no seconds"),
        ("2026-05-01T10:00:00+99:00", "no such date"),
        ("1999-05-01T10:00:00Z", "year"),
        ("2200-05-01T10:00:00Z", "year"),
        ("٢٠٢٦-05-01T10:00:00Z", "Expected an instant"),
        ("2026-05-01T15:00:00+02:00 ", "Expected an instant"),
        (1_777_000_000, "Expected an instant"),
    ],
)
def test_what_is_no_instant_is_told_why(text: object, why: str) -> None:
    with pytest.raises(Unread, match=re.compile(why)):
        instant(text)


def test_old_names_of_zones_are_understood_and_others_refused() -> None:
    assert zone("Asia/Calcutta").key == "Asia/Calcutta"
    assert zone("europe/berlin").key == "Europe/Berlin"
    for text in ("Mars/Olympus", "", "../etc/passwd", "localtime", "CET\0"):
        with pytest.raises(Unread):
            zone(text)
    assert day("2028-02-29") == date(2028, 2, 29)
    with pytest.raises(Unread):
        day("2027-02-29")
