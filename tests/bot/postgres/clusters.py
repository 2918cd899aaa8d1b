"""Where an embedded PostgreSQL is started, and how it is queried."""

from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg

from bot.postgres.embedded import EmbeddedPostgres

QUICK = {"fsync": "off"}
Start = Callable[..., Awaitable[EmbeddedPostgres]]


async def query(server: EmbeddedPostgres, sql: str) -> Any:
    connection = await asyncpg.connect(server.url())
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()
