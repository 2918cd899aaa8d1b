"""The WebSockets under Socket.IO, each ended in the way that tells the client what to do.

A browser reconnects by itself if the network ends a connection or a server restarts (1012), but not
if it is told that the connection is over.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final

from aiohttp import WSCloseCode, web
from engineio import packet as engine
from engineio.async_drivers.aiohttp import WebSocket
from engineio.async_socket import AsyncSocket

from handlers.http.realtime.listeners import Listener, packet

# Seconds for the other side to confirm the end.
GOOD_BYE: Final = 1.0
# Enough for a packet with a token and a position.
LARGEST: Final = 16_384


class RawSocket(WebSocket):  # type: ignore[misc]  # the library says nothing of types
    """One connection. listener: set once a token was accepted on it."""

    def __init__(
        self,
        handler: Callable[["RawSocket"], Awaitable[None]],
        server: Any,
        opened: Callable[["RawSocket"], None],
        closed: Callable[["RawSocket"], None],
    ) -> None:
        """handler: the library's, a method of the socket above."""
        super().__init__(handler, server)
        self._opened = opened
        self._closed = closed
        self.engine_socket: AsyncSocket = handler.__self__  # type: ignore[attr-defined]
        self.listener: Listener | None = None
        self.admitted: asyncio.TimerHandle | None = None
        self._request: web.Request | None = None

    async def __call__(self, environ: dict[str, Any]) -> web.WebSocketResponse:
        """As the library's, without compression, which takes four times the memory."""
        request: web.Request = environ["aiohttp.request"]
        self._request = request
        self._sock = web.WebSocketResponse(max_msg_size=LARGEST, timeout=GOOD_BYE, compress=False)
        await self._sock.prepare(request)
        self._opened(self)
        try:
            await self.handler(self)
        except Exception:
            # What came is not a packet. The library would leave its own state half-done.
            self.engine_socket.queue.put_nowait(None)
            await self.engine_socket.close(wait=False, abort=True)
            self.drop()
        finally:
            if self.admitted is not None:
                self.admitted.cancel()
            self._closed(self)
        return self._sock

    @property
    def waiting(self) -> int:
        size: int = self.engine_socket.queue.qsize()
        return size

    def give(self, packet: str) -> None:
        """As `listeners.Socket`."""
        if not self.engine_socket.closed:
            self.engine_socket.queue.put_nowait(engine.Packet(engine.MESSAGE, packet))

    def cut(self, code: str) -> None:
        """As `listeners.Socket`. A client that does not hang up is disconnected."""
        self.give(packet("cut", {"code": code}))
        self.give("1")  # disconnect, in Socket.IO
        asyncio.get_running_loop().call_later(GOOD_BYE, self.drop)

    def drop(self) -> None:
        """As `listeners.Socket`."""
        transport = self._request.transport if self._request is not None else None
        if transport is not None:
            transport.abort()

    async def restart(self) -> None:
        """Tell the client that it may reconnect at once, to another replica."""
        with suppress(Exception):
            async with asyncio.timeout(GOOD_BYE):
                await self._sock.close(code=WSCloseCode.SERVICE_RESTART, message=b"restart")
        self.drop()
