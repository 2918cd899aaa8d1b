"""Telegram's limits, kept by any number of replicas that share a PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from itertools import pairwise

import pytest
from telegram.error import RetryAfter

from bot.telegram.answers import seconds_of
from bot.telegram.limits import OVERALL_PER_SECOND, SendLimiter
from storage.faults import DatabaseAway
from storage.transactions import Database
from tests.bot.telegram.passing import Passing

PERSON, OTHER = 7001, 7002
TELEGRAM_TAKES = 30  # messages a second, over all chats
ALMOST = 1e-6  # seconds: PostgreSQL counts microseconds


def most_within(times: Iterable[float], seconds: float) -> int:
    """The largest number of times in any window of this length."""
    ordered = sorted(times)
    return max(sum(start <= t < start + seconds for t in ordered) for start in ordered)


@pytest.fixture
async def passing(database_url: str) -> AsyncIterator[Passing]:
    """Three processes' gates, and their time."""
    new_passing = await Passing.begun(database_url, replicas=3)
    yield new_passing
    await new_passing.close()


async def test_replicas_together_stay_below_what_telegram_takes_and_near_it(
    passing: Passing,
) -> None:
    times: list[float] = []

    async def send(chat: int) -> None:
        async with passing.replicas[chat % 3].sending(chat):
            times.append(passing.stopwatch.now())

    await passing.during(*(send(chat) for chat in range(1, 76)))

    assert most_within(times, 1.0) <= TELEGRAM_TAKES
    least = 74 / OVERALL_PER_SECOND
    assert 0.9 * least < max(times) - min(times) < 1.1 * least


@pytest.mark.parametrize("still", [0.8, 3.0])
async def test_what_is_long_on_its_way_catches_up_with_no_more_than_telegram_takes(
    passing: Passing, still: float
) -> None:
    arrived: list[float] = []
    stopwatch = passing.stopwatch

    async def send(chat: int) -> None:
        async with passing.replicas[chat % 3].sending(chat):
            # As if the network, or Telegram, stalled now and then.
            await stopwatch.sleep(still - stopwatch.now() % still)
            arrived.append(stopwatch.now())

    await passing.during(*(send(chat) for chat in range(1, 101)))

    assert most_within(arrived, 1.0) <= TELEGRAM_TAKES


async def test_replicas_together_write_to_a_chat_once_a_second_while_all_are_busy(
    passing: Passing,
) -> None:
    times: list[float] = []

    async def write(replica: SendLimiter) -> None:
        await replica.admit(PERSON)
        times.append(passing.stopwatch.now())

    crowd = [passing.replicas[chat % 3].admit(chat) for chat in range(1, 61)]
    await passing.during(*crowd, *(write(replica) for replica in passing.replicas))

    assert all(later - earlier >= 1.0 - ALMOST for earlier, later in pairwise(sorted(times)))


async def test_a_chats_second_begins_when_its_message_has_arrived(passing: Passing) -> None:
    times: list[float] = []

    async def send(replica: SendLimiter, way: float) -> None:
        async with replica.sending(PERSON):
            await passing.stopwatch.sleep(way)
            times.append(passing.stopwatch.now())

    first, second, _ = passing.replicas
    await passing.during(send(first, 1.7), send(second, 0.0))

    assert times[1] - times[0] >= 1.0 - ALMOST


async def test_who_is_cut_off_while_sending_leaves_a_message_that_counts_from_then(
    passing: Passing,
) -> None:
    limits, stopwatch = passing.replicas[0], passing.stopwatch

    async def send() -> None:
        async with limits.sending(PERSON):
            await stopwatch.sleep(60)

    sending = asyncio.create_task(send())
    await passing.during(stopwatch.sleep(1.2))
    sending.cancel()
    begun = stopwatch.now()

    await passing.during(limits.admit(PERSON))

    assert stopwatch.now() - begun >= 1.0 - ALMOST


async def test_an_answer_does_not_stand_in_line_behind_the_outbox(passing: Passing) -> None:
    limits = passing.replicas[0]
    crowd = [asyncio.create_task(limits.admit(chat)) for chat in range(1, 51)]
    await passing.during(passing.stopwatch.sleep(0.1))

    await passing.during(limits.admit(PERSON, burst=3))

    assert sum(one.done() for one in crowd) < 40
    await passing.during(*crowd)


async def test_a_place_is_given_up_by_a_process_that_was_stopped_when_it_came(
    passing: Passing, database: Database
) -> None:
    limits = passing.replicas[0]

    async def places() -> float:
        """Until when places are taken, in epoch seconds."""
        async with database.read() as reader:
            [[due]] = await reader.fetch("SELECT due FROM rate_limits WHERE chat_id = 0")
        return float(due.timestamp())

    await passing.during(*(limits.admit(chat) for chat in (1, 2, 3)))
    waiting = asyncio.create_task(limits.admit(4))
    await passing.all_wait()
    taken = await places()
    await passing.pass_by(passing.stopwatch.until_next() + 0.3)

    await passing.during(waiting)

    assert await places() - taken > 0.25


async def test_a_chat_that_telegram_wants_left_alone_is_left_alone_and_nobody_else(
    passing: Passing,
) -> None:
    limits, stopwatch = passing.replicas[0], passing.stopwatch
    begun = stopwatch.now()
    await limits.cool_down(PERSON, 1.5)
    waiting = asyncio.create_task(limits.admit(PERSON))

    await passing.during(limits.admit(OTHER))

    assert not waiting.done()
    await passing.during(waiting)
    assert stopwatch.now() - begun >= 1.5 - ALMOST


async def test_one_replica_told_to_wait_holds_back_the_others(passing: Passing) -> None:
    begun = passing.stopwatch.now()
    await passing.replicas[0].cool_down(PERSON, 0.8)

    await passing.during(passing.replicas[1].admit(PERSON, burst=3))

    assert passing.stopwatch.now() - begun >= 0.8 - ALMOST


async def test_when_two_chats_are_told_to_wait_nobody_is_sent_anything(
    passing: Passing,
) -> None:
    times: list[float] = []

    async def write(chat: int) -> None:
        await passing.replicas[chat % 3].admit(chat)
        times.append(passing.stopwatch.now())

    begun = passing.stopwatch.now()
    await passing.replicas[0].cool_down(PERSON, 0.8)
    await passing.replicas[0].cool_down(OTHER, 0.8)

    await passing.during(*(write(chat) for chat in range(1, 6)))

    assert min(times) - begun >= 0.8 - ALMOST


async def test_a_message_that_waits_for_its_place_also_obeys_what_is_told_meanwhile(
    passing: Passing,
) -> None:
    limits, stopwatch = passing.replicas[0], passing.stopwatch
    await passing.during(limits.admit(PERSON))
    waiting = asyncio.create_task(limits.admit(PERSON))
    await passing.during(stopwatch.sleep(0.1))
    begun = stopwatch.now()
    await limits.cool_down(PERSON, 1.6)

    await passing.during(waiting)

    assert stopwatch.now() - begun >= 1.6 - ALMOST


async def test_a_place_that_was_taken_is_given_up_where_silence_is_asked_for_before_it_comes(
    passing: Passing,
) -> None:
    first, second, third = passing.replicas
    crowd = enumerate((second, third, second, third), 1)
    before = [asyncio.create_task(one.admit(chat)) for chat, one in crowd]
    await passing.all_wait()
    waiting = asyncio.create_task(first.admit(PERSON))
    await passing.all_wait()
    assert not waiting.done()
    begun = passing.stopwatch.now()
    await first.cool_down(PERSON, 1.6)

    await passing.during(waiting, *before)

    assert passing.stopwatch.now() - begun >= 1.6 - ALMOST


async def test_what_would_wait_for_long_is_told_so_instead(passing: Passing) -> None:
    await passing.replicas[0].cool_down(PERSON, 60.0)

    for replica in passing.replicas[:2]:
        with pytest.raises(RetryAfter) as refusal:
            await replica.admit(PERSON)
        assert 30 < seconds_of(refusal.value) <= 60


async def test_without_the_database_nothing_is_admitted() -> None:
    away = Database("postgresql://nobody@127.0.0.1:1/nothing")
    try:
        with pytest.raises(DatabaseAway):
            await SendLimiter(away).admit(PERSON)
    finally:
        await away.close()
