"""What every room's tests stand on: real PostgreSQL and Redis, and a fresh database per test."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from storage.transactions import Database
from tests.services import Postgres, Redis


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A server for the whole run (of one worker)."""
    server = Postgres(tmp_path_factory.mktemp("postgres"))
    asyncio.run(server.start())
    yield server
    asyncio.run(server.stop())


@pytest.fixture
async def database_url(postgres: Postgres) -> AsyncIterator[str]:
    """The address of a migrated database with nothing in it."""
    name = await postgres.create()
    yield postgres.url(name)
    await postgres.drop(name)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Connections to a migrated database with nothing in it."""
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Redis for the whole run (of one worker); a test flushes what it needs."""
    server = Redis(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server.url
    server.stop()
