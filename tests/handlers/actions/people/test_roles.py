"""A role is given to a person, never to a record that is nobody any more."""

import asyncio
from collections.abc import Sequence
from functools import partial

import pytest

from domain.refusals import LastAdmin, NotFound
from domain.roles import SYSTEM, Actor, Role
from handlers.actions.people import blocking, person_limits, roles
from handlers.actions.people.erasing import erase
from handlers.queries.people import team as queries
from storage import audit
from storage.people import merging, people, team
from storage.people.people import Person
from storage.services import catalogue
from storage.transactions import Writer
from tests.house import NOW, House, acting, chat_of


@pytest.fixture
async def admin(house: House) -> Actor:
    """The only admin: the first customer."""
    await house.database.write(lambda w: people.set_role(w, house.customer.id, Role.ADMIN))
    return acting(house.customer, Role.ADMIN)


async def give(house: House, admin: Actor, person_id: int, role: Role, key: str = "give") -> Person:
    return await roles.give_role(house.database, person_id, role, actor=admin, key=key, now=NOW)


async def merged(house: House, survivor: Person) -> int:
    """A record that has become part of somebody."""

    async def work(writer: Writer) -> int:
        record = await people.add(writer, "M. Keler", None, NOW)
        await merging.merge(writer, record.id, survivor.id)
        return record.id

    return await house.database.write(work)


async def erased(house: House, admin: Actor, person: Person) -> int:
    async with house.database.read() as reader:
        offered = await catalogue.load(reader)
    await erase(house.database, offered, person.id, actor=admin, key="erase", now=NOW)
    return person.id


async def admins(house: House) -> Sequence[int]:
    async with house.database.read() as reader:
        return [one.id for one in await team.with_roles(reader, {Role.ADMIN})]


async def test_a_merged_record_stands_for_the_person_it_became_part_of(
    house: House, admin: Actor
) -> None:
    mia = house.customers[1]
    record = await merged(house, mia)

    shown = await queries.person(house.database, record, actor=admin)
    person = await give(house, admin, record, Role.MANAGER)

    assert (shown.id, person.id, person.role) == (mia.id, mia.id, Role.MANAGER)
    async with house.database.read() as reader:
        lines = await audit.of(reader, "person", mia.id)
    assert [(one.action, one.before, one.after) for one in lines] == [
        ("give_role", {"role": "customer"}, {"role": "manager"})
    ]


async def test_a_record_merged_into_the_last_admin_makes_no_second_one(
    house: House, admin: Actor
) -> None:
    record = await merged(house, house.customer)
    await give(house, admin, record, Role.ADMIN)

    with pytest.raises(LastAdmin):
        await give(house, admin, admin.person, Role.CUSTOMER, "leave")

    assert await admins(house) == [admin.person]


async def test_somebody_erased_is_given_nothing(house: House, admin: Actor) -> None:
    gone = await erased(house, admin, house.customers[1])

    with pytest.raises(NotFound):
        await queries.person(house.database, gone, actor=admin)
    with pytest.raises(NotFound):
        await give(house, admin, gone, Role.ADMIN)
    with pytest.raises(NotFound):
        await blocking.block(
            house.database,
            gone,
            0,
            None,
            cancels=False,
            seen_mark=0,
            actor=admin,
            key="block",
            now=NOW,
        )
    with pytest.raises(NotFound):
        await person_limits.forgive(house.database, gone, actor=admin, key="forgive", now=NOW)


async def test_who_is_erased_at_the_same_moment_is_an_admin_or_gone(
    house: House, admin: Actor
) -> None:
    mia = house.customers[1]

    await asyncio.gather(
        give(house, admin, mia.id, Role.ADMIN), erased(house, admin, mia), return_exceptions=True
    )

    async with house.database.read() as reader:
        there = await merging.current(reader, mia.id)
    assert await admins(house) == [admin.person, *([mia.id] if there else [])]


async def test_a_role_that_a_record_kept_counts_for_nobody(house: House, admin: Actor) -> None:
    record, gone = await merged(house, house.customers[1]), house.customers[2]
    await erased(house, admin, gone)
    for one in (record, gone.id):
        await house.database.write(partial(people.set_role, person_id=one, role=Role.ADMIN))

    assert await admins(house) == [admin.person]
    with pytest.raises(LastAdmin):
        await give(house, admin, admin.person, Role.CUSTOMER)

    await house.database.write(lambda w: people.set_role(w, admin.person, Role.MANAGER))
    await roles.appoint(house.database, [chat_of(house.customer)], actor=SYSTEM, now=NOW)
    assert await admins(house) == [admin.person]
