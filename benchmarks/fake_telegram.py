"""A Bot API server that costs little, as a process of its own.

It serves any number of bots, each known by its token, and takes a few requests besides:

    GET  /ready/<token>     whether that bot has asked for updates, or does within a second
    POST /measure/<token>   lets a crowd use it; what goes in and out is in `benchmarks.crowd`
    GET  /forget/<token>    that bot is gone
"""

import asyncio
import json
import re
import sys
from collections import OrderedDict
from collections.abc import Callable
from itertools import count, islice
from typing import cast

import uvloop

from benchmarks import prepared
from benchmarks.crowd import Crowd

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
# In JSON, a form or a query: whatever the library writes.
PERSON = re.compile(rb"(?:chat_id|callback_query_id)[^\w-]{1,5}(\d+)")
OFFSET = re.compile(rb"\boffset[^\w-]{1,5}(\d+)")
TIMEOUT = re.compile(rb"\btimeout[^\w-]{1,5}(\d+)")
BATCH = 100
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"

NO = prepared.answer(False)
YES = prepared.answer(True)
ME = prepared.answer(prepared.ME)
TELLING = {
    "answercallbackquery": YES,
    "editmessagetext": prepared.message_edited(),
    "sendmessage": prepared.message_sent("hello"),
}

Answer = Callable[[bytes], None]


class Line:
    """One bot: its unconfirmed updates, its open request, and its users."""

    def __init__(self) -> None:
        self._asked = asyncio.Event()
        self.crowd: Crowd | None = None
        self._numbers = count(1_000_000)
        self._updates: OrderedDict[int, bytes] = OrderedDict()
        self._parked: Answer | None = None

    async def ready(self) -> bytes:
        """Whether the bot has asked for updates, or does within a second."""
        try:
            async with asyncio.timeout(1):
                await self._asked.wait()
        except TimeoutError:
            return NO
        return YES

    async def measure(self, wish: bytes) -> bytes:
        """Let a crowd use the bot; the results."""
        self.crowd = Crowd(json.loads(wish), self._send)
        return prepared.answer(await self.crowd.done)

    def updates(self, body: bytes, answer: Answer) -> None:
        """getUpdates: everything from the offset on, now or as soon as there is something."""
        self._asked.set()
        offset, timeout = _number(OFFSET, body), _number(TIMEOUT, body)
        while self._updates and next(iter(self._updates)) < offset:
            self._updates.popitem(last=False)
        if self._updates or not timeout:
            answer(self._batch())
            return
        self._parked = answer
        asyncio.get_running_loop().call_later(timeout, self._answer_parked, answer)

    def _send(self, template: bytes, person: int) -> None:
        number = next(self._numbers)
        self._updates[number] = prepared.update(template, number, person)
        if self._parked is not None:
            asyncio.get_running_loop().call_soon(self._answer_parked, self._parked)

    def _answer_parked(self, answer: Answer) -> None:
        if self._parked is answer:
            self._parked = None
            answer(self._batch())

    def _batch(self) -> bytes:
        return b'{"ok":true,"result":[%s]}' % b",".join(islice(self._updates.values(), BATCH))


class Door(asyncio.Protocol):
    """One connection. HTTP/1.1 with lengths, one request at a time, as these clients speak it."""

    def __init__(self, lines: dict[str, Line]) -> None:
        self._lines = lines
        self._inbox = b""
        self._transport: asyncio.WriteTransport | None = None
        self._ordered: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports do not derive from asyncio's.
        self._transport = cast(asyncio.WriteTransport, transport)

    def connection_lost(self, fault: Exception | None) -> None:
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._inbox += data
        end = self._inbox.find(b"\r\n\r\n")
        if end < 0:
            return
        length = LENGTH.search(self._inbox, 0, end)
        whole = end + 4 + (int(length[1]) if length else 0)
        if len(self._inbox) < whole:
            return
        target = self._inbox.split(b" ", 2)[1].decode()
        body, self._inbox = self._inbox[end + 4 : whole], self._inbox[whole:]
        path, _, query = target.partition("?")
        _, first, second = path.split("/", 2)
        if first.startswith("bot"):
            line = self._line(first.removeprefix("bot"))
            self._bot_api(line, second.lower(), body + b"?" + query.encode())
        else:
            self._ordered = asyncio.ensure_future(self._order(first, second, body))

    def _line(self, token: str) -> Line:
        return self._lines.setdefault(token.replace("%3A", ":"), Line())

    def _bot_api(self, line: Line, method: str, body: bytes) -> None:
        if method == "getupdates":
            line.updates(body, self._answer)
        elif method in TELLING:
            person = _number(PERSON, body)
            self._answer(prepared.of_person(TELLING[method], person))
            if line.crowd is not None:
                line.crowd.record_call(person, method, body.count(b"callback_data"))
        else:
            self._answer(ME if method == "getme" else YES)

    async def _order(self, what: str, token: str, body: bytes) -> None:
        line, answer = self._line(token), YES
        if what == "measure":
            answer = await line.measure(body)
        elif what == "ready":
            answer = await line.ready()
        else:
            del self._lines[token]
        self._answer(answer)

    def _answer(self, body: bytes) -> None:
        if self._transport is not None:
            self._transport.write(HEAD % len(body) + body)


def _number(pattern: re.Pattern[bytes], body: bytes) -> int:
    match = pattern.search(body)
    return int(match[1]) if match else 0


async def serve() -> None:
    """Serve on a free port, which is printed, until killed."""
    lines: dict[str, Line] = {}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Door(lines), "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1])
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve())
