"""Who is ill is off for all of the rest of the day, also where something else lies in between."""

from datetime import datetime, timedelta

import pytest

from domain.refusals import LeaveOverlaps, NotOffered
from domain.roles import Role
from domain.undo.undo import UndoOvertaken
from domain.working_hours.leave import RestOfDay
from handlers.actions.appointments import booking
from handlers.actions.appointments.booking import BookingOrder
from handlers.actions.undo import undoing_leave
from handlers.actions.working_hours import leave
from handlers.queries.rescues import rescues
from storage.transactions import Database
from tests.handlers.actions.illness import AT_NINE, fates, rescue, save
from tests.handlers.actions.proposals import load_catalogue, notices
from tests.house import NOW, House, Plan, acting, open_house

HOUR = timedelta(hours=1)
NINE = datetime(2026, 3, 3, 9)
REST = RestOfDay(datetime(2026, 3, 3, 8, 30), datetime(2026, 3, 4))


@pytest.fixture
async def house(database: Database) -> House:
    """Tuesday at 11:00 is blocked for an hour."""
    house = await open_house(database, Plan(customers=8))
    await leave.take_leave(
        database,
        house.coach.id,
        NINE + 2 * HOUR,
        NINE + 3 * HOUR,
        block=True,
        key="block",
        actor=acting(house.coach_person),
        now=NOW,
    )
    return house


async def times_off(house: House) -> list[tuple[datetime, datetime, bool]]:
    coach = (await load_catalogue(house)).coaches[house.coach.id]
    return [(one.starts, one.ends, one.block) for one in coach.single_leaves]


async def ids_off(house: House) -> list[int]:
    coach = (await load_catalogue(house)).coaches[house.coach.id]
    return [one.id for one in coach.single_leaves if not one.block]


async def undo(house: House, leave_id: int, key: str) -> None:
    await undoing_leave.undo_leave(
        house.database,
        house.coach.id,
        leave_id,
        actor=acting(house.coach_person),
        key=key,
        now=NOW + timedelta(seconds=20),
    )


BLOCK = (NINE + 2 * HOUR, NINE + 3 * HOUR, True)


async def test_sessions_before_and_after_a_block_are_answered_in_one_rescue(house: House) -> None:
    before = await house.book(starts_at=AT_NINE)
    after = await house.book(starts_at=AT_NINE + 4 * HOUR, customer_id=house.customers[1].id)
    rescue_id = await save(house, REST)
    assert await fates(house, rescue_id) == {before.id: "waiting", after.id: "waiting"}
    assert await times_off(house) == [
        (REST.starts, NINE + 2 * HOUR, False),
        BLOCK,
        (NINE + 3 * HOUR, REST.ends, False),
    ]
    card = await rescue(house, rescue_id)
    assert (card.starts, card.ends) == (REST.starts, REST.ends)
    order = BookingOrder(house.service.id, house.coach.id, AT_NINE + 6 * HOUR, house.service.price)
    with pytest.raises(NotOffered):
        await booking.book(
            house.database,
            await load_catalogue(house),
            order,
            actor=acting(house.customer),
            key="late",
            now=NOW,
        )


async def test_the_rescue_belongs_to_each_part_and_neither_is_undone(house: House) -> None:
    await house.book(starts_at=AT_NINE + 4 * HOUR)
    rescue_id = await save(house, REST)
    actor = acting(house.coach_person)
    for leave_id in await ids_off(house):
        of = await rescues.of_leave(house.database, house.coach.id, leave_id, actor=actor)
        assert of == rescue_id
        with pytest.raises(UndoOvertaken):
            await undo(house, leave_id, f"u{leave_id}")
    assert len(await ids_off(house)) == 2


async def test_all_parts_are_undone_together_from_either(house: House) -> None:
    for place in (0, 1):
        assert await save(house, REST, key=f"save{place}") == 0
        both = await ids_off(house)
        await undo(house, both[place], f"u{place}")
        await undo(house, both[place], f"again{place}")
        assert await times_off(house) == [BLOCK]


async def test_what_has_changed_since_in_one_part_keeps_the_other(house: House) -> None:
    await save(house, REST)
    first, second = await ids_off(house)
    await leave.give_back_leave(
        house.database, house.coach.id, second, actor=acting(house.coach_person), now=NOW
    )
    with pytest.raises(UndoOvertaken):
        await undo(house, first, "u")
    assert await ids_off(house) == [first]


async def test_saved_again_it_is_the_same_and_a_day_that_is_off_is_refused(house: House) -> None:
    await house.book(starts_at=AT_NINE + 4 * HOUR)
    rescue_id = await save(house, REST)
    assert await save(house, REST, agreed="", key="again") == rescue_id
    assert len(await ids_off(house)) == 2
    whole = RestOfDay(NINE + 2 * HOUR, NINE + 3 * HOUR)
    with pytest.raises(LeaveOverlaps):
        await save(house, whole, agreed="", key="blocked")


async def test_the_team_takes_it_for_a_coach_who_is_told(house: House) -> None:
    await house.book(starts_at=AT_NINE + 4 * HOUR)
    await save(house, REST, actor=acting(house.customers[7], Role.MANAGER))
    kinds = {kind for kind, who in await notices(house) if who == house.coach_person.id}
    assert {"rescue_made", "calendar_changed"} <= kinds
    assert len(await ids_off(house)) == 2
