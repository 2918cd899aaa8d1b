"""A database given to one test after another is always like a new one."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from storage.transactions import Database
from tests.contents import contents
from tests.databases import Databases
from tests.house import open_house
from tests.services import ENDED, Postgres


@pytest.fixture
async def databases(postgres: Postgres) -> AsyncIterator[Databases]:
    """None lent yet."""
    opened = Databases(postgres)
    yield opened
    await opened.close()


async def test_what_a_test_has_left_is_gone_and_ids_begin_anew(
    databases: Databases, postgres: Postgres
) -> None:
    name = await databases.lend()
    url = postgres.url(name)
    new = await contents(url)
    ids = []
    for _ in range(2):
        database = Database(url)
        house = await open_house(database)
        ids.append((house.coach.id, (await house.book()).id))
        await database.close()
        await postgres.execute("DELETE FROM business", name)
        left = await asyncpg.connect(url)

        await databases.take_back(name)

        with pytest.raises(ENDED):
            await left.fetch("SELECT 1")
        assert await databases.lend() == name
        assert await contents(url) == new
    assert ids[0] == ids[1]
    await postgres.drop(name)


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE appointments DROP COLUMN note",
        "CREATE DOMAIN strange AS int",
        "ALTER TABLE people ALTER COLUMN created_at SET DEFAULT '2020-01-01'",
        "ALTER DATABASE {name} SET default_transaction_read_only = on",
        "CREATE OR REPLACE FUNCTION nothing() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ANALYZE business",
    ],
)
async def test_a_database_that_is_no_more_what_it_was_is_not_lent_again(
    databases: Databases, postgres: Postgres, change: str
) -> None:
    name = await databases.lend()
    await postgres.execute(change.replace("{name}", name), name)

    await databases.take_back(name)

    another = await databases.lend()
    assert another != name
    await postgres.drop(another)


async def test_what_was_emptied_is_planned_for_as_what_is_new(
    databases: Databases, postgres: Postgres
) -> None:
    query = """
    SELECT c.relname, pg_relation_size(oid), relpages, reltuples, relallvisible, relallfrozen
    FROM pg_class c
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1
    """
    name = await databases.lend()
    connection = await asyncpg.connect(postgres.url(name))
    new = await connection.fetch(query)
    await connection.close()
    database = Database(postgres.url(name))
    await (await open_house(database)).book()
    await database.close()

    await databases.take_back(name)

    connection = await asyncpg.connect(postgres.url(name))
    assert await connection.fetch(query) == new
    await connection.close()
    await postgres.drop(name)
