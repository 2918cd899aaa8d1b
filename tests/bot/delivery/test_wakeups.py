"""Replicas wake each other's deliverers over a real Redis, and need not."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import fanout
from bot.delivery.wakeups import Wakeups
from bot.fanout import Fanout
from storage import redis as stored_redis
from storage.transactions import Database
from tests.bot.delivery.post_office import PATIENCE, Post, message
from tests.services import Redis


@pytest.fixture(autouse=True)
def _telling_may_take_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine it does; `test_fanout` checks how brief it is."""
    monkeypatch.setattr(fanout, "TELLING", PATIENCE)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Redis]:
    redis = Redis(tmp_path)
    redis.start()
    yield redis
    redis.stop()


class Replica:
    """A replica's deliverer, just enough to be woken."""

    def __init__(self, url: str) -> None:
        self._client = stored_redis.connect(url)
        self.fanout = Fanout(self._client, "7000")
        self.woken = 0
        self._wake = asyncio.Event()
        self.wakeups = Wakeups(self.fanout, [self._woken])

    def _woken(self) -> None:
        self.woken += 1
        self._wake.set()

    async def wakes(self) -> None:
        """Wait until it is woken."""
        async with asyncio.timeout(PATIENCE):
            await self._wake.wait()
        self._wake.clear()

    async def close(self) -> None:
        await self._client.aclose()


@asynccontextmanager
async def replica(url: str) -> AsyncIterator[Replica]:
    """A replica that is already listening."""
    new_replica = Replica(url)
    running = asyncio.create_task(new_replica.fanout.run())
    async with asyncio.timeout(PATIENCE):
        await new_replica.fanout.listens.wait()
    try:
        yield new_replica
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await new_replica.close()


async def test_what_one_replica_commits_another_sends_at_once(
    server: Redis, post: Post, database_url: str
) -> None:
    mia = await post.person()
    booking = Database(database_url)
    async with replica(server.url) as ours, replica(server.url) as theirs:
        booking.on_enqueued.append(ours.wakeups.notify)
        sender = post.open()
        theirs.fanout.on("outbox", lambda _: sender.wake())
        await post.looked()  # it would look again when time passes, which it does not

        await post.enqueue(message("hello", mia), by=booking)

        await post.wait_for_state("sent", "hello")
    await booking.close()


async def test_many_commits_of_one_moment_are_told_as_one(server: Redis) -> None:
    async with replica(server.url) as ours, replica(server.url) as theirs:
        for _ in range(200):
            ours.wakeups.notify()
        await theirs.wakes()
        ours.wakeups.notify()
        await theirs.wakes()

        assert theirs.woken == 2, "once for all of them, and once for the next"


async def test_without_redis_nobody_waits_and_with_it_again_all_hear_again(server: Redis) -> None:
    async with replica(server.url) as ours, replica(server.url) as theirs:
        server.stop()
        ours.wakeups.notify()
        telling = ours.wakeups._telling
        assert telling is not None
        async with asyncio.timeout(PATIENCE):
            await telling
        assert theirs.woken == 0
        async with asyncio.timeout(PATIENCE):
            for one in (ours, theirs):
                while one.fanout.listens.is_set():  # noqa: ASYNC110 - a connection that breaks
                    await asyncio.sleep(0.01)

        server.start()
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(ours.fanout.listens.wait(), theirs.fanout.listens.wait())
        ours.wakeups.notify()

        await theirs.wakes()
