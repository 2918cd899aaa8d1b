"""Connections in order of arrival.

SQLAlchemy's pool hands a returned connection to the next to ask, which may be a newcomer: somebody
waiting may wait on for as long as others keep asking. Under enough load a few waited for five
seconds, and were told that the database is busy.
"""

import asyncio
from types import TracebackType

from sqlalchemy.exc import TimeoutError as PoolTimeout


class ConnectionQueue:
    """As many places as a pool has connections: `async with` takes one, first come, first served.

    patience: seconds. Raises PoolTimeout.
    """

    def __init__(self, number: int, patience: float) -> None:
        self._number = number
        self._patience = patience
        self._free = asyncio.Semaphore(number)
        self._loop: asyncio.AbstractEventLoop | None = None

    async def __aenter__(self) -> None:
        if (loop := asyncio.get_running_loop()) is not self._loop:
            # Whatever waited in an earlier loop is gone.
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
