"""Webhooks on their way out, to real servers, from a real database."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from time import time
from typing import Any

import orjson
import pytest
from aiohttp import web
from standardwebhooks import Webhook

from bot.delivery.webhooks import EACH_AT_ONCE, SHOWN, Webhooks
from domain.roles import Actor, Role
from domain.webhooks import FAILING, KEPT, TRIES, Delivery, WebhookState
from handlers.actions import webhook_replays, webhooks
from handlers.http.metrics import Metrics
from handlers.queries import webhooks as queries
from storage import audit, people, webhook_deliveries
from storage.transactions import Database, Writer
from tests.bot import servers
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
        """It has been sent so many."""
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
        return sender

    async def set_up(self, receiver: Receiver, url: str, *kinds: str) -> int:
        self.numbers += 1
        given = await webhooks.add(
            self.database,
            url,
            kinds=kinds,
            private=True,
            actor=self.actor,
            key=f"add {self.numbers}",
            now=self.now,
        )
        receiver.secret = given.secret
        return given.endpoint.id

    async def happens(self, n: int = 1) -> None:
        """So many services are added."""

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

    async def log(self, endpoint: int) -> list[webhook_deliveries.Sent]:
        return list(await queries.log(self.database, endpoint, most=100, actor=self.actor))

    async def last(self, endpoint: int) -> queries.Whole:
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

    async def tried(self, endpoint: int, n: int) -> webhook_deliveries.Sent:
        """The newest message, once it was tried so often."""

        async def holds() -> bool:
            log = await self.log(endpoint)
            return bool(log) and log[0].attempts >= n and log[0].state is not Delivery.SENDING

        await self.until(holds)
        return (await self.log(endpoint))[0]


@pytest.fixture
async def office(database: Database) -> Office:
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


async def test_what_happens_is_told_once_to_whoever_wants_it_and_signed(office: Office) -> None:
    all_, some, none = Receiver(), Receiver(), Receiver()
    async with (
        servers.http(all_.take) as one,
        servers.http(some.take) as two,
        servers.http(none.take) as three,
    ):
        await office.happens()  # before anybody wants to know
        endpoint = await office.set_up(all_, one)
        await office.set_up(some, two, "service.created", "coach.created")
        await office.set_up(none, three, "coach.created")
        async with going(office.sender("one")), going(office.sender("two")):
            await office.happens(20)
            await all_.has(20)
            await some.has(20)
        assert none.got == []

    assert len({id_ for id_, _ in all_.got}) == len(all_.got) == 20
    assert sorted(id_ for id_, _ in all_.got) == sorted(id_ for id_, _ in some.got)
    by_sequence = sorted(all_.got, key=lambda got: got[1]["sequence"])
    assert [told["data"]["id"] for _, told in by_sequence] == list(range(1, 21))
    told = by_sequence[0][1]
    assert (told["type"], told["timestamp"]) == ("service.created", office.now.isoformat())
    assert "Mia" not in str(all_.got)
    whole = await office.last(endpoint)
    assert (whole.sent.state, whole.attempts[0].status) == (Delivery.DELIVERED, 204)


async def test_a_replica_that_dies_before_its_note_leaves_it_to_another_with_the_same_id(
    office: Office,
) -> None:
    receiver = Receiver(held=asyncio.Event())
    async with servers.http(receiver.take) as url:
        endpoint = await office.set_up(receiver, url)
        dying = office.sender("dying")
        await office.happens()

        async def claimed() -> bool:
            await dying.look()
            return bool(dying._tasks)

        await office.until(claimed)
        await receiver.has(1)
        await dying.close(0)  # cut off with the answer still to come: nothing is noted
        assert (await office.log(endpoint))[0].state is Delivery.SENDING
        assert receiver.held is not None
        receiver.held.set()
        office.now += timedelta(minutes=5)
        async with going(office.sender("heir")):
            await receiver.has(2)
            await office.tried(endpoint, 1)
        if dying._session is not None:
            await dying._session.close()

    assert receiver.got[0] == receiver.got[1]
    assert [one.state for one in await office.log(endpoint)] == [Delivery.DELIVERED]


async def test_it_is_tried_again_as_planned_or_asked_for_given_up_and_sent_anew(
    office: Office,
) -> None:
    receiver = Receiver(status=503, headers={"Retry-After": "1200"}, body=b"\x00busy" * 10_000)
    async with servers.http(receiver.take) as url:
        endpoint = await office.set_up(receiver, url)
        async with going(office.sender()):
            await office.happens()
            sent = await office.tried(endpoint, 1)
            assert sent.due_at - office.now == timedelta(seconds=1200)
            receiver.headers = {}
            for attempt in range(2, TRIES + 1):
                office.now = sent.due_at
                sent = await office.tried(endpoint, attempt)
            assert sent.state is Delivery.FAILED
            whole = await office.last(endpoint)
            assert len(whole.attempts) == TRIES
            assert whole.attempts[0].status == 503
            assert whole.attempts[0].answer.startswith("busy busy")
            assert len(whole.attempts[0].answer) <= SHOWN

            receiver.status = 200
            again = partial(webhook_replays.replay_since, office.database, endpoint)
            replayed = await again(NOW, actor=office.actor, key="again", now=office.now)
            assert replayed == 1
            sent = await office.tried(endpoint, 1)
            assert (sent.state, sent.attempts) == (Delivery.DELIVERED, 1)
            assert await again(NOW, actor=office.actor, key="more", now=office.now) == 0
            [one] = await office.log(endpoint)
            await webhook_replays.replay(
                office.database, endpoint, one.id, actor=office.actor, key="1", now=office.now
            )
            await receiver.has(TRIES + 2)

    assert len({id_ for id_, _ in receiver.got}) == 1
    await office.database.write(
        partial(webhook_deliveries.forget_older, before=office.now + timedelta(seconds=1))
    )
    assert await office.log(endpoint) == []
    assert timedelta(days=7) < KEPT


@pytest.mark.parametrize("why", [WebhookState.GONE, WebhookState.FAILING])
async def test_one_that_is_gone_or_fails_for_days_is_stopped_and_the_admins_are_told_once(
    office: Office, why: WebhookState
) -> None:
    receiver = Receiver(status=410 if why is WebhookState.GONE else 500)
    async with servers.http(receiver.take) as url:
        endpoint = await office.set_up(receiver, url)
        async with going(office.sender()):
            await office.happens(3)
            await receiver.has(3)
            await office.tried(endpoint, 1)
            office.now += FAILING

            async def stopped() -> bool:
                found = await queries.find(office.database, endpoint, actor=office.actor)
                return found.state is why

            await office.until(stopped)
            before = len(receiver.got)
            await office.happens()
            async with office.database.read() as reader:
                told = await reader.fetch("SELECT facts FROM outbox WHERE kind = 'webhook_stopped'")
            assert [row[0]["state"] for row in told] == [why]

            receiver.status = 200
            change = partial(webhooks.change, office.database, endpoint, private=True)
            await change(enabled=True, actor=office.actor, key="on", now=office.now)
            await office.happens()
            await receiver.has(before + 1)
    found = await queries.find(office.database, endpoint, actor=office.actor)
    assert (found.state, found.failing_since) == (WebhookState.ACTIVE, None)


async def test_what_happens_while_it_is_paused_is_kept_and_a_test_goes_all_the_same(
    office: Office,
) -> None:
    receiver = Receiver()
    async with servers.http(receiver.take) as url:
        endpoint = await office.set_up(receiver, url)
        change = partial(webhooks.change, office.database, endpoint, actor=office.actor)
        await change(enabled=False, key="off", now=office.now)
        async with going(office.sender()):
            await office.happens(2)
            await webhook_replays.test(
                office.database, endpoint, actor=office.actor, key="t", now=office.now
            )
            await receiver.has(1)
            assert receiver.got[0][1]["type"] == "webhook.test"

            async def waits() -> bool:
                found = await queries.find(office.database, endpoint, actor=office.actor)
                return found.waiting == 2

            await office.until(waits)
            await change(enabled=True, key="on", now=office.now)
            await receiver.has(3)


async def test_a_slow_one_holds_up_no_other_and_has_a_few_calls_at_a_time(office: Office) -> None:
    slow, quick = Receiver(held=asyncio.Event()), Receiver()
    async with servers.http(slow.take) as one, servers.http(quick.take) as two:
        await office.set_up(slow, one)
        await office.set_up(quick, two)
        sender = office.sender()
        async with going(sender):
            await office.happens(40)
            await quick.has(40)
            assert 0 < len(slow.got) <= 2 * EACH_AT_ONCE
            assert slow.held is not None
            slow.held.set()
            await slow.has(40)


async def test_nobody_is_led_elsewhere_or_into_our_own_network(office: Office) -> None:
    inside, leading = Receiver(), Receiver(status=302)
    async with servers.http(inside.take) as hidden, servers.http(leading.take) as url:
        leading.headers = {"Location": hidden}
        endpoint = await office.set_up(leading, url)
        async with going(office.sender()):
            await office.happens()
            await office.tried(endpoint, 1)
        assert (await office.last(endpoint)).attempts[0].status == 302

        office.now += timedelta(minutes=1)
        async with going(office.sender("two", private=False)):
            sent = await office.tried(endpoint, 2)
        assert (sent.state, len(leading.got)) == (Delivery.WAITING, 1)
        assert (await office.last(endpoint)).attempts[0].error == "leads into a private network"
    assert inside.got == []
