"""How many messages are on their way, or have arrived within a second: as Telegram may count."""

import pytest

from storage.messages.rate_limits import UNHEARD
from storage.transactions import Database
from tests.database_clock import DatabaseClock
from tests.storage.messages.places import (
    CHAT_EVERY,
    LENA,
    MIA,
    clock,
    database,
    place,
    take,
    went,
)

__all__ = ["clock", "database"]


async def test_what_is_on_its_way_counts_until_a_second_after_its_arrival(
    database: Database, clock: DatabaseClock
) -> None:
    _, second, _ = [await place(database, chat, every=0.0, most=3) for chat in (1, 2, 3)]
    await clock.pass_by(0.5)

    answer = await take(database, MIA, every=0.0, most=3)
    assert answer == (False, UNHEARD - 0.5), "nobody has told of an arrival"
    await went(database, 2, second)
    assert await take(database, MIA, every=0.0, most=3) == (False, 1.0)

    await clock.pass_by(1.0)
    assert await take(database, MIA, every=0.0, most=3) == (True, 0.0)
    assert not (await take(database, LENA, every=0.0, most=3))[0]


@pytest.mark.parametrize("way", [UNHEARD - 0.8, UNHEARD + 0.1])
async def test_what_was_long_on_its_way_counts_once_from_its_arrival(
    database: Database, clock: DatabaseClock, way: float
) -> None:
    places = [await place(database, chat, every=0.0, most=4) for chat in (1, 2, 3)]
    await clock.pass_by(way)
    for chat, counts_until in enumerate(places, 1):
        await went(database, chat, counts_until)

    assert await take(database, MIA, every=0.0, most=4) == (True, 0.0), "three count, not six"
    assert await take(database, LENA, every=0.0, most=4) == (False, 1.0)


async def test_what_is_said_to_be_on_its_way_counts_on_and_keeps_its_chats_next_one_back(
    database: Database, clock: DatabaseClock
) -> None:
    counts_until = await place(database, MIA, every=0.0, most=1)
    for _ in range(3):
        await clock.pass_by(0.8)
        counts_until = await went(database, MIA, counts_until, seconds=UNHEARD)

    assert await take(database, LENA, every=0.0, most=1) == (False, UNHEARD)
    assert await take(database, MIA, every=0.0, most=2) == (False, CHAT_EVERY)


async def test_an_arrival_is_counted_in_the_stead_of_its_own_place(
    database: Database, clock: DatabaseClock
) -> None:
    await place(database, 1, every=0.0)
    await clock.pass_by(0.5)
    second = await place(database, 2, every=0.0)

    await went(database, 2, second)

    answer = await take(database, MIA, every=0.0, most=1)
    assert answer == (False, UNHEARD - 0.5), "the first is still on its way"


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
