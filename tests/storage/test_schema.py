"""Tables as SQLAlchemy Core knows them are those that the migrations make."""

from typing import Any

import asyncpg
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from storage import faults
from storage.tables.schema import SCHEMA
from tests.storage.schemas import engine_for, schema_of


async def test_alembic_sees_no_difference_between_tables_and_migrations(database_url: str) -> None:
    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, SCHEMA))

    engine = engine_for(database_url)
    async with engine.connect() as connection:
        mismatches = await connection.run_sync(differences)
    await engine.dispose()

    assert mismatches == []


async def test_tables_and_migrations_agree_to_the_last_check(
    database_url: str, empty_url: str
) -> None:
    """Alembic does not compare checks, exclusions and what an index covers: Postgres does."""
    engine = engine_for(empty_url)
    async with engine.begin() as connection:
        await connection.exec_driver_sql("CREATE EXTENSION btree_gist")
        await connection.run_sync(SCHEMA.create_all)
    await engine.dispose()

    assert await schema_of(database_url) == await schema_of(empty_url)


async def test_every_conflict_names_a_constraint_that_there_is(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    rows = await connection.fetch(
        "SELECT conname FROM pg_constraint WHERE contype IN ('p','u','x')"
    )
    await connection.close()

    assert faults.CONFLICTS.keys() <= {name for (name,) in rows}
