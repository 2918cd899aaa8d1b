"""What the doctor finds in the database."""

from collections.abc import AsyncIterator
from datetime import datetime
from zoneinfo import ZoneInfo

import asyncpg

from bot import data_folder
from bot.commands import outside_faults
from bot.commands.finding import Finding
from bot.data_folder import AlreadyRunning, DataFolder
from bot.postgres.embedded import EmbeddedPostgres
from bot.postgres.failures import PostgresFailed
from bot.settings.settings import Settings, WrongSetting
from storage import migrations

OLDEST_POSTGRES = 18


async def findings(settings: Settings, now: datetime) -> AsyncIterator[Finding]:
    """Whether it answers and is up to date, and on which time the business runs."""
    if settings.database_url is not None:
        for finding in await _look_into(settings.database_url, settings.zone, now):
            yield finding
        return
    server = EmbeddedPostgres(settings.data_dir)
    if not server.exists:
        if wrong := data_folder.trouble(settings.data_dir):
            yield Finding(False, wrong)
            return
        yield Finding(True, f"The database will be made in {settings.data_dir} at the first run.")
        return
    try:
        with DataFolder(settings.data_dir):
            try:
                for finding in await _look_into(await server.start(), settings.zone, now):
                    yield finding
            finally:
                await server.stop()
    except AlreadyRunning:
        for finding in await _look_into(server.url_of_running(), settings.zone, now):
            yield finding
    except (PostgresFailed, WrongSetting, OSError) as fault:
        yield Finding(False, outside_faults.sentence(fault) or str(fault))


async def _look_into(url: str, zone: str, now: datetime) -> list[Finding]:
    try:
        connection = await asyncpg.connect(url, timeout=5)
        try:
            number = await connection.fetchval("SELECT current_setting('server_version_num')::int")
            has_gist = await connection.fetchval(
                "SELECT count(*) FROM pg_available_extensions WHERE name = 'btree_gist'"
            )
            revision = await migrations.version(url)
            behind = not migrations.reaches_head(revision)
            own = None if behind else await connection.fetchval("SELECT zone FROM business")
        finally:
            await connection.close()
    except Exception as fault:
        sentence = outside_faults.sentence(fault)
        if sentence is None:
            raise
        return [Finding(False, sentence)]
    major = number // 10_000
    all_ = [Finding(True, f"The database is PostgreSQL {major} and answers.")]
    if major < OLDEST_POSTGRES:
        all_ = [
            Finding(
                False, f"The database is PostgreSQL {major}; Coachbook needs {OLDEST_POSTGRES}."
            )
        ]
    if not has_gist:
        all_.append(
            Finding(False, "The database lacks btree_gist: install postgresql-contrib beside it.")
        )
    all_.append(_schema(revision))
    if own is not None and own != zone:
        local = now.astimezone(ZoneInfo(own))
        all_.append(Finding(True, f"The business runs on {own} time: it is {local:%H:%M} there."))
    return all_


def _schema(revision: str | None) -> Finding:
    if migrations.reaches_head(revision):
        return Finding(True, "The database is up to date.")
    behind = "is empty" if revision is None else f"is at revision {revision}"
    return Finding(
        False,
        f"The database {behind}, and this Coachbook needs {migrations.HEAD}: run `coachbook "
        "migrate`, or just start it.",
    )
