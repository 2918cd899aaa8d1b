"""Brings the schema up to date. Any number of replicas may do so at the same moment."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.pool import NullPool

from storage import address
from storage.faults import DatabaseBusy
from storage.transactions import Reader

HEAD = "0092"
# Any number that no other program on this database uses.
LOCK = 7_001_001

# How many seconds a statement may run, and others may wait for whoever migrates.
PATIENCE = 300.0
# Seconds between two checks whether the lock is free. Waiting for it inside Postgres would be a
# running statement, and CREATE INDEX CONCURRENTLY waits for all of those to end: a deadlock.
PAUSE = 0.2

# By default Alembic names a revision with twelve hexadecimal digits.
_OURS = re.compile("[0-9]{4}")

_LOCK = text("SELECT pg_try_advisory_lock(:key)")
_VERSION_TABLE = text("SELECT to_regclass('alembic_version')")
_VERSION = text("SELECT version_num FROM alembic_version")
_CLEAR = ("DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
_ALTERING = {"application_name": "coachbook migrate", "lock_timeout": "60s"}
_STANDING = """
SELECT (SELECT max(version_num) FROM alembic_version), current_setting('transaction_read_only')
"""


async def upgrade(url: str) -> bool:
    """Migrates to HEAD; whether there was anything to do.

    Replicas that start together wait for the first one. If the schema is up to date this costs one
    connection and two short statements. A newer one stays as it is: a replica of the previous
    version must be able to start again while others are being upgraded. Raises
    storage.address.WrongUrl, also if the database is another program's, DatabaseBusy, OSError and
    SQLAlchemy's errors.
    """
    async with _connection(url, patience=PATIENCE, **_ALTERING) as connection:
        if reaches_head(await _version(connection)):
            return False
        # Held until the connection closes, that is across every commit in between.
        await _lock(connection)
        if reaches_head(await _version(connection)):
            return False
        await connection.run_sync(_upgrade)
        await connection.commit()
        return True


async def clear(url: str) -> None:
    """Deletes everything in the database, in one transaction, ready for `upgrade`.

    Raises like `upgrade`; another program's database stays as it is.
    """
    async with _connection(url, patience=PATIENCE, **_ALTERING) as connection:
        await _lock(connection)
        await _version(connection)
        for statement in _CLEAR:
            await connection.execute(text(statement))
        await connection.commit()


def reaches_head(revision: str | None) -> bool:
    """Whether a schema at this revision has all that this version of Coachbook needs."""
    return revision is not None and is_ours(revision) and revision >= HEAD


async def version(url: str) -> str | None:
    """The schema's revision, None for an empty database. Raises like `upgrade`."""
    async with _connection(url, patience=5.0, application_name="coachbook") as connection:
        return await _version(connection)


def is_ours(revision: str) -> bool:
    """Whether this is a revision of Coachbook, not of another program with Alembic."""
    return _OURS.fullmatch(revision) is not None


@asynccontextmanager
async def _connection(
    url: str, *, patience: float, **settings: str
) -> AsyncIterator[AsyncConnection]:
    """A connection of its own. settings: of the server, for as long as it lasts."""
    engine = address.engine(url, settings=settings, patience=patience, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            yield connection
    finally:
        await engine.dispose()


async def _lock(connection: AsyncConnection) -> None:
    end = monotonic() + PATIENCE
    while True:
        taken = await connection.scalar(_LOCK, {"key": LOCK})
        await connection.commit()
        if taken:
            return
        if monotonic() > end:
            raise DatabaseBusy(f"another process has been migrating it for {PATIENCE:.0f} seconds")
        await asyncio.sleep(PAUSE)


async def _version(connection: AsyncConnection) -> str | None:
    exists = await connection.scalar(_VERSION_TABLE)
    version: str | None = await connection.scalar(_VERSION) if exists else None
    await connection.commit()
    if version is not None and not is_ours(version):
        raise address.WrongUrl(
            f"the database belongs to another program, as its revision {version!r} tells: give"
            " Coachbook one of its own"
        )
    return version


async def standing(reader: Reader) -> tuple[str | None, bool]:
    """The revision of a migrated schema, and whether it is read-only."""
    [[revision, read_only]] = await reader.fetch(_STANDING)
    return revision, read_only == "on"


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - there is nothing to migrate most of the time
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
