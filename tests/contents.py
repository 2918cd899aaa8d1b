"""Everything a database holds, to be compared with another one."""

import json
from typing import Any

import asyncpg

from storage.tables.schema import SCHEMA

Row = dict[str, Any]
Contents = dict[str, list[Row]]


async def contents(url: str) -> Contents:
    """Every row of every table, by column name; values as PostgreSQL writes them in JSON."""
    connection = await asyncpg.connect(url)
    tables = [table.name for table in SCHEMA.sorted_tables] + ["alembic_version"]
    try:
        return {
            table: [
                json.loads(row[0])
                for row in await connection.fetch(
                    f"SELECT to_jsonb(t)::text AS row FROM {table} t ORDER BY row"
                )
            ]
            for table in tables
        }
    finally:
        await connection.close()
