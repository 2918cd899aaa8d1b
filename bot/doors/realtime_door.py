"""The door to real time, which is loaded on the first connection."""

import asyncio
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from aiohttp import web

from bot.settings.settings import Settings
from bot.timing.clock import Clock
from handlers.http.app import RequestHandler
from handlers.http.metrics import Metrics
from storage.transactions import Database

if TYPE_CHECKING:
    from handlers.http.realtime.hub import Hub
    from handlers.http.realtime.server import Server


class RealtimeDoor:
    """Connections over Socket.IO. guard: turns away everyone this is not meant for. taking: whether
    connections are accepted now."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        clock: Clock,
        metrics: Metrics,
        *,
        guard: Callable[[RequestHandler], RequestHandler] | None = None,
    ) -> None:
        self._settings = settings
        self._database = database
        self._clock = clock
        self._metrics = metrics
        self._loading: asyncio.Task[Server] | None = None
        self._hub: Hub | None = None
        self.taking = False
        self.answer: RequestHandler = guard(self._answer) if guard else self._answer

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        """Like `handlers.http.realtime.server.Server.answer`."""
        if self._loading is None:
            self._loading = asyncio.create_task(self._load(), name="realtime load")
        # A client that hangs up must not take the door from the others.
        server = await asyncio.shield(self._loading)
        return await server.answer(request)

    def wake(self) -> None:
        """Something was committed. Returns at once."""
        if self._hub is not None:
            self._hub.wake()

    async def close(self) -> None:
        """Send everybody to another replica."""
        self.taking = False
        if self._loading is not None and self._loading.done():
            await self._loading.result().close()

    async def _load(self) -> "Server":
        # It takes a tenth of a second, for which a tap would wait: hence in a thread.
        await asyncio.to_thread(import_module, "handlers.http.realtime.server")
        from handlers.http.realtime.hub import Hub  # noqa: PLC0415 - loaded when somebody connects
        from handlers.http.realtime.proving import proof_of  # noqa: PLC0415 - as above
        from handlers.http.realtime.server import Server  # noqa: PLC0415 - as above

        database, now = self._database, self._clock.now
        self._hub = hub = Hub(
            database, now, lambda token: proof_of(database, token, now()), self._metrics
        )
        return Server(hub, origins=self._settings.cors_origins, taking=lambda: self.taking)
