"""Why a coach is off is read by that coach alone."""

import pytest

from domain.appointments.week import EntryKind
from domain.refusals import NotAllowed, NotFound
from domain.roles import Actor, Door, Role
from domain.working_hours.leave import days_off, wall
from domain.working_hours.leave_rules import LeavePattern
from handlers.actions.working_hours.leave import take_leave
from handlers.actions.working_hours.leave_rules import take_repeating
from handlers.queries.coaches import weeks
from handlers.queries.working_hours import leave
from storage.services import catalogue
from storage.transactions import Database
from tests.house import NOW, House, acting, open_house

TODAY = NOW.date()


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database)


async def test_the_catalogue_knows_no_reasons_and_nobody_but_the_coach_is_told(
    house: House,
) -> None:
    by, database = acting(house.coach_person), house.database
    stretch, pattern = (
        days_off(TODAY, TODAY),
        LeavePattern((2,), 720, 1440, TODAY, TODAY.replace(day=30)),
    )
    await take_leave(database, house.coach.id, *stretch, note="ill", actor=by, key="1", now=NOW)
    await take_repeating(
        database, house.coach.id, pattern, note="Choir", actor=by, key="2", now=NOW
    )
    async with database.read() as reader:
        shared = (await catalogue.load(reader)).coaches[house.coach.id]
    assert "ill" not in repr(shared)
    assert "Choir" not in repr(shared)

    own = await leave.with_notes(database, shared, actor=by)

    assert [one.note for one in own.single_leaves] == ["ill"]
    assert [one.note for one in own.repeats] == ["Choir"]
    admin = Actor(house.coach_person.id, frozenset({Role.ADMIN, Role.COACH}), Door.CHAT, 0)
    with pytest.raises(NotFound):
        await leave.with_notes(database, shared, actor=admin)
    with pytest.raises(NotAllowed):
        await leave.with_notes(database, shared, actor=acting(house.customer))


async def test_the_team_reads_that_time_is_blocked_and_not_for_what(house: House) -> None:
    by, database = acting(house.coach_person), house.database
    hour = wall(TODAY, 540), wall(TODAY, 600)
    await take_leave(
        database, house.coach.id, *hour, note="dentist", block=True, actor=by, key="1", now=NOW
    )
    async with database.read() as reader:
        newest = await catalogue.load(reader)
    coach = newest.coaches[house.coach.id]
    admin = Actor(house.customer.id, frozenset({Role.ADMIN}), Door.CHAT)
    labels = []
    for actor in (by, admin):
        week = await weeks.of_coach(database, newest, coach, TODAY, actor=actor, now=NOW)
        labels += [one.label for one in week.entries if one.kind is EntryKind.BLOCK]
    assert labels == ["dentist", ""]
