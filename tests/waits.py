"""What others in a database wait for. PostgreSQL tells nobody, so a test asks until it is so."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

PATIENCE: Final = 30.0

Fetch = Callable[[str], Awaitable[Sequence[Any]]]
"""Rows of a query by some connection, outside any transaction."""

_WAITING: Final = """
SELECT EXISTS (SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND {} = '{}')
"""
_LOCK: Final = _WAITING.format("wait_event_type", "Lock")
_SLEEP: Final = _WAITING.format("wait_event", "PgSleep")


async def somebody_waits(fetch: Fetch) -> None:
    """Wait until a statement waits for a lock."""
    await _until(fetch, _LOCK)


async def somebody_sleeps(fetch: Fetch) -> None:
    """Wait until a statement is within `pg_sleep`."""
    await _until(fetch, _SLEEP)


async def _until(fetch: Fetch, query: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while not (await fetch(query))[0][0]:  # noqa: ASYNC110 - PostgreSQL does not tell
            await asyncio.sleep(0.01)
