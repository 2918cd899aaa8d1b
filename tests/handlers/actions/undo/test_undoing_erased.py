"""Nothing comes back to somebody who has been erased; who has become another has it as them."""

import asyncio
from typing import Any

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.refusals import NotFound
from domain.roles import Role
from domain.series.series import mark
from domain.services.service import Approval
from domain.undo.undo import UndoOvertaken
from handlers.actions.people import blocking
from handlers.actions.people.erasing import erase
from handlers.actions.undo import undoing
from storage.people import blocks, merging, people
from storage.people.people import Person, TelegramProfile
from storage.transactions import Database
from tests.handlers.actions.group_classes import join, open_class
from tests.handlers.actions.planned_series import Planner
from tests.handlers.actions.proposals import load_catalogue, now_
from tests.handlers.actions.undo import test_undoing_dates as dates_of
from tests.handlers.actions.undo import test_undoing_groups as groups
from tests.handlers.actions.undo.test_undoing import call_off, mark_sent, news, shape, undo
from tests.house import NOW, House, Plan, acting, open_house
from tests.storage.occupying import disagreements


async def forget(house: House, person: Person, *roles: Role, by: Person | None = None) -> None:
    """Erase somebody; by: None for themselves."""
    actor, key = acting(by or person, *roles), f"erase {person.id}"
    catalogue = await load_catalogue(house)
    await erase(house.database, catalogue, person.id, actor=actor, key=key, now=NOW)


async def test_a_session_of_somebody_erased_stays_off(house: House) -> None:
    booked = await house.book()
    off = await call_off(house, booked)
    await forget(house, house.customer)
    with pytest.raises(UndoOvertaken) as refused:
        await undo(house, off)
    assert refused.value.about == off.id
    assert (await now_(house, off)).status is Status.CANCELLED
    assert await disagreements(house) == []


async def test_of_an_undo_and_an_erasure_at_once_nothing_is_left(database: Database) -> None:
    house = await open_house(database, Plan(customers=4))
    for n, customer in enumerate(house.customers):
        off = await call_off(house, await house.book(customer_id=customer.id), key=f"{n}")
        both = forget(house, customer), undo(house, off)
        erased, undone = await asyncio.gather(*both, return_exceptions=True)
        assert erased is None
        assert isinstance(undone, UndoOvertaken | Appointment)
        assert (await now_(house, off)).status is Status.CANCELLED
        assert await disagreements(house) == []


async def test_no_date_of_their_series_comes_back(database: Database) -> None:
    plan = Plan(customers=2, service=dates_of.RULES, approval=Approval.AUTO)
    house = await open_house(database, plan)
    mia = Planner(house, house.customer)
    dates = await mia.book_dates(3)
    off = await dates_of.call_off(house, dates)
    await forget(house, house.customer)
    with pytest.raises(UndoOvertaken):
        await undo(house, off)
    assert {one.status for one in await mia.dates(dates[0])} == {Status.CANCELLED}


async def test_a_whole_session_stays_off_without_one_of_its_customers(database: Database) -> None:
    house = await open_class(database)
    gone = await join(house, house.customers[2])
    await call_off(house, gone)
    seats = [await join(house, who) for who in house.customers[:2]]
    off = await groups.call_off(house, await groups.session_of(house, seats[0].session_id))
    await forget(house, house.customers[2])
    again = await groups.undo(house, off)  # they had left it before
    off = await groups.call_off(house, again, "again")
    await forget(house, house.customers[1])
    with pytest.raises(UndoOvertaken) as refused:
        await groups.undo(house, off, "2")
    assert refused.value.about == off.id
    assert (await now_(house, seats[0])).status is Status.CANCELLED
    assert await disagreements(house) == []


async def test_a_block_of_somebody_erased_brings_nothing_back(database: Database) -> None:
    house = await open_house(database, Plan(customers=2))
    who, admin = house.customer, acting(house.coach_person, Role.ADMIN)
    async with database.read() as reader:
        await reader.fetch("UPDATE people SET role = 'admin' WHERE id = $1", house.coach_person.id)
    booked = await house.book()
    async with database.read() as reader:
        coming = mark(await blocks.coming(reader, who.id, NOW))
    at: dict[str, Any] = {"seen_mark": coming, "actor": admin, "key": "block", "now": NOW}
    await blocking.block(database, who.id, 0, "a slip", cancels=True, **at)
    await forget(house, who, Role.ADMIN, by=house.customers[1])
    with pytest.raises(NotFound):
        await undoing.undo_block(
            database, await load_catalogue(house), who.id, actor=admin, key="u", now=NOW
        )
    assert (await now_(house, booked)).status is Status.CANCELLED


async def test_whom_their_record_has_become_part_of_has_it_again_and_is_told(house: House) -> None:
    record = await house.database.write(lambda writer: people.add(writer, "Mia", None, NOW))
    off = await call_off(house, await house.book(customer_id=record.id))
    await mark_sent(house)
    profile = TelegramProfile(9001, "Mia")
    mia = await house.database.write(lambda writer: people.register(writer, profile))
    await house.database.write(lambda writer: merging.merge(writer, record.id, mia.id))
    again = await undo(house, off)
    assert (again.customer_id, again.status) == (mia.id, Status.CONFIRMED)
    assert shape(await now_(house, off)) == shape(again)
    assert await news(house, mia) == [("restored", "waiting")]
