"""The embedded PostgreSQL: the real server, started, killed and found again."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import asyncpg
import psutil
import pytest

from bot import postgres, unprivileged
from bot.postgres import EmbeddedPostgres, PostgresFailed

ROOT = Path(__file__).parents[2]
QUICK = {"fsync": "off"}
Start = Callable[..., Awaitable[EmbeddedPostgres]]

# What a process that is about to be killed runs: it says when the server is up, and waits.
PARENT = """
import asyncio, sys
from pathlib import Path
from bot.postgres import EmbeddedPostgres

async def main():
    server = EmbeddedPostgres(Path(sys.argv[1]), {"fsync": "off"})
    await server.start()
    print(server.pid, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    # Not pytest's own: its path is long, and closed to every other user.
    with tempfile.TemporaryDirectory(prefix="coachbook-test-") as made:
        yield Path(made) / "data"


@pytest.fixture
async def start(folder: Path) -> AsyncIterator[Start]:
    servers: list[EmbeddedPostgres] = []

    async def started(place: Path = folder) -> EmbeddedPostgres:
        server = EmbeddedPostgres(place, QUICK)
        await server.start()
        servers.append(server)
        return server

    yield started
    for server in servers:
        await server.stop()


def run_and_kill_a_parent(folder: Path) -> int:
    """The process id of the server that the killed process had started."""
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, folder], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
    return pid


def run_as(prefix: tuple[str, ...], script: str, folder: Path) -> tuple[str, str]:
    """What a Python script says, on both streams."""
    done = subprocess.run(
        [*prefix, sys.executable, "-c", script, folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout, done.stderr


def runs(pid: int) -> bool:
    """Whether a process lives; where nothing reaps orphans, the dead stay listed as zombies."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def query(server: EmbeddedPostgres, sql: str) -> Any:
    connection = await asyncpg.connect(server.url())
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def test_the_first_start_makes_a_database_and_the_next_finds_it(start: Start) -> None:
    server = await start()
    await query(server, "CREATE EXTENSION btree_gist")
    await query(server, "CREATE TABLE kept AS SELECT 'Zoë' AS name")
    await server.stop()

    began = monotonic()
    again = await start()
    seconds = monotonic() - began

    assert await query(again, "SELECT name FROM kept") == "Zoë"
    # It takes 0.05 s; the bound leaves room for a busy machine.
    assert seconds < 1


async def test_the_database_sorts_and_folds_the_same_on_every_machine(start: Start) -> None:
    server = await start()
    assert await query(server, "SELECT upper('zoë')") == "ZOË"
    assert await query(server, "SHOW server_encoding") == "UTF8"
    assert await query(server, "SHOW timezone") == "UTC"


async def test_nobody_else_gets_in(start: Start, folder: Path) -> None:
    server = await start()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "socket").stat().st_mode & 0o777 == 0o700
    assert server.pid is not None
    assert psutil.Process(server.pid).net_connections("inet") == []


async def test_stopping_leaves_no_process_behind(start: Start) -> None:
    server = await start()
    assert server.pid is not None
    family = [psutil.Process(server.pid), *psutil.Process(server.pid).children()]
    await server.stop()
    assert [process for process in family if process.is_running()] == []
    await server.stop()


async def test_a_deep_data_folder_is_no_obstacle(start: Start, folder: Path) -> None:
    deep = folder / ("a-rather-long-name-of-a-folder-with-spaces and ümlauts" * 2)
    server = await start(deep)
    sockets = server._sockets
    assert await query(server, "SELECT 1") == 1
    await server.stop()
    assert sockets is not None
    assert not sockets.exists()


async def test_a_killed_parent_takes_the_server_along_and_the_next_start_has_the_data(
    start: Start, folder: Path
) -> None:
    server = await start()
    await query(server, "CREATE TABLE kept AS SELECT 42 AS number")
    await server.stop()
    pid = run_and_kill_a_parent(folder)
    again = await start()
    assert await query(again, "SELECT number FROM kept") == 42
    assert again.pid != pid
    assert not runs(pid)


def test_without_a_next_start_a_killed_parent_leaves_nothing_running(folder: Path) -> None:
    pid = run_and_kill_a_parent(folder)
    deadline = monotonic() + 10
    while runs(pid) and monotonic() < deadline:
        sleep(0.02)
    assert not runs(pid)


async def test_a_server_that_outlived_its_parent_is_stopped_before_the_next(start: Start) -> None:
    orphan = await start()
    await query(orphan, "CREATE TABLE kept AS SELECT 42 AS number")
    await orphan.stop()
    orphan = await start()
    server = await start()
    assert orphan._process is not None
    assert orphan._process.poll() is not None
    assert await query(server, "SELECT number FROM kept") == 42


async def test_a_killed_server_recovers_at_the_next_start(start: Start) -> None:
    server = await start()
    await query(server, "CREATE TABLE kept AS SELECT 42 AS number")
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    again = await start()
    assert await query(again, "SELECT number FROM kept") == 42


async def test_a_stranger_with_the_number_of_an_old_server_is_left_alone(
    start: Start, folder: Path
) -> None:
    server = await start()
    await server.stop()
    with subprocess.Popen(["sleep", "60"]) as stranger:
        (folder / "postgres" / "postmaster.pid").write_text(f"{stranger.pid}\n{folder}\n")
        assert await query(await start(), "SELECT 1") == 1
        assert stranger.poll() is None
        stranger.kill()


async def test_a_half_made_cluster_is_made_anew(start: Start, folder: Path) -> None:
    (folder / "postgres.unfinished" / "base").mkdir(parents=True)
    server = await start()
    assert await query(server, "SELECT 1") == 1
    assert not (folder / "postgres.unfinished").exists()


async def test_data_of_another_version_is_left_alone_with_a_sentence(
    start: Start, folder: Path
) -> None:
    server = await start()
    await server.stop()
    (folder / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(PostgresFailed) as raised:
        await start()
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
    ("said", "told"),
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
def test_what_postgres_says_becomes_one_sentence(said: str, told: str) -> None:
    assert postgres._explained(said, Path("/data")) == told


@pytest.fixture
def as_nobody(folder: Path) -> tuple[str, ...]:
    """What makes a command run as an ordinary user who owns the folder; empty for one already."""
    if os.geteuid() != 0:
        return ()
    ways = unprivileged._ways_for_root(65534)
    way = next(way for way in ways if unprivileged._works(way, postgres.binary("initdb")))
    folder.parent.chmod(0o755)
    folder.mkdir(mode=0o700)
    way.give(folder)
    return way.prefix


async def test_a_folder_of_somebody_elses_is_filled_in_their_name_by_root(
    start: Start, folder: Path, as_nobody: tuple[str, ...]
) -> None:
    server = await start()
    assert await query(server, "SELECT 1") == 1
    assert server.pid is not None
    owner = 65534 if as_nobody else os.geteuid()
    assert psutil.Process(server.pid).uids().real == owner
    assert (folder / "postgres" / "PG_VERSION").stat().st_uid == owner


async def test_an_ordinary_user_runs_it_and_root_goes_on_with_the_same_data(
    start: Start, folder: Path, as_nobody: tuple[str, ...]
) -> None:
    first = """
import asyncio, asyncpg, sys
from pathlib import Path
from bot.postgres import EmbeddedPostgres

async def main():
    server = EmbeddedPostgres(Path(sys.argv[1]), {"fsync": "off"})
    connection = await asyncpg.connect(await server.start())
    await connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
    await connection.close()
    await server.stop()

asyncio.run(main())
"""
    assert run_as(as_nobody, first, folder) == ("", "")
    server = await start()
    assert await query(server, "SELECT number FROM kept") == 42
    assert server.pid is not None
    assert psutil.Process(server.pid).uids().real == (folder / "postgres").stat().st_uid


def test_data_of_somebody_else_is_refused_with_a_sentence(
    folder: Path, as_nobody: tuple[str, ...]
) -> None:
    if not as_nobody:
        # An ordinary user cannot give files away, but other people's folders are at hand.
        with pytest.raises(unprivileged.NoIdentity, match="belongs to another user"):
            unprivileged.identity_for(Path("/etc"), Path("/etc/none"), "initdb")
        return
    (folder / "postgres").mkdir()
    script = (
        "from bot.unprivileged import identity_for, NoIdentity\nfrom pathlib import Path\n"
        "import sys\nfolder = Path(sys.argv[1])\n"
        "try: identity_for(folder, folder / 'postgres', 'initdb')\n"
        "except NoIdentity as no: print(no)"
    )
    assert run_as(as_nobody, script, folder) == (
        f"The database in {folder} belongs to another user (uid 0): start as that user, or set "
        "COACHBOOK_DATA_DIR to a folder of your own.\n",
        "",
    )
