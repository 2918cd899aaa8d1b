"""Stretches of a clock, exact to the second. Every jump of every zone: `test_every_zone`."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.time import zones
from domain.working_hours.hours import day_number

BERLIN, MONROVIA = ZoneInfo("Europe/Berlin"), ZoneInfo("Africa/Monrovia")
SANTIAGO = ZoneInfo("America/Santiago")
# Where two blocks of periods meet: on 16 April 2025, 10 May 2026 and 2 June 2027.
EDGES = [number << 25 for number in (52, 53, 54)]
CET, CEST = 3600, 7200


def utc(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp())  # type: ignore[arg-type,misc]  # up to seconds


def wall(*parts: int) -> int:
    """A wall time, as seconds on the clock itself."""
    return utc(*parts)


AUTUMN, SPRING, NEXT_AUTUMN = utc(2025, 10, 26, 1), utc(2026, 3, 29, 1), utc(2026, 10, 25, 1)
NEXT_SPRING = utc(2027, 3, 28, 1)
FIRST = [(EDGES[0], AUTUMN, CEST), (AUTUMN, SPRING, CET), (SPRING, EDGES[1], CEST)]
SECOND = [
    (EDGES[1], NEXT_AUTUMN, CEST),
    (NEXT_AUTUMN, NEXT_SPRING, CET),
    (NEXT_SPRING, EDGES[2], CEST),
]


@pytest.mark.parametrize(
    ("start", "end", "row"),
    [
        (EDGES[0], EDGES[0] + 1, FIRST),
        (EDGES[1] - 1, EDGES[1], FIRST),
        (EDGES[1], EDGES[1] + 1, SECOND),
        # Where nothing jumps at the edge it is one period over both.
        (
            EDGES[1] - 1,
            EDGES[1] + 1,
            [*FIRST[:2], (SPRING, NEXT_AUTUMN, CEST), *SECOND[1:]],
        ),
    ],
)
def test_periods_are_those_of_the_blocks_that_are_asked_about(
    start: int, end: int, row: list[zones.OffsetPeriod]
) -> None:
    assert list(zones.offset_periods(BERLIN, start, end)) == row


def test_a_jump_is_found_to_the_second() -> None:
    jump = utc(1972, 1, 7, 0, 44, 30)
    row = zones.offset_periods(MONROVIA, jump, jump + 1)
    assert [(end, offset) for _, end, offset in row[:-1]] == [(jump, -2670)]
    assert row[-1][::2] == (jump, 0)


def test_what_is_around_reaches_days_beyond_its_instants() -> None:
    for start, end in ((EDGES[1], EDGES[1] + 9), (EDGES[1] - 9, EDGES[1])):
        row = zones.around(BERLIN, start, end)
        assert (row[0][0], row[-1][1]) == (EDGES[0], EDGES[2])
    far = EDGES[0] + 30 * zones.DAY
    assert zones.around(BERLIN, far, far + 9) == zones.offset_periods(BERLIN, far, far + 9)


@pytest.mark.parametrize(
    ("shown", "instant"),
    [
        (wall(2026, 3, 29, 1, 59, 59), SPRING - 1),
        (wall(2026, 3, 29, 2), SPRING),
        (wall(2026, 3, 29, 2, 30), SPRING),  # never happens
        (wall(2026, 3, 29, 3), SPRING),
        (wall(2026, 3, 29, 3, 0, 1), SPRING + 1),
        (wall(2025, 10, 26, 2, 30), AUTUMN - 1800),  # the first of two
        (wall(2025, 10, 26, 3), AUTUMN + 3600),
    ],
)
def test_a_wall_time_arrives_when_the_clock_first_shows_it_or_later(
    shown: int, instant: int
) -> None:
    assert zones.arrival(zones.around(BERLIN, shown, shown), shown) == instant
    with pytest.raises(ValueError, match="behind"):
        zones.arrival(tuple(FIRST), wall(2026, 5, 11))


@pytest.mark.parametrize(
    ("zone", "instant", "day"),
    [
        (BERLIN, utc(2026, 3, 28, 22, 59, 59), date(2026, 3, 28)),
        (BERLIN, utc(2026, 3, 28, 23), date(2026, 3, 29)),
        (BERLIN, utc(2026, 3, 29, 21, 59, 59), date(2026, 3, 29)),
        (BERLIN, utc(2026, 3, 29, 22), date(2026, 3, 30)),
        (BERLIN, SPRING, date(2026, 3, 29)),
        (SANTIAGO, utc(2026, 9, 6, 3, 59, 59), date(2026, 9, 5)),
        (SANTIAGO, utc(2026, 9, 6, 4), date(2026, 9, 6)),
        (SANTIAGO, utc(2026, 4, 5, 3), date(2026, 4, 4)),  # it turns back from midnight to 23:00
        (BERLIN, EDGES[1], date(2026, 5, 10)),
    ],
)
def test_the_day_is_that_of_the_clock(zone: ZoneInfo, instant: int, day: date) -> None:
    assert zones.day_at(zone, instant) == day_number(day)


@pytest.mark.parametrize(
    ("zone", "day", "instant"),
    [
        (BERLIN, date(2026, 3, 29), utc(2026, 3, 28, 23)),
        (BERLIN, date(2026, 3, 30), utc(2026, 3, 29, 22)),
        (SANTIAGO, date(2026, 9, 6), utc(2026, 9, 6, 4)),  # from midnight to one
    ],
)
def test_a_day_begins_at_midnight_or_as_the_clock_has_jumped_over_it(
    zone: ZoneInfo, day: date, instant: int
) -> None:
    assert zones.midnight(zone, day_number(day)) == instant


def test_what_is_in_the_database_of_zones_and_no_place_is_named() -> None:
    assert set(zones.NO_PLACES) == {"Factory", "localtime", "posixrules"}
    assert date(1970, 1, 1 + zones.MONDAY).weekday() == 0
