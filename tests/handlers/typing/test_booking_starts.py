"""When a booking in a file begins; or what exactly is wrong with that."""

from typing import Any

import pytest
from babel import Locale

from domain.transfer.importing import ImportFault, ImportKind
from handlers.typing.cells import DateStyle
from handlers.typing.lines import read_row
from handlers.typing.row_format import RowFormat
from handlers.typing.vocabulary import vocabulary_of

FORMAT = RowFormat(
    ImportKind.BOOKINGS,
    {0: "customer", 1: "start", 2: "end"},
    DateStyle(vocabulary_of(Locale("en"))),
    "Europe/Berlin",
    "EUR",
    lambda currency: 2,
    frozenset({"EUR"}),
)


def start_of(*cells: Any) -> Any:
    row = read_row(FORMAT, ("Mia", *cells))
    return row if isinstance(row, list) else row["start"]


@pytest.mark.parametrize(
    ("cell", "why", "part"),
    [
        ("1900-01-01 10:00", "long_ago", "1900-01-01 10:00"),
        ("0001-01-01 10:00", "long_ago", "0001-01-01 10:00"),
        ("12.03.0026 10:00", "long_ago", "12.03.0026 10:00"),
        ({"at": "1899-12-31T10:00:00"}, "long_ago", "1899-12-31T10:00:00"),
        ({"day": "1900-01-01"}, "long_ago", "1900-01-01"),
        ("2100-01-01 10:00", "too_late", "2100-01-01 10:00"),
        ("2026-11-02 24:00", "time", "24:00"),
        ("2026-11-02T10:75", "time", "10:75"),
        ("2026-02-30 10:00", "date", "2026-02-30 10:00"),
        ("soon", "date", "soon"),
        ("2026-03-29 02:30", "no_such_time", "2026-03-29 02:30"),
    ],
)
def test_a_start_that_cannot_be_says_what_the_trouble_is(cell: Any, why: str, part: str) -> None:
    assert start_of(cell) == [ImportFault("start", why, part)]


@pytest.mark.parametrize(
    ("cell", "start"),
    [
        ("2026-03-29 03:30", "2026-03-29T01:30:00+00:00"),
        ("2026-03-29 02:30+01:00", "2026-03-29T01:30:00+00:00"),
        ("2026-10-25 02:30", "2026-10-25T00:30:00+00:00"),  # the first of two
        ("12.3.26 14:30", "2026-03-12T13:30:00+00:00"),
        ("12.3.71 14:30", "1971-03-12T13:30:00+00:00"),
    ],
)
def test_a_start_is_on_the_clock_of_its_coach(cell: str, start: str) -> None:
    assert start_of(cell) == start


def test_no_session_ends_at_a_time_that_the_clock_skips() -> None:
    faults = start_of("2026-03-29 01:30", "02:30")
    assert faults == [ImportFault("end", "no_such_time", "2026-03-29 02:30")]
