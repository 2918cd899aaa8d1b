"""Every jump of every zone's clock from 2025 to 2037, against `zoneinfo` itself.

That each real wall time is offered, and no other, is a row of `make chaos`: nights.
"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from domain.starts.slots import free_slots
from domain.time import zones
from domain.working_hours.hours import day_span, instant_of
from tests.domain.jumps import (
    FIRST,
    LAST,
    Jump,
    all_jumps,
    distinct,
    offered_starts,
    real_instant,
    real_starts,
    walls,
)
from tests.domain.model import a_coach, a_service


@pytest.fixture(scope="module")
def every_rule() -> dict[str, tuple[Jump, ...]]:
    """The jumps of one zone for each rule."""
    return distinct(all_jumps())


def test_there_are_rules_to_check(every_rule: dict[str, tuple[Jump, ...]]) -> None:
    assert len(every_rule) > 30
    assert sum(map(len, every_rule.values())) > 500


@pytest.mark.parametrize("name", ["Pacific/Kiritimati", "Pacific/Niue", "Europe/Berlin"])
def test_nothing_is_lost_where_two_blocks_of_offsets_meet(name: str) -> None:
    zone = ZoneInfo(name)
    for edge in range((FIRST >> 25 << 25) + (1 << 25), LAST, 1 << 25):
        assert offered_starts(name, edge) == real_starts(name, edge)
        for wall in walls(edge, zone):
            minute = wall.hour * 60 + wall.minute
            assert instant_of(wall.date(), minute, zone) == real_instant(wall, zone)
        for hour in range(-30, 30):
            now = edge + hour * 3600
            moment = free_slots(a_service(10, 10), a_coach(zone=name), [], (now, now + 600), now)
            assert len(moment) == 1


def test_a_wall_time_has_an_instant_exactly_when_it_survives_the_round_trip(
    every_rule: dict[str, tuple[Jump, ...]],
) -> None:
    for name, rule in every_rule.items():
        zone = ZoneInfo(name)
        for instant, _, _ in rule[:4]:
            for wall in walls(instant, zone):
                minute = wall.hour * 60 + wall.minute
                assert instant_of(wall.date(), minute, zone) == real_instant(wall, zone), (
                    name,
                    wall,
                )


def test_days_follow_each_other_without_a_hole_in_every_zone(
    every_rule: dict[str, tuple[Jump, ...]],
) -> None:
    for name, rule in every_rule.items():
        zone = ZoneInfo(name)
        for instant, before, after in rule:
            middle = datetime.fromtimestamp(instant, zone).date()
            days = [middle + timedelta(days=n) for n in (-2, -1, 0, 1, 2)]
            spans = [day_span(day, day, zone) for day in days]
            assert day_span(days[0], days[-1], zone) == (spans[0][0], spans[-1][1])
            assert all(a[1] == b[0] for a, b in pairwise(spans))
            lengths = [end - start for start, end in spans]
            assert sum(lengths) == 5 * 86_400 + before - after, name


def test_the_periods_of_a_zone_are_its_jumps_and_meet(
    every_rule: dict[str, tuple[Jump, ...]],
) -> None:
    for name, rule in every_rule.items():
        row = zones.offset_periods(ZoneInfo(name), FIRST, LAST)
        zone_jumps = [(b[0], a[2], b[2]) for a, b in pairwise(row)]
        assert [jump for jump in zone_jumps if FIRST <= jump[0] < LAST] == list(rule), name
        assert all(a[1] == b[0] for a, b in pairwise(row))
        assert row[0][0] <= FIRST
        assert row[-1][1] >= LAST


def test_a_day_that_never_was_has_no_length() -> None:
    apia = ZoneInfo("Pacific/Apia")
    start, end = day_span(date(2011, 12, 30), date(2011, 12, 30), apia)
    assert start == end
    assert instant_of(date(2011, 12, 30), 720, apia) is None
    assert instant_of(date(2011, 12, 29), 1440, apia) is None
    assert instant_of(date(2011, 12, 31), 0, apia) == start


def test_offsets_of_before_standard_time_are_exact_to_the_second() -> None:
    monrovia = ZoneInfo("Africa/Monrovia")  # 44 minutes and 30 seconds behind UTC until 1972
    noon = instant_of(date(1970, 6, 1), 720, monrovia)
    assert noon is not None
    assert datetime.fromtimestamp(noon, UTC).time() == time(12, 44, 30)
