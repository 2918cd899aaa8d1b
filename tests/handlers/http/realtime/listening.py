"""Programs that listen to changes, and a server for them, beside which others can run."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import socketio
from aiohttp import web
from aiohttp.test_utils import TestServer

from domain.appointments.appointment import Appointment
from domain.programs.api_keys import MARK, digest_of
from domain.programs.scopes import FOR_KEYS, Scope
from domain.roles import SYSTEM, Actor
from handlers.actions.appointments.recording import write_down
from handlers.http.metrics import Metrics
from handlers.http.realtime.hub import Hub
from handlers.http.realtime.listeners import Proof
from handlers.http.realtime.proving import proof_of
from handlers.http.realtime.server import Server
from storage import audit
from storage.people.people import Person
from storage.programs import api_keys
from storage.transactions import Database, Writer
from tests.house import NOW, House

# Generous, since the machine may have much else to do.
PATIENCE = 30.0


async def until(condition: Callable[[], bool]) -> None:
    """Wait for it."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if condition():
                return
            await asyncio.sleep(0.005)


class Program:
    """One Socket.IO client, from its library. told: name and data of everything that came."""

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.refused: Any = None
        self.io = socketio.AsyncClient(reconnection=False)
        self.io.on("*", self._hear)
        self.io.on("connect_error", self._refuse)

    async def connect(self, url: str, token: object, after: object = None) -> "Program":
        """Raises socketio.exceptions.ConnectionError if it is refused."""
        auth = {"token": token} | ({} if after is None else {"after": after})
        await self.io.connect(url, auth=auth, transports=["websocket"], wait_timeout=PATIENCE)
        return self

    async def close(self) -> None:
        await self.io.disconnect()

    def of(self, name: str) -> list[dict[str, Any]]:
        """What came under this name."""
        return [data for each, data in self.told if each == name]

    @property
    def events(self) -> list[dict[str, Any]]:
        """Our events that came."""
        return [data for name, data in self.told if ":" in name]

    def has_heard(self, events: int) -> bool:
        """Whether this many have come by now."""
        return len(self.events) >= events

    @property
    def last(self) -> str:
        """Where it would continue."""
        return str(self.told[-1][1]["id"])

    async def ready(self) -> "Program":
        await until(lambda: bool(self.of("ready") or self.of("resync")))
        return self

    def _hear(self, name: str, data: Any) -> None:
        self.told.append((name, data))

    def _refuse(self, data: Any) -> None:
        self.refused = data


@dataclass
class Replica:
    """What one process serves. now: what its clock shows. proofs: tokens that are not keys."""

    database: Database
    hub: Hub
    server: Server
    url: str
    metrics: Metrics
    now: list[datetime]
    proofs: dict[str, Proof]
    programs: list[Program] = field(default_factory=list)

    async def listen(self, token: object, after: object = None) -> Program:
        """A program that is connected, and has caught up."""
        program = Program()
        self.programs.append(program)
        await program.connect(self.url, token, after)
        return await program.ready()

    async def key(self, person: Person, scopes: Iterable[Scope] = FOR_KEYS) -> str:
        """A key of this person."""
        return await key_of(self.database, person, scopes)


async def key_of(database: Database, person: Person, scopes: Iterable[Scope] = FOR_KEYS) -> str:
    """A key of the API."""
    token = MARK + secrets.token_urlsafe(32)
    await database.write(
        lambda writer: api_keys.add(
            writer,
            digest_of(token),
            person.id,
            name="test",
            prefix=token[:8],
            scopes=[scope.value for scope in scopes],
            now=NOW,
        )
    )
    return token


async def book(house: House, days: int = 1, **changed: Any) -> Appointment:
    """A booking of the first customer, this many days from now, recorded like any other."""
    appointment = await house.book(starts_at=NOW + timedelta(days=days), **changed)
    await house.database.write(lambda w: write_down(w, None, appointment, "book", SYSTEM, NOW))
    return appointment


async def note(
    house: House,
    action: str,
    entity: str,
    entity_id: int,
    *,
    actor: Actor = SYSTEM,
    coach_id: int | None = None,
) -> None:
    """A line in the audit log."""

    async def work(writer: Writer) -> None:
        await audit.record(
            writer,
            at=NOW,
            actor=actor,
            action=action,
            entity=entity,
            entity_id=entity_id,
            coach_id=coach_id,
            before={},
            after={},
        )

    await house.database.write(work)


async def make(house: House, person: Person, **columns: Any) -> None:
    """Set what a person is."""
    async with house.database.read() as reader:
        for name, value in columns.items():
            await reader.fetch(f"UPDATE people SET {name} = $2 WHERE id = $1", person.id, value)


@asynccontextmanager
async def replica(database: Database) -> AsyncIterator[Replica]:
    """Serve it, woken by what is committed through this database."""
    now, proofs, metrics = [NOW], dict[str, Proof](), Metrics()

    async def check(token: str) -> Proof:
        if token in proofs:
            return proofs[token]
        return await proof_of(database, token, now[0])

    hub = Hub(database, lambda: now[0], check, metrics)
    server = Server(hub, taking=lambda: True)
    database.on_recorded.append(hub.wake)
    app = web.Application()
    app.router.add_get("/socket.io/", server.answer)
    async with TestServer(app) as served:
        url = str(served.make_url("")).rstrip("/")
        one = Replica(database, hub, server, url, metrics, now, proofs)
        try:
            yield one
        finally:
            for program in one.programs:
                await program.close()
            await server.close()
            database.on_recorded.remove(hub.wake)
