"""A backup and its way back: real dumps, real servers, and a real delivery afterwards."""

import asyncio
import errno
import os
import stat
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from bot import playground
from bot.postgres.backup import BackupFailed
from bot.postgres.client_programs import NoClientPrograms, programs_for
from bot.postgres.embedded import binary
from bot.telegram.transport import Telegram, open_session
from bot.timing.clock import Clock
from storage import after_restore, migrations
from storage.messages.backlog import backlog_at
from tests.bot.delivery.post_office import Post
from tests.bot.postgres.backups import MIA, Store, connected, fill
from tests.contents import contents
from tests.house import NOW, open_house
from tests.waits import somebody_waits


async def delivered_texts(url: str, hours: float = 0) -> list[str]:
    """What a bot on this database sends, this many hours from now."""
    world = playground.Playground()
    served = await playground.start(world)
    async with connected(url) as database, open_session() as session:
        telegram = Telegram(session, served.url, world.token, Clock())
        post = Post(database, world, telegram, NOW + timedelta(hours=hours))
        chat = world.chats.get(MIA)
        assert chat is not None
        world.chats.start(chat)
        post.open()
        async with asyncio.timeout(30):
            while True:
                async with database.read() as reader:
                    due = sum((await backlog_at(reader, post.now)).due.values())
                if not due:
                    break
                await asyncio.sleep(0.05)
        await post.close()
        texts = [m["text"] for m in chat.messages.values() if m["from"]["is_bot"]]
    await served.stop()
    world.close()
    return texts


def without_the_backup(log: list[dict[str, Any]]) -> bool:
    """The log without the backup's own line; whether it had one."""
    lines = [line for line in log if line["action"] == "backup"]
    for line in lines:
        log.remove(line)
    return [line["door"] for line in lines] == ["command_line"]


async def test_everything_is_back_and_no_old_message_is_sent_again(store: Store) -> None:
    await fill(store.url)
    await store.backup()
    elsewhere = await store.elsewhere()

    await store.restore(elsewhere)

    before, after = await contents(store.url), await contents(elsewhere)
    assert [table for table, rows in before.items() if not rows] == []
    assert without_the_backup(before["audit"])
    messages, messages_now = before.pop("outbox"), after.pop("outbox")
    # What the chats show now is not what they showed then.
    assert len(before.pop("cards")) == 1
    assert after.pop("cards") == []
    # Nobody can go on following the earlier log.
    assert None not in [row.pop("settles") for row in before["audit"]]
    assert {row.pop("settles") for row in after["audit"]} == {None}
    assert after == before
    dropped = {
        "state": "dropped",
        "error": after_restore.REASON,
        "owner": None,
        "leased_until": None,
    }
    changed = [row for row in messages_now if row not in messages]
    assert len(changed) == 3
    assert all(row == row | dropped for row in changed)
    assert len(messages) == len(messages_now) == 5
    assert store.said == [
        f"Everything in {store.file} is back.",
        "3 messages due by now will not be sent; those still to come will.",
    ]
    assert await delivered_texts(elsewhere) == []
    assert await delivered_texts(elsewhere, hours=2) == ["to come (en)"]
    assert await delivered_texts(elsewhere, hours=20) == []


async def test_pg_restore_alone_reads_the_file_and_would_let_old_messages_out(
    store: Store,
) -> None:
    await fill(store.url)
    await store.backup()
    elsewhere = await store.elsewhere()

    subprocess.run(
        [binary("pg_restore"), "--no-owner", f"--dbname={elsewhere}", str(store.file)], check=True
    )

    before = await contents(store.url)
    assert without_the_backup(before["audit"])
    assert await contents(elsewhere) == before
    assert sorted(await delivered_texts(elsewhere)) == ["old (en)", "old news (en)", "taken (en)"]


async def test_a_restore_and_a_start_that_migrates_wait_for_each_other(store: Store) -> None:
    await fill(store.url)
    await store.backup()
    elsewhere = await store.elsewhere()
    starting = await asyncpg.connect(elsewhere)
    await starting.execute(f"SELECT pg_advisory_lock({migrations.LOCK})")

    restoring = asyncio.create_task(store.restore(elsewhere))
    await somebody_waits(starting.fetch)
    assert not restoring.done()
    assert await starting.fetchval("SELECT to_regclass('people')") is None
    await starting.close()

    await restoring
    assert (await contents(elsewhere))["people"] == (await contents(store.url))["people"]


async def test_new_sessions_do_not_get_the_ids_of_those_that_were_lost(store: Store) -> None:
    async with connected(store.url) as database:
        house = await open_house(database)
        saved = await house.book()
        await store.backup()
        lost = await house.book(starts_at=NOW + timedelta(days=2))
    elsewhere = await store.elsewhere()
    await store.restore(elsewhere)

    async with connected(elsewhere) as database:
        again = replace(house, database=database)
        newest = await again.book(starts_at=NOW + timedelta(days=3))

    assert saved.id < lost.id < newest.id


async def test_a_backup_is_new_whole_and_for_nobody_else_to_read(store: Store) -> None:
    await store.backup()
    assert stat.S_IMODE(store.file.stat().st_mode) == 0o600
    assert [path.name for path in store.file.parent.iterdir()] == [store.file.name]

    with pytest.raises(BackupFailed, match="exists already"):
        await store.backup()


async def test_of_two_backups_at_once_one_is_made_and_whole_and_one_is_refused(
    store: Store,
) -> None:
    await fill(store.url)

    done = await asyncio.gather(store.backup(), store.backup(), return_exceptions=True)

    [refused] = [result for result in done if result is not None]
    assert isinstance(refused, BackupFailed)
    assert str(refused) == f"{store.file} exists already: choose another name, or delete it."
    assert [path.name for path in store.file.parent.iterdir()] == [store.file.name]
    elsewhere = await store.elsewhere()
    await store.restore(elsewhere)
    assert (await contents(elsewhere))["people"] == (await contents(store.url))["people"]


async def test_what_lies_beside_a_backup_is_neither_written_to_nor_deleted(store: Store) -> None:
    own, linked = store.file.with_name(f"{store.file.name}.part"), store.file.with_name("precious")
    linked.write_text("precious")
    own.symlink_to(linked)

    await store.backup()

    assert own.is_symlink()
    assert linked.read_text() == "precious"
    assert stat.S_IMODE(store.file.stat().st_mode) == 0o600


async def test_a_name_that_begins_with_a_dash_is_a_name(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(store.file.parent)
    store.file = Path("-x.dump")

    await store.backup()
    await store.restore(await store.elsewhere())

    assert store.said == ["Everything in -x.dump is back."]


async def test_where_there_are_no_hard_links_a_backup_is_new_and_whole_all_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*names: object, **options: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)

    done = await asyncio.gather(store.backup(), store.backup(), return_exceptions=True)

    assert [type(result) for result in done if result is not None] == [BackupFailed]
    assert stat.S_IMODE(store.file.stat().st_mode) == 0o600
    assert [path.name for path in store.file.parent.iterdir()] == [store.file.name]
    await store.restore(await store.elsewhere())


def install_fake_clients(folder: Path, version: str) -> Path:
    """PostgreSQL's client programs that claim this version."""
    folder.mkdir()
    for name in ("pg_dump", "pg_restore", "psql"):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version} (Debian)'\n")
        program.chmod(0o755)
    return folder


def test_the_machines_programs_are_taken_where_they_are_new_enough(tmp_path: Path) -> None:
    old, new = (
        install_fake_clients(tmp_path / "old", "15.18"),
        install_fake_clients(tmp_path / "new", "19.1"),
    )
    ours = Path(binary("pg_dump")).parent
    environ: Mapping[str, Any] = {"PATH": f"{old}:{new}:/usr/bin:/bin"}

    assert programs_for(15, environ, embedded=False).folder == old
    assert programs_for(19, environ, embedded=False).folder == new
    assert programs_for(18, {"PATH": str(old)}, embedded=False).folder == ours
    assert programs_for(18, environ, embedded=True).folder == ours
    with pytest.raises(NoClientPrograms) as sentence:
        programs_for(20, {"PATH": f"{old}:{new}:/usr/bin:/bin"}, embedded=False)
    assert str(sentence.value) == (
        "The database is PostgreSQL 20, and the pg_dump here is of version 19: install the client "
        "programs of version 20 (on Debian postgresql-client-20)."
    )
