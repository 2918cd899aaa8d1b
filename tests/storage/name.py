"""A name for PostgreSQL that can come to mean another address, as after a failover."""

import asyncio
import socket
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote, urlsplit

import pytest

HOST = "database.test"
FIRST, SECOND = "127.0.0.1", "127.0.0.2"


class Address:
    """A port on one address, with a server behind it."""

    def __init__(self, address: str, url: str, port: int = 0) -> None:
        self._address = address
        self._server = unquote(urlsplit(url).query.removeprefix("host=")) + "/.s.PGSQL.5432"
        self._listening: asyncio.Server | None = None
        self._lines: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._silent = False
        self._dead = asyncio.Event()
        self.port = port

    async def __aenter__(self) -> Self:
        self._listening = await asyncio.start_server(self._line, self._address, self.port)
        self.port = self._listening.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.die()

    async def die(self) -> None:
        """As a process does: every connection is reset, and nobody listens any more."""
        assert self._listening is not None
        self._listening.close()
        self._dead.set()
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.gather(*self._lines)

    def vanish(self) -> None:
        """Like a machine whose cable is pulled: connections stay, and nothing comes back."""
        self._silent = True

    async def _line(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._lines.add(task)
        server, to_server = await asyncio.open_unix_connection(self._server)
        self._writers |= {to_client, to_server}
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._carry(client, to_server))
                both.create_task(self._carry(server, to_client))
        except* OSError:
            pass
        finally:
            to_client.transport.abort()
            to_server.transport.abort()
            self._writers -= {to_client, to_server}
            self._lines.discard(task)

    async def _carry(self, read: asyncio.StreamReader, write: asyncio.StreamWriter) -> None:
        while chunk := await read.read(65536):
            if self._silent:
                await self._dead.wait()
            write.write(chunk)
            await write.drain()
        raise ConnectionResetError


class Name:
    """What HOST means now: an address, looked up for each connection."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.address = FIRST
        look_up = socket.getaddrinfo

        def resolve(host: Any, *more: Any, **options: Any) -> Any:
            return look_up(self.address if host == HOST else host, *more, **options)

        monkeypatch.setattr(socket, "getaddrinfo", resolve)

    @staticmethod
    def url(url: str, port: int) -> str:
        """The address of a database by this name instead of its socket folder."""
        parts = urlsplit(url)
        return f"postgresql://{parts.username}@{HOST}:{port}{parts.path}"
