"""The schedules of messages out: one set for all replicas, counted by Postgres's clock."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from itertools import pairwise
from time import perf_counter
from typing import Any

import pytest

from storage.messages import rate_limits
from storage.messages.rate_limits import EVERYONE, QUIET
from storage.transactions import Database

MIA, LENA = 7001, 7005
EVERY, CHAT_EVERY = 0.04, 1.0


def stopwatch() -> Callable[[], float]:
    """Begins now. Says how many seconds have passed, with a little slack for two differing
    clocks."""
    begun = perf_counter()
    return lambda: perf_counter() - begun + 0.02


async def ask(
    database: Database,
    chat_id: int,
    *,
    every: float = EVERY,
    burst: int = 1,
    early: float = 0.0,
    ahead: float | None = None,
    most: int = 1_000,
) -> tuple[float, datetime | None]:
    """The wait, and until when the place taken counts."""
    async with database.autocommit() as autocommit:
        return await rate_limits.take(
            autocommit,
            chat_id,
            every=every,
            chat_every=CHAT_EVERY,
            burst=burst,
            early=early,
            ahead=ahead,
            most=most,
        )


async def take(database: Database, chat_id: int, **how: Any) -> tuple[bool, float]:
    """Whether a place was taken, and the wait."""
    wait, counts_until = await ask(database, chat_id, **how)
    return counts_until is not None, wait


async def place(database: Database, chat_id: int, **how: Any) -> datetime:
    """Until when the place this chat gets counts."""
    _, counts_until = await ask(database, chat_id, **how)
    assert counts_until is not None
    return counts_until


async def went(
    database: Database, chat_id: int, counts_until: datetime, *, seconds: float = 1.0
) -> datetime:
    """It has arrived, or with more seconds: it is still on its way."""
    async with database.autocommit() as autocommit:
        return await rate_limits.count(
            autocommit, chat_id, counts_until, seconds=seconds, chat_every=CHAT_EVERY
        )


@pytest.fixture
async def replicas(database_url: str) -> AsyncIterator[list[Database]]:
    """Three processes' doors to one database."""
    opened = [Database(database_url) for _ in range(3)]
    yield opened
    for one in opened:
        await one.close()


async def test_places_of_all_replicas_lie_one_after_another(replicas: list[Database]) -> None:
    answers = await asyncio.gather(
        *(take(replicas[chat % 3], chat, every=2.0) for chat in range(1, 13))
    )

    assert all(taken for taken, _ in answers)
    waits = sorted(wait for _, wait in answers)
    assert waits[0] == 0.0
    assert all(later - earlier > 1.5 for earlier, later in pairwise(waits))


async def test_whoever_can_wait_stands_in_nobodys_way(replicas: list[Database]) -> None:
    first, *rest = [await take(replicas[n % 3], n, every=5.0, ahead=2.0) for n in range(1, 6)]

    assert first == (True, 0.0)
    assert not any(taken for taken, _ in rest)
    assert all(2.5 < wait <= 3.0 for _, wait in rest), "until the next place is near enough"
    taken, wait = await take(replicas[0], MIA, every=5.0)
    assert taken
    assert 4.5 < wait <= 5.0, "none of those has a place before this one"


async def test_whoever_cannot_wait_goes_before_its_time_and_the_others_later_for_it(
    database: Database,
) -> None:
    await take(database, 1, every=5.0, ahead=2.0)

    assert await take(database, MIA, every=5.0, early=5.0) == (True, 0.0)

    taken, wait = await take(database, 2, every=5.0, ahead=2.0)
    assert not taken
    assert 7.5 < wait <= 8.0


async def test_one_replica_at_a_time_may_write_to_a_chat(replicas: list[Database]) -> None:
    answers = await asyncio.gather(*(take(one, MIA) for one in replicas))

    assert sorted(taken for taken, _ in answers) == [False, False, True]
    assert all(0.5 < wait <= 1.0 for taken, wait in answers if not taken)


async def test_a_chats_second_begins_when_its_message_goes_not_when_it_was_asked_for(
    database: Database,
) -> None:
    await take(database, LENA, every=5.0)
    taken, wait = await take(database, MIA)
    assert taken
    assert wait > 4.0

    taken, again = await take(database, MIA)

    assert not taken
    assert again > 5.0


async def test_a_message_that_was_long_on_its_way_counts_from_its_arrival(
    database: Database,
) -> None:
    counts_until = await place(database, MIA)
    await asyncio.sleep(0.6)
    since = stopwatch()
    await went(database, MIA, counts_until)

    taken, wait = await take(database, MIA)

    assert not taken
    assert wait > CHAT_EVERY - since()


async def test_three_answers_in_a_row_may_go_and_delay_what_is_none(database: Database) -> None:
    answers = [await take(database, MIA, burst=3) for _ in range(4)]

    assert [taken for taken, _ in answers] == [True, True, True, False]
    taken, wait = await take(database, MIA)
    assert not taken
    assert wait > 2.5


async def test_waiting_for_one_chat_takes_nobody_elses_place(database: Database) -> None:
    await take(database, MIA)
    refused = await asyncio.gather(*(take(database, MIA) for _ in range(50)))
    assert not any(taken for taken, _ in refused)

    await asyncio.sleep(EVERY)

    assert await take(database, LENA) == (True, 0.0)


async def test_a_chat_that_is_held_gets_not_even_an_answer(replicas: list[Database]) -> None:
    async with replicas[0].autocommit() as autocommit:
        await rate_limits.hold(autocommit, MIA, 5.0)

    taken, wait = await take(replicas[1], MIA, burst=3)

    assert not taken
    assert wait > 4.5
    assert (await take(replicas[2], LENA))[0]


async def test_when_everyone_is_held_nobody_takes_a_place(replicas: list[Database]) -> None:
    async with replicas[0].autocommit() as autocommit:
        await rate_limits.hold(autocommit, EVERYONE, 5.0)
        await rate_limits.hold(autocommit, EVERYONE, 1.0)

    answers = await asyncio.gather(*(take(one, n) for n, one in enumerate(replicas, 1)))

    assert not any(taken for taken, _ in answers)
    assert all(4.5 < wait <= 5.0 for _, wait in answers)


async def test_whoever_is_told_to_wait_after_a_crash_of_postgres_does_not_end_the_quiet(
    database: Database,
) -> None:
    since = stopwatch()
    async with database.autocommit() as autocommit:
        await autocommit.fetch("TRUNCATE rate_limits")
        await rate_limits.hold(autocommit, EVERYONE, 0.1)

    taken, wait = await take(database, MIA)

    assert not taken
    assert wait > QUIET - since()


async def test_after_a_crash_of_postgres_it_is_quiet_for_a_while(database: Database) -> None:
    await take(database, MIA)
    async with database.read() as reader:
        await reader.fetch("TRUNCATE rate_limits")  # as recovery does with what is not logged

    since = stopwatch()
    answers = [await take(database, chat) for chat in (MIA, LENA)]

    assert not any(taken for taken, _ in answers)
    assert all(QUIET - since() < wait <= QUIET for _, wait in answers)
    await asyncio.sleep(QUIET)
    assert (await take(database, MIA))[0]


async def test_chats_that_have_been_due_for_long_are_forgotten(database: Database) -> None:
    for chat in (MIA, LENA):
        await take(database, chat)
    async with database.autocommit() as autocommit:
        await autocommit.fetch(
            "UPDATE rate_limits SET due = due - interval '2 hours' WHERE chat_id IN (0, $1)", MIA
        )

        await rate_limits.forget_idle(autocommit)

        kept = await autocommit.fetch("SELECT chat_id FROM rate_limits ORDER BY chat_id")
    assert [chat for [chat] in kept] == [EVERYONE, LENA]


async def test_a_clock_that_was_set_back_silences_nobody(database: Database) -> None:
    await place(database, MIA)
    async with database.read() as reader:
        await reader.fetch(
            "UPDATE rate_limits SET due = due + interval '1 hour', "
            "counted = ARRAY(SELECT until + interval '1 hour' FROM unnest(counted) until)"
        )

    assert await take(database, MIA, most=1) == (True, 0.0)
    assert (await take(database, LENA, ahead=1.0))[0]
