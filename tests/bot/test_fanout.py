"""What replicas tell each other over a real Redis that restarts, or stops answering."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot import fanout as fanout_module
from bot.fanout import Fanout
from bot.telegram.cooldowns import EVERYONE
from bot.telegram.limits import SendLimiter
from storage import redis as stored_redis
from storage.transactions import Database
from tests.services import Redis

MIA, BEN, LENA = 7001, 7004, 7005
BRIEF = fanout_module.TELLING


@pytest.fixture(autouse=True)
def _telling_may_take_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine it does; one test checks how brief it is."""
    monkeypatch.setattr(fanout_module, "TELLING", 30.0)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Redis]:
    """A Redis of the test's own."""
    redis = Redis(tmp_path)
    redis.start()
    yield redis
    redis.stop()


@asynccontextmanager
async def listening(
    url: str, bot: str = "7000", **on: Callable[[str], None]
) -> AsyncIterator[Fanout]:
    """A replica's fanout, already listening unless there is no Redis."""
    client = stored_redis.connect(url)
    fanout = Fanout(client, bot)
    for topic, listener in on.items():
        fanout.on(topic, listener)
    running = asyncio.create_task(fanout.run())
    async with asyncio.timeout(30):
        await fanout.listens.wait()
    try:
        yield fanout
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await client.aclose()


async def until(true: Callable[[], object], seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while True:
            if true():
                return
            await asyncio.sleep(0.01)


@asynccontextmanager
async def forgetful(url: str) -> AsyncIterator[str]:
    """The address of a Redis that the first SUBSCRIBE does not reach, though everything else
    does."""
    parts, lost = urlsplit(url), list[bytes]()
    tasks, ends = set[asyncio.Task[None]](), list[asyncio.StreamWriter]()

    async def hand_on(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        while chunk := await source.read(65_536):
            if not lost and b"SUBSCRIBE" in chunk:
                lost.append(chunk)
            else:
                to.write(chunk)

    async def serve(client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        server, to_server = await asyncio.open_connection(parts.hostname, parts.port)
        ends.extend((to_client, to_server))
        tasks.add(asyncio.create_task(hand_on(client, to_server)))
        tasks.add(asyncio.create_task(hand_on(server, to_client)))

    door = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = door.sockets[0].getsockname()[1]
    try:
        yield parts._replace(netloc=f"127.0.0.1:{port}").geturl()
        assert lost
    finally:
        door.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for end in ends:
            end.close()
            await end.wait_closed()


async def test_what_one_replica_tells_all_hear_and_itself_too(server: Redis) -> None:
    mine: list[str] = []
    theirs: list[str] = []
    async with (
        listening(server.url, news=mine.append) as fanout,
        listening(server.url, news=theirs.append),
    ):
        await fanout.tell("news", "first")
        await fanout.tell("news", "second")

        await until(lambda: len(mine) == len(theirs) == 2)
    assert mine == theirs == ["first", "second"]


async def test_other_topics_and_other_bots_are_not_heard(server: Redis) -> None:
    texts: list[str] = []
    async with (
        listening(server.url, news=texts.append) as fanout,
        listening(server.url, "8000", news=texts.append) as other,
    ):
        await fanout.tell("weather", "rain")
        await other.tell("news", "of the other bot")
        await fanout.tell("news", "ours")

        await until(lambda: len(texts) == 2)
    assert sorted(texts) == ["of the other bot", "ours"]


async def test_a_listener_that_breaks_silences_nobody(server: Redis) -> None:
    texts: list[str] = []

    def breaks(text: str) -> None:
        raise ValueError(text)

    client = stored_redis.connect(server.url)
    fanout = Fanout(client, "7000")
    fanout.on("news", breaks)
    fanout.on("news", texts.append)
    running = asyncio.create_task(fanout.run())
    await fanout.listens.wait()
    await fanout.tell("news", "one")
    await fanout.tell("news", "two")
    await until(lambda: len(texts) == 2)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await client.aclose()

    assert texts == ["one", "two"]


async def test_a_subscription_that_was_lost_on_its_way_is_asked_for_again(
    server: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fanout_module, "PULSE", 0.3)
    texts: list[str] = []
    async with (
        forgetful(server.url) as url,
        listening(url, news=texts.append) as fanout,
    ):
        await fanout.tell("news", "heard after all")

        await until(lambda: texts)
    assert texts == ["heard after all"]


async def test_after_a_restart_of_redis_it_listens_again(server: Redis) -> None:
    texts: list[str] = []
    async with listening(server.url, news=texts.append) as fanout:
        server.stop()
        await until(lambda: not fanout.listens.is_set())
        await fanout.tell("news", "into the void")
        server.start()
        await until(fanout.listens.is_set)
        await fanout.tell("news", "again")

        await until(lambda: texts)
    assert texts == ["again"]


async def test_a_redis_that_says_nothing_any_more_is_left_and_telling_it_is_brief(
    server: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fanout_module, "PULSE", 0.2)
    monkeypatch.setattr(fanout_module, "TELLING", BRIEF)
    client = stored_redis.connect(server.url)
    async with listening(server.url, news=lambda _: None) as fanout:
        await client.client_pause(4_000)
        await until(lambda: not fanout.listens.is_set())
        begun = asyncio.get_running_loop().time()
        await fanout.tell("news", "x")
        seconds = asyncio.get_running_loop().time() - begun
        await until(fanout.listens.is_set)
    await client.aclose()

    assert seconds < 2


async def test_a_silence_that_one_replica_is_asked_for_is_kept_by_all(
    server: Redis, database: Database
) -> None:
    clients = [stored_redis.connect(server.url) for _ in range(2)]
    fanouts = [Fanout(client, "7000") for client in clients]
    ours, theirs = (SendLimiter(database, fanout) for fanout in fanouts)
    running = [asyncio.create_task(fanout.run()) for fanout in fanouts]
    await asyncio.gather(*(fanout.listens.wait() for fanout in fanouts))

    await ours.cool_down(MIA, 3)
    await until(lambda: theirs.wait_of(MIA) > 2)
    alone = theirs.wait_of(LENA)
    # The second chat is told by another replica: only together do they know that all are meant.
    await theirs.cool_down(BEN, 3)
    await until(lambda: ours.wait_of(LENA) > 2)

    assert alone <= 0
    assert theirs.wait_of(EVERYONE) > 2
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    for client in clients:
        await client.aclose()
