"""The one loop of a replica that reads events, for everyone who listens there.

It is woken when something is committed, here or, through Redis, elsewhere; otherwise it checks
every second. It runs only while somebody listens.
"""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from handlers.queries.programs import event_feed
from storage.faults import DatabaseAway
from storage.programs.events import Cursor, EventPage
from storage.transactions import Database

log = structlog.get_logger(__name__)

PAGE: Final = 500  # audit lines
IDLE: Final = 1.0
# What was committed just now may not have settled while others are writing. Seconds between looks
# for it, each twice the previous one.
SOON: Final = 0.004
LOOKS: Final = 7


class Tail:
    """hear: called with each page, in order. lost: called when the changes since the last page are
    not known; everybody has to look at everything again. broke: called when either has failed;
    everybody has to reconnect. at: the position of all listeners, None while there are none."""

    def __init__(
        self,
        database: Database,
        *,
        hear: Callable[[EventPage], None],
        lost: Callable[[], None],
        broke: Callable[[], None],
    ) -> None:
        self._database = database
        self._hear = hear
        self._lost = lost
        self._broke = broke
        self._woken = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self.at: Cursor | None = None

    def wake(self) -> None:
        """Something was committed. Returns at once."""
        self._woken.set()

    async def begin(self) -> Cursor:
        """Start, unless it is already running; its position. Raises DatabaseAway."""
        if self.at is None:
            newest = await event_feed.newest(self._database)
            if self.at is None:  # nobody else was faster
                self.at = newest
                self._running = asyncio.create_task(self._run(), name="realtime")
        return self.at

    async def end(self) -> None:
        """Stop: nobody listens any more."""
        running, self._running, self.at = self._running, None, None
        if running is not None:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def _run(self) -> None:
        try:
            await self._follow()
        except Exception:
            log.exception("realtime.broke")
            self._running = self.at = None
            self._broke()

    async def _follow(self) -> None:
        looks = 0
        while True:
            if self._woken.is_set():
                self._woken.clear()
                looks = LOOKS
            try:
                page = await self._read()
            except DatabaseAway as away:
                log.warning("realtime.waits_for_database", reason=str(away))
                page = None
            if page is not None and page.lines:
                looks = 0
                if not page.is_last:
                    continue
            pause = SOON * 2 ** (LOOKS - looks) if looks else IDLE
            looks = max(looks - 1, 0)
            try:
                async with asyncio.timeout(pause):
                    await self._woken.wait()
            except TimeoutError:
                pass

    async def _read(self) -> EventPage | None:
        """The next page, which every listener hears. Raises DatabaseAway."""
        assert self.at is not None
        page = await event_feed.after(self._database, self.at, PAGE)
        newest = await event_feed.newest(self._database) if page is None else None
        # No pause from here on: the position and what listeners have heard must agree.
        if page is not None:
            self.at = page.cursor
            self._hear(page)
        elif newest is not None:
            log.warning("realtime.lost")
            self.at = newest
            self._lost()
        return page
