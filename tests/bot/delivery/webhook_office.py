"""A business whose webhooks go to real servers that verify what they are sent."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from time import time
from typing import Any

import orjson
from aiohttp import web
from standardwebhooks import Webhook

from bot.delivery.webhooks import Webhooks
from domain.programs.webhooks import Delivery
from domain.roles import Actor, Role
from handlers.actions.programs import webhooks
from handlers.http.metrics import Metrics
from handlers.queries.programs import webhooks as queries
from storage import audit
from storage.people import people
from storage.programs import events, webhook_deliveries
from storage.transactions import Database, Writer
from tests.house import NOW, acting, open_house

PATIENCE = 60.0


@dataclass
class Receiver:
    """Another program, which verifies what it is sent as anybody would. say: what it answers."""

    secret: str = ""
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    held: asyncio.Event | None = None
    got: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        raw = await request.read()
        Webhook(self.secret).verify(raw, dict(request.headers))
        self.got.append((request.headers["webhook-id"], orjson.loads(raw)))
        self.news.set()
        if self.held is not None:
            await self.held.wait()
        return web.Response(status=self.status, headers=self.headers, body=self.body)

    async def has(self, n: int) -> None:
        """Wait until it has been sent this many."""
        async with asyncio.timeout(PATIENCE):
            while len(self.got) < n:
                self.news.clear()
                await self.news.wait()


@dataclass
class Office:
    """A business whose webhooks go into our own network, and whose clock is moved by hand."""

    database: Database
    actor: Actor
    now: datetime = NOW
    numbers: int = 0
    senders: list[Webhooks] = field(default_factory=list)

    def sender(self, owner: str = "one", *, private: bool = True) -> Webhooks:
        sender = Webhooks(
            self.database,
            clock=lambda: self.now,
            present=time,
            owner=owner,
            private=private,
            metrics=Metrics(),
        )
        self.senders.append(sender)
        self.database.on_recorded.append(sender.wake)
        return sender

    async def set_up(self, receiver: Receiver, url: str, *kinds: str) -> int:
        self.numbers += 1
        addition = await webhooks.add(
            self.database,
            url,
            kinds=kinds,
            private=True,
            actor=self.actor,
            key=f"add {self.numbers}",
            now=self.now,
        )
        receiver.secret = addition.secret
        return addition.endpoint.id

    async def happens(self, n: int = 1) -> None:
        """Add this many services."""

        async def work(writer: Writer) -> None:
            for number in range(n):
                await audit.record(
                    writer,
                    at=self.now,
                    actor=self.actor,
                    action="add_service",
                    entity="service",
                    entity_id=number + 1,
                    before=None,
                    after={"title": "Mia’s own"},
                )

        await self.database.write(work)

    async def settled(self) -> None:
        """Wait until what has happened can be read: no earlier transaction is still running, in any
        database of the server."""

        async def holds() -> bool:
            async with self.database.read() as reader:
                [[last]] = await reader.fetch("SELECT max(id) FROM audit")
                return (await events.newest(reader)).id == int(last)

        await self.until(holds)

    async def log(self, endpoint: int) -> list[webhook_deliveries.LoggedDelivery]:
        return list(await queries.log(self.database, endpoint, most=100, actor=self.actor))

    async def noted(self, endpoint: int) -> None:
        """Wait until the outcome of all that was sent is noted: a lease that expires because the
        clock is moved would be another replica's, and the message sent twice."""

        async def holds() -> bool:
            return all(one.state is not Delivery.SENDING for one in await self.log(endpoint))

        await self.until(holds)

    async def last(self, endpoint: int) -> queries.DeliveryDetails:
        [newest, *_] = await self.log(endpoint)
        return await queries.message(self.database, endpoint, newest.id, actor=self.actor)

    async def until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        async with asyncio.timeout(PATIENCE):
            while True:
                if await holds():
                    return
                for sender in self.senders:
                    sender._awake.set()  # the clock was moved
                await asyncio.sleep(0.02)

    async def wait_for_attempts(self, endpoint: int, n: int) -> webhook_deliveries.LoggedDelivery:
        """The newest message, once it was tried this often."""

        async def holds() -> bool:
            log = await self.log(endpoint)
            return bool(log) and log[0].attempts >= n and log[0].state is not Delivery.SENDING

        await self.until(holds)
        return (await self.log(endpoint))[0]


async def open_office(database: Database) -> Office:
    """The business; its coach is an admin, too."""
    house = await open_house(database)
    admin = house.coach_person.id
    await database.write(partial(people.set_role, person_id=admin, role=Role.ADMIN))
    return Office(database, acting(house.coach_person, Role.ADMIN))


@asynccontextmanager
async def going(sender: Webhooks) -> AsyncIterator[None]:
    task = asyncio.create_task(sender.run())
    sender._any = True
    try:
        yield
    finally:
        await sender.close(PATIENCE)
        await task
