"""Starting over in the process that has bot, playground and database: everything is new."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot import playground_requests, playground_reset
from bot.playground import ControlError
from bot.settings.settings import Settings
from bot.stop import Stop
from bot.timing.clock import Clock
from domain.services.catalogue import Business
from storage import migrations
from storage.people import people
from storage.people.people import TelegramProfile
from storage.services import catalogue
from storage.transactions import Database
from tests.bot.outside import MENU
from tests.journeys.conftest import playground_process
from tests.journeys.stage import Stage

MIA = 7001


@pytest.mark.timeout(180)
async def test_everything_starts_over_in_the_same_process_and_after_a_crash_on_the_way(
    database_url: str, database: Database, tmp_path: Path
) -> None:
    process = playground_process(database_url, tmp_path)
    await process.start()
    try:
        async with Stage(process.url) as stage:
            first = await stage.get("/playground/state")
            await live_a_little(stage, database)
            answer = await stage.post("/playground/start-over", {})
            assert answer == {"world": first["world"]}
            second = await another_world(stage, first["world"])
            assert all(not chat["messages"] for chat in second["chats"].values())
            assert (second["offset"], second["people"]) == (0, first["people"])
            await only_the_seed_is_left(database)
            pid = process.pid
            await live_a_little(stage, database)
        assert (process.pid, await process.stop()) == (pid, 0)

        # As after a crash in the middle: the request is there, and part of it is done.
        [store] = tmp_path.rglob(playground_reset.CHATS)
        playground_reset.wish(store.parent)
        store.unlink()
        await process.start()
        async with Stage(process.url) as stage:
            third = await stage.get("/playground/state")
            assert all(not chat["messages"] for chat in third["chats"].values())
            await only_the_seed_is_left(database)
        assert await process.stop() == 0
        assert not await playground_reset.carry_out(store.parent, database_url)
    finally:
        process.kill()


async def live_a_little(stage: Stage, database: Database) -> None:
    mia = await stage.chat(MIA)
    await mia.send("/start")
    await mia.expect(MENU)
    await stage.advance(3600)
    elsewhere = Business("Elsewhere", "UTC", None)
    await database.write(lambda writer: catalogue.update_business(writer, elsewhere))


async def another_world(stage: Stage, before: str) -> dict[str, Any]:
    async with asyncio.timeout(30):
        while True:
            try:
                state: dict[str, Any] = await stage.get("/playground/state")
            except aiohttp.ClientError:
                state = {"world": before}
            if state["world"] != before:
                return state
            await asyncio.sleep(0.1)


async def only_the_seed_is_left(database: Database) -> None:
    async with database.read() as reader:
        snapshot = await catalogue.load(reader)
        assert (snapshot.business.name, len(snapshot.coaches)) == ("Northside Coaching", 3)
        # Mia comes from the seed; what she has done does not.
        assert (
            await reader.fetch("SELECT 1 FROM handled UNION ALL SELECT 1 FROM conversations") == []
        )


async def test_the_database_of_a_real_bot_is_not_emptied(
    database: Database, tmp_path: Path
) -> None:
    settings = Settings.read({"COACHBOOK_DATA_DIR": str(tmp_path)})
    stop = Stop()
    start_over = playground_requests.backstage(settings, database, Clock(), stop).start_over
    assert start_over is not None
    for person in (
        TelegramProfile(7001, "Mia", language="en"),
        TelegramProfile(123_456_789, "Typed"),
    ):
        await database.write(partial(people.register, profile=person))
    await start_over()
    assert stop.should_restart()
    assert (tmp_path / "starting-over").exists()
    (tmp_path / "starting-over").unlink()

    real = TelegramProfile(123_456_789, "Rita", language="en")
    await database.write(partial(people.register, profile=real))
    with pytest.raises(ControlError) as refused:
        await start_over()
    assert refused.value.sentence == playground_requests.NOT_ONLY_OURS
    assert not stop.should_restart()
    assert not (tmp_path / "starting-over").exists()


async def test_a_wish_of_long_ago_is_not_granted_once_a_real_bot_has_the_database(
    database_url: str, database: Database, tmp_path: Path
) -> None:
    playground_reset.wish(tmp_path)
    real = TelegramProfile(123_456_789, "Rita", language="en")
    await database.write(partial(people.register, profile=real))
    assert not await playground_reset.carry_out(tmp_path, database_url)
    async with database.read() as reader:
        assert await people.by_telegram_id(reader, 123_456_789) is not None
    assert list(tmp_path.iterdir()) == []
    playground_reset.wish(tmp_path)
    playground_reset.forget(tmp_path)
    playground_reset.forget(tmp_path)
    playground_reset.forget(tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []


async def test_a_cleared_database_is_empty_and_can_be_migrated_again(
    database_url: str, database: Database
) -> None:
    await database.write(lambda writer: people.register(writer, TelegramProfile(7001, "Mia")))
    await database.close()
    await migrations.clear(database_url)
    assert await migrations.version(database_url) is None
    assert await migrations.upgrade(database_url)
