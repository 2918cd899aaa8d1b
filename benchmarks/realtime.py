"""1,000 Socket.IO clients that are mostly idle: the memory of each, and how late an event is.

Fifty of them hear of each change. Ours reads it from the audit log after its commit, so that nobody
misses it; the peer, as anybody would write it with the same library, sends it from memory right
after the commit and forgets it. Both make the same commit. Clients offer compression, as browsers
do. Run it with `python -m benchmarks.realtime`.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

import aiohttp

from benchmarks.realtime_server import TEAM
from benchmarks.table import Row, less_is_better, table
from tests.services import Postgres

CLIENTS = 1_000
HEARING = 50
CHANGES = 200
AT_ONCE = 50
# One person may have at most this many connections to a replica.
OF_EACH = 20
PEER = "plain python-socketio"


class Client:
    """One connection. heard: when something came, on the machine's clock."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[float] = asyncio.Queue()
        self.ready = asyncio.Event()

    async def listen(self, session: aiohttp.ClientSession, url: str, token: str) -> None:
        """Listen until cancelled."""
        where = f"{url}/socket.io/?EIO=4&transport=websocket"
        async with session.ws_connect(where, compress=15, max_msg_size=0) as line:
            await line.send_str("40" + json.dumps({"token": token}))
            async for message in line:
                if message.data == "2":
                    await line.send_str("3")
                elif message.data.startswith('42["ready"'):
                    self.ready.set()
                elif message.data.startswith("42"):
                    self.heard.put_nowait(monotonic())


async def measure_server(url: str, which: str) -> tuple[float, list[float]]:
    """Kilobytes per client, and milliseconds from commit to event."""
    async with _server(which, url) as address:
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector) as session:
            before = await _ask(session, "GET", f"{address}/memory")
            clients = [Client() for _ in range(CLIENTS)]
            tasks = []
            for first in range(0, CLIENTS, AT_ONCE):
                some = range(first, first + AT_ONCE)
                tasks += [
                    asyncio.create_task(clients[n].listen(session, address, _token(n)))
                    for n in some
                ]
                await asyncio.gather(*(clients[n].ready.wait() for n in some))
            await asyncio.sleep(2)
            after = await _ask(session, "GET", f"{address}/memory")
            waits = []
            for _ in range(CHANGES):
                committed = await _ask(session, "POST", f"{address}/change")
                arrivals = [await client.heard.get() for client in clients[:HEARING]]
                waits += [(at - committed) * 1000 for at in arrivals]
                await asyncio.sleep(0.01)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            return (after - before) / CLIENTS / 1024, waits


async def measure() -> list[Row]:
    """Both, one after the other, on one PostgreSQL."""
    with TemporaryDirectory() as folder:
        server = Postgres(Path(folder))
        await server.start()
        try:
            ours = await measure_server(server.url(await server.create()), "ours")
            peer = await measure_server(server.url(await server.create()), "plain")
        finally:
            await server.stop()
    idle = f"Each of {CLIENTS:,} idle Socket.IO clients"
    mine, theirs = (quantiles(waits, n=100) for waits in (ours[1], peer[1]))
    return [
        less_is_better(idle, ours[0], PEER, peer[0], "KB"),
        *(
            less_is_better(
                f"Commit to event, {HEARING} of {CLIENTS:,} hear it, p{percentile}",
                mine[percentile - 1],
                PEER,
                theirs[percentile - 1],
                "ms",
            )
            for percentile in (50, 99)
        ),
    ]


def rows() -> list[Row]:
    """The rows of this benchmark."""
    return asyncio.run(measure())


def _token(number: int) -> str:
    return f"{TEAM if number < HEARING else 'customer'} {number // OF_EACH}"


async def _ask(session: aiohttp.ClientSession, method: str, url: str) -> Any:
    async with session.request(method, url) as answer:
        return await answer.json()


@asynccontextmanager
async def _server(which: str, url: str) -> AsyncIterator[str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.realtime_server", which, url),
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    port = (await process.stdout.readline()).decode().strip()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        await process.wait()


if __name__ == "__main__":
    print(table(rows()))
