"""What is done for one person is done in order; different people are served at the same time.

Telegram delivers a message and a press of one person in parallel (its queues are by chat and by
user), so their order has to be kept here.
"""

import asyncio


class PersonQueues:
    """One queue per person with work in it; an empty queue is dropped."""

    def __init__(self) -> None:
        self._locks: dict[int, asyncio.Lock] = {}
        self._waiting: dict[int, int] = {}

    def turn_of(self, person: int) -> "_Turn":
        """Wait until everything begun earlier for this person is done. First come, first served."""
        return _Turn(self, person)

    def __len__(self) -> int:
        return len(self._locks)

    def _join(self, person: int) -> asyncio.Lock:
        lock = self._locks.get(person)
        if lock is None:
            lock = self._locks[person] = asyncio.Lock()
        self._waiting[person] = self._waiting.get(person, 0) + 1
        return lock

    def _leave(self, person: int) -> None:
        self._waiting[person] -= 1
        if not self._waiting[person]:
            del self._waiting[person], self._locks[person]


class _Turn:
    """A place in the queue of a person: taken on the way in, left on the way out."""

    __slots__ = ("_lock", "_person", "_queues")

    def __init__(self, queues: PersonQueues, person: int) -> None:
        self._queues = queues
        self._person = person

    async def __aenter__(self) -> None:
        self._lock = self._queues._join(self._person)
        try:
            await self._lock.acquire()
        except BaseException:
            self._queues._leave(self._person)
            raise

    async def __aexit__(self, *_: object) -> None:
        self._lock.release()
        self._queues._leave(self._person)
