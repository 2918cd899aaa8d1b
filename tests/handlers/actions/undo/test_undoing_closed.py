"""Nothing comes back to where the house or its coach has closed since."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from domain.appointments.appointment import Status
from domain.groups.group import GroupState
from domain.roles import Role
from domain.time.periods import Period
from domain.undo.undo import CannotUndo
from handlers.actions.groups import group_times
from handlers.actions.services.catalogue import newest
from handlers.actions.working_hours.closures import add_closure, open_day
from handlers.actions.working_hours.hours import set_week
from storage.transactions import Database
from tests.handlers.actions.group_classes import EVENING, TUESDAY, join, open_class
from tests.handlers.actions.proposals import now_
from tests.handlers.actions.undo import test_undoing_groups as groups
from tests.handlers.actions.undo.test_undoing import call_off, shape, undo
from tests.house import NOW, OFFICE_HOURS, House, acting
from tests.storage.occupying import disagreements

THAT_DAY = date(2026, 3, 3)
AFTERNOON = ((840, 1020),)


async def close(house: House, agreed: str | None = "", day: date = THAT_DAY) -> None:
    admin = acting(house.customer, Role.ADMIN)
    period = Period(day, day)
    await add_closure(
        house.database, f"{day}", period, actor=admin, key=f"{day}", now=NOW, agreed=agreed
    )


async def open_hours(
    house: House, windows: Sequence[tuple[int, int]], key: str = "hours", weekday: int = 1
) -> None:
    await set_week(
        house.database,
        house.coach.id,
        [((weekday,), windows)],
        actor=acting(house.coach_person),
        key=key,
        now=NOW,
        agreed=None,
    )


async def test_a_day_that_was_closed_meanwhile_takes_nothing_back(house: House) -> None:
    booked = await house.book()
    off = await call_off(house, booked)
    await close(house)
    with pytest.raises(CannotUndo) as refused:
        await undo(house, off)
    assert (refused.value.about, refused.value.taken) == (off.id, "closure")
    assert await now_(house, off) == off
    assert await disagreements(house) == []
    coach = acting(house.coach_person)
    await open_day(house.database, house.coach.id, THAT_DAY, True, actor=coach, key="open", now=NOW)
    assert shape(await undo(house, off, key="2")) == shape(booked)


@pytest.mark.parametrize("windows", [AFTERNOON, ((540, 570), (840, 1020)), ()])
async def test_hours_that_were_changed_meanwhile_count(
    house: House, windows: Sequence[tuple[int, int]]
) -> None:
    booked = await house.book()
    off = await call_off(house, booked)
    await open_hours(house, windows)
    with pytest.raises(CannotUndo) as refused:
        await undo(house, off)
    assert refused.value.taken == "hours"
    await open_hours(house, OFFICE_HOURS, "again")
    assert shape(await undo(house, off, key="2")) == shape(booked)


async def test_what_was_outside_before_comes_back_there(house: House) -> None:
    outside, closed = await house.book(), await house.book(starts_at=NOW + timedelta(days=2))
    await open_hours(house, AFTERNOON)
    await close(house, None, date(2026, 3, 4))
    for booked in (outside, closed):
        off = await call_off(house, booked)
        assert shape(await undo(house, off)) == shape(booked)
    assert await disagreements(house) == []


async def test_a_session_goes_on_where_hours_end_around_it_meanwhile(house: House) -> None:
    booked = await house.book()
    off = await call_off(house, booked)
    await open_hours(house, ((540, 600),))
    assert shape(await undo(house, off)) == shape(booked)


async def test_a_seat_does_not_open_a_closed_day_again(database: Database) -> None:
    house = await open_class(database)
    seat = await join(house, house.customer)
    off = await call_off(house, seat)
    await close(house)
    with pytest.raises(CannotUndo) as refused:
        await undo(house, off)
    assert refused.value.taken == "closure"
    assert (await now_(house, off)).status is Status.CANCELLED
    assert await disagreements(house) == []


async def test_a_whole_session_does_not_come_back_to_a_closed_day(database: Database) -> None:
    house = await open_class(database)
    seat = await join(house, house.customer)
    session = await groups.session_of(house, seat.session_id)
    off = await groups.call_off(house, session)
    await open_hours(house, AFTERNOON)
    with pytest.raises(CannotUndo) as refused:
        await groups.undo(house, off)
    assert (refused.value.about, refused.value.taken) == (session.id, "hours")
    await open_hours(house, OFFICE_HOURS, "again")
    await close(house)
    with pytest.raises(CannotUndo) as refused:
        await groups.undo(house, off, "2")
    assert refused.value.taken == "closure"
    assert (await now_(house, seat)).status is Status.CANCELLED


async def test_a_whole_session_that_was_outside_goes_back_there(database: Database) -> None:
    house = await open_class(database)
    seat = await join(house, house.customer)
    await open_hours(house, AFTERNOON)
    session = await groups.session_of(house, seat.session_id)
    moved = await group_times.move(
        database,
        await newest(database),
        session.id,
        session.version,
        EVENING,
        actor=acting(house.coach_person),
        key="move",
        now=NOW,
    )
    back = await groups.undo(house, moved)
    assert (back.state, back.starts_at) == (GroupState.OPEN, TUESDAY)
    assert await disagreements(house) == []
