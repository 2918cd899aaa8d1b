"""Whole sessions of groups: opened by hand, closed, approved, moved and called off."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from domain.appointment import Appointment, Status
from domain.group import GroupSession, State
from domain.group_refusals import GroupChanged, GroupOver, PlacesGone
from domain.refusals import (
    LeaveHitsBookings,
    NoLongerOffered,
    NotAllowed,
    NotFound,
    NotOffered,
    SlotTaken,
    TooFar,
    TooSoon,
)
from domain.resources import Kind, Need
from domain.roles import Actor, Role
from domain.service import Approval
from handlers.actions import group_sessions, group_times, leave
from handlers.actions.deciding import cancel_by_customer
from storage import audit, catalogue, outbox, rooms, session_rows
from storage.transactions import Database, Writer
from tests.handlers.actions.groups import (
    EVENING,
    TUESDAY,
    disagreements,
    filled,
    join,
    open_class,
    session_at,
    tried,
)
from tests.house import NOW, House, acting

SUNDAY_NIGHT = NOW + timedelta(days=6, hours=13, minutes=7)  # off hours, off the grid


@pytest.fixture
async def house(database: Database) -> House:
    return await open_class(database)


async def opened(house: House, start: Any = TUESDAY, **who: Any) -> GroupSession:
    async with house.database.read() as reader:
        loaded = await catalogue.load(reader)
    actor: Actor = who.get("actor", acting(house.coach_person))
    return await group_times.open_by_hand(
        house.database,
        loaded,
        house.service.id,
        house.coach.id,
        start,
        actor=actor,
        key=f"open {start} {actor.person_id}",
        now=NOW,
    )


async def moved(house: House, session: GroupSession, start: Any, **more: Any) -> GroupSession:
    async with house.database.read() as reader:
        loaded = await catalogue.load(reader)
    return await group_times.move(
        house.database,
        loaded,
        session.id,
        more.get("version", session.version),
        start,
        actor=more.get("actor", acting(house.coach_person)),
        key=f"move {session.id} {start} {more}",
        now=more.get("now", NOW),
    )


async def called_off(house: House, session: GroupSession, **more: Any) -> GroupSession:
    return await group_sessions.call_off(
        house.database,
        session.id,
        session.version,
        more.get("reason", "I am ill"),
        actor=more.get("actor", acting(house.coach_person)),
        key=more.get("key", f"off {session.id}"),
        now=NOW,
    )


async def now_(house: House) -> GroupSession:
    session = await session_at(house)
    assert session is not None
    return session


async def seats(house: House, session: GroupSession) -> list[Appointment]:
    async with house.database.read() as reader:
        return await session_rows.seats(reader, session)


async def told(house: House) -> list[tuple[str, int]]:
    """Kind and recipient of all that is not a reminder."""
    async with house.database.read() as reader:
        rows = await reader.fetch(
            "SELECT kind, recipient_id FROM outbox WHERE lane = 0 ORDER BY kind, recipient_id"
        )
    return [(kind, recipient) for kind, recipient in rows]


async def test_a_session_opened_by_hand_can_be_joined_where_nothing_else_is_offered(
    house: House,
) -> None:
    session = await opened(house, SUNDAY_NIGHT)
    assert (session.state, session.by_hand, session.left) == (State.OPEN, True, 8)

    seat = await join(house, house.customer, 2, start=SUNDAY_NIGHT)

    assert seat.session_id == session.id
    assert await told(house) == [("booked", house.coach_person.id)]
    assert (await opened(house, SUNDAY_NIGHT)).id == session.id
    async with house.database.read() as reader:
        [entry, *_] = await audit.of(reader, "session", session.id)
    assert (entry.action, entry.before) == ("open_session", None)
    assert await disagreements(house) == []


async def test_what_is_in_the_way_is_in_the_way_of_a_session_opened_by_hand_too(
    house: House,
) -> None:
    await leave.take_leave(
        house.database,
        house.coach.id,
        *(SUNDAY_NIGHT.replace(tzinfo=None) + timedelta(hours=n) for n in (0, 4)),
        actor=acting(house.coach_person),
        key="leave",
        now=NOW,
    )
    await opened(house)
    for start, refusal in (
        (NOW, TooSoon),
        (NOW + timedelta(days=5000), TooFar),
        (SUNDAY_NIGHT + timedelta(hours=1), NotOffered),
        (TUESDAY + timedelta(minutes=65), SlotTaken),
    ):
        with pytest.raises(refusal):
            await opened(house, start)
    with pytest.raises(NotAllowed):
        await opened(house, EVENING, actor=acting(house.customer))
    with pytest.raises(NotFound):
        await opened(house, EVENING, actor=acting(house.customer, Role.COACH))


async def test_nothing_is_opened_for_a_service_of_one(database: Database) -> None:
    house = await open_class(database, capacity=1, most_places=1)
    with pytest.raises(NoLongerOffered):
        await opened(house)


async def test_a_closed_session_takes_place_and_nobody_joins_it(house: House) -> None:
    mia, tom, _ = house.customers
    await join(house, mia)
    for closed, came in ((True, PlacesGone), (False, Appointment)):
        session = await now_(house)
        changed = await group_sessions.close(
            house.database,
            session.id,
            session.version,
            closed=closed,
            actor=acting(house.coach_person),
            key=f"close {closed}",
            now=NOW,
        )
        assert changed.state is (State.CLOSED if closed else State.OPEN)
        assert isinstance(await tried(house, tom, key=f"join {closed}"), came)
    assert await filled(house) == (2, 8)


async def test_all_who_wait_are_approved_at_once_and_told(database: Database) -> None:
    house = await open_class(database, approval=Approval.MANUAL)
    for customer in house.customers:
        await join(house, customer)
    session = await now_(house)

    for _ in range(2):
        await group_sessions.approve_all(
            house.database,
            session.id,
            session.version,
            actor=acting(house.coach_person),
            key="approve",
            now=NOW,
        )

    assert {seat.status for seat in await seats(house, session)} == {Status.CONFIRMED}
    assert [one for one in await told(house) if one[0] == "approved"] == [
        ("approved", c.id) for c in house.customers
    ]


async def test_a_session_is_called_off_with_everybody_in_it(house: House) -> None:
    mia, tom, _ = house.customers
    mine, other = await join(house, mia, 3), await join(house, tom)

    gone = await called_off(house, await now_(house))
    again = await called_off(house, gone)

    assert (gone.state, gone.taken, gone.reason) == (State.CANCELLED, 0, "I am ill")
    assert again == gone
    news = [one for one in await told(house) if one[0] == "cancelled_by_coach"]
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
    assert isinstance(await tried(house, mia, key="again"), Appointment)
    assert await disagreements(house) == []


async def test_a_session_moves_with_its_room_and_everybody_in_it_is_told(house: House) -> None:
    async def with_room(writer: Writer) -> int:
        room = await rooms.add(writer, Kind.ROOM, "Studio")
        await rooms.set_needs(writer, house.service.id, [Need(1, None, (room,))])
        return room

    room = await house.database.write(with_room)
    mia, tom, _ = house.customers
    await join(house, mia)
    await join(house, tom, 2)

    session = await moved(house, await now_(house), SUNDAY_NIGHT)

    assert {(s.starts_at, s.session_id) for s in await seats(house, session)} == {
        (SUNDAY_NIGHT, session.id)
    }
    news = [one for one in await told(house) if one[0] == "moved_by_coach"]
    assert news == [("moved_by_coach", mia.id), ("moved_by_coach", tom.id)]
    async with house.database.read() as reader:
        claimed = await reader.fetch("SELECT span FROM claims WHERE resource_id = $1", room)
    assert [span.lower for [span] in claimed] == [SUNDAY_NIGHT]
    assert {s.rooms for s in await seats(house, session)} == {("Studio",)}
    assert await filled(house) is None
    assert await disagreements(house) == []


async def test_a_session_does_not_move_onto_another_nor_past_what_was_shown(house: House) -> None:
    await join(house, house.customer)
    await join(house, house.customers[1], start=EVENING)
    session = await now_(house)
    with pytest.raises(SlotTaken):
        await moved(house, session, EVENING + timedelta(minutes=30))
    with pytest.raises(GroupChanged):
        await moved(house, session, SUNDAY_NIGHT, version=session.version - 1)
    with pytest.raises(GroupOver):
        await moved(house, session, SUNDAY_NIGHT, now=session.ends_at)
    with pytest.raises(NotFound):
        await moved(house, session, SUNDAY_NIGHT, actor=acting(house.customer, Role.COACH))
    overlapping = await moved(house, session, TUESDAY + timedelta(minutes=30))
    assert overlapping.starts_at == TUESDAY + timedelta(minutes=30)
    assert await disagreements(house) == []


async def test_what_the_team_does_with_a_session_its_coach_is_told_once(house: House) -> None:
    await join(house, house.customer)
    await join(house, house.customers[1])
    admin = acting(house.customers[2], Role.ADMIN)

    session = await moved(house, await now_(house), EVENING, actor=admin)
    await called_off(house, session, actor=admin)

    mine = [one for one in await told(house) if one[1] == house.coach_person.id]
    assert (
        mine
        == [("booked", house.coach_person.id)] * 2 + [("group_decided", house.coach_person.id)] * 2
    )


async def test_leave_over_a_group_names_everybody_in_it(house: House) -> None:
    for customer in house.customers:
        await join(house, customer)
    wall = TUESDAY.replace(tzinfo=None)
    with pytest.raises(LeaveHitsBookings) as caught:
        await leave.take_leave(
            house.database,
            house.coach.id,
            wall,
            wall + timedelta(hours=4),
            actor=acting(house.coach_person),
            key="leave",
            now=NOW,
        )
    assert len(caught.value.bookings) == 3


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
                return await called_off(house, session, key=f"off {session.version}")
            except GroupChanged:
                session = await session_at(house)
        return None

    await asyncio.gather(
        calling_off(), *map(leaving, range(6)), *(tried(house, customer) for customer in late)
    )

    assert await disagreements(house) == []
    async with database.read() as reader:
        [[standing]] = await reader.fetch(
            "SELECT count(*) FROM appointments a JOIN sessions s ON s.id = a.session_id"
            " WHERE a.status = 'confirmed' AND s.state = 'cancelled'"
        )
    assert standing == 0
