"""A whole session called off or moved by mistake is as it was, with everybody in it."""

import asyncio
from datetime import timedelta

import pytest

from domain.groups.group import GroupSession, GroupState
from domain.services.resources import Need, ResourceKind
from domain.undo.undo import CannotUndo, TooLateToUndo, UndoOvertaken
from handlers.actions.appointments import deciding
from handlers.actions.appointments.booking import BookingOrder, book
from handlers.actions.groups import group_sessions, group_times
from handlers.actions.undo import undoing_groups
from handlers.queries.groups import group_sessions as queries
from storage.transactions import Database
from tests.handlers.actions.group_classes import EVENING, TUESDAY, join, open_class
from tests.handlers.actions.proposals import load_catalogue, now_
from tests.handlers.actions.undo.test_undoing import LATE, SOON, mark_sent, news, shape
from tests.handlers.actions.with_rooms import add_rooms, needs
from tests.house import NOW, House, acting
from tests.storage.occupying import disagreements


async def session_of(house: House, session_id: int | None) -> GroupSession:
    group = await queries.by_id(house.database, session_id or 0, actor=acting(house.coach_person))
    return group.session


async def call_off(house: House, session: GroupSession, key: str = "off") -> GroupSession:
    return await group_sessions.call_off(
        house.database,
        await load_catalogue(house),
        session.id,
        session.version,
        "a cold",
        actor=acting(house.coach_person),
        key=key,
        now=NOW,
    )


async def undo(
    house: House, session: GroupSession, key: str = "undo", now: object = SOON
) -> GroupSession:
    return await undoing_groups.undo_group(
        house.database,
        session.id,
        session.version,
        actor=acting(house.coach_person),
        key=f"{key}{session.version}",
        now=now,  # type: ignore[arg-type]
    )


async def test_a_session_that_was_called_off_stands_again_with_all_in_it(
    database: Database,
) -> None:
    house = await open_class(database)
    await add_rooms(house, 1)
    await needs(house, Need(1, ResourceKind.ROOM))
    seats = [await join(house, who, 1 + n) for n, who in enumerate(house.customers[:2])]
    before = await session_of(house, seats[0].session_id)
    off = await call_off(house, before)
    with pytest.raises(TooLateToUndo):
        await undo(house, off, "late", LATE)
    again = await undo(house, off)
    assert (again.state, again.taken, again.resource_ids, again.reason) == (
        GroupState.OPEN,
        3,
        before.resource_ids,
        None,
    )
    assert [shape(await now_(house, seat)) for seat in seats] == [shape(seat) for seat in seats]
    assert await disagreements(house) == []
    assert (await news(house, house.customer))[-1] == ("cancelled_by_coach", "dropped")
    off = await call_off(house, again, "again")
    await mark_sent(house)
    assert (await undo(house, off, "2")).version == (await undo(house, off, "twice")).version
    assert (await news(house, house.customer))[-1] == ("restored", "waiting")
    # Whoever has a seat again can leave it as before.
    await deciding.cancel_by_customer(
        database,
        await load_catalogue(house),
        seats[0].id,
        actor=acting(house.customer),
        key="leaves",
        now=NOW,
    )
    assert await disagreements(house) == []


async def test_a_moved_session_goes_back_unless_somebody_has_left_it(database: Database) -> None:
    house = await open_class(database)
    seats = [await join(house, who) for who in house.customers[:2]]
    anna, catalogue = acting(house.coach_person), await load_catalogue(house)

    async def move(key: str) -> GroupSession:
        session = await session_of(house, seats[0].session_id)
        return await group_times.move(
            database,
            catalogue,
            session.id,
            session.version,
            EVENING,
            actor=anna,
            key=key,
            now=NOW,
        )

    back = await undo(house, await move("m1"))
    assert (back.starts_at, back.taken) == (TUESDAY, 2)
    assert [shape(await now_(house, seat)) for seat in seats] == [shape(seat) for seat in seats]
    assert await disagreements(house) == []
    moved = await move("m2")
    await deciding.cancel_by_customer(
        database, catalogue, seats[1].id, actor=acting(house.customers[1]), key="c", now=NOW
    )
    with pytest.raises(UndoOvertaken):
        await undo(house, moved, "2")


async def test_of_an_undo_and_a_booking_at_once_one_has_the_time(database: Database) -> None:
    house = await open_class(database)
    for round_ in range(4):
        start = TUESDAY + timedelta(days=round_)
        seat = await join(house, house.customer, start=start)
        off = await call_off(house, await session_of(house, seat.session_id), f"off{round_}")
        order = BookingOrder(house.service.id, house.coach.id, start, house.service.price)
        rival = book(
            database,
            await load_catalogue(house),
            order,
            actor=acting(house.customers[1]),
            key=f"rival{round_}",
            now=SOON,
        )
        outcomes = await asyncio.gather(rival, undo(house, off), return_exceptions=True)
        assert not isinstance(outcomes[0], Exception), (
            "they join what stands again, or open another"
        )
        assert isinstance(outcomes[1], CannotUndo | GroupSession), outcomes
        assert await disagreements(house) == []
