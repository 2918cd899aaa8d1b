"""Calls over kept connections, to servers that keep to the rules and to some that do not."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import wire as wires
from bot.wire import Wire
from tests.mailbox import CERTIFICATE, KEY, trusting

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Server:
    """Counts its connections, and keeps the requests that came over them."""

    def __init__(self, talking: Callable[["Server"], Talk]) -> None:
        self._talk = talking(self)
        self.connections = 0
        self.requests: list[bytes] = []
        self.port = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            await self._talk(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the other side has hung up
        finally:
            writer.close()

    async def request(self, reader: asyncio.StreamReader) -> bytes:
        """The body of the next request."""
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.partition(b"Content-Length: ")[2].partition(b"\r")[0])
        body = await reader.readexactly(length)
        self.requests.append(head + body)
        return body


@asynccontextmanager
async def serving(
    talking: Callable[[Server], Talk], tls: ssl.SSLContext | None = None
) -> AsyncIterator[Server]:
    server = Server(talking)
    listening = await asyncio.start_server(server.take, "127.0.0.1", 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()


def said(body: bytes, *headers: bytes) -> bytes:
    lines = (b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), *headers)
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def echo(server: Server, *headers: bytes, times: int = 1000) -> Talk:
    """Answers each request with its own body, so many times per connection."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(times):
            writer.write(said(await server.request(reader), *headers))

    return talk


@asynccontextmanager
async def wire_to(address: str, trust: ssl.SSLContext | None = None) -> AsyncIterator[Wire]:
    wire = Wire(address, trust)
    try:
        yield wire
    finally:
        wire.close()
        await asyncio.sleep(0)


async def test_a_call_goes_out_as_it_must_and_its_answer_comes_back() -> None:
    async with serving(echo) as server, wire_to(f"{server.address}/somewhere") as wire:
        response = await wire.post("/bot1:a/getMe", b"{}")

        assert (response.status, response.body) == (200, b"{}")
        assert server.requests == [
            b"POST /bot1:a/getMe HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
            b"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}" % server.port
        ]


async def test_calls_one_after_the_other_share_a_connection() -> None:
    async with serving(echo) as server, wire_to(server.address) as wire:
        for number in range(20):
            assert (await wire.post("/", b"%d" % number)).body == b"%d" % number
        assert server.connections == 1


async def test_calls_at_once_have_a_connection_each_and_never_each_others_answer() -> None:
    async with serving(echo) as server, wire_to(server.address) as wire:
        for _ in range(3):
            bodies = [b"%d" % number for number in range(50)]
            answers = await asyncio.gather(*(wire.post("/", body) for body in bodies))
            assert [answer.body for answer in answers] == bodies
        assert server.connections == 50


async def test_a_large_body_goes_and_comes_whole() -> None:
    body = b"x" * 3_000_000
    async with serving(echo) as server, wire_to(server.address) as wire:
        assert (await wire.post("/", body)).body == body


@pytest.mark.parametrize("headers", [(), (b"Connection: close",)])
async def test_a_server_that_hangs_up_after_each_answer_gets_a_new_connection_each_time(
    headers: tuple[bytes, ...],
) -> None:
    def once(server: Server) -> Talk:
        return echo(server, *headers, times=1)

    async with serving(once) as server, wire_to(server.address) as wire:
        for number in range(5):
            assert (await wire.post("/", b"%d" % number)).body == b"%d" % number
            await asyncio.sleep(0.02)
        assert server.connections == 5


async def test_a_connection_that_was_idle_for_long_is_not_trusted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with serving(echo) as server, wire_to(server.address) as wire:
        await wire.post("/", b"1")
        monkeypatch.setattr(wires, "LONGEST_IDLE", 0.01)
        await asyncio.sleep(0.02)
        await wire.post("/", b"2")
        assert server.connections == 2


async def test_a_cancelled_call_leaves_its_answer_to_nobody() -> None:
    async with serving(slow) as server, wire_to(server.address) as wire:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await wire.post("/", b"slow")

        assert (await wire.post("/", b"quick")).body == b"quick"
        assert server.connections == 2


def slow(server: Server) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            body = await server.request(reader)
            await asyncio.sleep(0.2 if body == b"slow" else 0)
            writer.write(said(body))

    return talk


async def test_what_comes_unasked_ends_the_connection() -> None:
    def chatty(server: Server) -> Talk:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(said(await server.request(reader)))
            await writer.drain()
            await asyncio.sleep(0.02)
            writer.write(said(b"of somebody else"))
            await server.request(reader)

        return talk

    async with serving(chatty) as server, wire_to(server.address) as wire:
        assert (await wire.post("/", b"1")).body == b"1"
        await asyncio.sleep(0.05)
        assert (await wire.post("/", b"2")).body == b"2"
        assert server.connections == 2


@pytest.mark.parametrize(
    "answer",
    [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", b"SSH-2.0-OpenSSH\r\n\r\n", None],
)
async def test_an_answer_that_is_none_is_an_error_and_the_next_call_is_well(
    answer: bytes | None,
) -> None:
    def first_broken(server: Server) -> Talk:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            body = await server.request(reader)
            if server.connections > 1:
                writer.write(said(body))
            elif answer is None:
                writer.transport.abort()
            else:
                writer.write(answer)

        return talk

    async with serving(first_broken) as server, wire_to(server.address) as wire:
        with pytest.raises(OSError):  # noqa: PT011 - of whichever kind
            await wire.post("/", b"1")
        assert (await wire.post("/", b"2")).body == b"2"


async def test_a_port_that_nobody_listens_on_is_an_error() -> None:
    async with wire_to("http://127.0.0.1:1") as wire:
        with pytest.raises(ConnectionRefusedError):
            await wire.post("/", b"")


async def test_over_tls_a_server_must_show_a_certificate_that_is_trusted(tmp_path: Path) -> None:
    both = tmp_path / "both.pem"
    both.write_text(KEY + CERTIFICATE)
    covered = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    covered.load_cert_chain(both)
    async with serving(echo, covered) as server:
        address = f"https://127.0.0.1:{server.port}"
        async with wire_to(address, trusting()) as wire:
            for _ in range(3):
                assert (await wire.post("/", b"secret")).body == b"secret"
        assert server.connections == 1
        async with wire_to(address) as wire:
            with pytest.raises(ssl.SSLCertVerificationError):
                await wire.post("/", b"secret")
