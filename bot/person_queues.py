"""What is done for one person is done in order; different people are served at the same time.

Telegram delivers a message and a press of one person side by side (its queues are by chat and by
user), so the order that a person acted in has to be kept here.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class PersonQueues:
    """One queue per person with work in it; an empty queue is forgotten."""

    def __init__(self) -> None:
        self._locks: dict[int, asyncio.Lock] = {}
        self._waiting: dict[int, int] = {}

    @asynccontextmanager
    async def turn_of(self, person: int) -> AsyncIterator[None]:
        """Wait until everything begun for this person before is done. First come, first served."""
        lock = self._locks.setdefault(person, asyncio.Lock())
        self._waiting[person] = self._waiting.get(person, 0) + 1
        try:
            async with lock:
                yield
        finally:
            self._waiting[person] -= 1
            if not self._waiting[person]:
                del self._waiting[person], self._locks[person]

    def __len__(self) -> int:
        return len(self._locks)
