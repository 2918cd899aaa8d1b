"""How much time passes, and waits for it, whatever time of day it is."""

import asyncio
from typing import Final


class Stopwatch:
    """Real seconds, by the loop. What looks or waits by one can be given another to go by."""

    __slots__ = ()

    def now(self) -> float:
        """Seconds since some moment; they never go back."""
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        """Let so many seconds pass."""
        await asyncio.sleep(seconds)

    async def rest(self, seconds: float, awake: asyncio.Event) -> None:
        """Wait for that, and no longer than so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                await awake.wait()
        except TimeoutError:
            return


REAL: Final = Stopwatch()
