"""The embedded PostgreSQL, killed and hindered under a bot: it comes back, or says so."""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import asyncpg
import psutil
import pytest

from bot.postgres import supervisor
from bot.postgres.embedded import EmbeddedPostgres
from bot.postgres.failures import PostgresGone
from bot.timing.stopwatch import REAL, Stopwatch
from tests.bot.postgres.clusters import Start, query
from tests.processes import is_alive
from tests.services import ENDED
from tests.turned import Turned

# Busy for as long as it is left alone, and never at a point where it checks for interrupts.
BUSY = "SELECT count(*) FROM generate_series(1, 1e12::bigint)"
IS_BUSY = f"""
SELECT EXISTS (SELECT FROM pg_stat_activity WHERE state = 'active' AND query = '{BUSY}')
"""


class Watch:
    """Whether it was given up."""

    def __init__(self) -> None:
        self.given_up = asyncio.Event()


@asynccontextmanager
async def watched(server: EmbeddedPostgres, stopwatch: Stopwatch = REAL) -> AsyncIterator[Watch]:
    watch = Watch()
    async with supervisor.keep_running(server, watch.given_up.set, stopwatch=stopwatch):
        yield watch


def kill(server: EmbeddedPostgres, order: signal.Signals = signal.SIGKILL) -> int:
    """Kill the server itself; its process id."""
    assert server.pid is not None
    pid = server.pid
    os.kill(pid, order)
    return pid


async def killed_for_good(server: EmbeddedPostgres, *, after: Callable[[], object]) -> None:
    """Do something to a running server, kill it, and wait until it is given up."""
    async with watched(server) as state:
        after()
        kill(server)
        async with asyncio.timeout(60):
            await state.given_up.wait()


async def back(server: EmbeddedPostgres, *, after: int, seconds: float = 30) -> None:
    """Wait until a server other than that process answers."""
    async with asyncio.timeout(seconds):
        while True:
            if server.pid != after:
                with suppress(*ENDED):
                    assert await query(server, "SELECT 1") == 1
                    return
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("order", [signal.SIGKILL, signal.SIGQUIT, signal.SIGTERM])
async def test_a_server_that_was_killed_is_back_at_its_address_with_its_data(
    start_postgres: Start, order: signal.Signals
) -> None:
    server = await start_postgres()
    url = server.url()
    await query(server, "CREATE TABLE kept AS SELECT 42 AS number")
    async with watched(server) as state:
        await back(server, after=kill(server, order))

        assert server.url() == url
        assert await query(server, "SELECT number FROM kept") == 42
        assert not state.given_up.is_set()


async def test_a_server_at_a_deep_place_is_back_at_its_address(
    start_postgres: Start, folder: Path
) -> None:
    server = await start_postgres(folder / ("a-rather-long-name-of-a-folder" * 4))
    url = server.url()
    async with watched(server):
        await back(server, after=kill(server))
        assert server.url() == url


@pytest.mark.parametrize("frozen", [False, True], ids=["busy", "frozen"])
async def test_what_a_killed_server_has_left_running_is_ended_first(
    start_postgres: Start, frozen: bool
) -> None:
    server = await start_postgres()
    connection = await asyncpg.connect(server.url())
    backend = psutil.Process(await connection.fetchval("SELECT pg_backend_pid()"))
    asking = asyncio.create_task(connection.fetch(BUSY))
    async with asyncio.timeout(30):
        while not await query(server, IS_BUSY):  # noqa: ASYNC110 - PostgreSQL does not tell
            await asyncio.sleep(0.01)
    if frozen:
        backend.suspend()
    async with watched(server):
        await back(server, after=kill(server))

        assert not is_alive(backend)
    with pytest.raises(ENDED):
        await asking


async def test_a_shell_that_stands_in_the_data_is_left_alone(
    start_postgres: Start, folder: Path
) -> None:
    server = await start_postgres()
    with subprocess.Popen(["sleep", "60"], cwd=folder / "postgres") as shell:
        async with watched(server):
            await back(server, after=kill(server))
        assert shell.poll() is None
        shell.kill()


async def test_a_killed_backend_takes_nobody_along_for_long(start_postgres: Start) -> None:
    server = await start_postgres()
    await query(server, "CREATE TABLE kept AS SELECT 42 AS number")
    connection = await asyncpg.connect(server.url())
    pid = server.pid
    async with watched(server):
        os.kill(await connection.fetchval("SELECT pg_backend_pid()"), signal.SIGKILL)
        async with asyncio.timeout(30):
            while True:
                with suppress(*ENDED):
                    assert await query(server, "SELECT number FROM kept") == 42
                    break
                await asyncio.sleep(0.05)
    # The server has done that by itself.
    assert server.pid == pid


async def test_a_server_that_cannot_come_back_is_given_up_with_a_sentence(
    start_postgres: Start, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "PAUSES", (0.0, 0.1))
    server = await start_postgres()
    version = folder / "postgres" / "PG_VERSION"
    with pytest.raises(PostgresGone) as gone:
        await killed_for_good(server, after=lambda: version.write_text("17\n"))
    assert str(gone.value).startswith(
        "The database server of COACHBOOK_DATA_DIR has ended and does not come back: The data in "
        f"{folder}/postgres was written by PostgreSQL 17 and this is PostgreSQL 18"
    )


async def test_missing_data_is_not_created_again_under_a_running_bot(
    start_postgres: Start, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "PAUSES", (0.0, 0.1))
    server = await start_postgres()
    with pytest.raises(PostgresGone):
        await killed_for_good(server, after=lambda: shutil.rmtree(folder / "postgres"))
    assert not (folder / "postgres").exists()


async def test_what_is_in_the_way_for_a_moment_is_waited_for(
    start_postgres: Start, folder: Path
) -> None:
    server = await start_postgres()
    version = folder / "postgres" / "PG_VERSION"
    version.rename(folder / "aside")
    stopwatch = Turned()
    async with watched(server, stopwatch) as state:
        pid = kill(server)
        async with asyncio.timeout(30):
            while server.exit_code is None:  # noqa: ASYNC110 - a process tells nobody
                await asyncio.sleep(0.01)
        await stopwatch.begins_to_rest()
        stopwatch.turn(supervisor.LOOK)
        # It has been tried once, in vain, and pauses before the next try.
        await stopwatch.begins_to_rest()
        (folder / "aside").rename(version)
        stopwatch.turn(supervisor.PAUSES[1])
        await back(server, after=pid)
        assert not state.given_up.is_set()


async def test_a_server_that_ends_again_and_again_is_given_up(
    start_postgres: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "ENDS", 2)
    server = await start_postgres()

    async def twice() -> None:
        async with watched(server) as state:
            await back(server, after=kill(server))
            kill(server)
            async with asyncio.timeout(60):
                await state.given_up.wait()

    with pytest.raises(PostgresGone, match="it has ended 2 times within"):
        await twice()
