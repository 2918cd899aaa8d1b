"""What cannot be read as a request, and connections on which none comes."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp import web

from domain.appointments.correspondence import LONGEST_CAPTION
from handlers.http.serving import Runner

CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"


async def _echo(request: web.Request) -> web.Response:
    return web.Response(body=await request.read())


@pytest.fixture
async def served(request: pytest.FixtureRequest) -> AsyncIterator[int]:
    """The port of an application behind the server of ours."""
    app = web.Application()
    app.router.add_route("*", "/", _echo)
    runner = Runner(app, shutdown_timeout=0.1, **getattr(request, "param", {}))
    await runner.setup()
    listening = socket.create_server(("127.0.0.1", 0))
    await web.SockSite(runner, listening).start()
    yield listening.getsockname()[1]
    await runner.cleanup()


async def _plenty(request: web.Request) -> web.StreamResponse:
    """As many bytes as are asked for."""
    answer = web.StreamResponse()
    await answer.prepare(request)
    for _ in range(int(request.query["kib"])):
        await answer.write(bytes(1024))
    await answer.write_eof()
    return answer


@pytest.mark.parametrize("kib", [40, 4_000], ids=["end", "middle"])
@pytest.mark.parametrize("kept", ["keep-alive", "close"])
async def test_who_takes_nothing_of_an_answer_keeps_no_connection(kib: int, kept: str) -> None:
    app = web.Application()
    app.router.add_get("/", _plenty)
    runner = Runner(app, shutdown_timeout=0.1, patience=0.1, taking=0.2)
    await runner.setup()
    assert runner.server is not None
    listening, reader = socket.create_server(("127.0.0.1", 0)), socket.socket()
    # What the system keeps of it is little.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    await web.SockSite(runner, listening).start()
    with reader:
        reader.connect(listening.getsockname())
        head = f"GET /?kib={kib} HTTP/1.1\r\nHost: x\r\nConnection: {kept}\r\n\r\n"
        reader.sendall(head.encode())
        async with asyncio.timeout(30):
            for there in (True, False):
                while bool(runner.server.connections) is not there:  # noqa: ASYNC110 - it says so
                    await asyncio.sleep(0.01)
    await runner.cleanup()


async def _exchange(port: int, sent: bytes) -> bytes:
    """All that comes until the other side ends the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    async with asyncio.timeout(60):
        answer = await reader.read()
    writer.close()
    return answer


async def test_a_caption_of_the_widest_letters_stands_in_an_address(served: int) -> None:
    caption = quote("\U0001f600" * LONGEST_CAPTION)
    sent = f"GET /?caption={caption} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert (await _exchange(served, sent.encode())).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "sent",
    [
        b"no request at all\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 20_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    ],
    ids=["line", "header", "address", "length"],
)
async def test_what_is_no_request_is_told_so_in_the_envelope_and_logged_by_nobody(
    served: int, sent: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    head, _, body = (await _exchange(served, sent)).partition(b"\r\n\r\n")

    envelope: Any = json.loads(body)
    assert head.split()[1] == b"400"
    assert envelope["success"] is False
    assert envelope["error"]["code"] == "UNREADABLE_REQUEST"
    assert envelope["error"]["details"]["request_id"].encode() in head
    assert b"aaaa" not in head + body
    assert [one for one in caplog.records if one.name.startswith("aiohttp")] == []


async def test_a_chunk_that_is_none_is_answered_alike(served: int) -> None:
    head, _, body = (await _exchange(served, CHUNKED)).partition(b"\r\n\r\n")

    assert head.split()[1] == b"400"
    assert json.loads(body)["error"]["code"] == "UNREADABLE_REQUEST"


@pytest.mark.parametrize("served", [{"patience": 0.3}], indirect=True)
@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow"], ids=["no", "half"])
async def test_a_connection_on_which_no_request_comes_is_closed(served: int, sent: bytes) -> None:
    assert await _exchange(served, sent) == b""
