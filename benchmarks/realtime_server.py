"""What `benchmarks.realtime` measures, as a process: ours, or what anybody would write with the
library.

    python -m benchmarks.realtime_server ours postgresql://…

Prints its port. `POST /change` commits a change and returns when that was, on the machine's clock;
`GET /memory` returns how many bytes the process takes.
"""

import asyncio
import gc
import sys
from time import monotonic
from typing import Final

import psutil
import socketio
from aiohttp import web

from domain.roles import SYSTEM
from handlers.http.metrics import Metrics
from handlers.http.realtime.hub import Hub
from handlers.http.realtime.listeners import Proof
from handlers.http.realtime.server import Server
from handlers.queries.programs.event_access import EventAccess
from storage import audit
from storage.transactions import Database, Writer
from tests.house import NOW

TEAM: Final = "team"
ROOM: Final = "business"
SUBJECTS: Final = frozenset({"service"})  # of what is written here


async def _write(writer: Writer) -> None:
    await audit.record(
        writer,
        at=NOW,
        actor=SYSTEM,
        action="change_service",
        entity="service",
        entity_id=1,
        before={},
        after={},
    )


def _ours(app: web.Application, database: Database) -> None:
    async def check(token: str) -> Proof:
        """The team, or a customer who is sent nothing."""
        role, number = token.split()
        of_business = SUBJECTS if role == TEAM else frozenset[str]()
        return Proof(EventAccess(int(number), None, of_business, SUBJECTS))

    hub = Hub(database, lambda: NOW, check, Metrics())
    database.on_recorded.append(hub.wake)
    app.router.add_get("/socket.io/", Server(hub, taking=lambda: True).answer)


def _plain(app: web.Application) -> socketio.AsyncServer:
    io = socketio.AsyncServer(async_mode="aiohttp")

    async def connect(sid: str, _environ: object, auth: dict[str, str]) -> None:
        if auth["token"].startswith(TEAM):
            await io.enter_room(sid, ROOM)
        await io.emit("ready", {"id": ""}, to=sid)

    io.on("connect", connect)
    io.attach(app)
    return io


async def serve(which: str, url: str) -> None:
    """Serve until killed."""
    database = Database(url)
    app = web.Application()
    io = None if which == "ours" else _plain(app)
    if io is None:
        _ours(app, database)

    async def change(_request: web.Request) -> web.Response:
        await database.write(_write)
        committed = monotonic()
        if io is not None:
            await io.emit("service:updated", {"id": 1, "kind": "service:updated"}, room=ROOM)
        return web.json_response(committed)

    async def memory(_request: web.Request) -> web.Response:
        gc.collect()
        return web.json_response(psutil.Process().memory_info().rss)

    app.router.add_post("/change", change)
    app.router.add_get("/memory", memory)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=2048).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
