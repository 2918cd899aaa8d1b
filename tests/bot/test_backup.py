"""A backup and its way back: real dumps, real servers, and a real delivery afterwards."""

import asyncio
import stat
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from bot import playground
from bot.backup import BackupFailed, backup, restore
from bot.clock import Clock
from bot.pg_tools import NoTools, tools_for
from bot.postgres import binary
from bot.settings import Settings
from bot.transport import Telegram, open_session
from domain.appointment import Status
from storage import (
    audit,
    conversations,
    dead_letters,
    idempotency,
    migrations,
    outbox,
    people,
    restored,
)
from storage.outbox import NewMessage
from storage.people import Profile
from storage.transactions import Database, Writer
from tests.bot.post_office import Post
from tests.contents import contents
from tests.house import NOW, Plan, open_house
from tests.services import Postgres

MIA = 7001
ENVIRON = {"PATH": "/usr/bin:/bin"}


@dataclass
class Store:
    """A database of its own, and the file that it is saved in. `said`: by the last command."""

    postgres: Postgres
    url: str
    file: Path
    said: list[str] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        return Settings(database_url=self.url)

    async def backup(self) -> None:
        await backup(self.settings, ENVIRON, self.file, self.said.append)

    async def restore(self, url: str, *, replace: bool = False) -> None:
        self.said.clear()
        to = Settings(database_url=url)
        await restore(to, ENVIRON, self.file, self.said.append, replace=replace, now=NOW)

    async def elsewhere(self) -> str:
        """The address of a new database with nothing in it."""
        return self.postgres.url(await self.postgres.create(empty=True))


@pytest.fixture
async def store(postgres: Postgres, database_url: str, tmp_path: Path) -> Store:
    return Store(postgres, database_url, tmp_path / "all.dump")


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    yield database
    await database.close()


def letter(key: str, recipient: int, hours: float, lane: int = 1) -> NewMessage:
    """A message due at so many hours from now, about a session in two days."""
    facts = {"text": key, "starts_at": (NOW + timedelta(days=2)).isoformat()}
    return NewMessage(key, recipient, "letter", facts, lane, NOW + timedelta(hours=hours))


async def fill(url: str) -> None:
    """Something in every table; of messages, every state."""
    async with connected(url) as database:
        house = await open_house(database, Plan(customers=3))
        mia = await database.write(lambda w: people.register(w, Profile(MIA, "Mia"), False))
        made = await house.book(note="O'Neill; DROP TABLE \\. \t\n ✓ \u202e")
        await house.book(starts_at=NOW + timedelta(days=1, hours=2), status=Status.PENDING)

        async def work(writer: Writer) -> None:
            await audit.record(
                writer,
                at=NOW,
                actor_id=mia.id,
                action="book",
                entity="appointment",
                entity_id=made.id,
                coach_id=house.coach.id,
                facts={"code": made.code},
            )
            await conversations.ask(writer, mia.id, "note", {"a": 1}, 5, key="u:0", now=NOW)
            await idempotency.remember(writer, "u:1", mia.id, {"appointment": made.id}, NOW)
            await dead_letters.add(
                writer, at=NOW, person_id=mia.id, telegram_id=MIA, letter={"a": 1}, error="Oops"
            )
            await writer.fetch(
                "INSERT INTO leaves (coach_id, starts_local, ends_local) VALUES ($1, now(),"
                " now() + interval '1 day')",
                house.coach.id,
            )
            await writer.fetch(
                "INSERT INTO hours_overrides VALUES ($1, current_date, '[[540, 600]]')",
                house.coach.id,
            )
            messages = [
                letter("sent", mia.id, -3),
                letter("taken", mia.id, -2),
                letter("old", mia.id, -1),
                letter("old news", mia.id, -0.1, lane=0),
                letter("to come", mia.id, 1),
            ]
            await outbox.enqueue(writer, messages)

        await database.write(work)

        async def deliver(writer: Writer) -> None:
            lease = timedelta(minutes=1)
            sent, taken = await outbox.claim(writer, "old bot", NOW - timedelta(hours=2), 2, lease)
            assert (sent.key, taken.key) == ("sent", "taken")
            await outbox.mark_sent(writer, sent.id, 1, NOW)

        await database.write(deliver)


async def delivered(url: str, hours: float = 0) -> list[str]:
    """What a bot sends that runs on a database at so many hours from now."""
    world = playground.Playground()
    served = await playground.start(world)
    async with connected(url) as database, open_session() as session:
        telegram = Telegram(session, served.url, world.token, Clock())
        post = Post(database, world, telegram, NOW + timedelta(hours=hours))
        chat = world.chats.get(MIA)
        assert chat is not None
        world.chats.start(chat)
        post.open()
        async with asyncio.timeout(20):
            while True:
                async with database.read() as reader:
                    due = sum((await outbox.backlog(reader, post.now)).due.values())
                if not due:
                    break
                await asyncio.sleep(0.05)
        await post.close()
        said = [m["text"] for m in chat.messages.values() if m["from"]["is_bot"]]
    await served.stop()
    world.close()
    return said


async def test_everything_is_back_and_no_old_message_is_sent_again(store: Store) -> None:
    await fill(store.url)
    await store.backup()
    elsewhere = await store.elsewhere()

    await store.restore(elsewhere)

    before, after = await contents(store.url), await contents(elsewhere)
    assert [table for table, rows in before.items() if not rows] == []
    messages, messages_now = before.pop("outbox"), after.pop("outbox")
    assert after == before
    dropped = {"state": "dropped", "error": restored.REASON, "owner": None, "leased_until": None}
    changed = [row for row in messages_now if row not in messages]
    assert len(changed) == 3
    assert all(row == row | dropped for row in changed)
    assert len(messages) == len(messages_now) == 5
    assert store.said == [
        f"Everything in {store.file} is back.",
        "3 messages due by now will not be sent; those still to come will.",
    ]
    assert await delivered(elsewhere) == []
    assert await delivered(elsewhere, hours=2) == ["to come (en)"]
    assert await delivered(elsewhere, hours=20) == []


async def test_pg_restore_alone_reads_the_file_and_would_let_old_messages_out(
    store: Store,
) -> None:
    await fill(store.url)
    await store.backup()
    elsewhere = await store.elsewhere()

    subprocess.run(
        [binary("pg_restore"), "--no-owner", f"--dbname={elsewhere}", str(store.file)], check=True
    )

    assert await contents(elsewhere) == await contents(store.url)
    assert sorted(await delivered(elsewhere)) == ["old (en)", "old news (en)", "taken (en)"]


async def test_a_database_that_is_not_empty_is_left_alone_unless_replace_is_typed(
    store: Store,
) -> None:
    await fill(store.url)
    await store.backup()
    saved = await contents(store.url)
    async with connected(store.url) as database:
        await database.write(lambda w: people.register(w, Profile(1, "Later"), False))
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


async def test_a_restore_and_a_start_that_migrates_wait_for_each_other(store: Store) -> None:
    await fill(store.url)
    await store.backup()
    elsewhere = await store.elsewhere()
    starting = await asyncpg.connect(elsewhere)
    await starting.execute(f"SELECT pg_advisory_lock({migrations.LOCK})")

    restoring = asyncio.create_task(store.restore(elsewhere))
    done, _ = await asyncio.wait({restoring}, timeout=2)
    assert not done
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
        made = await again.book(starts_at=NOW + timedelta(days=3))

    assert saved.id < lost.id < made.id


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
    # Without --replace a name that is taken stops the script half way.
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


async def test_a_backup_is_new_whole_and_for_nobody_else_to_read(store: Store) -> None:
    await store.backup()
    assert stat.S_IMODE(store.file.stat().st_mode) == 0o600
    assert [path.name for path in store.file.parent.iterdir()] == [store.file.name]

    with pytest.raises(BackupFailed, match="exists already"):
        await store.backup()


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


def installed(folder: Path, version: str) -> Path:
    """PostgreSQL's client programs of a version, as far as they are asked for it."""
    folder.mkdir()
    for name in ("pg_dump", "pg_restore", "psql"):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version} (Debian)'\n")
        program.chmod(0o755)
    return folder


def test_the_machines_programs_are_taken_where_they_are_new_enough(tmp_path: Path) -> None:
    old, new = installed(tmp_path / "old", "15.18"), installed(tmp_path / "new", "19.1")
    ours = Path(binary("pg_dump")).parent
    environ: Mapping[str, Any] = {"PATH": f"{old}:{new}:/usr/bin:/bin"}

    assert tools_for(15, environ, embedded=False).folder == old
    assert tools_for(19, environ, embedded=False).folder == new
    assert tools_for(18, {"PATH": str(old)}, embedded=False).folder == ours
    assert tools_for(18, environ, embedded=True).folder == ours
    with pytest.raises(NoTools) as sentence:
        tools_for(20, {"PATH": f"{old}:{new}:/usr/bin:/bin"}, embedded=False)
    assert str(sentence.value) == (
        "The database is PostgreSQL 20, and the pg_dump here is of version 19: install the client "
        "programs of version 20 (on Debian postgresql-client-20)."
    )
