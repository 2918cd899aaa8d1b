"""Backups and restores that are refused, or that break: they change nothing."""

import subprocess

import asyncpg
import pytest

from bot.postgres.backup import BackupFailed
from bot.postgres.embedded import binary
from storage.people import people
from storage.people.people import TelegramProfile
from tests.bot.postgres.backups import Store, connected, fill
from tests.contents import contents


async def test_a_database_that_is_not_empty_is_left_alone_unless_replace_is_typed(
    store: Store,
) -> None:
    await fill(store.url)
    await store.backup()
    saved = await contents(store.url)
    async with connected(store.url) as database:
        await database.write(lambda w: people.register(w, TelegramProfile(1, "Later")))
    later = await contents(store.url)

    with pytest.raises(BackupFailed, match="not empty: restore into a new one, or add --replace"):
        await store.restore(store.url)
    assert await contents(store.url) == later

    await store.restore(store.url, replace=True)
    assert (await contents(store.url))["people"] == saved["people"] != later["people"]


async def test_nothing_is_restored_under_a_bot_that_runs(store: Store) -> None:
    await fill(store.url)
    await store.backup()
    async with connected(store.url) as database:
        async with database.read() as reader:
            await reader.fetch("SELECT 1")
        with pytest.raises(BackupFailed, match="stop every replica"):
            await store.restore(store.url, replace=True)

    await store.restore(store.url, replace=True)


@pytest.mark.parametrize("cut", [0.02, 0.5, 0.999])
async def test_half_a_backup_changes_nothing(store: Store, cut: float) -> None:
    await fill(store.url)
    await store.backup()
    content = store.file.read_bytes()
    store.file.write_bytes(content[: int(len(content) * cut)])
    before = await contents(store.url)

    with pytest.raises(BackupFailed):
        await store.restore(store.url, replace=True)

    assert await contents(store.url) == before


async def test_a_restore_that_breaks_in_the_middle_changes_nothing(store: Store) -> None:
    await fill(store.url)
    async with connected(store.url) as database:
        await database.write(lambda w: w.fetch("CREATE DOMAIN strange AS text"))
        await database.write(lambda w: w.fetch("ALTER TABLE audit ADD COLUMN odd strange"))
    await store.backup()
    elsewhere = await store.elsewhere()
    name = elsewhere.partition("?")[0].rpartition("/")[2]
    # Without --replace, a taken name stops the script half way.
    await store.postgres.execute("CREATE DOMAIN strange AS int", name)

    with pytest.raises(BackupFailed, match='restored: type "strange" already exists'):
        await store.restore(elsewhere)

    connection = await asyncpg.connect(elsewhere)
    assert await connection.fetchval("SELECT to_regclass('people')") is None
    await connection.close()


async def test_a_backup_of_a_newer_version_is_told_from_ours(store: Store) -> None:
    async with connected(store.url) as database:
        await database.write(lambda w: w.fetch("UPDATE alembic_version SET version_num = '9999'"))
    await store.backup()

    with pytest.raises(BackupFailed, match=r"newer Coachbook \(revision 9999"):
        await store.restore(await store.elsewhere())


async def test_a_dump_of_something_else_is_refused(store: Store) -> None:
    url = await store.elsewhere()
    subprocess.run(
        [binary("pg_dump"), "--format=custom", f"--file={store.file}", f"--dbname={url}"],
        check=True,
    )
    with pytest.raises(BackupFailed, match="nothing of Coachbook is in it"):
        await store.restore(await store.elsewhere())


async def test_what_is_not_there_is_neither_saved_nor_restored(store: Store) -> None:
    with pytest.raises(BackupFailed, match="There is no file"):
        await store.restore(store.url)
    store.url = await store.elsewhere()
    with pytest.raises(BackupFailed, match="there is nothing to back up"):
        await store.backup()
    assert not store.file.exists()
    store.file = store.file.parent / "nowhere" / store.file.name
    with pytest.raises(BackupFailed, match="There is no folder"):
        await store.backup()
