"""Whole sessions of groups: opened by hand, closed, approved, and in the way of leave."""

from datetime import timedelta

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.groups.group import GroupState
from domain.groups.group_refusals import PlacesGone
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
from domain.roles import Role
from domain.services.service import Approval
from handlers.actions.groups import group_sessions
from handlers.actions.working_hours import leave
from storage import audit
from storage.transactions import Database
from tests.handlers.actions.group_classes import (
    EVENING,
    TUESDAY,
    join,
    occupancy,
    open_class,
    try_join,
)
from tests.handlers.actions.proposals import load_catalogue
from tests.handlers.actions.whole_groups import SUNDAY_NIGHT, notices, now_, open_session, seats
from tests.house import NOW, House, acting
from tests.storage.occupying import disagreements


@pytest.fixture
async def house(database: Database) -> House:
    return await open_class(database)


async def test_a_session_opened_by_hand_can_be_joined_where_nothing_else_is_offered(
    house: House,
) -> None:
    session = await open_session(house, SUNDAY_NIGHT)
    assert (session.state, session.by_hand, session.places_left) == (GroupState.OPEN, True, 8)

    seat = await join(house, house.customer, 2, start=SUNDAY_NIGHT)

    assert seat.session_id == session.id
    assert await notices(house) == [("booked", house.coach_person.id)]
    assert (await open_session(house, SUNDAY_NIGHT)).id == session.id
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
    await open_session(house)
    for start, refusal in (
        (NOW, TooSoon),
        (NOW + timedelta(days=5000), TooFar),
        (SUNDAY_NIGHT + timedelta(hours=1), NotOffered),
        (EVENING + timedelta(seconds=30), NotOffered),
        (TUESDAY + timedelta(minutes=65), SlotTaken),
    ):
        with pytest.raises(refusal):
            await open_session(house, start)
    with pytest.raises(NotAllowed):
        await open_session(house, EVENING, actor=acting(house.customer))
    with pytest.raises(NotFound):
        await open_session(house, EVENING, actor=acting(house.customer, Role.COACH))


async def test_nothing_is_opened_for_a_service_of_one(database: Database) -> None:
    house = await open_class(database, capacity=1, most_places=1)
    with pytest.raises(NoLongerOffered):
        await open_session(house)


async def test_a_closed_session_takes_place_and_nobody_joins_it(house: House) -> None:
    mia, tom, _ = house.customers
    await join(house, mia)
    for closed, came in ((True, PlacesGone), (False, Appointment)):
        session = await now_(house)
        changed = await group_sessions.close(
            house.database,
            await load_catalogue(house),
            session.id,
            session.version,
            closed=closed,
            actor=acting(house.coach_person),
            key=f"close {closed}",
            now=NOW,
        )
        assert changed.state is (GroupState.CLOSED if closed else GroupState.OPEN)
        assert isinstance(await try_join(house, tom, key=f"join {closed}"), came)
    assert await occupancy(house) == (2, 8)


async def test_all_who_wait_are_approved_at_once_and_told(database: Database) -> None:
    house = await open_class(database, approval=Approval.MANUAL)
    for customer in house.customers:
        await join(house, customer)
    session = await now_(house)

    for _ in range(2):
        await group_sessions.approve_all(
            house.database,
            await load_catalogue(house),
            session.id,
            session.version,
            actor=acting(house.coach_person),
            key="approve",
            now=NOW,
        )

    assert {seat.status for seat in await seats(house, session)} == {Status.CONFIRMED}
    assert [one for one in await notices(house) if one[0] == "approved"] == [
        ("approved", c.id) for c in house.customers
    ]


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
