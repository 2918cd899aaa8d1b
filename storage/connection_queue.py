"""Who waits for a connection gets one in turn.

SQLAlchemy's pool hands a connection that comes back to the next to ask, which may be somebody who
asks just then: one who has waited may wait on, as long as others keep asking. Under enough load a
few waited for five seconds, and were told that the database is busy.
"""

import asyncio
from types import TracebackType

from sqlalchemy.exc import TimeoutError as PoolTimeout


class ConnectionQueue:
    """As many places as a pool has connections: `async with` takes one, the longest waiting first.

    patience: seconds. Raises PoolTimeout.
    """

    def __init__(self, number: int, patience: float) -> None:
        self._number = number
        self._patience = patience
        self._free = asyncio.Semaphore(number)
        self._loop: asyncio.AbstractEventLoop | None = None

    async def __aenter__(self) -> None:
        if (loop := asyncio.get_running_loop()) is not self._loop:
            # Nothing waits any more that waited in an earlier loop.
            self._loop, self._free = loop, asyncio.Semaphore(self._number)
        if not self._free.locked():
            await self._free.acquire()
            return
        try:
            async with asyncio.timeout(self._patience):
                await self._free.acquire()
        except TimeoutError:
            raise PoolTimeout("no connection became free in time") from None

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._free.release()
