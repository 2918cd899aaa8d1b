"""Places in the schedules of messages out, on a clock of PostgreSQL that the test sets forward."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Final

import pytest

from storage.messages import rate_limits
from storage.transactions import Database
from tests.database_clock import DatabaseClock

MIA: Final = 7001
LENA: Final = 7005
EVERY: Final = 0.04
CHAT_EVERY: Final = 1.0


async def ask(
    database: Database,
    chat_id: int,
    *,
    every: float = EVERY,
    burst: int = 1,
    early: float = 0.0,
    ahead: float | None = None,
    most: int = 1_000,
) -> tuple[float, datetime | None]:
    """The wait, and until when the place counts that was taken."""
    async with database.autocommit() as autocommit:
        return await rate_limits.take(
            autocommit,
            chat_id,
            every=every,
            chat_every=CHAT_EVERY,
            burst=burst,
            early=early,
            ahead=ahead,
            most=most,
        )


async def take(database: Database, chat_id: int, **how: Any) -> tuple[bool, float]:
    """Whether a place was taken, and the wait."""
    wait, counts_until = await ask(database, chat_id, **how)
    return counts_until is not None, wait


async def place(database: Database, chat_id: int, **how: Any) -> datetime:
    """Until when the place counts that this chat gets."""
    _, counts_until = await ask(database, chat_id, **how)
    assert counts_until is not None
    return counts_until


async def went(
    database: Database, chat_id: int, counts_until: datetime, *, seconds: float = 1.0
) -> datetime:
    """It has arrived, or with more seconds: it is still on its way."""
    async with database.autocommit() as autocommit:
        return await rate_limits.count(
            autocommit, chat_id, counts_until, seconds=seconds, chat_every=CHAT_EVERY
        )


@pytest.fixture
async def clock(database_url: str) -> AsyncIterator[DatabaseClock]:
    """Of the database, from which all places are counted."""
    begun = await DatabaseClock.begun(database_url)
    yield begun
    await begun.close()


@pytest.fixture
async def database(database_url: str, clock: DatabaseClock) -> AsyncIterator[Database]:
    """A door to the database with this clock."""
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def replicas(database_url: str, clock: DatabaseClock) -> AsyncIterator[list[Database]]:
    """Three processes' doors to one database."""
    opened = [Database(database_url) for _ in range(3)]
    yield opened
    for one in opened:
        await one.close()
