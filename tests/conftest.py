"""What every room's tests stand on: a real PostgreSQL, and a database of its own for each test."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import asyncpg
import pytest

from bot.postgres import EmbeddedPostgres
from storage import migrations
from storage.transactions import Database

TEMPLATE = "migrated"
# A test's data may be lost with the machine.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_numbers = count(1)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A server for the whole run, with a migrated database that others are copied from."""
    folder: Path = tmp_path_factory.mktemp("postgres")
    server = EmbeddedPostgres(folder, CARELESS)

    async def start() -> None:
        await server.start()
        await _create(server, TEMPLATE, "template1")
        await migrations.upgrade(server.url(TEMPLATE))

    asyncio.run(start())
    yield server
    asyncio.run(server.stop())


@pytest.fixture
async def database_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """A fresh, migrated, empty database."""
    name = f"test_{next(_numbers)}"
    await _create(postgres, name, TEMPLATE)
    yield postgres.url(name)
    await _execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Connections to the fresh database."""
    made = Database(database_url)
    yield made
    await made.close()


async def _create(server: EmbeddedPostgres, name: str, template: str) -> None:
    await _execute(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")


async def _execute(server: EmbeddedPostgres, statement: str) -> None:
    connection = await asyncpg.connect(server.url("postgres"))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
