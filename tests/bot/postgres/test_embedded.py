"""The embedded PostgreSQL: the real server, started, killed and found again."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import psutil
import pytest

from bot.postgres.embedded import EmbeddedPostgres
from bot.postgres.failures import PostgresFailed, explain
from tests.bot.postgres.clusters import QUICK, Start, query
from tests.processes import is_alive

ROOT = Path(__file__).parents[3]

# Run by a process about to be killed: it says when the server is up, and waits.
PARENT = """
import asyncio, sys
from pathlib import Path
from bot.postgres.embedded import EmbeddedPostgres

async def main():
    server = EmbeddedPostgres(Path(sys.argv[1]), {"fsync": "off"})
    await server.start()
    print(server.pid, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


def run_and_kill_a_parent(folder: Path) -> int:
    """The process id of the server that the killed process had started."""
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, folder], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
    return pid


def runs(pid: int) -> bool:
    try:
        return is_alive(psutil.Process(pid))
    except psutil.NoSuchProcess:
        return False


async def test_the_first_start_makes_a_database_and_the_next_finds_it_in_a_fraction_of_the_time(
    start_postgres: Start,
) -> None:
    began = monotonic()
    server = await start_postgres(fresh=True)
    making = monotonic() - began
    await query(server, "CREATE EXTENSION btree_gist")
    await query(server, "CREATE TABLE kept AS SELECT 'Zoë' AS name")
    await server.stop()

    began = monotonic()
    again = await start_postgres()
    finding = monotonic() - began

    assert await query(again, "SELECT name FROM kept") == "Zoë"
    assert finding < making / 2, "a twentieth when nothing else runs"


async def test_the_database_sorts_and_folds_the_same_on_every_machine(
    start_postgres: Start,
) -> None:
    server = await start_postgres(fresh=True)
    assert await query(server, "SELECT upper('zoë')") == "ZOË"
    assert await query(server, "SHOW server_encoding") == "UTF8"
    assert await query(server, "SHOW timezone") == "UTC"


async def test_nobody_else_gets_in(start_postgres: Start, folder: Path) -> None:
    server = await start_postgres(fresh=True)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "socket").stat().st_mode & 0o777 == 0o700
    assert server.pid is not None
    assert psutil.Process(server.pid).net_connections("inet") == []


async def test_stopping_leaves_no_process_behind(start_postgres: Start) -> None:
    server = await start_postgres()
    assert server.pid is not None
    family = [psutil.Process(server.pid), *psutil.Process(server.pid).children()]
    await server.stop()
    assert [process for process in family if process.is_running()] == []
    await server.stop()


async def test_a_deep_data_folder_is_no_obstacle(start_postgres: Start, folder: Path) -> None:
    deep = folder / ("a-rather-long-name-of-a-folder-with-spaces and ümlauts" * 2)
    server = await start_postgres(deep, fresh=True)
    sockets = server._sockets
    assert await query(server, "SELECT 1") == 1
    await server.stop()
    assert sockets is not None
    assert not sockets.exists()


async def test_a_killed_parent_takes_the_server_along_and_the_next_start_has_the_data(
    start_postgres: Start, folder: Path
) -> None:
    server = await start_postgres()
    await query(server, "CREATE TABLE kept AS SELECT 42 AS number")
    await server.stop()
    pid = run_and_kill_a_parent(folder)
    again = await start_postgres()
    assert await query(again, "SELECT number FROM kept") == 42
    assert again.pid != pid
    assert not runs(pid)


def test_without_a_next_start_a_killed_parent_leaves_nothing_running(folder: Path) -> None:
    pid = run_and_kill_a_parent(folder)
    deadline = monotonic() + 30
    while runs(pid) and monotonic() < deadline:
        sleep(0.02)
    assert not runs(pid)


async def test_a_server_that_outlived_its_parent_is_stopped_before_the_next(
    start_postgres: Start,
) -> None:
    orphan = await start_postgres()
    await query(orphan, "CREATE TABLE kept AS SELECT 42 AS number")
    await orphan.stop()
    orphan = await start_postgres()
    server = await start_postgres()
    assert orphan._process is not None
    assert orphan._process.poll() is not None
    assert await query(server, "SELECT number FROM kept") == 42


async def test_a_killed_server_recovers_at_the_next_start(start_postgres: Start) -> None:
    server = await start_postgres()
    await query(server, "CREATE TABLE kept AS SELECT 42 AS number")
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    again = await start_postgres()
    assert await query(again, "SELECT number FROM kept") == 42


async def test_a_stranger_with_the_number_of_an_old_server_is_left_alone(
    start_postgres: Start, folder: Path
) -> None:
    server = await start_postgres()
    await server.stop()
    with subprocess.Popen(["sleep", "60"]) as stranger:
        (folder / "postgres" / "postmaster.pid").write_text(f"{stranger.pid}\n{folder}\n")
        assert await query(await start_postgres(), "SELECT 1") == 1
        assert stranger.poll() is None
        stranger.kill()


async def test_a_half_made_cluster_is_made_again(start_postgres: Start, folder: Path) -> None:
    (folder / "postgres.unfinished" / "base").mkdir(parents=True)
    server = await start_postgres()
    assert await query(server, "SELECT 1") == 1
    assert not (folder / "postgres.unfinished").exists()


async def test_data_of_another_version_is_left_alone_with_a_sentence(
    start_postgres: Start, folder: Path
) -> None:
    server = await start_postgres()
    await server.stop()
    (folder / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(PostgresFailed) as raised:
        await start_postgres()
    assert str(raised.value) == (
        f"The data in {folder}/postgres was written by PostgreSQL 17 and this is PostgreSQL 18: "
        "move it over with pg_dump of version 17, or set COACHBOOK_DATA_DIR to a new folder."
    )


async def test_a_broken_setting_is_told_in_postgres_own_words(folder: Path) -> None:
    server = EmbeddedPostgres(folder, QUICK | {"shared_buffers": "a lot"})
    with pytest.raises(PostgresFailed, match='invalid value for parameter "shared_buffers"'):
        await server.start()
    assert server.pid is None


async def test_a_place_that_is_a_file_is_told_as_one_sentence(folder: Path) -> None:
    folder.write_text("not a folder")
    with pytest.raises(PostgresFailed, match=r"^PostgreSQL did not start in .*File exists"):
        await EmbeddedPostgres(folder).start()


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        (
            "initdb: error: could not write to file: No space left on device\ninitdb: removing",
            "There is no room left on the disk for the database in /data: free some space.",
        ),
        (
            'initdb: error: could not access directory "/data/postgres": Permission denied',
            "The database in /data cannot be written by this user: change its owner, or set "
            "COACHBOOK_DATA_DIR to a folder of your own.",
        ),
        (
            "initdb: error: could not look up effective user ID 4711: user does not exist",
            "PostgreSQL does not run for a user without a name: add this one to /etc/passwd, or "
            "set COACHBOOK_DATABASE_URL to a database that runs elsewhere.",
        ),
        (
            "LOG:  starting\nFATAL:  could not create semaphores: no\nHINT:  more",
            "PostgreSQL did not start in /data: FATAL:  could not create semaphores: no",
        ),
        ("", "PostgreSQL did not start in /data: nothing was said"),
    ],
)
def test_what_postgres_says_becomes_one_sentence(output: str, sentence: str) -> None:
    assert explain(output, Path("/data")) == sentence
