"""A backup of everything in the database, made while the bot runs, and its restore.

The file is what `pg_dump --format=custom` writes, so PostgreSQL's own programs can read it. A
restore is one transaction: either it is complete, without old messages, or nothing has changed.
"""

import asyncio
import errno
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile, mkstemp
from typing import IO, Final

import asyncpg

from bot.postgres import access
from bot.postgres.client_programs import ClientPrograms, NoClientPrograms, programs_for
from bot.settings.settings import Settings
from bot.timing.clock import Clock
from domain.roles import OPERATOR
from storage import address, after_restore, audit, migrations
from storage.business import vitals
from storage.transactions import Database, Writer

Say = Callable[[str], None]
Environ = Mapping[str, str]

_REVISION: Final = re.compile(r"^(\d{4})$", re.MULTILINE)
# How file systems without hard links answer (link(2)): FAT, some network mounts.
_NO_LINKS: Final = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS}
_TABLES: Final = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
# Another role's session may hide its name.
_BOTS: Final = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND coalesce(application_name, 'coachbook') = 'coachbook'
    AND coalesce(backend_type, 'client backend') = 'client backend'
"""


class BackupFailed(Exception):
    """A backup or a restore cannot be done; the text says why, and nothing has changed."""


async def backup(settings: Settings, environ: Environ, file: Path, say: Say) -> None:
    """Write everything into a new file, as of one moment. Raises BackupFailed."""
    if file.exists():
        raise _name_taken(file)
    if not file.parent.is_dir():
        raise BackupFailed(f"There is no folder {file.parent} for the backup: make it first.")
    async with access.database_url(settings) as url:
        if await migrations.version(url) is None:
            raise BackupFailed("The database is empty: there is nothing to back up.")
        programs = await _programs(settings, environ, url)
        await asyncio.to_thread(_dump, programs, url, file)
        await _write_down(url, file)
    say(f"Everything is in {file} ({_size(file)}). `coachbook restore {file}` brings it back.")


async def _write_down(url: str, file: Path) -> None:
    """Record the backup in the audit log, where /status finds it. The file is complete whether or
    not that succeeds."""
    now = Clock().now()
    after = {"bytes": file.stat().st_size}

    async def work(writer: Writer) -> None:
        await audit.record(
            writer,
            at=now,
            actor=OPERATOR,
            action=vitals.BACKUP,
            entity="business",
            entity_id=1,
            before=None,
            after=after,
        )

    database = Database(url, pool_size=1)
    with suppress(Exception):  # a database of another version, or a read-only one
        await database.write(work)
    await database.close()


async def restore(
    settings: Settings,
    environ: Environ,
    file: Path,
    say: Say,
    *,
    replace: bool,
    now: datetime | None = None,
) -> None:
    """Load a backup into an empty database, or in place of everything there if `replace`.

    now: decides which messages are too old to be sent; by default the present. Raises BackupFailed,
    and AlreadyRunning if a bot has our own database open.
    """
    if not file.is_file():
        raise BackupFailed(f"There is no file {file}.")
    async with access.database_url(settings, alone=True) as url:
        programs = await _programs(settings, environ, url)
        await asyncio.to_thread(_check, programs, file)
        await _make_sure_of(url, replace=replace)
        moment = now or Clock().now()
        dropped = await asyncio.to_thread(_load, programs, url, file, moment, replace)
        await migrations.upgrade(url)
    say(f"Everything in {file} is back.")
    if dropped:
        what = "One message" if dropped == 1 else f"{dropped} messages"
        say(f"{what} due by now will not be sent; those still to come will.")


async def _programs(settings: Settings, environ: Environ, url: str) -> ClientPrograms:
    [[server]] = await _ask(url, "SELECT current_setting('server_version_num')::int / 10000")
    try:
        return programs_for(server, environ, embedded=settings.database_url is None)
    except NoClientPrograms as sentence:
        raise BackupFailed(str(sentence)) from None


async def _make_sure_of(url: str, *, replace: bool) -> None:
    """Check that nobody uses the database, and that nothing would be lost that must be kept."""
    [[bots]] = await _ask(url, _BOTS)
    if bots:
        raise BackupFailed(
            "A bot is running on this database: stop every replica, then restore, then start them."
        )
    [[tables]] = await _ask(url, _TABLES)
    if tables and not replace:
        raise BackupFailed(
            "The database is not empty: restore into a new one, or add --replace, which deletes "
            "everything that is in this one."
        )


async def _ask(url: str, sql: str) -> list[asyncpg.Record]:
    where, password = address.without_password(url)
    server_settings = {"application_name": "coachbook restore"}
    connection = await asyncpg.connect(
        where, password=password, timeout=10, server_settings=server_settings
    )
    try:
        return list(await connection.fetch(sql))
    finally:
        await connection.close()


def _dump(programs: ClientPrograms, url: str, file: Path) -> None:
    # Next to its final place until it is complete, readable by its owner only, and unique to this
    # run: another one may be writing to the same place.
    descriptor, name = mkstemp(dir=file.parent, prefix=f".{file.name}.")
    os.close(descriptor)
    part = Path(name)
    try:
        options = ("--format=custom", "--no-owner", "--no-privileges", f"--file={part}")
        code, _, errors = programs.run("pg_dump", *options, url=url)
        if code != 0:
            raise BackupFailed(f"The backup could not be made: {_first_error(errors)}")
        _put(part, file)
    finally:
        part.unlink(missing_ok=True)


def _put(part: Path, file: Path) -> None:
    """Give a complete backup its name, unless something has taken that meanwhile."""
    try:
        file.hardlink_to(part)
    except FileExistsError:
        raise _name_taken(file) from None
    except OSError as fault:
        if fault.errno not in _NO_LINKS:
            raise
        _put_without_links(part, file)


def _put_without_links(part: Path, file: Path) -> None:
    # A rename would replace whatever is there: claim the name first.
    try:
        file.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise _name_taken(file) from None
    try:
        part.replace(file)
    except OSError:
        file.unlink(missing_ok=True)
        raise


def _name_taken(file: Path) -> BackupFailed:
    return BackupFailed(f"{file} exists already: choose another name, or delete it.")


def _check(programs: ClientPrograms, file: Path) -> None:
    """Check that the file is a backup of ours, of a revision we know."""
    code, content, errors = programs.run(
        "pg_restore", "--data-only", "--table=alembic_version", "--file=-", _path_argument(file)
    )
    revision = _REVISION.search(content)
    if code != 0 or revision is None:
        reason = _first_error(errors) if code != 0 else "nothing of Coachbook is in it"
        raise BackupFailed(f"{file} is no backup that can be restored: {reason}")
    if revision[1] > migrations.HEAD:
        raise BackupFailed(
            f"{file} was made by a newer Coachbook (revision {revision[1]}, and this one knows "
            f"{migrations.HEAD}): update Coachbook first."
        )


def _load(programs: ClientPrograms, url: str, file: Path, now: datetime, replace: bool) -> int:
    """Load everything in one transaction; how many messages were too old to be sent."""
    with TemporaryFile() as errors:
        script = programs.start(
            "pg_restore",
            "--no-owner",
            "--no-privileges",
            "--file=-",
            _path_argument(file),
            errors=errors,
        )
        options = ("--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1")
        server = programs.start("psql", *options, errors=errors, url=url)
        answer = ""
        # After an error psql stops reading; its output says why.
        with script, server, suppress(BrokenPipeError):
            _pour(
                script, server, after_restore.opening(replace=replace), after_restore.closing(now)
            )
            assert server.stdout is not None
            answer = server.stdout.read().decode()
        dropped = re.search(r"^dropped (\d+)$", answer, re.MULTILINE)
        if script.returncode or server.returncode or dropped is None:
            raise BackupFailed(f"Nothing has been restored: {_first_error(_read_all(errors))}")
    return int(dropped[1])


def _pour(
    script: "subprocess.Popen[bytes]", server: "subprocess.Popen[bytes]", before: str, after: str
) -> None:
    """Feed the server. Without `after`, which commits, everything is rolled back at the end."""
    assert script.stdout is not None
    assert server.stdin is not None
    with server.stdin as into:
        into.write(before.encode())
        shutil.copyfileobj(script.stdout, into)
        if script.wait() == 0:
            into.write(after.encode())


def _read_all(errors: IO[bytes]) -> str:
    errors.seek(0)
    return errors.read().decode("utf-8", "replace")


def _path_argument(file: Path) -> str:
    # A name that begins with a dash would be read as an option.
    return str(file.absolute())


def _first_error(output: str) -> str:
    """The first error a PostgreSQL program wrote, without the name in front."""
    lines = [line for line in output.splitlines() if re.search("error:|ERROR:|FATAL:", line)]
    first = (lines or output.splitlines() or ["nothing was said"])[0]
    return re.sub(r"^.*?(error: |ERROR: +|FATAL: +)", "", first)


def _size(file: Path) -> str:
    size = float(file.stat().st_size)
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
