"""A wire between us and Postgres that counts round trips, and can be cut."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

SOCKET = ".s.PGSQL.5432"
READY = b"Z"


class Wire:
    """Passes everything on. `round_trips`: how often Postgres said that it is ready again."""

    def __init__(self, url: str, folder: Path) -> None:
        parts = urlsplit(url)
        self._server = unquote(parts.query.removeprefix("host="))
        self.url = f"postgresql://{parts.username}@/{parts.path[1:]}?host={quote(str(folder))}"
        self._folder = folder
        self.round_trips = 0
        # Called with what goes to Postgres; True cuts that connection before it gets there.
        self.cut_before: Callable[[bytes], bool] = lambda _: False
        # The same, but cuts the answer: Postgres did it, and nobody hears of it.
        self.cut_answer_to: Callable[[bytes], bool] = lambda _: False
        self._listening: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Begins to listen."""
        self._listening = await asyncio.start_unix_server(self._pass, self._folder / SOCKET)

    async def close(self) -> None:
        """Cuts every connection and stops listening."""
        assert self._listening is not None
        self._listening.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _pass(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        server, to_server = await asyncio.open_unix_connection(f"{self._server}/{SOCKET}")
        line = _Line(self, to_client, to_server)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(line.ask(client))
                both.create_task(line.answer(server))
        except* OSError:
            pass
        finally:
            for writer in (to_client, to_server):
                writer.transport.abort()
            self._tasks.discard(task)


class _Line:
    """One connection through the wire."""

    def __init__(
        self, wire: Wire, to_client: asyncio.StreamWriter, to_server: asyncio.StreamWriter
    ) -> None:
        self._wire = wire
        self._to_client = to_client
        self._to_server = to_server
        self._deaf = False

    async def ask(self, client: asyncio.StreamReader) -> None:
        while chunk := await client.read(65536):
            if self._wire.cut_before(chunk):
                break
            self._deaf = self._wire.cut_answer_to(chunk)
            self._to_server.write(chunk)
            await self._to_server.drain()
        raise ConnectionResetError

    async def answer(self, server: asyncio.StreamReader) -> None:
        while True:
            try:
                kind = await server.readexactly(1)
                length = await server.readexactly(4)
                body = await server.readexactly(int.from_bytes(length) - 4)
            except asyncio.IncompleteReadError:
                raise ConnectionResetError from None
            if self._deaf:
                raise ConnectionResetError
            self._wire.round_trips += kind == READY
            self._to_client.write(kind + length + body)


async def round_trips(wire: Wire, run: Callable[[], Awaitable[object]]) -> int:
    """How many round trips something takes once its statements are prepared."""
    await run()
    before = wire.round_trips
    await run()
    return wire.round_trips - before
