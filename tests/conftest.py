"""The basis of all tests: real PostgreSQL and Redis, and an empty database per test."""

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from typing import Final
from zlib import crc32

import pytest

from storage.transactions import Database
from tests import known_types, one_loop
from tests.databases import Databases
from tests.services import Postgres, Redis

known_types.ask_once()

# What is imported and collected stays: looking for garbage in it meanwhile finds none.
gc.disable()

# A minute and more by itself, or half a minute of constant work.
LONG: Final = ("chaos/test_rows", "handlers/chat/test_every_screen", "handlers/http/api/test_fuzz")
# These mostly wait: for a process, a page, a clock. The others work all the time.
WAITING: Final = ("tests/bot/", "tests/chaos/", "tests/journeys/", "tests/page/")
WAITED_OUT: Final = 0.9  # the share of working tests after which no waiting ones are left


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest goes first: otherwise all would wait for the worker that starts it last.

    The rest comes in an order drawn from its names, the same in each run: neighbours cost alike,
    and a row of them would leave the processors idle, or all workers waiting for them. Waiting
    tests are spread, one by one, among working ones, module by module; the end is only for working
    ones, in small pieces.
    """

    def place(item: pytest.Item) -> int:
        return next((n for n, name in enumerate(LONG) if name in item.nodeid), len(LONG))

    def waits(item: pytest.Item) -> bool:
        return item.nodeid.startswith(WAITING)

    def shuffle_key(item: pytest.Item) -> int:
        name = item.nodeid if waits(item) else item.nodeid.partition("::")[0]
        return crc32(name.encode())

    rest = sorted((item for item in items if place(item) == len(LONG)), key=shuffle_key)
    waiting = [item for item in rest if waits(item)]
    working = [item for item in rest if not waits(item)]
    spread = {item.nodeid: n / len(working) for n, item in enumerate(working)}
    spread |= {item.nodeid: n / len(waiting) * WAITED_OUT for n, item in enumerate(waiting)}
    first = sorted((item for item in items if place(item) < len(LONG)), key=place)
    items[:] = [*first, *sorted(rest, key=lambda item: spread[item.nodeid])]


def pytest_collection_finish() -> None:
    """What was collected stays: looking through a million objects for garbage takes a second."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Function, nextitem: pytest.Item | None) -> Iterator[None]:
    """What a test has left in the loop ends with it; after the last test, so does the loop."""
    yield
    runner = item.funcargs.get("_session_scoped_runner")
    if nextitem is not None and isinstance(runner, asyncio.Runner):
        if "browser" in item.fixturenames:
            one_loop.keep(runner.get_loop())
        else:
            one_loop.leave(runner)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A server for the whole run (of one worker)."""
    server = Postgres(tmp_path_factory.mktemp("postgres"), {"autovacuum": "off"})
    asyncio.run(server.start())
    yield server
    asyncio.run(server.stop())


@pytest.fixture(scope="session")
async def databases(postgres: Postgres) -> AsyncIterator[Databases]:
    """Databases of that server, for one test after another."""
    opened = Databases(postgres)
    yield opened
    await opened.close()


@pytest.fixture
async def database_name(databases: Databases) -> AsyncIterator[str]:
    """The name of an empty migrated database."""
    name = await databases.lend()
    yield name
    await databases.take_back(name)


@pytest.fixture
def database_url(databases: Databases, database_name: str) -> str:
    """The address of an empty migrated database."""
    return databases.postgres.url(database_name)


@pytest.fixture
async def database(databases: Databases, database_name: str) -> AsyncIterator[Database]:
    """Connections to an empty migrated database."""
    opened = databases.open(database_name)
    yield opened
    await databases.rest(opened)


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Redis for the whole run (of one worker); a test flushes what it needs."""
    server = Redis(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server.url
    server.stop()
