"""Rooms and devices: what is offered can be had, and nothing that can be had is kept back.

Told a second time minute by minute, straight from zoneinfo, with every unit tried for every need.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.services.resources import ALWAYS, Need, Resource, ResourceKind
from domain.services.service import Service
from domain.starts.rooming import choose, crowded_starts
from domain.time.spans import Span, epoch, overlaps
from domain.working_hours.hours import WorkingHours
from domain.working_hours.leave import Leave
from tests.domain.drawn import JUMPS, windows_of_a_day
from tests.domain.model import a_service, clock

HOUR = 3600


@st.composite
def resources(draw: st.DrawFn, number: int, zone: str, day: date) -> Resource:
    hours = ALWAYS
    if draw(st.booleans()):
        hours = WorkingHours((draw(windows_of_a_day()),) * 7, {})
    closures = []
    for _ in range(draw(st.integers(0, 1))):
        starts = datetime.combine(day, time.min) + timedelta(minutes=draw(st.integers(-600, 1439)))
        closures.append(Leave(1, starts, starts + timedelta(minutes=draw(st.integers(1, 600)))))
    return Resource(
        number,
        draw(st.sampled_from(ResourceKind)),
        f"Room {number}",
        draw(st.integers(1, 3)),
        zone,
        draw(st.sampled_from([True, True, True, False])),
        hours,
        tuple(closures),
    )


@st.composite
def needs(draw: st.DrawFn, ids: Sequence[int]) -> Need:
    units = draw(st.integers(1, 2))
    if draw(st.booleans()):
        return Need(units, draw(st.sampled_from(ResourceKind)))
    return Need(units, None, tuple(sorted(draw(st.sets(st.sampled_from(ids), min_size=1)))))


@st.composite
def questions(
    draw: st.DrawFn,
) -> tuple[Service, list[Need], dict[int, Resource], dict[int, dict[int, list[Span]]], Span]:
    zone, day = draw(st.sampled_from(JUMPS))
    service = a_service(
        minutes=draw(st.sampled_from([5, 30, 90])),
        buffers=(draw(st.sampled_from([0, 10])), draw(st.sampled_from([0, 45]))),
    )
    house = {n: draw(resources(n, zone, day)) for n in range(1, draw(st.integers(1, 3)) + 1)}
    wanted = draw(st.lists(needs(list(house)), min_size=1, max_size=2))
    start = epoch(datetime.combine(day, time.min, UTC)) + draw(st.integers(-20, 20)) * 1800
    claimed: dict[int, dict[int, list[Span]]] = {}
    for number in house:
        for unit in range(1, draw(st.integers(0, 4)) + 1):
            begins = start + draw(st.integers(-12, 24)) * 900
            length = draw(st.sampled_from([60, 900, 1800, 7200]))
            claimed.setdefault(number, {})[unit] = [(begins, begins + length)]
    return service, wanted, house, claimed, (start, start + 4 * HOUR)


@settings(deadline=None, max_examples=80)
@given(questions())
def test_the_sweep_and_a_look_at_every_minute_say_the_same(
    question: tuple[
        Service, list[Need], dict[int, Resource], dict[int, dict[int, list[Span]]], Span
    ],
) -> None:
    service, wanted, house, claimed, window = question
    spans = crowded_starts(service, wanted, house, claimed, window)
    free = _free_minutes(service, wanted, house, claimed, window)

    starts = {at for at in range(*window, 60) if not any(b <= at < e for b, e in spans)}
    assert starts == free
    assert all(b < e for b, e in spans)
    for at in range(*window, 60):
        chosen = choose(service, wanted, house, claimed, at)
        assert (chosen is not None) is (at in free)
        if chosen is not None:
            assert sum(chosen.values()) == sum(need.units for need in wanted)


def _free_minutes(
    service: Service,
    wanted: Sequence[Need],
    house: Mapping[int, Resource],
    claimed: Mapping[int, Mapping[int, Sequence[Span]]],
    window: Span,
) -> set[int]:
    shut = {one.id: _closed_minutes(one, window) for one in house.values()}

    def unit_free(number: int, unit: int, at: int) -> bool:
        session = range(at, at + service.minutes * 60, 60)
        kept = (
            at - service.buffer_before * 60,
            at + (service.minutes + service.buffer_after) * 60,
        )
        return not any(minute in shut[number] for minute in session) and not any(
            overlaps(kept, span) for span in claimed.get(number, {}).get(unit, ())
        )

    def can_serve(at: int) -> bool:
        ways: list[list[frozenset[tuple[int, int]]]] = []
        for need in wanted:
            fitting = [r for r in house.values() if r.active and need.matches(r)]
            ways.append(
                [
                    frozenset((r.id, unit) for unit in units)
                    for r in fitting
                    for units in combinations(
                        [u for u in range(1, r.units + 1) if unit_free(r.id, u, at)], need.units
                    )
                ]
            )
        return any(len(frozenset().union(*way)) == sum(map(len, way)) for way in product(*ways))

    return {at for at in range(*window, 60) if can_serve(at)}


def _closed_minutes(one: Resource, window: Span) -> set[int]:
    first = datetime.fromtimestamp(window[0], UTC).date() - timedelta(days=3)
    minutes, shown = clock(one.zone, first, 8)
    latest = list(accumulate(shown, max))
    is_open = [one.hours == ALWAYS] * len(minutes)
    for day in (first + timedelta(days=n) for n in range(-1, 9)):
        midnight = datetime.combine(day, time.min)
        morrow = one.hours.on(day + timedelta(days=1))
        most = 1440 + morrow[0][0] if morrow else 2160
        for opens, closes in one.hours.on(day):
            begin, end = (midnight + timedelta(minutes=m) for m in (opens, min(closes, most)))
            for i in range(bisect_left(latest, begin), bisect_left(latest, end)):
                is_open[i] = True
    for closure in one.closures:
        for i in range(bisect_left(latest, closure.starts), bisect_left(latest, closure.ends)):
            is_open[i] = False
    return {minute for minute, opened in zip(minutes, is_open, strict=True) if not opened}
