"""Webhooks that are not accepted: tried again, given up, stopped, sent what they missed; and a
replica that dies in the middle."""

import asyncio
import os
import signal
import sys
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.delivery.webhooks import SHOWN
from domain.programs.webhooks import FAILING, KEPT, TRIES, Delivery, WebhookState
from handlers.actions.programs import webhook_feed, webhook_replays, webhooks
from handlers.queries.programs import webhooks as queries
from storage.programs import webhook_deliveries
from storage.transactions import Database
from tests.bot import servers
from tests.bot.delivery.webhook_office import Office, Receiver, going, open_office
from tests.house import NOW
from tests.surroundings import inherited_environ

ROOT = Path(__file__).parents[3]
# A replica, as far as webhooks are concerned. Its clock stands still.
REPLICA = """
import asyncio, sys
from datetime import datetime
from time import time
from bot.delivery.webhooks import Webhooks
from handlers.http.metrics import Metrics
from storage.transactions import Database

url, now = sys.argv[1], datetime.fromisoformat(sys.argv[2])

async def main():
    await Webhooks(
        Database(url), clock=lambda: now, present=time, owner="dying", private=True,
        metrics=Metrics(),
    ).run()

asyncio.run(main())
"""


@pytest.fixture
async def office(database: Database) -> Office:
    return await open_office(database)


async def test_a_replica_that_is_killed_before_its_note_leaves_it_to_another_with_the_same_id(
    office: Office, database_url: str
) -> None:
    receiver = Receiver(held=asyncio.Event())
    async with servers.http(receiver.take) as url:
        endpoint = await office.set_up(receiver, url)
        await office.happens()
        replica = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", REPLICA, database_url, office.now.isoformat()),
            cwd=ROOT,
            env={**inherited_environ(), "PYTHONPATH": str(ROOT)},
        )
        await receiver.has(1)
        os.kill(replica.pid, signal.SIGKILL)  # with the answer still to come: nothing is noted
        await replica.wait()
        assert (await office.log(endpoint))[0].state is Delivery.SENDING
        assert receiver.held is not None
        receiver.held.set()
        office.now += timedelta(minutes=5)
        async with going(office.sender("heir")):
            await receiver.has(2)
            await office.wait_for_attempts(endpoint, 1)

    assert receiver.got[0] == receiver.got[1]
    assert [one.state for one in await office.log(endpoint)] == [Delivery.DELIVERED]


async def test_it_is_retried_on_schedule_or_as_asked_given_up_and_replayed(
    office: Office,
) -> None:
    receiver = Receiver(status=503, headers={"Retry-After": "1200"}, body=b"\x00busy" * 10_000)
    async with servers.http(receiver.take) as url:
        endpoint = await office.set_up(receiver, url)
        async with going(office.sender()):
            await office.happens()
            sent = await office.wait_for_attempts(endpoint, 1)
            assert sent.due_at - office.now == timedelta(seconds=1200)
            receiver.headers = {}
            for attempt in range(2, TRIES + 1):
                office.now = sent.due_at
                sent = await office.wait_for_attempts(endpoint, attempt)
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
            sent = await office.wait_for_attempts(endpoint, 1)
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
            await office.wait_for_attempts(endpoint, 1)
            office.now += FAILING

            async def stopped() -> bool:
                webhook = await queries.find(office.database, endpoint, actor=office.actor)
                return webhook.state is why

            await office.until(stopped)
            before = len(receiver.got)
            await office.happens()
            async with office.database.read() as reader:
                notices = await reader.fetch(
                    "SELECT facts FROM outbox WHERE kind = 'webhook_stopped'"
                )
            assert [row[0]["state"] for row in notices] == [why]

            receiver.status = 200
            change = partial(webhooks.change, office.database, endpoint, private=True)
            await change(enabled=True, actor=office.actor, key="on", now=office.now)
            await office.happens()
            await receiver.has(before + 1)
    webhook = await queries.find(office.database, endpoint, actor=office.actor)
    assert (webhook.state, webhook.failing_since) == (WebhookState.ACTIVE, None)


async def test_what_happens_while_it_is_stopped_is_told_on_request_and_each_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_feed, "AT_ONCE", 2)
    gone, other = Receiver(status=410), Receiver()
    async with servers.http(gone.take) as one, servers.http(other.take) as two:
        endpoint = await office.set_up(gone, one, "service.created")
        other_endpoint = await office.set_up(other, two, "service.created")
        async with going(office.sender("one")), going(office.sender("two")):
            await office.happens()
            await gone.has(1)

            async def is_gone() -> bool:
                webhook = await queries.find(office.database, endpoint, actor=office.actor)
                return webhook.state is WebhookState.GONE

            await office.until(is_gone)
            await office.happens(3)  # so long ago that nobody is told any more
            await other.has(4)
            await office.noted(other_endpoint)
            office.now += KEPT + timedelta(hours=1)
            await office.happens(5)
            await other.has(9)
            assert len(gone.got) == 1

            gone.status = 200
            change = partial(webhooks.change, office.database, endpoint, actor=office.actor)
            for key in ("on", "on", "twice"):
                changed_webhook = await change(enabled=True, missed=True, key=key, now=office.now)
                assert changed_webhook.state is WebhookState.ACTIVE
            await office.happens(2)
            await gone.has(8)
            await other.has(11)

            async def caught_up() -> bool:
                webhook = await queries.find(office.database, endpoint, actor=office.actor)
                return not webhook.catching_up and webhook.missed_at is None and not webhook.waiting

            await office.until(caught_up)

    def after(receiver: Receiver, n: int) -> list[str]:
        return sorted(id_ for id_, _ in receiver.got[n:])

    assert after(gone, 1) == after(other, 4)
    assert len({id_ for id_, _ in gone.got}) == len(gone.got) == 8


async def test_what_it_has_missed_is_forgotten_where_nobody_asks_for_it(office: Office) -> None:
    receiver = Receiver(status=410)
    async with servers.http(receiver.take) as url:
        endpoint = await office.set_up(receiver, url)
        async with going(office.sender()):
            await office.happens()

            async def missed() -> bool:
                webhook = await queries.find(office.database, endpoint, actor=office.actor)
                return webhook.missed_at is not None

            await office.until(missed)
            await office.happens(3)
            await office.settled()
            receiver.status = 200
            change = partial(webhooks.change, office.database, endpoint, actor=office.actor)
            changed_webhook = await change(enabled=True, key="on", now=office.now)
            assert changed_webhook.missed_at is None
            changed_webhook = await change(
                enabled=True, missed=True, key="too late", now=office.now
            )
            assert not changed_webhook.catching_up
            await office.happens()
            await receiver.has(2)
    assert [event["data"]["id"] for _, event in receiver.got] == [1, 1]


async def test_one_that_is_paused_once_it_was_stopped_keeps_what_it_has_missed(
    office: Office,
) -> None:
    receiver = Receiver(status=410)
    async with servers.http(receiver.take) as url:
        endpoint = await office.set_up(receiver, url, "service.created")
        async with going(office.sender()):
            await office.happens()

            async def gone() -> bool:
                webhook = await queries.find(office.database, endpoint, actor=office.actor)
                return webhook.state is WebhookState.GONE

            await office.until(gone)
            await office.happens(2)
            await office.settled()
            change = partial(webhooks.change, office.database, endpoint, actor=office.actor)
            paused = await change(enabled=False, key="off", now=office.now)
            await office.happens()
            assert (paused.state, paused.missed_at is None) == (WebhookState.PAUSED, False)
            receiver.status = 200
            await change(enabled=True, missed=True, key="on", now=office.now)
            await receiver.has(4)
    assert len({id_ for id_, _ in receiver.got}) == len(receiver.got) == 4


async def test_one_that_is_deleted_meanwhile_keeps_the_others_from_nothing(office: Office) -> None:
    receiver = Receiver()
    async with servers.http(receiver.take) as url:
        kept, deleted = [await office.set_up(receiver, url) for _ in range(2)]
        await webhooks.delete(
            office.database, deleted, actor=office.actor, key="gone", now=office.now
        )
        messages = [
            webhook_deliveries.EndpointMessage(one, "msg_1", "service.created", "{}")
            for one in (deleted, kept)
        ]
        added = await office.database.write(
            partial(webhook_deliveries.add, messages=messages, now=office.now)
        )
    assert len(added) == 1


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
                webhook = await queries.find(office.database, endpoint, actor=office.actor)
                return webhook.waiting == 2

            await office.until(waits)
            await change(enabled=True, key="on", now=office.now)
            await receiver.has(3)
