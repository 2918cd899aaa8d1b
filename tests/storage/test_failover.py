"""A PostgreSQL that continues at another address behind the same name, or cannot be written to."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import text

from storage.faults import DatabaseAway
from storage.people import people
from storage.people.people import TelegramProfile
from storage.transactions import Database
from tests.services import Postgres
from tests.storage.name import FIRST, SECOND, Address, Name

MIA, ANNA = TelegramProfile(7001, "Mia"), TelegramProfile(7002, "Anna")


@dataclass
class Place:
    """Two addresses of one server, the name that means the first, and connections by name."""

    name: Name
    first: Address
    second: Address
    database: Database

    async def write(self, profile: TelegramProfile = MIA) -> None:
        await self.database.write(lambda writer: people.register(writer, profile))

    async def everybody(self) -> list[int]:
        """All rows, read by as many at once as there may be connections."""
        async with self.database.read() as reader:

            async def look() -> int:
                [[count, _]] = await reader.fetch("SELECT count(*), pg_sleep(0.1) FROM people")
                return int(count)

            return await asyncio.gather(*(look() for _ in range(10)))


@pytest.fixture
async def place(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Place]:
    name = Name(monkeypatch)
    async with (
        Address(FIRST, database_url) as first,
        Address(SECOND, database_url, first.port) as second,
    ):
        database = Database(name.url(database_url, first.port))
        yield Place(name, first, second, database)
        await database.close()


async def test_a_server_that_dies_is_found_at_its_new_address(place: Place) -> None:
    await place.write()
    assert await place.everybody() == [1] * 10
    await place.first.die()
    place.name.address = SECOND

    await place.write(ANNA)

    assert await place.everybody() == [2] * 10
    assert place.database.retries <= 1, "the first may find a line dead, and nobody after that"


async def test_a_server_that_vanishes_is_given_up_and_found_at_its_new_address(
    place: Place,
) -> None:
    await place.write()
    assert await place.everybody() == [1] * 10
    place.first.vanish()
    place.name.address = SECOND

    async with place.database.read() as reader:
        await asyncio.gather(
            place.write(ANNA), reader.fetch("SELECT 1"), reader.rows(text("SELECT 1"))
        )
    # Postgres itself would have given a statement five seconds: each has waited for that once.
    assert place.database.retries == 3

    assert await place.everybody() == [2] * 10
    assert place.database.retries == 3, "the other lines are not waited for"


async def test_a_server_that_may_only_be_read_is_left_for_the_one_that_may_be_written(
    database: Database, database_url: str, postgres: Postgres
) -> None:
    """A primary that was demoted, whose name is late to change."""
    name = database_url.partition("/@/")[2] or database_url.rpartition("@/")[2].partition("?")[0]
    await postgres.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    await database.close()  # it holds for connections that are opened from now on
    with pytest.raises(DatabaseAway):
        await database.write(lambda writer: people.register(writer, MIA))
    await postgres.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")

    await database.write(lambda writer: people.register(writer, MIA))

    assert database.in_use == 0


async def test_a_statement_that_takes_too_long_is_not_tried_again_at_once(
    database: Database,
) -> None:
    runs = 0

    async def work(writer: Any) -> None:
        nonlocal runs
        runs += 1
        await writer.fetch("SET LOCAL statement_timeout = '0.1s'")
        await writer.fetch("SELECT pg_sleep(1)")

    with pytest.raises(DatabaseAway):
        await database.write(work)

    assert runs == 1
