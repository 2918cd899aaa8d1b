"""A stopwatch turned by hand: what rests by it rests until a test lets time pass."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from bot.timing.stopwatch import Stopwatch

T = TypeVar("T")

PATIENCE: Final = 30.0  # seconds of anybody's time


@dataclass(eq=False)
class _Rest:
    """Until when something rests, and what else it waits for."""

    until: float
    awake: asyncio.Event
    over: asyncio.Timeout


@dataclass(eq=False)
class Turned(Stopwatch):
    """Seconds that pass when told to."""

    seconds: float = 1_000.0
    _rests: list[_Rest] = field(default_factory=list)

    def now(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        await self.rest(seconds, asyncio.Event())

    async def rest(self, seconds: float, awake: asyncio.Event) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        try:
            async with asyncio.timeout(None) as over:
                resting = _Rest(self.seconds + seconds, awake, over)
                self._rests.append(resting)
                try:
                    await awake.wait()
                finally:
                    self._rests.remove(resting)
        except TimeoutError:
            return

    def turn(self, seconds: float) -> None:
        """Let this many seconds pass. Those whose rest is over by then continue when the test
        waits."""
        self.seconds += seconds
        for resting in self._rests:
            if resting.until <= self.seconds and not resting.over.expired():
                resting.over.reschedule(asyncio.get_running_loop().time())

    def go_on(self) -> None:
        """Let time pass until the first rest is over, if anything rests."""
        if self._resting():
            self.turn(self.until_next())

    async def during(self, *work: Awaitable[T]) -> list[T]:
        """The results of all this, while rests by this pass."""
        tasks = [asyncio.ensure_future(one) for one in work]
        while not all(task.done() for task in tasks):
            self.go_on()
            await asyncio.sleep(0.001)
        return await asyncio.gather(*tasks)

    async def begins_to_rest(self) -> None:
        """Wait until something rests by this."""
        async with asyncio.timeout(PATIENCE):
            while not self._resting():  # noqa: ASYNC110 - a rest is told to nobody
                await asyncio.sleep(0.001)

    async def pass_by(self, seconds: float) -> None:
        """Let this many seconds pass for something that does little but rest by this."""
        end = self.seconds + seconds
        while self.seconds < end:
            await self.begins_to_rest()
            self.turn(min(self.until_next(), end - self.seconds))

    def until_next(self) -> float:
        """Seconds until the first rest ends that has not ended by itself."""
        return min(one.until for one in self._resting()) - self.seconds

    def rests(self, awake: asyncio.Event) -> bool:
        """Whether somebody rests until this, and has no reason to continue yet."""
        return any(one.awake is awake for one in self._resting())

    def _resting(self) -> list[_Rest]:
        """Rests with no reason to end yet."""
        return [one for one in self._rests if one.until > self.seconds and not one.awake.is_set()]
