"""Rooms and devices: what is offered can be had, and nothing that can be had is kept back.

Told a second time minute by minute, straight from zoneinfo, with every unit tried for every need.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.hours import Window, WorkingHours
from domain.leave import Leave
from domain.resources import ALWAYS, Kind, Need, Resource
from domain.rooming import choose, crowded, needed, options, shut
from domain.service import Service
from domain.spans import Span, epoch, overlaps
from tests.domain.drawn import JUMPS, windows_of_a_day
from tests.domain.model import a_service, clock

HOUR = 3600
NINE = epoch(datetime(2026, 5, 4, 9, tzinfo=UTC))
DAY: Span = (NINE - 9 * HOUR, NINE + 15 * HOUR)


def room(number: int, units: int = 1, kind: Kind = Kind.ROOM, **more: object) -> Resource:
    return replace(Resource(number, kind, f"Room {number}", units, "UTC"), **more)  # type: ignore[arg-type]


def rooms(*given: Resource) -> dict[int, Resource]:
    return {one.id: one for one in given}


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
        draw(st.sampled_from(Kind)),
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
        return Need(units, draw(st.sampled_from(Kind)))
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
    house = rooms(*(draw(resources(n, zone, day)) for n in range(1, draw(st.integers(1, 3)) + 1)))
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
    asked: tuple[Service, list[Need], dict[int, Resource], dict[int, dict[int, list[Span]]], Span],
) -> None:
    service, wanted, house, claimed, window = asked
    found = crowded(service, wanted, house, claimed, window)
    free = _free_minutes(service, wanted, house, claimed, window)

    said = {at for at in range(*window, 60) if not any(b <= at < e for b, e in found)}
    assert said == free
    assert all(b < e for b, e in found)
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

    def served(at: int) -> bool:
        ways: list[list[frozenset[tuple[int, int]]]] = []
        for need in wanted:
            fitting = [r for r in house.values() if r.active and need.named(r)]
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

    return {at for at in range(*window, 60) if served(at)}


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


ONE_HOUR = a_service(minutes=60)
MORNING: Window = (9 * 60, 12 * 60)


@pytest.mark.parametrize(
    ("told", "house", "wanted", "claimed", "expected"),
    [
        (
            "two rooms that are free one after the other are no room for all of it",
            rooms(room(1), room(2)),
            [Need(1, Kind.ROOM)],
            {1: {1: [(NINE, NINE + HOUR)]}, 2: {1: [(NINE + HOUR, NINE + 2 * HOUR)]}},
            [(NINE + 1, NINE + HOUR)],
        ),
        (
            "nor are two units",
            rooms(room(1, 2)),
            [Need(1, Kind.ROOM)],
            {1: {1: [(NINE, NINE + HOUR)], 2: [(NINE + HOUR, NINE + 2 * HOUR)]}},
            [(NINE + 1, NINE + HOUR)],
        ),
        (
            "one room serves one need",
            rooms(room(1)),
            [Need(1, Kind.ROOM), Need(1, None, (1,))],
            {},
            [DAY],
        ),
        (
            "two needs of any room take two",
            rooms(room(1), room(2)),
            [Need(1, Kind.ROOM)] * 2,
            {2: {1: [(NINE, NINE + HOUR)]}},
            [(NINE - HOUR + 1, NINE + HOUR)],
        ),
        ("what is retired serves nobody", rooms(room(1, active=False)), [Need(1)], {}, [DAY]),
        ("what is too small serves nobody", rooms(room(1, 2)), [Need(3, Kind.ROOM)], {}, [DAY]),
        ("what nobody needs is in nobody's way", rooms(room(1)), [], {}, []),
        (
            "units that were there before are in nobody's way",
            rooms(room(1)),
            [Need(1, Kind.ROOM)],
            {1: {2: [(NINE, NINE + HOUR)]}},
            [],
        ),
        (
            "a session has to end before its room closes",
            rooms(room(1, hours=WorkingHours((((9 * 60, 24 * 60),),) * 7, {}))),
            [Need(1, Kind.ROOM)],
            {},
            [(DAY[0], NINE), (DAY[1] - HOUR + 1, DAY[1])],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_starts_without_a_room(
    told: str,
    house: dict[int, Resource],
    wanted: list[Need],
    claimed: dict[int, dict[int, list[Span]]],
    expected: list[Span],
) -> None:
    assert crowded(ONE_HOUR, wanted, house, claimed, DAY) == expected


def test_the_smallest_that_suffices_is_chosen_and_of_equals_the_first() -> None:
    house = rooms(room(1, 5), room(2, 2), room(3, 2), room(4, 1))

    assert [one.id for one in options(Need(2, Kind.ROOM), house)] == [2, 3, 1]
    assert choose(ONE_HOUR, [Need(2, Kind.ROOM)], house, {}, NINE) == {2: 2}
    taken = {2: {1: [(NINE, NINE + HOUR)]}}
    assert choose(ONE_HOUR, [Need(2, Kind.ROOM)], house, taken, NINE) == {3: 2}
    assert choose(ONE_HOUR, [Need(2, Kind.ROOM)], house, taken, NINE, keeps=[1]) == {1: 2}
    assert choose(ONE_HOUR, [Need(2, Kind.ROOM)], house, taken, NINE, keeps=[2]) == {3: 2}


def test_breaks_keep_the_room_as_they_keep_the_coach() -> None:
    service = a_service(minutes=60, buffers=(10, 20))
    claimed = {1: {1: [(NINE, NINE + HOUR)]}}

    found = crowded(service, [Need(1, Kind.ROOM)], rooms(room(1)), claimed, DAY)

    assert found == [(NINE - 80 * 60 + 1, NINE + HOUR + 600)]


def test_only_what_may_serve_is_asked_about() -> None:
    house = rooms(room(1), room(2, active=False), room(3, kind=Kind.DEVICE), room(4))

    assert needed([Need(1, None, (4, 2))], house) == [4]
    assert needed([Need(1, Kind.DEVICE), Need(1, None, (1,))], house) == [1, 3]
    assert needed([Need(1, Kind.ROOM)], rooms(room(16), room(9))) == [9, 16]


def test_needs_that_may_want_the_same_are_served_together() -> None:
    def chosen(*wanted: tuple[int, ...], busy: int = 0) -> Mapping[int, int] | None:
        """What serves needs of one of these rooms each, where this one is taken."""
        taken = {busy: {1: [(NINE, NINE + HOUR)]}}
        house = rooms(room(1), room(2), room(3))
        return choose(ONE_HOUR, [Need(1, None, ids) for ids in wanted], house, taken, NINE)

    assert chosen((1, 2), (1, 2)) == {1: 1, 2: 1}
    assert chosen((1, 2), (1, 2), busy=2) is None
    assert chosen((1, 2), (1, 2), (1, 2)) is None
    assert chosen((1,), (1, 2), (2,)) is None
    assert chosen((1, 3), (1, 2), (3,)) == {1: 1, 2: 1, 3: 1}
    assert chosen((1, 3), (1, 2), (3,), busy=1) is None


def test_units_that_are_there_no_more_and_those_of_others_are_each_looked_at() -> None:
    spans = [(NINE, NINE + HOUR)], [(NINE + 4 * HOUR, NINE + 5 * HOUR)]
    wants = [Need(1, Kind.ROOM)], [Need(2, Kind.ROOM)]
    gone = {1: {2: spans[0], 1: spans[1]}}
    assert crowded(ONE_HOUR, wants[0], rooms(room(1)), gone, DAY) == [
        (NINE + 3 * HOUR + 1, NINE + 5 * HOUR)
    ]
    both = {1: {1: spans[0], 2: spans[1]}}
    assert crowded(ONE_HOUR, wants[1], rooms(room(1, 2)), both, DAY) == [
        (NINE - HOUR + 1, NINE + HOUR),
        (NINE + 3 * HOUR + 1, NINE + 5 * HOUR),
    ]


def test_a_need_is_shut_out_where_what_would_do_is_closed_at_each_start() -> None:
    morning = WorkingHours((((9 * 60, 12 * 60),),) * 7, {})
    open_till_noon = rooms(room(1, hours=morning))
    service, wants = a_service(minutes=60), [Need(1, Kind.ROOM)]
    before, across, after = NINE + HOUR, NINE + 2 * HOUR + 60, NINE + 4 * HOUR

    def is_shut(*starts: int) -> bool:
        return shut(service, wants, open_till_noon, [(at, at + 1) for at in starts])

    assert is_shut(after)
    assert is_shut(across, after)
    assert not is_shut(before)
    # One start at which it is open is enough, first or last.
    assert not is_shut(before, after)
    assert not is_shut(NINE - HOUR, before)
    assert is_shut() is False


def test_what_ends_as_the_window_begins_takes_starts_whose_break_reaches_into_it() -> None:
    service = a_service(minutes=60, buffers=(30, 0))
    claimed = {1: {1: [(NINE - HOUR, NINE)]}}
    found = crowded(service, [Need(1, Kind.ROOM)], rooms(room(1)), claimed, (NINE, NINE + HOUR))
    assert found == [(NINE, NINE + HOUR // 2)]


def test_too_few_units_are_left_from_the_first_claim_too_many_on() -> None:
    service = a_service(minutes=60)
    claimed = {1: {unit: [(NINE + (unit + 1) * HOUR, NINE + 7 * HOUR)] for unit in (1, 2, 3)}}
    found = crowded(service, [Need(2, Kind.ROOM)], rooms(room(1, 3)), claimed, DAY)
    # Of three units one is had from eleven on, two from twelve, and all of them from one.
    assert found == [(NINE + 2 * HOUR + 1, NINE + 7 * HOUR)]
