"""Schemas of databases: what one consists of, and one taken back to an earlier version."""

from pathlib import Path
from typing import Any

import asyncpg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from storage import migrations

CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
"""
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
COLUMNS = """
SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity
FROM information_schema.columns WHERE table_schema = 'public'
"""


def engine_for(url: str) -> Any:
    return create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"))


async def downgrade(url: str, revision: str) -> None:
    def work(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        config.attributes["connection"] = connection
        command.downgrade(config, revision)

    engine = engine_for(url)
    async with engine.connect() as connection:
        await connection.run_sync(work)
        await connection.commit()
    await engine.dispose()


async def schema_of(url: str) -> set[tuple[Any, ...]]:
    """Everything a schema says about its columns, constraints and indexes."""
    connection = await asyncpg.connect(url)
    try:
        parts = [await connection.fetch(query) for query in (CONSTRAINTS, INDEXES, COLUMNS)]
    finally:
        await connection.close()
    return {tuple(row) for rows in parts for row in rows if row[0] != "alembic_version"}
