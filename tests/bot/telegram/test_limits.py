"""Telegram's limits, kept by any number of replicas that share a PostgreSQL."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from itertools import pairwise

import pytest
from telegram.error import RetryAfter

from bot.stopwatch import Stopwatch
from bot.telegram.answers import seconds_of
from bot.telegram.limits import OVERALL_PER_SECOND, Limits
from storage.faults import DatabaseAway
from storage.transactions import Database

PERSON, OTHER = 7001, 7002
TELEGRAM_TAKES = 30  # messages a second, of all chats


def most_within(times: Iterable[float], seconds: float) -> int:
    """The largest number of times in any window of this length."""
    ordered = sorted(times)
    return max(sum(start <= t < start + seconds for t in ordered) for start in ordered)


def stopwatch() -> float:
    return asyncio.get_running_loop().time()


@pytest.fixture
def limits(database: Database) -> Limits:
    return Limits(database)


@pytest.fixture
async def replicas(database_url: str) -> AsyncIterator[list[Limits]]:
    """Three processes' gates."""
    opened = [Database(database_url) for _ in range(3)]
    yield [Limits(one) for one in opened]
    for one in opened:
        await one.close()


async def test_replicas_together_stay_below_what_telegram_takes_and_near_it(
    replicas: list[Limits],
) -> None:
    times: list[float] = []

    async def send(chat: int) -> None:
        async with replicas[chat % 3].sending(chat):
            times.append(stopwatch())

    await asyncio.gather(*(send(chat) for chat in range(1, 76)))

    assert most_within(times, 1.0) <= TELEGRAM_TAKES
    least = 74 / OVERALL_PER_SECOND
    # On a busy machine some wake too late for their place, and take another.
    assert 0.9 * least < max(times) - min(times) < 3 * least


@pytest.mark.parametrize("still", [0.8, 3.0])
async def test_what_is_long_on_its_way_catches_up_with_no_more_than_telegram_takes(
    replicas: list[Limits], still: float
) -> None:
    arrived: list[float] = []

    async def send(chat: int) -> None:
        async with replicas[chat % 3].sending(chat):
            # As when the network, or Telegram, stands still now and then.
            await asyncio.sleep(still - stopwatch() % still)
            arrived.append(stopwatch())

    await asyncio.gather(*(send(chat) for chat in range(1, 101)))

    assert most_within(arrived, 1.0) <= TELEGRAM_TAKES


async def test_replicas_together_write_to_a_chat_once_a_second_while_all_are_busy(
    replicas: list[Limits],
) -> None:
    times: list[float] = []

    async def write(replica: Limits) -> None:
        await replica.admit(PERSON)
        times.append(stopwatch())

    crowd = [replicas[chat % 3].admit(chat) for chat in range(1, 61)]
    await asyncio.gather(*crowd, *(write(replica) for replica in replicas))

    # Who was admitted first may have been woken a moment late.
    assert all(later - earlier > 0.95 for earlier, later in pairwise(sorted(times)))


async def test_a_chats_second_begins_when_its_message_has_arrived(replicas: list[Limits]) -> None:
    times: list[float] = []

    async def send(replica: Limits, way: float) -> None:
        async with replica.sending(PERSON):
            await asyncio.sleep(way)
            times.append(stopwatch())

    first = asyncio.create_task(send(replicas[0], 1.7))
    await asyncio.sleep(0.1)
    await asyncio.gather(first, send(replicas[1], 0.0))

    assert times[1] - times[0] > 0.95


async def test_who_is_cut_off_while_sending_leaves_a_message_that_counts_from_then(
    limits: Limits,
) -> None:
    async def send() -> None:
        async with limits.sending(PERSON):
            await asyncio.sleep(60)

    sending = asyncio.create_task(send())
    await asyncio.sleep(1.2)
    sending.cancel()
    begun = stopwatch()

    await limits.admit(PERSON)

    assert stopwatch() - begun > 0.9


async def test_an_answer_does_not_stand_in_line_behind_the_outbox(limits: Limits) -> None:
    crowd = [asyncio.create_task(limits.admit(chat)) for chat in range(1, 51)]
    await asyncio.sleep(0.1)

    await limits.admit(PERSON, burst=3)

    assert sum(one.done() for one in crowd) < 40
    await asyncio.gather(*crowd)


class StoppedOnce(Stopwatch):
    """That of a process which is stopped during its first wait, until another says so."""

    def __init__(self, until: Callable[[], Awaitable[object]]) -> None:
        self._until = until
        self._was_stopped = False

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds)
        if not self._was_stopped:
            self._was_stopped = True
            await self._until()


async def test_a_place_is_given_up_by_a_process_that_was_stopped_when_it_came(
    limits: Limits, database: Database
) -> None:
    taken: list[float] = []

    async def places() -> float:
        """Until when places are taken, in epoch seconds."""
        async with database.read() as reader:
            [[due]] = await reader.fetch("SELECT due FROM rate_limits WHERE chat_id = 0")
        return float(due.timestamp())

    async def stopped() -> None:
        taken.append(await places())
        time.sleep(0.3)  # noqa: ASYNC251 - the whole process stands still, as after SIGSTOP

    await asyncio.gather(*(limits.admit(chat) for chat in (1, 2, 3)))

    await Limits(database, stopwatch=StoppedOnce(stopped)).admit(4)

    assert await places() - taken[0] > 0.25


async def test_a_chat_that_telegram_wants_left_alone_is_left_alone_and_nobody_else(
    limits: Limits,
) -> None:
    begun = stopwatch()
    await limits.cool_down(PERSON, 1.5)
    waiting = asyncio.create_task(limits.admit(PERSON))

    await limits.admit(OTHER)

    assert not waiting.done()
    await waiting
    assert stopwatch() - begun >= 1.45


async def test_one_replica_told_to_wait_holds_back_the_others(replicas: list[Limits]) -> None:
    begun = stopwatch()
    await replicas[0].cool_down(PERSON, 0.8)

    await replicas[1].admit(PERSON, burst=3)

    assert stopwatch() - begun >= 0.75


async def test_when_two_chats_are_told_to_wait_nobody_is_sent_anything(
    replicas: list[Limits],
) -> None:
    begun = stopwatch()
    await replicas[0].cool_down(PERSON, 0.8)
    await replicas[0].cool_down(OTHER, 0.8)

    await asyncio.gather(*(replicas[chat % 3].admit(chat) for chat in range(1, 6)))

    assert stopwatch() - begun >= 0.75


async def test_a_message_that_waits_for_its_place_also_obeys_what_is_told_meanwhile(
    limits: Limits,
) -> None:
    await limits.admit(PERSON)
    waiting = asyncio.create_task(limits.admit(PERSON))
    await asyncio.sleep(0.1)
    begun = stopwatch()
    await limits.cool_down(PERSON, 1.6)

    await waiting

    assert stopwatch() - begun >= 1.55


async def test_what_would_wait_for_long_is_told_so_instead(replicas: list[Limits]) -> None:
    await replicas[0].cool_down(PERSON, 60.0)

    for replica in replicas[:2]:
        with pytest.raises(RetryAfter) as told:
            await replica.admit(PERSON)
        assert 30 < seconds_of(told.value) <= 60


async def test_without_the_database_nothing_is_admitted() -> None:
    away = Database("postgresql://nobody@127.0.0.1:1/nothing")
    try:
        with pytest.raises(DatabaseAway):
            await Limits(away).admit(PERSON)
    finally:
        await away.close()
