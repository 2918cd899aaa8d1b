"""Whole sessions of groups, moved and called off with everybody in them."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from domain.appointments.appointment import Appointment
from domain.groups.group import GroupState
from domain.groups.group_refusals import GroupChanged, GroupOver
from domain.refusals import NotFound, NotOffered, SlotTaken
from domain.roles import Role
from domain.services.resources import Need, ResourceKind
from handlers.actions.appointments.deciding import cancel_by_customer
from storage import audit
from storage.messages import outbox
from storage.services import catalogue, rooms
from storage.transactions import Database, Writer
from tests.handlers.actions.group_classes import (
    EVENING,
    TUESDAY,
    join,
    occupancy,
    open_class,
    session_at,
    try_join,
)
from tests.handlers.actions.whole_groups import (
    SUNDAY_NIGHT,
    called_off,
    move_session,
    notices,
    now_,
    seats,
)
from tests.house import NOW, House, acting
from tests.storage.occupying import disagreements


@pytest.fixture
async def house(database: Database) -> House:
    return await open_class(database)


async def test_a_session_is_called_off_with_everybody_in_it(house: House) -> None:
    mia, tom, _ = house.customers
    mine, other = await join(house, mia, 3), await join(house, tom)

    gone = await called_off(house, await now_(house))
    again = await called_off(house, gone)

    assert (gone.state, gone.taken, gone.reason) == (GroupState.CANCELLED, 0, "I am ill")
    assert again == gone
    news = [one for one in await notices(house) if one[0] == "cancelled_by_coach"]
    assert news == [("cancelled_by_coach", mia.id), ("cancelled_by_coach", tom.id)]
    async with house.database.read() as reader:
        facts = await outbox.facts(reader, f"cancelled_by_coach:{mine.id}:2")
        assert [e.action for e in await audit.of(reader, "appointment", other.id)] == [
            "book",
            "cancel_by_coach",
        ]
    assert facts is not None
    assert (facts["reason"], facts["places"]) == ("I am ill", 3)
    assert "filled" not in facts
    assert isinstance(await try_join(house, mia, key="again"), Appointment)
    assert await disagreements(house) == []


async def test_a_session_moves_with_its_room_and_everybody_in_it_is_told(house: House) -> None:
    async def with_room(writer: Writer) -> int:
        room = await rooms.add(writer, ResourceKind.ROOM, "Studio")
        await rooms.set_needs(writer, house.service.id, [Need(1, None, (room,))])
        return room

    room = await house.database.write(with_room)
    mia, tom, _ = house.customers
    await join(house, mia)
    await join(house, tom, 2)

    session = await move_session(house, await now_(house), SUNDAY_NIGHT)

    assert {(s.starts_at, s.session_id) for s in await seats(house, session)} == {
        (SUNDAY_NIGHT, session.id)
    }
    news = [one for one in await notices(house) if one[0] == "moved_by_coach"]
    assert news == [("moved_by_coach", mia.id), ("moved_by_coach", tom.id)]
    async with house.database.read() as reader:
        claimed = await reader.fetch("SELECT span FROM claims WHERE resource_id = $1", room)
    assert [span.lower for [span] in claimed] == [SUNDAY_NIGHT]
    assert {s.rooms for s in await seats(house, session)} == {("Studio",)}
    assert await occupancy(house) is None
    assert await disagreements(house) == []


async def test_a_session_does_not_move_onto_another_nor_past_what_was_shown(house: House) -> None:
    await join(house, house.customer)
    await join(house, house.customers[1], start=EVENING)
    session = await now_(house)
    with pytest.raises(SlotTaken):
        await move_session(house, session, EVENING + timedelta(minutes=30))
    with pytest.raises(GroupChanged):
        await move_session(house, session, SUNDAY_NIGHT, version=session.version - 1)
    with pytest.raises(GroupOver):
        await move_session(house, session, SUNDAY_NIGHT, now=session.ends_at)
    with pytest.raises(NotFound):
        await move_session(house, session, SUNDAY_NIGHT, actor=acting(house.customer, Role.COACH))
    with pytest.raises(NotOffered) as off_the_minute:
        await move_session(house, session, SUNDAY_NIGHT + timedelta(seconds=30))
    assert off_the_minute.value.reason == "grid"
    overlapping = await move_session(house, session, TUESDAY + timedelta(minutes=30))
    assert overlapping.starts_at == TUESDAY + timedelta(minutes=30)
    assert await disagreements(house) == []


async def test_what_the_team_does_with_a_session_its_coach_is_told_once(house: House) -> None:
    await join(house, house.customer)
    await join(house, house.customers[1])
    admin = acting(house.customers[2], Role.ADMIN)

    session = await move_session(house, await now_(house), EVENING, actor=admin)
    await called_off(house, session, actor=admin)

    mine = [one for one in await notices(house) if one[1] == house.coach_person.id]
    assert (
        mine
        == [("booked", house.coach_person.id)] * 2 + [("group_decided", house.coach_person.id)] * 2
    )


async def test_whoever_joins_or_leaves_while_it_is_called_off_is_in_it_or_not(
    database: Database,
) -> None:
    house = await open_class(database, customers=12, capacity=20)
    early, late = house.customers[:6], house.customers[6:]
    mine = [await join(house, customer) for customer in early]
    async with database.read() as reader:
        loaded = await catalogue.load(reader)

    async def leaving(n: int) -> Any:
        try:
            return await cancel_by_customer(
                database, loaded, mine[n].id, actor=acting(early[n]), key=f"leave {n}", now=NOW
            )
        except Exception as refusal:
            return refusal

    async def calling_off() -> Any:
        session = await session_at(house)
        while session is not None:
            try:
                return await called_off(house, session, key=f"off {session.id} {session.version}")
            except (GroupChanged, GroupOver):  # somebody was faster, or all were
                session = await session_at(house)
        return None

    await asyncio.gather(
        calling_off(), *map(leaving, range(6)), *(try_join(house, customer) for customer in late)
    )

    assert await disagreements(house) == []
    async with database.read() as reader:
        [[standing]] = await reader.fetch(
            "SELECT count(*) FROM appointments a JOIN sessions s ON s.id = a.session_id"
            " WHERE a.status = 'confirmed' AND s.state = 'cancelled'"
        )
    assert standing == 0
