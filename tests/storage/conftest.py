"""Fixtures for tests of the store."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from storage.transactions import Database
from tests.house import House, open_house
from tests.services import Postgres
from tests.storage.wire import Wire


@pytest.fixture
async def house(database: Database) -> House:
    """A business with one coach and one customer."""
    return await open_house(database)


@pytest.fixture
async def empty_url(postgres: Postgres) -> AsyncIterator[str]:
    """The address of a database without tables."""
    name = await postgres.create(empty=True)
    yield postgres.url(name)
    await postgres.drop(name)


@pytest.fixture
async def observer(database_url: str) -> AsyncIterator[Any]:
    """A connection besides the one under test."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@pytest.fixture
async def wire(database_url: str, tmp_path: Path) -> AsyncIterator[Wire]:
    laid = Wire(database_url, tmp_path)
    await laid.open()
    yield laid
    await laid.close()


@pytest.fixture
async def wired(wire: Wire) -> AsyncIterator[Database]:
    """A database at the other end of a wire, with one connection."""
    database = Database(wire.url, pool_size=1)
    yield database
    await database.close()
