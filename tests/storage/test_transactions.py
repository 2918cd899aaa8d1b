"""Transactions against a Postgres that kills, locks and deadlocks."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text

from domain.messages.notices import Lane, NoticeKind
from domain.refusals import SlotTaken
from storage import idempotency
from storage.faults import DatabaseAway, DatabaseBusy, StaleRow
from storage.messages import outbox
from storage.messages.backlog import backlog_at
from storage.messages.outbox import OutboxMessage
from storage.people import people
from storage.people.people import TelegramProfile
from storage.transactions import Database, Writer
from tests.house import NOW, House
from tests.storage.wire import Wire
from tests.waits import somebody_sleeps

MIA = TelegramProfile(7001, "Mia")


async def count_people(database: Database) -> int:
    async with database.read() as reader:
        count: int = await reader.scalar(text("SELECT count(*) FROM people"))
        return count


async def test_what_a_transaction_raises_undoes_all_of_it(database: Database) -> None:
    async def work(writer: Writer) -> None:
        await people.register(writer, MIA)
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
        await people.register(writer, MIA)
        runs.append(await writer.scalar(text("SELECT pg_backend_pid()")))
        if len(runs) == 1:
            await observer.execute("SELECT pg_terminate_backend($1)", runs[0])
        await people.register(writer, TelegramProfile(7002, "Anna"))

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
        await people.register(writer, MIA)

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
    async with asyncio.timeout(30):
        while not database.retries:  # noqa: ASYNC110 - it is a number
            await asyncio.sleep(0.02)
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
        raise StaleRow

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


async def test_a_commit_whose_answer_is_lost_takes_effect_once(wire: Wire, wired: Database) -> None:
    """The second run finds what the first one stored under the key of the update."""
    lost: list[bytes] = []

    def is_first_commit(chunk: bytes) -> bool:
        if b"COMMIT" in chunk and not lost:
            lost.append(chunk)
            return True
        return False

    async def work(writer: Writer) -> str:
        known = await idempotency.outcome(writer, "update 1")
        if known is not None:
            return f"found {known['made']}"
        person = await people.register(writer, MIA)
        await idempotency.remember(writer, "update 1", person.id, {"made": person.id}, NOW)
        return f"made {person.id}"

    wire.cut_answer_to = is_first_commit

    assert await wired.write(work) == "found 1"
    assert await count_people(wired) == 1


SLOW: dict[str, Callable[[Writer], Awaitable[object]]] = {
    "by asyncpg": lambda writer: writer.fetch("SELECT pg_sleep(300)"),
    "by SQLAlchemy": lambda writer: writer.rows(text("SELECT pg_sleep(300)")),
}


@pytest.mark.parametrize("wait", SLOW.values(), ids=SLOW.keys())
@pytest.mark.parametrize("savepoint", [False, True], ids=["plainly", "in a savepoint"])
async def test_a_cancelled_transaction_leaves_nothing_behind(
    database: Database,
    observer: Any,
    wait: Callable[[Writer], Awaitable[object]],
    savepoint: bool,
) -> None:
    runs = 0

    async def work(writer: Writer) -> None:
        nonlocal runs
        runs += 1
        await people.register(writer, MIA)
        async with writer.attempt() if savepoint else nullcontext():
            await wait(writer)

    task = asyncio.create_task(database.write(work))
    await somebody_sleeps(observer.fetch)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert runs == 1
    assert await count_people(database) == 0
    assert database.in_use == 0


async def test_the_deliverer_is_woken_after_a_commit_that_enqueued(house: House) -> None:
    woken: list[int] = []

    async def look() -> None:
        async with house.database.read() as reader:
            woken.append((await backlog_at(reader, NOW)).due[Lane.INTERACTIVE])

    looks: list[asyncio.Task[None]] = []
    house.database.on_enqueued.append(lambda: looks.append(asyncio.create_task(look())))
    message = OutboxMessage(
        "key", house.customer.id, NoticeKind.COACH_WELCOME, {}, Lane.INTERACTIVE, NOW
    )

    await house.database.write(lambda writer: outbox.enqueue(writer, [message]))
    await house.database.write(lambda writer: outbox.enqueue(writer, []))
    await house.database.write(lambda writer: people.lock(writer, house.customer.id))
    await asyncio.gather(*looks)

    assert woken == [1]


async def test_nobody_is_woken_by_what_was_rolled_back(house: House) -> None:
    woken: list[None] = []
    house.database.on_enqueued.append(lambda: woken.append(None))

    async def work(writer: Writer) -> None:
        await outbox.enqueue(
            writer,
            [
                OutboxMessage(
                    "k", house.customer.id, NoticeKind.COACH_WELCOME, {}, Lane.INTERACTIVE, NOW
                )
            ],
        )
        raise SlotTaken(1, 1)

    with pytest.raises(SlotTaken):
        await house.database.write(work)

    assert woken == []
