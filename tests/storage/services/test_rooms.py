"""Rooms and devices: no unit is occupied twice, whoever wants it and in whatever order."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from domain.appointments.appointment import Appointment, Status
from storage.appointments import booking
from storage.appointments.resources import ResourceOccupied, ResourceUnits
from tests.house import NOW, House
from tests.storage.occupying import (
    LATER,
    SLOT,
    book,
    busy,
    claimed_units,
    coaches,
    disagreements,
    room,
)


async def test_two_coaches_who_want_one_room_do_not_both_get_it(house: House) -> None:
    teams, only = await coaches(house, 2), await room(house)

    won = await asyncio.gather(
        *(book(house, ResourceUnits(only), coach_id=coach, starts_at=SLOT) for coach in teams)
    )

    [appointment] = [one for one in won if isinstance(one, Appointment)]
    assert [one for one in won if one is not appointment] == [only]
    assert await claimed_units(house, appointment.id) == sorted(
        [(appointment.coach_id, 1), (only, 1)]
    )
    # Whoever has no room has taken no time of the coach either.
    loser = next(coach for coach in teams if coach != appointment.coach_id)
    assert await busy(house, loser, NOW) == 0
    assert await disagreements(house) == []


async def test_three_coaches_who_want_one_of_two_units_share_them(house: House) -> None:
    teams, bikes = await coaches(house, 3), await room(house, units=2)

    won = await asyncio.gather(
        *(book(house, ResourceUnits(bikes), coach_id=coach, starts_at=SLOT) for coach in teams)
    )

    appointments = [one for one in won if isinstance(one, Appointment)]
    assert [one for one in won if not isinstance(one, Appointment)] == [bikes]
    units = [
        unit
        for one in appointments
        for what, unit in await claimed_units(house, one.id)
        if what == bikes
    ]
    assert sorted(units) == [1, 2]


async def test_all_units_that_are_wanted_or_none(house: House) -> None:
    teams, bikes = await coaches(house, 2), await room(house, units=3)

    one, other = [
        await book(house, ResourceUnits(bikes, 2), coach_id=coach, starts_at=SLOT)
        for coach in teams
    ]

    assert isinstance(one, Appointment)
    assert other == bikes
    assert isinstance(
        await book(house, ResourceUnits(bikes, 1), coach_id=teams[1], starts_at=SLOT), Appointment
    )


async def test_rooms_that_are_wanted_in_any_order_are_not_waited_for_in_a_ring(
    house: House,
) -> None:
    teams, rooms = await coaches(house, 20), [await room(house) for _ in range(2)]

    async def attempt(number: int, coach: int) -> Any:
        wanted: Sequence[ResourceUnits] = [
            ResourceUnits(r) for r in (rooms, rooms[::-1])[number % 2]
        ]
        return await book(house, *wanted, coach_id=coach, starts_at=SLOT)

    won = await asyncio.gather(*(attempt(n, coach) for n, coach in enumerate(teams)))

    assert Counter(type(one) for one in won) == {Appointment: 1, int: 19}
    assert house.database.retries == 0


async def test_a_room_moves_and_ends_with_what_it_was_taken_for(house: House) -> None:
    only = await room(house, units=2)
    appointment = await book(house, ResourceUnits(only), starts_at=SLOT)
    assert isinstance(appointment, Appointment)
    [_, other] = await coaches(house, 2)
    for start in (SLOT, LATER):
        assert await book(house, ResourceUnits(only), coach_id=other, starts_at=start) is not None

    moved = await house.database.write(
        lambda writer: booking.move(writer, appointment, LATER, house.service, house.coach, now=NOW)
    )

    assert moved is not None
    assert await claimed_units(house, appointment.id) == [(house.coach.id, 1), (only, 2)]
    assert await disagreements(house) == []
    await house.database.write(
        lambda writer: booking.change(writer, moved, status=Status.CANCELLED, now=NOW)
    )
    assert await claimed_units(house, appointment.id) == []


async def test_what_finds_no_room_at_another_time_stays_where_it_is(house: House) -> None:
    only, [_, other] = await room(house), await coaches(house, 2)
    appointment = await book(house, ResourceUnits(only), starts_at=SLOT)
    assert isinstance(appointment, Appointment)
    await book(house, ResourceUnits(only), coach_id=other, starts_at=LATER)
    before = await claimed_units(house, appointment.id)

    with pytest.raises(ResourceOccupied):
        await house.database.write(
            lambda writer: booking.move(
                writer, appointment, LATER, house.service, house.coach, now=NOW
            )
        )

    assert await claimed_units(house, appointment.id) == before
    assert await disagreements(house) == []
