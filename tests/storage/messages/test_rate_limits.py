"""The schedules of messages out: one set for all replicas, counted by Postgres's clock."""

import asyncio

from storage.messages import rate_limits
from storage.messages.rate_limits import EVERYONE, QUIET
from storage.transactions import Database
from tests.database_clock import DatabaseClock
from tests.storage.messages.places import (
    CHAT_EVERY,
    EVERY,
    LENA,
    MIA,
    clock,
    database,
    place,
    replicas,
    take,
    went,
)

__all__ = ["clock", "database", "replicas"]


async def test_places_of_all_replicas_lie_one_after_another(replicas: list[Database]) -> None:
    answers = await asyncio.gather(
        *(take(replicas[chat % 3], chat, every=2.0) for chat in range(1, 13))
    )

    assert all(taken for taken, _ in answers)
    assert sorted(wait for _, wait in answers) == [2.0 * n for n in range(12)]


async def test_whoever_can_wait_stands_in_nobodys_way(replicas: list[Database]) -> None:
    first, *rest = [await take(replicas[n % 3], n, every=5.0, ahead=2.0) for n in range(1, 6)]

    assert first == (True, 0.0)
    assert not any(taken for taken, _ in rest)
    assert all(wait == 3.0 for _, wait in rest), "until the next place is near enough"
    assert await take(replicas[0], MIA, every=5.0) == (True, 5.0), "none of those is before this"


async def test_whoever_cannot_wait_goes_before_its_time_and_the_others_later_for_it(
    database: Database,
) -> None:
    await take(database, 1, every=5.0, ahead=2.0)

    assert await take(database, MIA, every=5.0, early=5.0) == (True, 0.0)

    assert await take(database, 2, every=5.0, ahead=2.0) == (False, 8.0)


async def test_one_replica_at_a_time_may_write_to_a_chat(replicas: list[Database]) -> None:
    answers = await asyncio.gather(*(take(one, MIA) for one in replicas))

    assert sorted(answers) == [(False, CHAT_EVERY), (False, CHAT_EVERY), (True, 0.0)]


async def test_a_chats_second_begins_when_its_message_goes_not_when_it_was_asked_for(
    database: Database,
) -> None:
    await take(database, LENA, every=5.0)
    assert await take(database, MIA) == (True, 5.0)

    assert await take(database, MIA) == (False, 5.0 + CHAT_EVERY)


async def test_a_message_that_was_long_on_its_way_counts_from_its_arrival(
    database: Database, clock: DatabaseClock
) -> None:
    counts_until = await place(database, MIA)
    await clock.pass_by(0.6)
    await went(database, MIA, counts_until)

    assert await take(database, MIA) == (False, CHAT_EVERY)


async def test_three_answers_in_a_row_may_go_and_delay_what_is_none(database: Database) -> None:
    answers = [await take(database, MIA, burst=3) for _ in range(4)]

    assert [taken for taken, _ in answers] == [True, True, True, False]
    assert await take(database, MIA) == (False, 3.0)


async def test_waiting_for_one_chat_takes_nobody_elses_place(
    database: Database, clock: DatabaseClock
) -> None:
    await take(database, MIA)
    refused = await asyncio.gather(*(take(database, MIA) for _ in range(50)))
    assert not any(taken for taken, _ in refused)

    await clock.pass_by(EVERY)

    assert await take(database, LENA) == (True, 0.0)


async def test_a_chat_that_is_held_gets_not_even_an_answer(replicas: list[Database]) -> None:
    async with replicas[0].autocommit() as autocommit:
        await rate_limits.hold(autocommit, MIA, 5.0)

    assert await take(replicas[1], MIA, burst=3) == (False, 5.0)
    assert (await take(replicas[2], LENA))[0]


async def test_when_everyone_is_held_nobody_takes_a_place(replicas: list[Database]) -> None:
    async with replicas[0].autocommit() as autocommit:
        await rate_limits.hold(autocommit, EVERYONE, 5.0)
        await rate_limits.hold(autocommit, EVERYONE, 1.0)

    answers = await asyncio.gather(*(take(one, n) for n, one in enumerate(replicas, 1)))

    assert answers == [(False, 5.0)] * 3


async def test_whoever_is_told_to_wait_after_a_crash_of_postgres_does_not_end_the_quiet(
    database: Database,
) -> None:
    async with database.autocommit() as autocommit:
        await autocommit.fetch("TRUNCATE rate_limits")
        await rate_limits.hold(autocommit, EVERYONE, 0.1)

    assert await take(database, MIA) == (False, QUIET)


async def test_after_a_crash_of_postgres_it_is_quiet_for_a_while(
    database: Database, clock: DatabaseClock
) -> None:
    await take(database, MIA)
    async with database.read() as reader:
        await reader.fetch("TRUNCATE rate_limits")  # as recovery does with what is not logged

    answers = [await take(database, chat) for chat in (MIA, LENA)]

    assert answers == [(False, QUIET)] * 2
    await clock.pass_by(QUIET)
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
