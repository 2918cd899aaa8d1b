"""Measures how much time passes, and waits, whatever the time of day."""

import asyncio
from typing import Final


class Stopwatch:
    """Real seconds, by the loop. Whatever looks or waits by one can be given another."""

    __slots__ = ()

    def now(self) -> float:
        """Seconds since some moment; they never go back."""
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        """Let this many seconds pass."""
        await asyncio.sleep(seconds)

    async def rest(self, seconds: float, awake: asyncio.Event) -> None:
        """Wait for the event, and no longer than this many seconds."""
        try:
            async with asyncio.timeout(seconds):
                await awake.wait()
        except TimeoutError:
            return


REAL: Final = Stopwatch()
