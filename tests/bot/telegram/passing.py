"""Time that passes for processes and their database alike, and only when all of them wait for it.

A minute of waiting takes as long as what is done in it, and it shows nowhere how fast the machine
is.
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Final, TypeVar

from bot.telegram.limits import SendLimiter
from storage.transactions import Database
from tests.database_clock import DatabaseClock
from tests.turned import Turned

T = TypeVar("T")

# This many turns of the loop without a running statement: whoever was woken has begun one, or waits
# for time to pass.
STILL: Final = 20
PATIENCE: Final = 30.0


@dataclass
class Passing:
    """Processes whose gates share a database, and the time that passes for all of them.

    watched: another door that somebody uses for whom time is not to pass meanwhile.
    """

    stopwatch: Turned
    replicas: list[SendLimiter]
    _databases: list[Database]
    _clock: DatabaseClock
    watched: Database | None = None

    @classmethod
    async def begun(cls, url: str, replicas: int) -> "Passing":
        """For this many processes on an empty database at this address."""
        clock = await DatabaseClock.begun(url)
        stopwatch = Turned()
        databases = [Database(url) for _ in range(replicas)]
        limits = [SendLimiter(one, stopwatch=stopwatch) for one in databases]
        return cls(stopwatch, limits, databases, clock)

    async def close(self) -> None:
        for one in self._databases:
            await one.close()
        await self._clock.close()

    async def pass_by(self, seconds: float) -> None:
        """Let this many seconds pass at once, as for processes that were stopped meanwhile."""
        await self._clock.pass_by(seconds)
        self.stopwatch.turn(seconds)

    async def all_wait(self) -> None:
        """Wait until nothing is left to do at this instant."""
        async with asyncio.timeout(PATIENCE):
            still = 0
            while still < STILL:
                doors = [*self._databases, *([self.watched] if self.watched else [])]
                busy = any(one.in_use for one in doors)
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
