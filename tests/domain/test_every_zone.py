"""Every jump of every zone's clock from 2025 to 2037, against `zoneinfo` itself."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from domain import zones
from domain.hours import day_span, instant_of
from domain.slots import free_slots
from domain.spans import Span
from tests.domain.model import a_coach, a_service

FIRST = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp())
LAST = int(datetime(2038, 1, 1, tzinfo=UTC).timestamp())
WEEK = 7 * 86_400
Jump = tuple[int, int, int]  # instant, offset before, offset after


def offset(zone: ZoneInfo, instant: int) -> int:
    distance = datetime.fromtimestamp(instant, zone).utcoffset()
    assert distance is not None
    return int(distance.total_seconds())


def jumps(zone: ZoneInfo) -> tuple[Jump, ...]:
    """The jumps, looked for week by week."""
    found = []
    before = FIRST
    while before < LAST:
        after = before + WEEK
        if offset(zone, before) != offset(zone, after):
            lower, upper = before, after
            while upper - lower > 1:
                middle = (lower + upper) // 2
                if offset(zone, middle) == offset(zone, before):
                    lower = middle
                else:
                    upper = middle
            found.append((upper, offset(zone, lower), offset(zone, upper)))
        before = after
    return tuple(found)


def real_instant(wall: datetime, zone: ZoneInfo) -> int | None:
    """The first instant with this wall time; None when the round trip shows there is none."""
    instant = int(wall.replace(tzinfo=zone).timestamp())
    shown = datetime.fromtimestamp(instant, zone).replace(tzinfo=None)
    return instant if shown == wall else None


def walls(around: int, zone: ZoneInfo) -> list[datetime]:
    """Each tenth minute of the days that touch 30 hours before and after an instant."""
    start = datetime.fromtimestamp(around - 108_000, zone).date()
    end = datetime.fromtimestamp(around + 108_000, zone).date()
    days = range((end - start).days + 1)
    midnights = [datetime.combine(start, time.min) + timedelta(days=n) for n in days]
    return [midnight + timedelta(minutes=m) for midnight in midnights for m in range(0, 1440, 10)]


@pytest.fixture(scope="module")
def every_rule() -> dict[tuple[Jump, ...], str]:
    """One zone for each distinct set of jumps: most names are aliases of few rules."""
    return {jumps(ZoneInfo(name)): name for name in sorted(available_timezones())}


def test_there_are_rules_to_check(every_rule: dict[tuple[Jump, ...], str]) -> None:
    assert len(every_rule) > 30
    assert sum(map(len, every_rule)) > 500


def offers_each_real_wall_time_once(name: str, around: int) -> bool:
    """Whether a coach who never sleeps can be booked at each, for a day before and after."""
    zone, coach = ZoneInfo(name), a_coach(zone=name)
    window: Span = (around - 86_400, around + 86_400)
    starts = free_slots(a_service(minutes=10, step=10), coach, [], window, window[0])
    real = (real_instant(wall, zone) for wall in walls(around, zone))
    return starts == sorted(s for s in real if s is not None and window[0] <= s < window[1])


def test_each_real_wall_time_is_offered_once_around_every_jump_of_every_zone(
    every_rule: dict[tuple[Jump, ...], str],
) -> None:
    missed = [
        (name, instant)
        for rule, name in every_rule.items()
        for instant, _, _ in rule
        if not offers_each_real_wall_time_once(name, instant)
    ]
    assert missed == []


@pytest.mark.parametrize("name", ["Pacific/Kiritimati", "Pacific/Niue", "Europe/Berlin"])
def test_nothing_is_lost_where_two_blocks_of_offsets_meet(name: str) -> None:
    zone = ZoneInfo(name)
    for edge in range((FIRST >> 25 << 25) + (1 << 25), LAST, 1 << 25):
        assert offers_each_real_wall_time_once(name, edge)
        for wall in walls(edge, zone):
            minute = wall.hour * 60 + wall.minute
            assert instant_of(wall.date(), minute, zone) == real_instant(wall, zone)
        for hour in range(-30, 30):
            now = edge + hour * 3600
            moment = free_slots(a_service(10, 10), a_coach(zone=name), [], (now, now + 600), now)
            assert len(moment) == 1


def test_a_wall_time_has_an_instant_exactly_when_it_survives_the_round_trip(
    every_rule: dict[tuple[Jump, ...], str],
) -> None:
    for rule, name in every_rule.items():
        zone = ZoneInfo(name)
        for instant, _, _ in rule[:4]:
            for wall in walls(instant, zone):
                minute = wall.hour * 60 + wall.minute
                assert instant_of(wall.date(), minute, zone) == real_instant(wall, zone), (
                    name,
                    wall,
                )


def test_days_follow_each_other_without_a_hole_in_every_zone(
    every_rule: dict[tuple[Jump, ...], str],
) -> None:
    for rule, name in every_rule.items():
        zone = ZoneInfo(name)
        for instant, before, after in rule:
            middle = datetime.fromtimestamp(instant, zone).date()
            days = [middle + timedelta(days=n) for n in (-2, -1, 0, 1, 2)]
            spans = [day_span(day, day, zone) for day in days]
            assert day_span(days[0], days[-1], zone) == (spans[0][0], spans[-1][1])
            assert all(a[1] == b[0] for a, b in pairwise(spans))
            lengths = [end - start for start, end in spans]
            assert sum(lengths) == 5 * 86_400 + before - after, name


def test_the_stretches_of_a_zone_are_its_jumps_and_meet(
    every_rule: dict[tuple[Jump, ...], str],
) -> None:
    for rule, name in every_rule.items():
        row = zones.stretches(ZoneInfo(name), FIRST, LAST)
        found = [(b[0], a[2], b[2]) for a, b in pairwise(row)]
        assert [jump for jump in found if FIRST <= jump[0] < LAST] == list(rule), name
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
