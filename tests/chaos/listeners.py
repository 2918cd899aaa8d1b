"""Programs that follow changes over Socket.IO, at any replica, and never stay for long.

async with listening(fleet, people, seed) as listeners:
    …                                                # replicas are killed
    await caught_up(listeners, log)
"""

import asyncio
import hashlib
import random
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import aiohttp
import socketio
from socketio.exceptions import SocketIOError

from domain.programs.api_keys import MARK
from domain.programs.scopes import FOR_KEYS
from handlers.queries.programs.event_access import EventAccess, access_of
from storage.people.people import Person
from storage.programs import api_keys, events
from storage.programs.events import START, Event
from storage.transactions import Database
from tests.chaos.fleet import Fleet, until

# Most seconds one stays with a replica, unless that is killed before.
STAY: Final = 2.0
CONNECTING: Final = 10.0


@dataclass
class Listener:
    """One program. heard: ids of events, as they came. after: the id it continues from. anew: how
    often it was told to reload everything, for which there is no reason here."""

    token: str
    ear: EventAccess
    heard: list[str] = field(default_factory=list)
    after: str | None = None
    connections: int = 0
    anew: int = 0

    def hear(self, name: str, data: Any) -> None:
        """Listen like a program that keeps its place."""
        if ":" in name:
            self.heard.append(data["id"])
        self.anew += name == "resync"
        if name != "cut":
            self.after = data["id"]


@asynccontextmanager
async def listening(
    fleet: Fleet, people: Sequence[Person], seed: int
) -> AsyncIterator[list[Listener]]:
    """One listener for each of these, beginning where the log is now."""
    async with fleet.database.read() as reader:
        begin = str(await events.newest(reader))
    listeners = [
        Listener(await _key(fleet.database, one), access_of(one, FOR_KEYS), after=begin)
        for one in people
    ]
    draw = random.Random(seed)
    tasks = [asyncio.create_task(_follow(fleet, one, draw)) for one in listeners]
    try:
        yield listeners
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        faults = [one for one in ended if not isinstance(one, asyncio.CancelledError)]
        assert faults == []


async def all_events(database: Database) -> list[Event]:
    """All events, in order."""
    log: list[Event] = []
    cursor = START
    async with database.read() as reader:
        while True:
            page = await events.read_after(reader, cursor, 500)
            assert page is not None
            log += page.events
            if page.is_last:
                return log
            cursor = page.cursor


async def caught_up(listeners: Sequence[Listener], log: Sequence[Event], seconds: float) -> None:
    """Wait, this long at most, until each has as many as it should."""
    wanted = [sum(one.ear.covers(event) for event in log) for one in listeners]
    pairs = list(zip(listeners, wanted, strict=True))
    await until(lambda: all(len(one.heard) >= most for one, most in pairs), seconds)


async def _follow(fleet: Fleet, one: Listener, draw: random.Random) -> None:
    while True:
        io = socketio.AsyncClient(reconnection=False)
        io.on("*", one.hear)
        try:
            with suppress(SocketIOError, aiohttp.ClientError, OSError, TimeoutError):
                await io.connect(
                    draw.choice(fleet.replicas).url,
                    auth={"token": one.token, "after": one.after},
                    transports=["websocket"],
                    wait_timeout=CONNECTING,
                )
                one.connections += 1
                stay = draw.uniform(0.2, STAY)
                await until(lambda io=io: not io.connected, stay)  # type: ignore[misc]
        finally:
            await io.disconnect()
        await asyncio.sleep(0.02)


async def _key(database: Database, person: Person) -> str:
    token = MARK + secrets.token_urlsafe(32)
    await database.write(
        lambda writer: api_keys.add(
            writer,
            hashlib.sha256(token.encode()).digest(),
            person.id,
            name="listener",
            prefix=token[:8],
            scopes=[scope.value for scope in FOR_KEYS],
            now=datetime.now(UTC),
        )
    )
    return token
