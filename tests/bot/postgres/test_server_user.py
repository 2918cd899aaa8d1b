"""The embedded PostgreSQL where root and ordinary users share a machine."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from bot.postgres import embedded, server_user
from tests.bot.postgres.clusters import Start, query

ROOT = Path(__file__).parents[3]


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


@pytest.fixture
def as_nobody(folder: Path) -> tuple[str, ...]:
    """The prefix to run a command as an ordinary user who owns the folder; empty if we are one."""
    if os.geteuid() != 0:
        return ()
    ways = server_user._ways_for_root(65534)
    way = next(way for way in ways if server_user._works(way, embedded.binary("initdb")))
    folder.parent.chmod(0o755)
    folder.mkdir(mode=0o700)
    way.give(folder)
    return way.prefix


async def test_a_folder_of_somebody_elses_is_filled_in_their_name_by_root(
    start_postgres: Start, folder: Path, as_nobody: tuple[str, ...]
) -> None:
    server = await start_postgres()
    assert await query(server, "SELECT 1") == 1
    assert server.pid is not None
    owner = 65534 if as_nobody else os.geteuid()
    assert psutil.Process(server.pid).uids().real == owner
    assert (folder / "postgres" / "PG_VERSION").stat().st_uid == owner


async def test_an_ordinary_user_runs_it_and_root_goes_on_with_the_same_data(
    start_postgres: Start, folder: Path, as_nobody: tuple[str, ...]
) -> None:
    first = """
import asyncio, asyncpg, sys
from pathlib import Path
from bot.postgres.embedded import EmbeddedPostgres

async def main():
    server = EmbeddedPostgres(Path(sys.argv[1]), {"fsync": "off"})
    connection = await asyncpg.connect(await server.start())
    await connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
    await connection.close()
    await server.stop()

asyncio.run(main())
"""
    assert run_as(as_nobody, first, folder) == ("", "")
    server = await start_postgres()
    assert await query(server, "SELECT number FROM kept") == 42
    assert server.pid is not None
    assert psutil.Process(server.pid).uids().real == (folder / "postgres").stat().st_uid


def test_data_of_somebody_else_is_refused_with_a_sentence(
    folder: Path, as_nobody: tuple[str, ...]
) -> None:
    if not as_nobody:
        # An ordinary user cannot give files away, but there are other people's folders.
        with pytest.raises(server_user.NoServerUser, match="belongs to another user"):
            server_user.server_user_for(Path("/etc"), Path("/etc/none"), "initdb")
        return
    (folder / "postgres").mkdir()
    script = (
        "from bot.postgres.server_user import server_user_for, NoServerUser\n"
        "from pathlib import Path\nimport sys\nfolder = Path(sys.argv[1])\n"
        "try: server_user_for(folder, folder / 'postgres', 'initdb')\n"
        "except NoServerUser as no: print(no)"
    )
    assert run_as(as_nobody, script, folder) == (
        f"The database in {folder} belongs to another user (uid 0): start as that user, or set "
        "COACHBOOK_DATA_DIR to a folder of your own.\n",
        "",
    )
