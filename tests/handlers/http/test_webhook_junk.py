"""The webhook and bytes that Telegram does not send: they are answered, and not in the log."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from aiohttp import web

from handlers.http.webhook import PATH, SECRET_HEADER, TelegramWebhook

SECRET = "a-Secret_1"
GZIP = "Content-Encoding: gzip\r\nContent-Length: 5"
CHUNKED = "Transfer-Encoding: chunked"
LONG = "Content-Length: 500"


@pytest.fixture
async def runner() -> AsyncIterator[web.AppRunner]:
    """The webhook, with a server like that of the process."""

    async def accept(update: Mapping[str, Any]) -> None:
        raise AssertionError(f"taken for an update: {update}")

    app = web.Application()
    app.router.add_post(PATH, TelegramWebhook(accept, SECRET).receive)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner
    await runner.cleanup()


@pytest.fixture
def port(runner: web.AppRunner) -> int:
    """Where the webhook is open."""
    port: int = runner.addresses[0][1]
    return port


class Stranger:
    """Somebody who writes bytes to the webhook."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def at(cls, port: int) -> "Stranger":
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def writes(self, secret: str, headers: str, body: bytes) -> None:
        head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {secret}\r\n{headers}\r\n\r\n"
        self._writer.write(head.encode() + body)
        await self._writer.drain()

    async def reads(self) -> int:
        """The status of the answer, after which the connection is closed."""
        async with asyncio.timeout(30):
            answer = await self._reader.read()
        self._writer.close()
        await self._writer.wait_closed()
        assert answer.count(b"HTTP/1.1") == 1
        return int(answer.split()[1])

    def hangs_up(self) -> None:
        self._writer.transport.abort()


@pytest.mark.parametrize(("secret", "status"), [("a-Secret_2", 403), (SECRET, 400)])
@pytest.mark.parametrize("body", [b"junk!", b"jun"])
async def test_a_body_that_cannot_be_decoded_is_answered_and_not_logged(
    port: int, caplog: pytest.LogCaptureFixture, secret: str, status: int, body: bytes
) -> None:
    stranger = await Stranger.at(port)

    await stranger.writes(secret, GZIP, body)

    assert await stranger.reads() == status
    assert caplog.records == []


async def test_a_stranger_is_turned_away_before_the_body_has_come(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    stranger = await Stranger.at(port)

    await stranger.writes("a-Secret_2", LONG, b"")

    assert await stranger.reads() == 403
    assert caplog.records == []


@pytest.mark.parametrize("secret", ["a-Secret_2", SECRET])
@pytest.mark.parametrize(("headers", "body"), [(LONG, b"{"), (CHUNKED, b"1\r\n{\r\n")])
async def test_who_hangs_up_in_the_middle_is_not_logged(
    runner: web.AppRunner,
    port: int,
    caplog: pytest.LogCaptureFixture,
    secret: str,
    headers: str,
    body: bytes,
) -> None:
    server = runner.server
    assert server is not None
    stranger = await Stranger.at(port)

    async with asyncio.timeout(30):
        await stranger.writes(secret, headers, body)
        while not server.requests_count:  # noqa: ASYNC110 - it is a number
            await asyncio.sleep(0.001)
        stranger.hangs_up()
        while server.connections:  # noqa: ASYNC110 - a line is there until it has been handled
            await asyncio.sleep(0.001)

    assert caplog.records == []
