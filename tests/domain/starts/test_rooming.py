"""Rooms and devices, case by case: which starts have none, and which one is chosen."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.services.resources import Need, Resource, ResourceKind
from domain.starts.rooming import (
    choose,
    crowded_starts,
    options,
    resource_ids_for,
    resources_closed,
)
from domain.time.spans import Span, epoch
from domain.working_hours.hours import Window, WorkingHours
from tests.domain.model import a_service

HOUR = 3600
NINE = epoch(datetime(2026, 5, 4, 9, tzinfo=UTC))
DAY: Span = (NINE - 9 * HOUR, NINE + 15 * HOUR)


def room(
    number: int, units: int = 1, kind: ResourceKind = ResourceKind.ROOM, **more: object
) -> Resource:
    return replace(Resource(number, kind, f"Room {number}", units, "UTC"), **more)  # type: ignore[arg-type]


def rooms(*resources: Resource) -> dict[int, Resource]:
    return {one.id: one for one in resources}


ONE_HOUR = a_service(minutes=60)
MORNING: Window = (9 * 60, 12 * 60)


@pytest.mark.parametrize(
    ("why", "house", "wanted", "claimed", "expected"),
    [
        (
            "two rooms that are free one after the other are no room for all of it",
            rooms(room(1), room(2)),
            [Need(1, ResourceKind.ROOM)],
            {1: {1: [(NINE, NINE + HOUR)]}, 2: {1: [(NINE + HOUR, NINE + 2 * HOUR)]}},
            [(NINE + 1, NINE + HOUR)],
        ),
        (
            "nor are two units",
            rooms(room(1, 2)),
            [Need(1, ResourceKind.ROOM)],
            {1: {1: [(NINE, NINE + HOUR)], 2: [(NINE + HOUR, NINE + 2 * HOUR)]}},
            [(NINE + 1, NINE + HOUR)],
        ),
        (
            "one room serves one need",
            rooms(room(1)),
            [Need(1, ResourceKind.ROOM), Need(1, None, (1,))],
            {},
            [DAY],
        ),
        (
            "two needs of any room take two",
            rooms(room(1), room(2)),
            [Need(1, ResourceKind.ROOM)] * 2,
            {2: {1: [(NINE, NINE + HOUR)]}},
            [(NINE - HOUR + 1, NINE + HOUR)],
        ),
        ("what is retired serves nobody", rooms(room(1, active=False)), [Need(1)], {}, [DAY]),
        (
            "what is too small serves nobody",
            rooms(room(1, 2)),
            [Need(3, ResourceKind.ROOM)],
            {},
            [DAY],
        ),
        ("what nobody needs is in nobody's way", rooms(room(1)), [], {}, []),
        (
            "units that were there before are in nobody's way",
            rooms(room(1)),
            [Need(1, ResourceKind.ROOM)],
            {1: {2: [(NINE, NINE + HOUR)]}},
            [],
        ),
        (
            "a session has to end before its room closes",
            rooms(room(1, hours=WorkingHours((((9 * 60, 24 * 60),),) * 7, {}))),
            [Need(1, ResourceKind.ROOM)],
            {},
            [(DAY[0], NINE), (DAY[1] - HOUR + 1, DAY[1])],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_starts_without_a_room(
    why: str,
    house: dict[int, Resource],
    wanted: list[Need],
    claimed: dict[int, dict[int, list[Span]]],
    expected: list[Span],
) -> None:
    assert crowded_starts(ONE_HOUR, wanted, house, claimed, DAY) == expected


def test_the_smallest_that_suffices_is_chosen_and_of_equals_the_first() -> None:
    house = rooms(room(1, 5), room(2, 2), room(3, 2), room(4, 1))

    assert [one.id for one in options(Need(2, ResourceKind.ROOM), house)] == [2, 3, 1]
    assert choose(ONE_HOUR, [Need(2, ResourceKind.ROOM)], house, {}, NINE) == {2: 2}
    taken = {2: {1: [(NINE, NINE + HOUR)]}}
    assert choose(ONE_HOUR, [Need(2, ResourceKind.ROOM)], house, taken, NINE) == {3: 2}
    assert choose(ONE_HOUR, [Need(2, ResourceKind.ROOM)], house, taken, NINE, keeps=[1]) == {1: 2}
    assert choose(ONE_HOUR, [Need(2, ResourceKind.ROOM)], house, taken, NINE, keeps=[2]) == {3: 2}


def test_breaks_keep_the_room_as_they_keep_the_coach() -> None:
    service = a_service(minutes=60, buffers=(10, 20))
    claimed = {1: {1: [(NINE, NINE + HOUR)]}}

    spans = crowded_starts(service, [Need(1, ResourceKind.ROOM)], rooms(room(1)), claimed, DAY)

    assert spans == [(NINE - 80 * 60 + 1, NINE + HOUR + 600)]


def test_only_what_may_serve_is_asked_about() -> None:
    house = rooms(room(1), room(2, active=False), room(3, kind=ResourceKind.DEVICE), room(4))

    assert resource_ids_for([Need(1, None, (4, 2))], house) == [4]
    assert resource_ids_for([Need(1, ResourceKind.DEVICE), Need(1, None, (1,))], house) == [1, 3]
    assert resource_ids_for([Need(1, ResourceKind.ROOM)], rooms(room(16), room(9))) == [9, 16]


def test_needs_that_may_want_the_same_are_served_together() -> None:
    def choice(*wanted: tuple[int, ...], busy: int = 0) -> Mapping[int, int] | None:
        """What serves needs of one of these rooms each, where this one is taken."""
        taken = {busy: {1: [(NINE, NINE + HOUR)]}}
        house = rooms(room(1), room(2), room(3))
        return choose(ONE_HOUR, [Need(1, None, ids) for ids in wanted], house, taken, NINE)

    assert choice((1, 2), (1, 2)) == {1: 1, 2: 1}
    assert choice((1, 2), (1, 2), busy=2) is None
    assert choice((1, 2), (1, 2), (1, 2)) is None
    assert choice((1,), (1, 2), (2,)) is None
    assert choice((1, 3), (1, 2), (3,)) == {1: 1, 2: 1, 3: 1}
    assert choice((1, 3), (1, 2), (3,), busy=1) is None


def test_units_that_are_there_no_more_and_those_of_others_are_each_looked_at() -> None:
    spans = [(NINE, NINE + HOUR)], [(NINE + 4 * HOUR, NINE + 5 * HOUR)]
    wants = [Need(1, ResourceKind.ROOM)], [Need(2, ResourceKind.ROOM)]
    gone = {1: {2: spans[0], 1: spans[1]}}
    assert crowded_starts(ONE_HOUR, wants[0], rooms(room(1)), gone, DAY) == [
        (NINE + 3 * HOUR + 1, NINE + 5 * HOUR)
    ]
    both = {1: {1: spans[0], 2: spans[1]}}
    assert crowded_starts(ONE_HOUR, wants[1], rooms(room(1, 2)), both, DAY) == [
        (NINE - HOUR + 1, NINE + HOUR),
        (NINE + 3 * HOUR + 1, NINE + 5 * HOUR),
    ]


def test_a_need_is_shut_out_where_what_would_do_is_closed_at_each_start() -> None:
    morning = WorkingHours((((9 * 60, 12 * 60),),) * 7, {})
    open_till_noon = rooms(room(1, hours=morning))
    service, wants = a_service(minutes=60), [Need(1, ResourceKind.ROOM)]
    before, across, after = NINE + HOUR, NINE + 2 * HOUR + 60, NINE + 4 * HOUR

    def is_shut(*starts: int) -> bool:
        return resources_closed(service, wants, open_till_noon, [(at, at + 1) for at in starts])

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
    spans = crowded_starts(
        service, [Need(1, ResourceKind.ROOM)], rooms(room(1)), claimed, (NINE, NINE + HOUR)
    )
    assert spans == [(NINE, NINE + HOUR // 2)]


def test_too_few_units_are_left_from_the_first_claim_too_many_on() -> None:
    service = a_service(minutes=60)
    claimed = {1: {unit: [(NINE + (unit + 1) * HOUR, NINE + 7 * HOUR)] for unit in (1, 2, 3)}}
    spans = crowded_starts(service, [Need(2, ResourceKind.ROOM)], rooms(room(1, 3)), claimed, DAY)
    # Of three units one is had from eleven on, two from twelve, and all of them from one.
    assert spans == [(NINE + 2 * HOUR + 1, NINE + 7 * HOUR)]
