"""Running again what failed for a temporary reason."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from storage import faults

T = TypeVar("T")

RETRIES = 3
FIRST_PAUSE = 0.05


class Retrier:
    """Counts its retries, for the metrics."""

    def __init__(self) -> None:
        self.retries = 0

    async def over(self, run: Callable[[], Awaitable[T]]) -> T:
        """What `run` returns, after up to three retries. Raises DatabaseAway when they are used up.

        The pauses double, with random jitter, so that runs that collided do not collide again.
        """
        for retry in range(RETRIES + 1):
            try:
                return await run()
            except Exception as fault:
                if away := faults.final(fault):
                    raise away from fault
                passing = faults.passing(fault)
                if passing is None:
                    raise
                if retry == RETRIES:
                    raise passing from fault
            self.retries += 1
            await asyncio.sleep(FIRST_PAUSE * 2**retry * random.uniform(0.5, 1.5))
        raise AssertionError("the last run returns or raises")
