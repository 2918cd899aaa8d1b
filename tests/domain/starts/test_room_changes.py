"""Rooms and devices that become fewer, close, or are had by somebody else by now."""

import json
from dataclasses import replace
from datetime import datetime

import pytest

from domain.refusals import Refusal
from domain.starts.room_refusals import RoomHoursChanged, RoomInUse, RoomTaken
from domain.starts.rooming import Use, fits, stranded_uses
from domain.working_hours.leave import Leave
from tests.domain.starts.test_rooming import HOUR, NINE, room


@pytest.mark.parametrize(
    ("units", "taken", "free"),
    [
        (1, (), True),
        (3, (), True),
        (4, (), False),
        (2, (1,), True),
        (3, (1,), False),
        (1, (1, 2, 3), False),
        (2, (2, 3), False),
        (1, (2, 3), True),
        (3, (4, 5), True),
    ],
)
def test_so_many_units_are_free_as_nobody_has(
    units: int, taken: tuple[int, ...], free: bool
) -> None:
    """Of three; there were five when the others were claimed."""
    session = NINE, NINE + HOUR
    claimed = {unit: [session] for unit in taken} | {3 + 3: [session]}
    assert fits(room(1, 3), units, claimed, session, session) is free
    assert not fits(room(1, 3, active=False), units, claimed, session, session)


def test_who_has_a_unit_that_goes_is_without_it() -> None:
    uses = [Use(n, "Talk", "Anna", "Ben", NINE, NINE + HOUR, (n,)) for n in (1, 2, 3)]
    assert stranded_uses(room(1, 3), room(1, 2), uses) == uses[2:]
    assert stranded_uses(room(1, 3), room(1, 3), uses) == []
    assert stranded_uses(room(1, 2), room(1, 1), uses) == uses[1:2]
    assert stranded_uses(room(1, 3), room(1, 3, active=False), uses) == uses


def test_who_meets_hours_in_which_it_is_shut_is_without_it() -> None:
    closed = Leave(1, datetime(2026, 5, 4, 9, 30), datetime(2026, 5, 4, 10))
    shut = room(1, 3, closures=(closed,))
    meets = Use(1, "Talk", "Anna", "Ben", NINE, NINE + HOUR, (1, 3))
    after = replace(meets, starts=NINE + HOUR, ends=NINE + 2 * HOUR)
    assert stranded_uses(room(1, 3), shut, [meets, after]) == [meets]
    assert stranded_uses(room(1, 3), room(1, 2), [meets]) == [meets]
    assert stranded_uses(room(1, 3), room(1, 1), [replace(meets, units=())]) == []
    assert stranded_uses(room(1, 3), shut, [replace(meets, units=())]) != []
    assert not meets.over
    session = NINE, NINE + HOUR
    later = after.starts, after.ends
    assert fits(shut, 1, {}, later, later)
    assert not fits(shut, 1, {}, session, session)


def test_a_unit_is_busy_that_anything_of_its_time_meets() -> None:
    session = NINE, NINE + HOUR
    elsewhere = NINE + 5 * HOUR, NINE + 6 * HOUR
    assert not fits(room(1), 1, {1: [elsewhere, session]}, session, session)
    assert fits(room(1), 1, {1: [elsewhere]}, session, session)


@pytest.mark.parametrize(
    "refusal",
    [RoomTaken(1, 2, (10, 20)), RoomInUse(9, (("Mia", 10),), (7,)), RoomHoursChanged(9)],
    ids=str,
)
def test_a_refusal_survives_being_stored_as_json(refusal: Refusal) -> None:
    restored = Refusal.from_json(json.loads(json.dumps(refusal.to_json())))
    assert (type(restored), restored) == (type(refusal), refusal)
