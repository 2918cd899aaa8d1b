"""A mistaken change of leave is undone, unless somebody was told of it or is booked."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.undo.undo import CannotUndo, TooLateToUndo, UndoOvertaken
from domain.working_hours.leave import Leave
from handlers.actions.undo import undoing_leave
from handlers.actions.working_hours import leave
from storage.transactions import Database
from storage.working_hours import leave as stored
from tests.handlers.actions.proposals import load_catalogue
from tests.handlers.actions.undo.test_undoing import LATE, SOON
from tests.house import NOW, House, acting, open_house

FIRST = datetime(2026, 3, 3)
DAY = timedelta(days=1)


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database)


def by(house: House) -> dict[str, Any]:
    return {"actor": acting(house.coach_person), "now": NOW}


async def undo(house: House, leave_id: int, key: str, now: datetime = SOON) -> None:
    await undoing_leave.undo_leave(
        house.database,
        house.coach.id,
        leave_id,
        actor=acting(house.coach_person),
        key=key,
        now=now,
    )


async def now_(house: House) -> list[Leave]:
    coach = (await load_catalogue(house)).coaches[house.coach.id]
    async with house.database.read() as reader:
        return list((await stored.with_notes(reader, coach)).single_leaves)


async def test_leave_that_was_taken_changed_or_given_back_is_as_it_was(house: House) -> None:
    database, coach = house.database, house.coach.id
    taken = await leave.take_leave(
        database, coach, FIRST, FIRST + DAY, key="take", note="Zahnarzt", block=True, **by(house)
    )
    before = await now_(house)
    await leave.change_leave(
        database, coach, taken.id, FIRST + DAY, FIRST + 2 * DAY, key="c", **by(house)
    )
    with pytest.raises(TooLateToUndo):
        await undo(house, taken.id, "late", LATE)
    await undo(house, taken.id, "u1")
    assert await now_(house) == before

    again = await leave.take_leave(
        database, coach, FIRST + 4 * DAY, FIRST + 5 * DAY, key="t2", **by(house)
    )
    await undo(house, again.id, "u2")
    await undo(house, again.id, "twice")
    assert await now_(house) == before

    await leave.give_back_leave(database, coach, taken.id, **by(house))
    await undo(house, taken.id, "u3")
    await undo(house, taken.id, "thrice")
    [back] = await now_(house)
    assert (back.starts, back.ends, back.note, back.block) == (
        FIRST,
        FIRST + DAY,
        "Zahnarzt",
        True,
    )


async def test_who_was_booked_meanwhile_is_not_put_under_leave_again(house: House) -> None:
    database, coach = house.database, house.coach.id
    taken = await leave.take_leave(database, coach, FIRST, FIRST + DAY, key="take", **by(house))
    await leave.give_back_leave(database, coach, taken.id, **by(house))
    await house.book(starts_at=NOW + DAY)
    with pytest.raises(CannotUndo):
        await undo(house, taken.id, "u")
    assert await now_(house) == []


async def test_another_step_another_person_or_a_forged_number_change_nothing(house: House) -> None:
    database, coach = house.database, house.coach.id
    taken = await leave.take_leave(database, coach, FIRST, FIRST + DAY, key="take", **by(house))
    later = by(house) | {"now": NOW + timedelta(seconds=1)}
    await leave.note_leave(database, coach, taken.id, "ill", key="n", **later)
    for number in (taken.id, taken.id + 99, -1):
        with pytest.raises(UndoOvertaken):
            await undo(house, number, f"u{number}")
    assert len(await now_(house)) == 1
