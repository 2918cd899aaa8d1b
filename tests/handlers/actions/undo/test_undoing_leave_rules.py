"""A mistaken change of repeating leave is undone, unless somebody is booked then."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.refusals import NotOffered
from domain.undo.undo import CannotUndo, TooLateToUndo, UndoOvertaken
from domain.working_hours.leave_rules import LeavePattern, LeaveRule
from handlers.actions.appointments.booking import BookingOrder, book
from handlers.actions.undo.undoing_leave_rules import undo_repeating
from handlers.actions.working_hours.leave_rules import (
    change_repeating,
    end_repeating,
    note_repeating,
    take_repeating,
    work_on,
)
from storage.transactions import Database
from storage.working_hours import leave
from tests.handlers.actions.proposals import load_catalogue
from tests.handlers.actions.undo.test_undoing import LATE, SOON
from tests.house import NOW, House, acting, open_house

# Wednesday afternoons of March; NOW is Monday the 2nd.
AFTERNOONS = LeavePattern((2,), 720, 1440, date(2026, 3, 2), date(2026, 3, 31))
ELEVENTH = date(2026, 3, 11)
AT_TWO = datetime(2026, 3, 11, 13, tzinfo=UTC)  # on the clock of Berlin
THURSDAYS = replace(AFTERNOONS, weekdays=(3,))


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database)


def by(house: House) -> dict[str, Any]:
    return {"actor": acting(house.coach_person), "now": NOW}


async def off(house: House) -> int:
    """The afternoons, one of which is worked after all."""
    rule = await take_repeating(
        house.database, house.coach.id, AFTERNOONS, key="take", note="Chor", **by(house)
    )
    fourth = date(2026, 3, 4)
    await work_on(house.database, house.coach.id, rule, fourth, off=False, key="w", **by(house))
    return rule


async def undo(house: House, rule: int, key: str, now: datetime = SOON) -> None:
    await undo_repeating(
        house.database, house.coach.id, rule, actor=acting(house.coach_person), key=key, now=now
    )


async def now_(house: House) -> tuple[LeaveRule, ...]:
    coach = (await load_catalogue(house)).coaches[house.coach.id]
    async with house.database.read() as reader:
        return (await leave.with_notes(reader, coach)).repeats


async def test_a_rule_that_was_taken_changed_or_ended_is_as_it_was(house: House) -> None:
    database, coach = house.database, house.coach.id
    rule = await off(house)
    before = await now_(house)

    await change_repeating(database, coach, rule, THURSDAYS, key="c", **by(house))
    with pytest.raises(TooLateToUndo):
        await undo(house, rule, "late", LATE)
    await undo(house, rule, "u1")
    await undo(house, rule, "twice")
    assert await now_(house) == before

    # From a day on: what was before is a rule of its own.
    later = replace(THURSDAYS, first=date(2026, 3, 12))
    new = await change_repeating(database, coach, rule, later, key="s", **by(house))
    assert new != rule
    assert len(await now_(house)) == 2
    await undo(house, new, "u2")
    await undo(house, new, "u2 twice")
    assert await now_(house) == before

    await end_repeating(database, coach, rule, ELEVENTH, **by(house))
    assert await now_(house) != before
    await undo(house, rule, "u3")
    assert await now_(house) == before

    await end_repeating(database, coach, rule, NOW.date(), **by(house))
    assert await now_(house) == ()
    await asyncio.gather(*(undo(house, rule, f"u4 {n}") for n in range(4)))
    [back] = await now_(house)
    assert replace(back, id=rule) == before[0], "with its reason, and the day that is worked"

    taken = await take_repeating(database, coach, THURSDAYS, key="t2", **by(house))
    await undo(house, taken, "u5")
    await undo(house, taken, "u5 twice")
    assert await now_(house) == (back,)


async def test_who_was_booked_meanwhile_is_not_put_under_leave_again(house: House) -> None:
    rule = await off(house)
    await end_repeating(house.database, house.coach.id, rule, ELEVENTH, **by(house))
    left = await now_(house)
    order = BookingOrder(house.service.id, house.coach.id, AT_TWO, house.service.price)
    booked = book(
        house.database,
        await load_catalogue(house),
        order,
        actor=acting(house.customer),
        key="b",
        now=NOW,
    )
    outcomes = await asyncio.gather(booked, undo(house, rule, "u"), return_exceptions=True)
    [refused] = [one for one in outcomes if isinstance(one, BaseException)]
    assert isinstance(refused, NotOffered | CannotUndo), "either the session, or the leave"
    if isinstance(refused, CannotUndo):
        assert refused.taken == "time"
        assert await now_(house) == left


async def test_another_step_another_person_or_a_forged_number_change_nothing(house: House) -> None:
    database, coach = house.database, house.coach.id
    rule = await off(house)
    with pytest.raises(UndoOvertaken):
        await undo(house, rule, "worked after all since")
    await end_repeating(database, coach, rule, ELEVENTH, **by(house))
    later = by(house) | {"now": NOW + timedelta(seconds=1)}
    await note_repeating(database, coach, rule, "ill", key="n", **later)
    for number in (rule, rule + 99, -1):
        with pytest.raises(UndoOvertaken):
            await undo(house, number, f"u{number}")
    new = await change_repeating(
        database, coach, rule, replace(THURSDAYS, first=date(2026, 3, 10)), key="s", **by(house)
    )
    await end_repeating(database, coach, rule, date(2026, 3, 5), **by(house))
    with pytest.raises(UndoOvertaken):
        await undo(house, new, "its other half has changed since")
    assert new in {one.id for one in await now_(house)}
