"""The bot on its embedded PostgreSQL, whose server dies under it."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from bot.playground import PlaygroundServer
from bot.postgres.embedded import EmbeddedPostgres
from storage.transactions import Database
from tests import clusters
from tests.bot.outside import MENU, get
from tests.coachbook import Coachbook
from tests.journeys.conftest import coachbook_process, plant, playground, stage, world
from tests.journeys.stage import Stage
from tests.journeys.test_kill import days, times
from tests.processes import is_alive, program_of

__all__ = ["playground", "stage", "world"]
MIA = 7001
BOOKED = "SELECT status, code FROM appointments"


@pytest.fixture
async def coachbook(
    playground: PlaygroundServer, stage: Stage, tmp_path: Path
) -> AsyncIterator[Coachbook]:
    """The bot with the seeded business in a database of its own, ready."""
    await clusters.put_into(tmp_path / "data")
    process = coachbook_process(playground.url, "", tmp_path)
    await process.start()
    database = Database(EmbeddedPostgres(tmp_path / "data").url_of_running())
    await plant(database, stage)
    await database.close()
    try:
        yield process
    finally:
        process.kill()


async def server_of(coachbook: Coachbook) -> psutil.Process:
    """The PostgreSQL that the bot has started, once it has. One that was killed may leave a process
    behind that still answers."""
    async with asyncio.timeout(30):
        while True:
            children = psutil.Process(coachbook.pid).children()
            if servers := [child for child in children if is_server(child)]:
                [server] = servers
                return server
            await asyncio.sleep(0.05)


def is_server(process: psutil.Process) -> bool:
    return program_of(process) == "postgres" and is_alive(process)


@pytest.mark.timeout(180)
async def test_a_killed_server_is_back_at_the_first_try_and_no_booking_is_lost(
    coachbook: Coachbook, stage: Stage, tmp_path: Path
) -> None:
    mia = await stage.chat(MIA)
    await mia.send("/book")
    await mia.expect("What would you like to book")
    await mia.tap("Intro call")
    await mia.expect("Who would you like to see")
    await mia.tap("Anna Berg")
    calendar = await mia.expect("Which day")
    await mia.tap(days(calendar)[0])
    day = await mia.expect("what time")
    await mia.tap(times(day)[0])
    await mia.expect("Shall I book this")
    await mia.tap("Send request")
    await mia.expect("Booking code")

    for victim in ("server", "backend"):
        server = await server_of(coachbook)
        backend = next(one for one in server.children() if "coachbook" in " ".join(one.cmdline()))
        (server if victim == "server" else backend).kill()
        await mia.send("/start")
        await mia.expect(MENU, timeout=30)

    database = Database(EmbeddedPostgres(tmp_path / "data").url_of_running())
    async with database.read() as reader:
        [[status, code]] = await reader.fetch(BOOKED)
    await database.close()
    assert status == "pending"
    assert code in mia.transcript()
    assert (await get(f"{coachbook.url}/readyz"))[0] == 200
    assert len(coachbook.events("postgres.is_back")) == 1
    assert coachbook.events("postgres.stays_away") == []


@pytest.mark.timeout(180)
async def test_a_server_that_does_not_come_back_ends_the_bot_with_a_sentence(
    coachbook: Coachbook, tmp_path: Path
) -> None:
    (tmp_path / "data" / "postgres" / "PG_VERSION").write_text("17\n")
    os.kill((await server_of(coachbook)).pid, signal.SIGKILL)

    assert await coachbook.exit_code(60) == 1

    last = coachbook.log().splitlines()[-1]
    assert last.startswith(
        "The database server of COACHBOOK_DATA_DIR has ended and does not come back: The data in"
    )
    assert "Traceback" not in coachbook.log()
