"""The migrations: run by many replicas at once, on databases of any version, and of nobody else."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, event

from storage import migrations
from storage.address import WrongUrl
from storage.faults import DatabaseBusy
from storage.transactions import Database
from tests.house import Plan, open_house
from tests.storage.schemas import downgrade, schema_of

A_REQUEST = """
WITH person AS (
    INSERT INTO people (telegram_id, first_name) VALUES (1, 'Mia'), (2, 'Anna')
    RETURNING id, telegram_id
), coach AS (
    INSERT INTO coaches (person_id, name, zone, approval)
    SELECT id, 'Anna', 'UTC', 'manual' FROM person WHERE telegram_id = 2 RETURNING id
), service AS (
    INSERT INTO services (title, minutes, price_minor, currency, buffer_before, buffer_after, step,
        notice_book, notice_move, notice_cancel, horizon_days)
    VALUES ('Session', 60, 0, 'EUR', 0, 0, 60, 0, 0, 0, 30) RETURNING id
)
INSERT INTO appointments (coach_id, customer_id, service_id, service_title, minutes, status,
    starts_at, ends_at, blocked, zone, wall_start, price_minor, currency, code, created_at,
    updated_at)
SELECT coach.id, person.id, service.id, 'Session', 60, 'pending', now(), now() + interval '1 hour',
    tstzrange(now(), now() + interval '1 hour'), 'UTC', now(), 0, 'EUR', 'ABC', now(), now()
FROM coach, service, person WHERE telegram_id = 1
"""
A_MESSAGE = """
INSERT INTO outbox (key, recipient_id, kind, facts, lane, due_at)
SELECT $1, id, 'letter', '{}', 0, now() FROM people
"""
BUILDING = "SELECT EXISTS (SELECT FROM pg_stat_progress_create_index)"
USABLE = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_outbox_done_with'::regclass"


@contextmanager
def counted() -> Iterator[list[tuple[Connection, str]]]:
    """The statements that are executed meanwhile, and by which connection."""
    statements: list[tuple[Connection, str]] = []

    def add(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append((connection, statement))

    event.listen(Engine, "before_cursor_execute", add)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", add)


def asked_again(statements: list[tuple[Connection, str]]) -> list[Connection]:
    """Who has asked for the lock more than once."""
    times = Counter(connection for connection, what in statements if "advisory_lock" in what)
    return [connection for connection, number in times.items() if number > 1]


async def test_five_replicas_that_start_together_migrate_once(empty_url: str) -> None:
    done = await asyncio.gather(*(migrations.upgrade(empty_url) for _ in range(5)))

    assert sorted(done) == [False, False, False, False, True]
    assert await migrations.version(empty_url) == migrations.HEAD


async def test_an_up_to_date_database_is_left_alone_after_two_statements(
    database_url: str,
) -> None:
    await migrations.upgrade(database_url)

    with counted() as statements:
        changed = await migrations.upgrade(database_url)

    assert changed is False
    assert len(statements) == 2


async def test_a_newer_schema_is_left_to_the_replicas_that_know_it(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute("UPDATE alembic_version SET version_num = '9999'")

    changed = await migrations.upgrade(database_url)

    await connection.close()
    assert changed is False
    assert await migrations.version(database_url) == "9999"


@pytest.mark.parametrize("revision", ["abcd1234", "1975ea83b712", "00100", "9", ""])
async def test_the_database_of_another_program_is_told_and_left_alone(
    empty_url: str, revision: str
) -> None:
    connection = await asyncpg.connect(empty_url)
    await connection.execute("CREATE TABLE alembic_version (version_num text)")
    await connection.execute("INSERT INTO alembic_version VALUES ($1)", revision)
    before = await schema_of(empty_url)

    for ask in (migrations.version, migrations.upgrade):
        with pytest.raises(WrongUrl) as refused:
            await ask(empty_url)
        assert str(refused.value) == (
            f"the database belongs to another program, as its revision {revision!r} tells: give "
            "Coachbook one of its own"
        )

    assert not migrations.reaches_head(revision)
    assert await connection.fetchval("SELECT version_num FROM alembic_version") == revision
    assert await schema_of(empty_url) == before
    await connection.close()


async def test_an_empty_database_has_no_version(empty_url: str) -> None:
    assert await migrations.version(empty_url) is None


def test_the_head_is_the_newest_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))

    assert ScriptDirectory.from_config(config).get_heads() == [migrations.HEAD]


async def test_a_request_of_before_has_no_proposed_times_and_gets_three_at_most(
    database_url: str,
) -> None:
    await downgrade(database_url, "0003")
    connection = await asyncpg.connect(database_url)
    await connection.execute(A_REQUEST)

    assert await migrations.upgrade(database_url)

    assert await connection.fetchval("SELECT proposed FROM appointments") == []
    times = "UPDATE appointments SET proposed = array_fill(now(), ARRAY[$1::int])"
    await connection.execute(times, 3)
    with pytest.raises(asyncpg.CheckViolationError):
        await connection.execute(times, 4)
    await connection.close()


async def test_who_has_booked_before_is_known_once_somebody_has_looked(
    database: Database, database_url: str
) -> None:
    house = await open_house(database, Plan(customers=2))
    await house.book()
    await downgrade(database_url, "0039")

    assert await migrations.upgrade(database_url)

    async with database.read() as reader:
        rows = await reader.fetch("SELECT id, booked FROM people")
    assert {id_ for id_, booked in rows if booked} == {house.customer.id}
    assert {booked for _, booked in rows} == {True, False}


async def test_messages_are_written_while_replicas_wait_for_the_index_of_them(
    database_url: str,
) -> None:
    await downgrade(database_url, "0008")
    early, late = [await asyncpg.connect(database_url) for _ in range(2)]
    await early.execute("INSERT INTO people (telegram_id, first_name) VALUES (1, 'Mia')")
    begun = early.transaction()
    await begun.start()
    await early.execute(A_MESSAGE, "early")

    with counted() as statements:
        replicas = asyncio.gather(*(migrations.upgrade(database_url) for _ in range(3)))
        async with asyncio.timeout(30):
            while not await late.fetchval(BUILDING):  # noqa: ASYNC110 - Postgres does not tell
                await asyncio.sleep(0.05)
            await late.execute(A_MESSAGE, "late")
            # A statement that waits would never end: a deadlock.
            while len(asked_again(statements)) < 2:  # noqa: ASYNC110 - the engine does not tell
                await asyncio.sleep(0.05)
        assert not replicas.done()
    await begun.commit()

    assert sorted(await replicas) == [False, False, True]
    assert await late.fetchval(USABLE)
    await early.close()
    await late.close()


async def test_an_index_whose_making_was_interrupted_is_made_again(database_url: str) -> None:
    await downgrade(database_url, "0008")
    connection = await asyncpg.connect(database_url)
    await connection.execute("INSERT INTO people (telegram_id, first_name) VALUES (1, 'Mia')")
    for key in ("a", "b"):
        await connection.execute(A_MESSAGE, key)
    with pytest.raises(asyncpg.UniqueViolationError):
        await connection.execute(
            "CREATE UNIQUE INDEX CONCURRENTLY ix_outbox_done_with ON outbox (recipient_id)"
        )
    assert not await connection.fetchval(USABLE)

    assert await migrations.upgrade(database_url)

    assert await connection.fetchval(USABLE)
    await connection.close()


async def test_who_waits_too_long_for_a_migration_is_told(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = await asyncpg.connect(empty_url)
    await connection.execute("SELECT pg_advisory_lock($1)", migrations.LOCK)
    looks = count(step=migrations.PATIENCE / 2)
    monkeypatch.setattr(migrations, "monotonic", lambda: next(looks))

    with pytest.raises(DatabaseBusy, match="another process has been migrating it for 300 seconds"):
        await migrations.upgrade(empty_url)

    await connection.close()


@pytest.mark.parametrize(
    "url",
    [
        "mysql://me:secret@host/shop",
        "me:secret@host",
        "postgresql://me:se/secret@host/coachbook",
        "postgresql://me:12#secret@host:543x/coachbook",
        "",
    ],
)
async def test_a_url_that_cannot_be_used_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(WrongUrl) as refused:
        await migrations.upgrade(url)

    assert "secret" not in f"{refused.value!r} {refused.value.__cause__}"
