"""POSTs of JSON, and servers that answer in every way HTTP/1.1 allows, and in some it does not."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientError, ClientSession, TCPConnector, web

from bot.telegram.exchange import JsonPosts
from bot.telegram.transport import open_session
from tests.bot.servers import http

Wire = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OK = b'{"ok":true,"result":true}'
PLENTY = 20.0  # seconds


class Server:
    """Serves connections as a test says, one request after another, and counts them."""

    def __init__(self, answer: Wire) -> None:
        self._answer = answer
        self.connections = 0
        self.heads: list[bytes] = []
        self.bodies: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while not writer.is_closing():
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
                self.heads.append(head)
                self.bodies.append(await reader.readexactly(length))
                await self._answer(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(answer: Wire) -> AsyncIterator[tuple[Server, str]]:
    server = Server(answer)
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    try:
        yield server, f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/bot1:a/"
    finally:
        listener.close()


def writes(*pieces: bytes) -> Wire:
    """Answers each request with these pieces, each on its own."""

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)

    return answer


def sized_response(body: bytes, *headers: bytes) -> bytes:
    lines = b"".join(line + b"\r\n" for line in (*headers, b"Content-Length: %d" % len(body)))
    return b"HTTP/1.1 200 OK\r\n" + lines + b"\r\n" + body


BIG = OK + b" " * 500_000


@pytest.mark.parametrize(
    ("pieces", "body"),
    [
        pytest.param((sized_response(OK),), OK, id="at once"),
        pytest.param(tuple(bytes([b]) for b in sized_response(OK)), OK, id="byte by byte"),
        pytest.param((sized_response(BIG),), BIG, id="more than fits into a buffer"),
        pytest.param(
            (sized_response(gzip.compress(OK), b"Content-Encoding: gzip"),), OK, id="packed"
        ),
        pytest.param(
            (b"HTTP/1.1 103 Early Hints\r\n\r\n", sized_response(OK)), OK, id="after a hint"
        ),
        pytest.param(
            (
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                b"%x\r\n" % len(OK) + OK + b"\r\n",
                b"0\r\n\r\n",
            ),
            OK,
            id="in chunks",
        ),
        pytest.param((b"HTTP/1.1 204 No Content\r\n\r\n",), b"", id="nothing"),
    ],
)
async def test_an_answer_comes_whole_however_it_is_sent_and_its_connection_is_used_again(
    session: ClientSession, pieces: tuple[bytes, ...], body: bytes
) -> None:
    async with serving(writes(*pieces)) as (server, root):
        posts = JsonPosts(session, root)
        answers = [await posts.post("getMe", b"{}", PLENTY) for _ in range(3)]
    assert [answer.body for answer in answers] == [body] * 3
    assert server.connections == 1


async def test_the_head_is_that_of_aiohttps_own_request(session: ClientSession) -> None:
    async with serving(writes(sized_response(OK))) as (server, root):
        posts = JsonPosts(session, root)
        for body in (b"{}", b'{"text":"%d %s"}'):
            await posts.post("sendMessage", body, PLENTY)
            headers = {"Content-Type": "application/json"}
            async with session.post(f"{root}sendMessage", data=body, headers=headers) as answer:
                await answer.read()
    ours, theirs = server.heads[::2], server.heads[1::2]
    assert [sorted(head.split(b"\r\n")) for head in ours] == [
        sorted(head.split(b"\r\n")) for head in theirs
    ]
    assert server.bodies[::2] == server.bodies[1::2]


async def test_an_answer_until_the_end_of_its_connection_is_the_last_on_it(
    session: ClientSession,
) -> None:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + OK)
        writer.close()

    async with serving(answer) as (server, root):
        posts = JsonPosts(session, root)
        answers = [await posts.post("getMe", b"{}", PLENTY) for _ in range(2)]
    assert [answer.body for answer in answers] == [OK, OK]
    assert server.connections == 2


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Len", id="half a head"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf", id="half a body"),
        pytest.param(b"HTTP/1.1 200 OK\r\n\r\nno length", id="a body without an end"),
        pytest.param(b"HTTP/1.1 100 Continue\r\n\r\n", id="only a hint"),
    ],
)
async def test_what_does_not_come_to_its_end_in_time_is_over_and_never_read_again(
    session: ClientSession, piece: bytes
) -> None:
    late, again = b'{"late": 1}', b"{}"

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(piece if server.bodies[-1] == late else sized_response(OK))

    async with serving(answer) as (server, root):
        posts = JsonPosts(session, root)
        with pytest.raises(TimeoutError):
            await posts.post("getMe", late, 0.1)
        assert (await posts.post("getMe", again, PLENTY)).body == OK
    assert server.connections == 2


async def test_a_trickle_does_not_put_the_end_off(session: ClientSession) -> None:
    async def trickle(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.01)

    async with serving(trickle) as (_, root):
        with pytest.raises(TimeoutError):
            await JsonPosts(session, root).post("getMe", b"{}", 0.2)


async def test_who_is_cancelled_leaves_no_connection_behind_on_which_an_answer_may_come(
    session: ClientSession,
) -> None:
    arrival, goes_on = asyncio.Event(), asyncio.Event()

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        arrival.set()
        await goes_on.wait()
        writer.write(sized_response(b"%d" % server.connections))

    async with serving(answer) as (server, root):
        posts = JsonPosts(session, root)
        task = asyncio.create_task(posts.post("getMe", b"{}", PLENTY))
        await arrival.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        goes_on.set()
        assert (await posts.post("getMe", b"{}", PLENTY)).body == b"2"


async def test_a_call_waits_for_a_connection_no_longer_than_for_its_answer() -> None:
    goes_on = asyncio.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        await goes_on.wait()
        return web.Response(body=OK)

    async with http(answer) as address, open_session(connections=1) as session:
        posts = JsonPosts(session, f"{address}/")
        first = asyncio.create_task(posts.post("getMe", b"{}", PLENTY))
        with pytest.raises(TimeoutError):
            await posts.post("getMe", b"{}", 0.1)
        goes_on.set()
        assert (await first).body == OK


async def test_a_connection_that_was_ended_while_it_rested_is_not_used(
    session: ClientSession,
) -> None:
    writers: list[asyncio.StreamWriter] = []

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(sized_response(OK))
        writers.append(writer)

    async with serving(answer) as (server, root):
        posts = JsonPosts(session, root)
        await posts.post("getMe", b"{}", PLENTY)
        assert isinstance(session.connector, TCPConnector)
        [(resting, _)] = next(iter(session.connector._conns.values()))
        closed = resting.closed
        writers[0].close()
        assert closed is not None
        await closed
        assert (await posts.post("getMe", b"{}", PLENTY)).body == OK
    assert server.connections == 2


async def test_a_session_that_is_closed_calls_nobody(session: ClientSession) -> None:
    async with serving(writes(sized_response(OK))) as (_, root):
        posts = JsonPosts(session, root)
        await session.close()
        with pytest.raises(ClientError):
            await posts.post("getMe", b"{}", PLENTY)
