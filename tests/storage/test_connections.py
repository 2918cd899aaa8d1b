"""Connections to a Postgres that is slow, is restarted, or no longer answers."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import greenlet
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage import tap_facts
from storage.faults import DatabaseAway, DatabaseBusy
from storage.people import people
from storage.people.people import TelegramProfile
from storage.tap_facts import BusyQuery
from storage.transactions import Database, Writer
from tests.house import NOW, House
from tests.services import Postgres
from tests.storage.wire import Wire, round_trips
from tests.waits import somebody_sleeps

MIA = TelegramProfile(7001, "Mia")


async def count_people(database: Database) -> int:
    async with database.read() as reader:
        count: int = await reader.scalar(text("SELECT count(*) FROM people"))
        return count


async def test_a_wrong_read_is_not_tried_again(database: Database) -> None:
    async with database.read() as reader:
        with pytest.raises(asyncpg.DataError):
            await reader.fetch("SELECT $1::int", "not a number")
        with pytest.raises(asyncpg.UndefinedTableError):
            await reader.fetch("SELECT * FROM nothing_like_this")

        assert await reader.fetch("SELECT 1") == [(1,)]
    assert database.retries == 0
    assert database.in_use == 0


async def test_a_read_takes_what_is_open_without_a_greenlet(database_url: str) -> None:
    """The memory each greenlet maps costs more than the query."""
    database, switches = Database(database_url), list[str]()
    before = greenlet.settrace(lambda kind, _: switches.append(kind))
    try:
        async with database.read() as reader:
            await reader.fetch("SELECT 1")
            opening = len(switches)
            assert await reader.fetch("SELECT 2") == [(2,)]
    finally:
        greenlet.settrace(before)
        await database.close()

    assert 0 < opening == len(switches)


@pytest.mark.parametrize("past_sqlalchemy", [True, False])
async def test_a_cancelled_read_does_not_answer_the_next_one(
    database_url: str, observer: Any, past_sqlalchemy: bool
) -> None:
    database = Database(database_url, pool_size=1)
    async with database.read() as reader:

        async def ask(sql: str) -> list[tuple[Any, ...]]:
            rows = await (reader.fetch(sql) if past_sqlalchemy else reader.rows(text(sql)))
            return [tuple(row) for row in rows]

        task = asyncio.create_task(ask("SELECT 1, pg_sleep(300)"))
        await somebody_sleeps(observer.fetch)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

        assert await ask("SELECT 2") == [(2,)]
    await database.close()


async def test_a_statement_may_take_five_seconds_and_no_longer(database: Database) -> None:
    async with database.read() as reader:
        allowed = await reader.fetch("SHOW statement_timeout")
        lock, idle = [
            (await reader.fetch(f"SHOW {name}"))[0][0]
            for name in ("lock_timeout", "idle_in_transaction_session_timeout")
        ]

    assert (allowed[0][0], lock, idle) == ("5s", "2s", "10s")


async def test_whoever_waits_too_long_for_a_connection_hears_that_it_is_busy(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.transactions.QUEUE_SECONDS", 0.1)
    database = Database(database_url, pool_size=1)
    begun, free = asyncio.Event(), asyncio.Event()

    async def hold(_: Writer) -> None:
        begun.set()
        await free.wait()

    holding = asyncio.create_task(database.write(hold))
    await begun.wait()
    with pytest.raises(DatabaseBusy):
        await count_people(database)
    free.set()
    await holding
    await database.close()


async def test_a_read_is_one_round_trip(wire: Wire, wired: Database, house: House) -> None:
    month = BusyQuery(None, NOW, NOW + timedelta(days=31))
    async with wired.read() as reader:
        core = await round_trips(wire, lambda: people.by_id(reader, house.customer.id))
        who = await round_trips(wire, lambda: tap_facts.facts(reader, 8000, None))
        tap = await round_trips(wire, lambda: tap_facts.facts(reader, 8000, month))

    assert (core, who, tap) == (1, 1, 1)


async def test_a_write_is_its_statements_between_begin_and_commit(
    wire: Wire, wired: Database, house: House
) -> None:
    taken = await round_trips(
        wire, lambda: wired.write(lambda writer: people.lock(writer, house.customer.id))
    )

    assert taken == 3


async def test_reads_survive_that_every_connection_was_killed(
    database: Database, observer: Any
) -> None:
    async with database.read() as reader:
        await asyncio.gather(*(reader.fetch("SELECT pg_sleep(0.1)") for _ in range(10)))
        await observer.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            " AND datname = current_database()"
        )

        assert await reader.fetch("SELECT 1") == [(1,)]
        assert await count_people(database) == 0


async def test_postgres_may_stop_and_come_back(tmp_path: Path) -> None:
    server = Postgres(tmp_path)
    await server.start()
    name = await server.create()
    database = Database(server.url(name))
    try:
        await database.write(lambda writer: people.register(writer, MIA))
        await server.stop()
        with pytest.raises(DatabaseAway):
            await count_people(database)
        with pytest.raises(DatabaseAway):
            await database.write(lambda writer: people.register(writer, MIA))
        await server.server.start()

        assert await count_people(database) == 1
        await database.write(lambda writer: people.register(writer, TelegramProfile(7002, "A")))
        assert await count_people(database) == 2
    finally:
        await database.close()
        await server.stop()


async def test_a_restart_in_the_middle_of_a_transaction_runs_it_again(tmp_path: Path) -> None:
    server = Postgres(tmp_path)
    await server.start()
    name = await server.create()
    database = Database(server.url(name))
    runs = 0

    async def work(writer: Writer) -> None:
        nonlocal runs
        runs += 1
        await people.register(writer, MIA)
        if runs == 1:
            await server.stop()
            await server.server.start()
        await people.register(writer, TelegramProfile(7002, "Anna"))

    try:
        await database.write(work)

        assert runs == 2
        assert await count_people(database) == 2
    finally:
        await database.close()
        await server.stop()


async def test_what_people_wrote_is_not_in_the_text_of_a_fault(database: Database) -> None:
    """Faults go to the log and to dead letters."""
    statement = text("SELECT CAST(:note AS text), 1 / CAST(:zero AS int)")
    async with database.read() as reader:
        with pytest.raises(DBAPIError) as fault:
            await reader.rows(statement, {"note": "my secret", "zero": 0})

    assert "division by zero" in str(fault.value)
    assert "my secret" not in str(fault.value)
