"""A right taken away since somebody asked is checked again where it counts."""

from collections.abc import Awaitable, Callable

import pytest

from domain.programs.scopes import Scope
from domain.refusals import NotAllowed
from domain.roles import Actor, Role
from handlers.actions.people import blocking, merging, roles
from handlers.actions.programs import api_keys
from storage.people import people
from storage.transactions import Database
from tests.house import NOW, House, acting, open_house
from tests.house import Plan as HousePlan

Deed = Callable[[House, Actor], Awaitable[object]]


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database, HousePlan(customers=3))


async def make_key(house: House, actor: Actor) -> object:
    return await api_keys.make(
        house.database, "Site", [Scope.CATALOGUE_READ], actor=actor, key="k", now=NOW
    )


async def merge(house: House, actor: Actor) -> object:
    one, other = house.customers[0].id, house.customers[2].id
    return await merging.merge(house.database, one, other, 0, actor=actor, key="k", now=NOW)


async def give_role(house: House, actor: Actor) -> object:
    return await roles.give_role(
        house.database, house.customer.id, Role.MANAGER, actor=actor, key="k", now=NOW
    )


async def block(house: House, actor: Actor) -> object:
    return await blocking.block(
        house.database,
        house.customer.id,
        0,
        None,
        cancels=False,
        seen_mark=0,
        actor=actor,
        key="k",
        now=NOW,
    )


@pytest.mark.parametrize("deed", [make_key, merge, give_role, block], ids=lambda one: one.__name__)
async def test_who_was_an_admin_when_they_asked_is_refused_by_now(house: House, deed: Deed) -> None:
    asking = acting(house.customers[1], Role.ADMIN)
    await house.database.write(lambda writer: people.set_role(writer, asking.person, Role.CUSTOMER))
    with pytest.raises(NotAllowed):
        await deed(house, asking)
