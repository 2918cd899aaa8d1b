"""How many messages are on their way, or have arrived within a second: as Telegram may count."""

import asyncio

import pytest

from storage.messages.rate_limits import UNHEARD
from storage.transactions import Database
from tests.storage.messages.test_rate_limits import (
    CHAT_EVERY,
    LENA,
    MIA,
    place,
    stopwatch,
    take,
    went,
)


async def test_what_is_on_its_way_counts_until_a_second_after_its_arrival(
    database: Database,
) -> None:
    since = stopwatch()
    _, second, _ = [await place(database, chat, every=0.0, most=3) for chat in (1, 2, 3)]
    await asyncio.sleep(0.5)

    taken, wait = await take(database, MIA, every=0.0, most=3)
    assert not taken
    assert UNHEARD - since() < wait < UNHEARD - 0.4, "nobody has told of an arrival"
    since = stopwatch()
    await went(database, 2, second)
    taken, wait = await take(database, MIA, every=0.0, most=3)
    assert not taken
    assert 1.0 - since() < wait <= 1.0

    await asyncio.sleep(wait)
    assert await take(database, MIA, every=0.0, most=3) == (True, 0.0)
    assert not (await take(database, LENA, every=0.0, most=3))[0]


@pytest.mark.parametrize("way", [UNHEARD - 0.8, UNHEARD + 0.1])
async def test_what_was_long_on_its_way_counts_once_from_its_arrival(
    database: Database, way: float
) -> None:
    places = [await place(database, chat, every=0.0, most=4) for chat in (1, 2, 3)]
    await asyncio.sleep(way)
    since = stopwatch()
    for chat, counts_until in enumerate(places, 1):
        await went(database, chat, counts_until)

    assert await take(database, MIA, every=0.0, most=4) == (True, 0.0), "three count, not six"
    taken, wait = await take(database, LENA, every=0.0, most=4)
    assert not taken
    assert 1.0 - since() < wait <= 1.0


async def test_what_is_said_to_be_on_its_way_counts_on_and_keeps_its_chats_next_one_back(
    database: Database,
) -> None:
    since, counts_until = stopwatch(), await place(database, MIA, every=0.0, most=1)
    for _ in range(3):
        await asyncio.sleep(0.8)
        since = stopwatch()
        counts_until = await went(database, MIA, counts_until, seconds=UNHEARD)

    taken, wait = await take(database, LENA, every=0.0, most=1)
    assert not taken
    assert UNHEARD - since() < wait <= UNHEARD
    taken, wait = await take(database, MIA, every=0.0, most=2)
    assert not taken
    assert CHAT_EVERY - since() < wait <= CHAT_EVERY


async def test_an_arrival_is_counted_in_the_stead_of_its_own_place(database: Database) -> None:
    since = stopwatch()
    await place(database, 1, every=0.0)
    await asyncio.sleep(0.5)
    second = await place(database, 2, every=0.0)

    await went(database, 2, second)

    taken, wait = await take(database, MIA, every=0.0, most=1)
    assert not taken
    assert UNHEARD - since() < wait < UNHEARD - 0.4, "the first is still on its way"


async def test_of_two_that_share_an_instant_one_is_on_its_way_when_the_other_has_arrived(
    database: Database,
) -> None:
    await place(database, 1, every=5.0)
    noticed = await place(database, 2, every=5.0)
    assert await place(database, 3, every=5.0, early=5.0) == noticed

    await went(database, 2, noticed)

    async with database.read() as reader:
        [[counted]] = await reader.fetch("SELECT counted FROM rate_limits WHERE chat_id = 0")
    assert len(counted) == 3
    assert counted.count(noticed) == 1
