"""HTTP/1.1 to one server: JSON out, an answer back, on connections that are kept.

Two calls end every tap. A general client's care for each of them, cookies, redirects, proxies,
compression, bodies of any kind, took a third of the processor's time of the tap: 67 µs a call by
aiohttp, 20 by this, which has one method and one kind of body. TLS is asyncio's.
"""

import asyncio
import ssl
from socket import SOCK_STREAM
from typing import Final, cast
from urllib.parse import urlsplit

from aiohappyeyeballs import start_connection

from bot.response import Garbled, Reading, Response

# Telegram's own servers hang up after 75 s; a request that meets the hanging up is lost.
LONGEST_IDLE: Final = 15.0
# How long one address is tried before the next is tried beside it: many hosts have an IPv6 address
# that leads nowhere (RFC 8305).
NEXT_ADDRESS: Final = 0.25


class Wire:
    """Connections to the server of one address, as many as are needed at once.

    base_url: only its scheme, host and port count. trust: whose certificates; those that the
    machine trusts by default.
    """

    def __init__(self, base_url: str, trust: ssl.SSLContext | None = None) -> None:
        parts = urlsplit(base_url)
        encrypted = parts.scheme == "https"
        self._tls = (trust or ssl.create_default_context()) if encrypted else None
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if self._tls else 80)
        self._head = (
            f"Host: {parts.netloc.rpartition('@')[2]}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        )
        self._idle: list[_Connection] = []

    def close(self) -> None:
        """Close what is open and not in use."""
        while self._idle:
            self._idle.pop().close()

    async def post(self, path: str, body: bytes) -> Response:
        """Post JSON. path: quoted, from the root. OSError when no answer can be had; then, and
        when this is cancelled, whether the server has read the request is not known."""
        head = f"POST {path} HTTP/1.1\r\n{self._head}{len(body)}\r\n\r\n"
        connection = self._take() or await self._connect()
        try:
            response = await connection.ask(head.encode("ascii") + body)
        except BaseException:
            connection.close()
            raise
        if connection.usable:
            self._idle.append(connection)
        return response

    def _take(self) -> "_Connection | None":
        """The connection that was used last: those that are not needed grow old and go."""
        while self._idle:
            connection = self._idle.pop()
            if connection.usable and connection.idle < LONGEST_IDLE:
                return connection
            connection.close()
        return None

    async def _connect(self) -> "_Connection":
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(self._host, self._port, type=SOCK_STREAM)
        reached = await start_connection(found, happy_eyeballs_delay=NEXT_ADDRESS, loop=loop)
        try:
            _, connection = await loop.create_connection(
                _Connection,
                sock=reached,
                ssl=self._tls,
                server_hostname=self._host if self._tls else None,
            )
        except BaseException:
            reached.close()
            raise
        return connection


class _Connection(asyncio.Protocol):
    """One request, its response, and the next."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._reading = Reading()
        self._response: asyncio.Future[Response] | None = None
        self._answered_at = 0.0
        self.usable = False

    @property
    def idle(self) -> float:
        """Seconds since the last response."""
        return self._loop.time() - self._answered_at

    async def ask(self, request: bytes) -> Response:
        """Send a request as it is. OSError when the connection ends before the response does."""
        if self._transport is None:
            raise Garbled("the connection was closed")
        self._reading, self._response = Reading(), self._loop.create_future()
        self._transport.write(request)
        return await self._response

    def close(self) -> None:
        """Hang up, whatever is on its way."""
        self.usable = False
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports do not derive from asyncio's.
        self._transport, self.usable = cast(asyncio.Transport, transport), True

    def data_received(self, data: bytes) -> None:
        try:
            response = self._reading.feed(data)
        except Garbled as fault:
            self._fail(fault)
            self.close()
            return
        if response is not None:
            self._finish(response)

    def connection_lost(self, fault: Exception | None) -> None:
        self.usable, self._transport = False, None
        if fault is not None:
            self._fail(fault)
            return
        try:
            self._finish(self._reading.end())
        except Garbled as garbled:
            self._fail(garbled)

    def _finish(self, response: Response) -> None:
        """Hand the response over; one that nobody waits for spoils the connection."""
        awaited, self._response = self._response, None
        if awaited is None or awaited.done():
            self.close()
            return
        self.usable = self.usable and response.may_stay_open
        self._answered_at = self._loop.time()
        awaited.set_result(response)

    def _fail(self, fault: Exception) -> None:
        awaited, self._response = self._response, None
        if awaited is not None and not awaited.done():
            awaited.set_exception(fault)
