"""The API as programs meet it: real HTTP, on a real database."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot import seed
from bot.playground.sample_people import CAST
from bot.settings.settings import Settings
from domain.roles import SYSTEM, Role
from handlers.actions.people import roles
from storage.people import people
from storage.people.people import TelegramProfile
from storage.transactions import Database
from tests.handlers.http.api.programs import Api, Program, serve
from tests.house import NOW, House, Plan, open_house


@pytest.fixture
async def house(database: Database) -> House:
    """A business with one coach and a few customers."""
    return await open_house(database, Plan(customers=3))


@pytest.fixture
async def api(
    database: Database, house: House, request: pytest.FixtureRequest
) -> AsyncIterator[Api]:
    """The API of that business, served differently if a test says so."""
    async with serve(database, **getattr(request, "param", {})) as served:
        yield served


@pytest.fixture
async def team(api: Api, database: Database) -> Program:
    """The program of an admin."""
    alex = await database.write(
        lambda writer: people.register(writer, TelegramProfile(7900, "Alex"))
    )
    await database.write(lambda writer: people.set_role(writer, alex.id, Role.ADMIN))
    return await api.of(replace(alex, role=Role.ADMIN))


@pytest.fixture
async def planted(database: Database) -> AsyncIterator[Api]:
    """The API of the playground's business."""
    await seed.open_business(database, Settings(), NOW)
    admins = frozenset(person.id for person in CAST if person.role == "admin")
    await roles.appoint(database, admins, actor=SYSTEM, now=NOW)
    async with serve(database) as served:
        yield served
