"""Group sessions: the time is claimed once, and the last places go to as many as there are."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.groups.group import GroupSession, GroupState
from storage.appointments import appointments, booking, calendar, session_rows, sessions
from storage.appointments.resources import ResourceUnits
from storage.appointments.sessions import NewSession
from storage.faults import DatabaseBusy
from storage.transactions import Database, Writer
from tests.house import NOW, House, Plan, open_house
from tests.storage.occupying import (
    LATER,
    MINUTE,
    SLOT,
    book,
    busy,
    claimed_units,
    disagreements,
    room,
)


async def group(
    house: House,
    capacity: int,
    *,
    starts_at: datetime = SLOT,
    by_hand: bool = False,
    besides: Sequence[ResourceUnits] = (),
) -> int:
    new = NewSession(house.coach.id, house.service, starts_at, capacity, NOW, by_hand)
    opened = await house.database.write(
        lambda writer: sessions.open_session(writer, new, besides=besides)
    )
    assert opened is not None
    return opened


async def standing(house: House, session: int) -> GroupSession:
    async with house.database.read() as reader:
        group_session = await session_rows.by_id(reader, session)
    assert group_session is not None
    return group_session


async def move(house: House, appointment: Appointment, to: int) -> Appointment | None:
    async def work(writer: Writer) -> Appointment | None:
        await booking.movers_turn(writer, house.coach.id)
        session = await session_rows.by_id(writer, to)
        assert session is not None
        if not await sessions.join(writer, session, appointment.places):
            return None
        return await booking.seat(writer, appointment, session, house.service, house.coach, now=NOW)

    return await house.database.write(work)


async def cancel(house: House, appointment: Appointment) -> None:
    await house.database.write(
        lambda writer: booking.change(writer, appointment, status=Status.CANCELLED, now=NOW)
    )


async def seat(house: House, session: int, customer: int, **changed: Any) -> Appointment | None:
    new = house.new(**{"customer_id": customer, "starts_at": SLOT, **changed})
    return await house.database.write(lambda writer: sessions.take_seat(writer, session, new))


async def test_a_session_takes_its_time_once_however_many_have_a_seat(database: Database) -> None:
    house = await open_house(database, Plan(customers=3))
    session = await group(house, capacity=2)

    seats = [await seat(house, session, customer.id) for customer in house.customers]

    assert [type(one).__name__ for one in seats] == ["Appointment", "Appointment", "NoneType"]
    assert await busy(house, house.coach.id, NOW) == 1
    assert await book(house, starts_at=SLOT) is None
    async with database.read() as reader:
        hit = await calendar.hit_by(reader, house.coach.id, SLOT, SLOT + MINUTE)
    assert hit == seats[:2]
    assert await disagreements(house) == []


async def test_a_place_that_is_given_up_can_be_taken_by_somebody_else(database: Database) -> None:
    house = await open_house(database, Plan(customers=3))
    session = await group(house, capacity=3)
    mine = await seat(house, session, house.customer.id, places=2)
    assert mine is not None
    assert await seat(house, session, house.customers[1].id) is not None
    assert await seat(house, session, house.customers[2].id) is None

    await cancel(house, mine)

    assert await seat(house, session, house.customers[2].id, places=2) is not None
    assert await book(house, starts_at=SLOT) is None
    assert await disagreements(house) == []


async def test_the_last_to_leave_lets_go_of_the_coach_and_the_room(house: House) -> None:
    sauna = await room(house)
    session = await group(house, capacity=2, besides=[ResourceUnits(sauna)])
    mine = await seat(house, session, house.customer.id)
    assert mine is not None
    assert await claimed_units(house, session) != []

    await cancel(house, mine)

    assert (await standing(house, session)).state is GroupState.EMPTY
    assert await claimed_units(house, session) == []
    assert await seat(house, session, house.customer.id) is None
    assert isinstance(await book(house, starts_at=SLOT), Appointment)
    assert await disagreements(house) == []


async def test_a_session_opened_by_hand_stays_though_nobody_is_in_it(house: House) -> None:
    session = await group(house, capacity=2, by_hand=True)
    mine = await seat(house, session, house.customer.id)
    assert mine is not None

    await cancel(house, mine)

    assert (await standing(house, session)).state is GroupState.OPEN
    assert await book(house, starts_at=SLOT) is None
    assert await seat(house, session, house.customer.id) is not None
    assert await disagreements(house) == []


async def test_nobody_joins_a_session_that_is_closed(house: House) -> None:
    session = await group(house, capacity=2)
    known = await standing(house, session)

    await house.database.write(lambda w: sessions.change(w, known, state=GroupState.CLOSED))

    assert await seat(house, session, house.customer.id) is None
    assert await book(house, starts_at=SLOT) is None
    with pytest.raises(DatabaseBusy):
        await house.database.write(lambda w: sessions.change(w, known, state=GroupState.OPEN))


async def test_whoever_stays_away_keeps_the_place_and_the_session_ends_with_its_time(
    database: Database,
) -> None:
    house = await open_house(database, Plan(customers=2))
    session = await group(house, capacity=2)
    came, missed = [await seat(house, session, c.id) for c in house.customers]
    assert came is not None
    assert missed is not None
    after = came.ends_at

    async def work(writer: Writer) -> tuple[int, int]:
        await booking.change(writer, missed, status=Status.NO_SHOW, now=after)
        await booking.change(writer, came, status=Status.COMPLETED, now=after)
        return await session_rows.end_past(writer, after, 9), await session_rows.end_past(
            writer, after, 9
        )

    assert await database.write(work) == (1, 0)
    ended = await standing(house, session)
    assert (ended.state, ended.taken) == (GroupState.OVER, 2)
    assert await claimed_units(house, session) == []
    assert await disagreements(house) == []


async def test_a_seat_moves_to_another_session_and_gives_its_place_back(database: Database) -> None:
    house = await open_house(database, Plan(customers=2))
    first, second = await group(house, capacity=2), await group(house, 2, starts_at=LATER)
    mine = await seat(house, first, house.customer.id, places=2)
    assert mine is not None

    moved = await move(house, mine, second)

    assert moved is not None
    assert (moved.session_id, moved.starts_at) == (second, LATER)
    assert (await standing(house, first)).state is GroupState.EMPTY
    assert await seat(house, second, house.customers[1].id, starts_at=LATER) is None
    assert await disagreements(house) == []


async def test_an_appointment_of_its_own_becomes_a_seat_with_its_move(house: House) -> None:
    alone = await book(house, starts_at=SLOT)
    session = await group(house, capacity=2, starts_at=LATER)
    assert isinstance(alone, Appointment)

    moved = await move(house, alone, session)

    assert moved is not None
    assert moved.session_id == session
    assert await busy(house, house.coach.id, NOW) == 1
    assert await disagreements(house) == []


async def test_a_session_moves_with_its_room_and_everybody_in_it(database: Database) -> None:
    house = await open_house(database, Plan(customers=2))
    sauna = await room(house)
    session = await group(house, capacity=2, besides=[ResourceUnits(sauna)])
    for customer in house.customers:
        assert await seat(house, session, customer.id) is not None
    known = await standing(house, session)

    async def work(writer: Writer) -> None:
        moved = await sessions.move(writer, known, LATER, house.service, now=NOW)
        assert moved is not None
        for one in await session_rows.seats(writer, known, lock=True):
            await booking.seat(writer, one, moved, house.service, house.coach, now=NOW)

    await database.write(work)

    assert isinstance(await book(house, ResourceUnits(sauna), starts_at=SLOT), Appointment)
    assert await book(house, starts_at=LATER) is None
    assert [resource for resource, _ in await claimed_units(house, session)] == [
        house.coach.id,
        sauna,
    ]
    assert await disagreements(house) == []


async def test_two_who_swap_between_sessions_do_not_wait_for_each_other(database: Database) -> None:
    house = await open_house(database, Plan(customers=2))
    both = [await group(house, 2, starts_at=at, by_hand=True) for at in (SLOT, LATER)]
    seats = [
        await seat(house, both[0], house.customers[0].id),
        await seat(house, both[1], house.customers[1].id, starts_at=LATER),
    ]

    moved = await asyncio.gather(
        *(move(house, one, to) for one, to in zip(seats, reversed(both), strict=True) if one)
    )

    assert [one and one.session_id for one in moved] == [both[1], both[0]]
    assert database.retries == 0
    assert await disagreements(house) == []


async def test_a_seat_does_not_move_without_its_session(house: House) -> None:
    session = await group(house, capacity=2)
    mine = await seat(house, session, house.customer.id)
    assert mine is not None

    with pytest.raises(DatabaseBusy):
        await house.database.write(
            lambda writer: booking.move(writer, mine, LATER, house.service, house.coach, now=NOW)
        )

    async with house.database.read() as reader:
        assert await appointments.by_id(reader, mine.id) == mine


async def test_of_200_who_want_the_last_three_of_twelve_places_three_are_given(
    database: Database,
) -> None:
    house = await open_house(database, Plan(customers=200))
    session = await group(house, capacity=12)
    assert await seat(house, session, house.customer.id, places=9) is not None

    won = await asyncio.gather(
        *(seat(house, session, c.id, places=1 + n % 2) for n, c in enumerate(house.customers))
    )

    assert sum(one.places for one in won if one is not None) == 3
    assert database.retries == 0
    assert await disagreements(house) == []
