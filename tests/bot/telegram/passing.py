"""Time that passes for processes and their database alike, and only when all of them are waiting.

A minute of waiting takes as long as the work done in it, and the machine's speed shows nowhere. In
a database with this clock, a schema of ours has a `clock_timestamp()` that is found before
PostgreSQL's, also by functions from migrations.
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Final, TypeVar

import asyncpg

from bot.telegram.limits import Limits
from storage.transactions import Database
from tests.turned import Turned

T = TypeVar("T")

CLOCK: Final = """
CREATE SCHEMA passing;
CREATE TABLE passing.clock AS SELECT pg_catalog.clock_timestamp() AS instant;
CREATE FUNCTION passing.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
    AS 'SELECT instant FROM passing.clock';
DO $$ BEGIN
    EXECUTE format(
        'ALTER DATABASE %I SET search_path = passing, public, pg_catalog', current_database());
END $$
"""
# Then it is as good as new for another test.
NO_CLOCK: Final = """
DROP SCHEMA passing CASCADE;
DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I RESET search_path', current_database());
END $$
"""
# This many turns of the loop without a running statement: whoever was woken has begun one, or waits
# for time to pass.
STILL: Final = 20
PATIENCE: Final = 30.0


@dataclass
class Passing:
    """Processes whose gates share a database, and the time that passes for all of them."""

    stopwatch: Turned
    replicas: list[Limits]
    _databases: list[Database]
    _clock: asyncpg.Connection

    @classmethod
    async def begun(cls, url: str, replicas: int) -> "Passing":
        """For this many processes on an empty database at this address."""
        clock = await asyncpg.connect(url)
        await clock.execute(CLOCK)
        stopwatch = Turned()
        databases = [Database(url) for _ in range(replicas)]
        limits = [Limits(one, stopwatch=stopwatch) for one in databases]
        return cls(stopwatch, limits, databases, clock)

    async def close(self) -> None:
        for one in self._databases:
            await one.close()
        await self._clock.execute(NO_CLOCK)
        await self._clock.close()

    async def pass_by(self, seconds: float) -> None:
        """Let this many seconds pass at once, as for processes that were stopped meanwhile."""
        await self._clock.execute(
            "UPDATE passing.clock SET instant = instant + $1 * interval '1 second'", seconds
        )
        self.stopwatch.turn(seconds)

    async def all_wait(self) -> None:
        """Wait until nothing is left to do at this instant."""
        async with asyncio.timeout(PATIENCE):
            still = 0
            while still < STILL:
                busy = any(one.in_use for one in self._databases)
                still = 0 if busy else still + 1
                await asyncio.sleep(0.001 if busy else 0)

    async def during(self, *work: Awaitable[T]) -> list[T]:
        """The results of all this, while time passes."""
        tasks = [asyncio.ensure_future(one) for one in work]
        while True:
            await self.all_wait()
            if all(task.done() for task in tasks):
                return await asyncio.gather(*tasks)
            await self.pass_by(self.stopwatch.until_next())
