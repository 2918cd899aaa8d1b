"""The API as programs meet it: real HTTP, on a real database."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from domain.roles import Role
from storage import people
from storage.people import Profile
from storage.transactions import Database
from tests.handlers.http.api.programs import Api, Program, serve
from tests.house import House, Plan, open_house


@pytest.fixture
async def house(database: Database) -> House:
    """A business with one coach and a few customers."""
    return await open_house(database, Plan(customers=3))


@pytest.fixture
async def api(database: Database, house: House) -> AsyncIterator[Api]:
    """The API of that business."""
    async with serve(database) as served:
        yield served


@pytest.fixture
async def team(api: Api, database: Database) -> Program:
    """The program of an admin."""
    alex = await database.write(lambda writer: people.register(writer, Profile(7900, "Alex")))
    await database.write(lambda writer: people.set_role(writer, alex.id, Role.ADMIN))
    return await api.of(replace(alex, role=Role.ADMIN))
