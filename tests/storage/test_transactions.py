"""Transactions against a Postgres that kills, locks, deadlocks, stops and comes back."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.refusals import SlotTaken
from storage import arrivals, idempotency, outbox, people
from storage.arrivals import BusyQuery
from storage.outbox import NewMessage
from storage.people import Profile
from storage.transactions import Database, DatabaseAway, DatabaseBusy, Outdated, Writer
from tests.house import NOW, House
from tests.services import Postgres
from tests.storage.wire import Wire

MIA = Profile(7001, "Mia")


async def count_people(database: Database) -> int:
    async with database.read() as reader:
        found: int = await reader.scalar(text("SELECT count(*) FROM people"))
        return found


@pytest.fixture
async def observer(database_url: str) -> AsyncIterator[Any]:
    """A connection beside the one under test."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@pytest.fixture
async def wire(database_url: str, tmp_path: Path) -> AsyncIterator[Wire]:
    laid = Wire(database_url, tmp_path)
    await laid.open()
    yield laid
    await laid.close()


@pytest.fixture
async def wired(wire: Wire) -> AsyncIterator[Database]:
    """A database at the other end of a wire, with one connection."""
    database = Database(wire.url, pool_size=1)
    yield database
    await database.close()


async def round_trips(wire: Wire, run: Callable[[], Awaitable[object]]) -> int:
    """How many round trips something takes once its statements are prepared."""
    await run()
    before = wire.round_trips
    await run()
    return wire.round_trips - before


async def test_what_a_transaction_raises_undoes_all_of_it(database: Database) -> None:
    async def work(writer: Writer) -> None:
        await people.register(writer, MIA, False)
        raise SlotTaken(1, 1)

    with pytest.raises(SlotTaken):
        await database.write(work)

    assert await count_people(database) == 0
    assert database.retries == 0


async def test_a_transaction_runs_again_when_its_connection_is_killed(
    database: Database, observer: Any
) -> None:
    runs: list[int] = []

    async def work(writer: Writer) -> None:
        await people.register(writer, MIA, False)
        runs.append(await writer.scalar(text("SELECT pg_backend_pid()")))
        if len(runs) == 1:
            await observer.execute("SELECT pg_terminate_backend($1)", runs[0])
        await people.register(writer, Profile(7002, "Anna"), False)

    await database.write(work)

    assert len(set(runs)) == 2
    assert await count_people(database) == 2


async def test_a_transaction_is_given_up_when_its_connection_is_killed_each_time(
    database: Database, observer: Any
) -> None:
    runs = 0

    async def work(writer: Writer) -> None:
        nonlocal runs
        runs += 1
        pid = await writer.scalar(text("SELECT pg_backend_pid()"))
        await observer.execute("SELECT pg_terminate_backend($1)", pid)
        await people.register(writer, MIA, False)

    with pytest.raises(DatabaseAway):
        await database.write(work)

    assert runs == 4
    assert await count_people(database) == 0


async def test_two_transactions_that_deadlock_both_succeed(house: House) -> None:
    database, [mine, yours] = house.database, [house.customer.id, house.coach_person.id]
    runs = 0

    async def lock_both(first: int, second: int, here: asyncio.Event, there: asyncio.Event) -> None:
        async def work(writer: Writer) -> None:
            nonlocal runs
            runs += 1
            await people.lock(writer, first)
            here.set()
            await there.wait()
            await people.lock(writer, second)

        await database.write(work)

    one, other = asyncio.Event(), asyncio.Event()
    await asyncio.gather(lock_both(mine, yours, one, other), lock_both(yours, mine, other, one))

    assert runs == 3


async def test_waiting_for_a_lock_is_tried_again_until_it_is_free(
    house: House, observer: Any
) -> None:
    database = house.database
    holding = observer.transaction()
    await holding.start()
    await observer.execute("SELECT FROM people WHERE id = $1 FOR UPDATE", house.customer.id)
    waiting = asyncio.create_task(
        database.write(lambda writer: people.lock(writer, house.customer.id))
    )
    await asyncio.sleep(2.3)
    await holding.rollback()

    assert await waiting == house.customer
    assert database.retries == 1


async def test_serialization_failures_are_tried_again(house: House, observer: Any) -> None:
    runs = 0

    async def work(writer: Writer) -> None:
        nonlocal runs
        runs += 1
        if runs == 1:
            await writer.run(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            await people.by_id(writer, house.customer.id)
            await observer.execute("UPDATE people SET language = 'fr'")
        await people.set_language(writer, house.customer.id, "de")

    await house.database.write(work)

    assert runs == 2


async def test_a_row_that_changes_each_time_ends_in_busy(database: Database) -> None:
    runs = 0

    async def work(writer: Writer) -> None:
        nonlocal runs
        runs += 1
        raise Outdated

    with pytest.raises(DatabaseBusy):
        await database.write(work)

    assert runs == 4


async def test_a_wrong_statement_is_not_tried_again(database: Database) -> None:
    runs = 0

    async def work(writer: Writer) -> None:
        nonlocal runs
        runs += 1
        await writer.fetch("SELECT $1::int", "not a number")

    with pytest.raises(asyncpg.DataError):
        await database.write(work)

    assert runs == 1


async def test_what_people_wrote_is_not_in_the_text_of_a_fault(database: Database) -> None:
    """Faults go to the log and to dead letters."""
    statement = text("SELECT CAST(:note AS text), 1 / CAST(:zero AS int)")
    async with database.read() as reader:
        with pytest.raises(DBAPIError) as fault:
            await reader.rows(statement, {"note": "my secret", "zero": 0})

    assert "division by zero" in str(fault.value)
    assert "my secret" not in str(fault.value)


async def test_a_wrong_read_is_not_tried_again(database: Database) -> None:
    async with database.read() as reader:
        with pytest.raises(asyncpg.DataError):
            await reader.fetch("SELECT $1::int", "not a number")
        with pytest.raises(asyncpg.UndefinedTableError):
            await reader.fetch("SELECT * FROM nothing_like_this")

        assert await reader.fetch("SELECT 1") == [(1,)]
    assert database.retries == 0
    assert database.in_use == 0


async def test_a_commit_whose_answer_is_lost_takes_effect_once(wire: Wire, wired: Database) -> None:
    """The second run finds what the first one stored under the key of the update."""
    lost: list[bytes] = []

    def is_first_commit(said: bytes) -> bool:
        if b"COMMIT" in said and not lost:
            lost.append(said)
            return True
        return False

    async def work(writer: Writer) -> str:
        known = await idempotency.outcome(writer, "update 1")
        if known is not None:
            return f"found {known['made']}"
        person = await people.register(writer, MIA, False)
        await idempotency.remember(writer, "update 1", person.id, {"made": person.id}, NOW)
        return f"made {person.id}"

    wire.cut_answer_to = is_first_commit

    assert await wired.write(work) == "found 1"
    assert await count_people(wired) == 1


SLOW: dict[str, Callable[[Writer], Awaitable[object]]] = {
    "by asyncpg": lambda writer: writer.fetch("SELECT pg_sleep(3)"),
    "by SQLAlchemy": lambda writer: writer.rows(text("SELECT pg_sleep(3)")),
}


@pytest.mark.parametrize("wait", SLOW.values(), ids=SLOW.keys())
@pytest.mark.parametrize("savepoint", [False, True], ids=["plainly", "in a savepoint"])
async def test_a_cancelled_transaction_leaves_nothing_behind(
    database: Database, wait: Callable[[Writer], Awaitable[object]], savepoint: bool
) -> None:
    begun = asyncio.Event()
    runs = 0

    async def work(writer: Writer) -> None:
        nonlocal runs
        runs += 1
        await people.register(writer, MIA, False)
        begun.set()
        async with writer.attempt() if savepoint else nullcontext():
            await wait(writer)

    task = asyncio.create_task(database.write(work))
    await begun.wait()
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert runs == 1
    assert await count_people(database) == 0
    assert database.in_use == 0


async def test_a_cancelled_read_does_not_answer_the_next_one(database_url: str) -> None:
    database = Database(database_url, pool_size=1)
    async with database.read() as reader:
        task = asyncio.create_task(reader.fetch("SELECT 1, pg_sleep(0.3)"))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

        assert await reader.fetch("SELECT 2") == [(2,)]
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
    begun = asyncio.Event()

    async def hold(writer: Writer) -> None:
        begun.set()
        await writer.scalar(text("SELECT pg_sleep(0.4)"))

    holding = asyncio.create_task(database.write(hold))
    await begun.wait()
    with pytest.raises(DatabaseBusy):
        await count_people(database)
    await holding
    await database.close()


async def test_a_read_is_one_round_trip(wire: Wire, wired: Database, house: House) -> None:
    month = BusyQuery(None, NOW, NOW + timedelta(days=31))
    async with wired.read() as reader:
        core = await round_trips(wire, lambda: people.by_id(reader, house.customer.id))
        who = await round_trips(wire, lambda: arrivals.facts(reader, 8000, None))
        tap = await round_trips(wire, lambda: arrivals.facts(reader, 8000, month))

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
        await database.write(lambda writer: people.register(writer, MIA, False))
        await server.stop()
        with pytest.raises(DatabaseAway):
            await count_people(database)
        with pytest.raises(DatabaseAway):
            await database.write(lambda writer: people.register(writer, MIA, False))
        await server.server.start()

        assert await count_people(database) == 1
        await database.write(lambda writer: people.register(writer, Profile(7002, "A"), False))
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
        await people.register(writer, MIA, False)
        if runs == 1:
            await server.stop()
            await server.server.start()
        await people.register(writer, Profile(7002, "Anna"), False)

    try:
        await database.write(work)

        assert runs == 2
        assert await count_people(database) == 2
    finally:
        await database.close()
        await server.stop()


async def test_the_deliverer_is_woken_after_a_commit_that_enqueued(house: House) -> None:
    woken: list[int] = []

    async def look() -> None:
        async with house.database.read() as reader:
            woken.append((await outbox.backlog(reader, NOW)).due[0])

    looks: list[asyncio.Task[None]] = []
    house.database.on_enqueued.append(lambda: looks.append(asyncio.create_task(look())))
    message = NewMessage("key", house.customer.id, "hello", {}, 0, NOW)

    await house.database.write(lambda writer: outbox.enqueue(writer, [message]))
    await house.database.write(lambda writer: outbox.enqueue(writer, []))
    await house.database.write(lambda writer: people.lock(writer, house.customer.id))
    await asyncio.gather(*looks)

    assert woken == [1]


async def test_nobody_is_woken_by_what_was_rolled_back(house: House) -> None:
    woken: list[None] = []
    house.database.on_enqueued.append(lambda: woken.append(None))

    async def work(writer: Writer) -> None:
        await outbox.enqueue(writer, [NewMessage("k", house.customer.id, "x", {}, 0, NOW)])
        raise SlotTaken(1, 1)

    with pytest.raises(SlotTaken):
        await house.database.write(work)

    assert woken == []
