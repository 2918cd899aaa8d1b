"""HTTP servers that answer as a test says: as Telegram does, and as it should not."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

TOKEN = "7000:secret-of-the-bot"
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def http(answer: Answer) -> AsyncIterator[str]:
    """A server whose every path gives this answer; yields its address."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with serving(app) as address:
        yield address


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    """An application that is served; yields its address."""
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def raw(answer: bytes | None) -> AsyncIterator[str]:
    """A server that reads a request, writes these bytes, and hangs up; None: resets at once."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if answer is None:
            writer.transport.abort()
        else:
            writer.write(answer)
            await writer.drain()
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await server.wait_closed()


def says(status: int, **body: Any) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        await request.read()
        return web.json_response({"ok": status == 200, **body}, status=status)

    return answer
