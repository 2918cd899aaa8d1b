"""What happens by the clock."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import pytest

from bot.ticks import HANDLED_KEPT, SENT_KEPT, UPDATES_KEPT, Ticks
from domain.appointment import Appointment, Status
from storage import appointments, audit, dead_letters, idempotency, outbox
from storage.outbox import NewMessage
from storage.transactions import Database, DatabaseAway
from tests.house import NOW, House, open_house


@dataclass
class Hand:
    """The clock's hand, and how often the delivery was woken."""

    now: datetime = NOW
    woken: int = 0
    told: list[str] = field(default_factory=list)

    def read(self) -> datetime:
        return self.now

    def wake(self) -> None:
        self.woken += 1


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
async def ticks(database: Database, hand: Hand) -> AsyncIterator[Ticks]:
    made = Ticks(database, hand.read, hand.wake)
    yield made
    made.stop()


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database)


async def status_of(database: Database, made: Appointment) -> Status:
    async with database.read() as reader:
        found = await appointments.by_id(reader, made.id)
    assert found is not None
    return found.status


async def test_a_request_that_nobody_answered_expires_once_when_its_time_comes(
    database: Database, ticks: Ticks, hand: Hand, house: House
) -> None:
    made = await house.book(status=Status.PENDING)
    await ticks.expire()
    assert await status_of(database, made) is Status.PENDING

    hand.now = made.starts_at
    await ticks.expire()
    await ticks.expire()

    assert await status_of(database, made) is Status.EXPIRED
    async with database.read() as reader:
        assert [e.action for e in await audit.of(reader, "appointment", made.id)] == ["expire"]


async def test_a_session_is_completed_once_when_it_is_over(
    database: Database, ticks: Ticks, hand: Hand, house: House
) -> None:
    made = await house.book(status=Status.CONFIRMED)
    await ticks.complete()
    assert await status_of(database, made) is Status.CONFIRMED

    hand.now = made.ends_at + timedelta(days=2)
    await ticks.complete()
    await ticks.complete()

    assert await status_of(database, made) is Status.COMPLETED
    async with database.read() as reader:
        assert [e.action for e in await audit.of(reader, "appointment", made.id)] == ["complete"]


async def test_replicas_that_tick_together_do_the_work_once(
    database: Database, hand: Hand, house: House
) -> None:
    made = [
        await house.book(status=Status.PENDING, starts_at=NOW + timedelta(days=1, hours=2 * n))
        for n in range(6)
    ]
    hand.now = NOW + timedelta(days=4)
    replicas = [Ticks(database, hand.read, hand.wake) for _ in range(3)]

    await asyncio.gather(*(replica.expire() for replica in replicas))

    async with database.read() as reader:
        for one in made:
            assert [e.action for e in await audit.of(reader, "appointment", one.id)] == ["expire"]


async def test_old_keys_and_old_messages_are_forgotten_and_young_ones_kept(
    database: Database, ticks: Ticks, hand: Hand, house: House
) -> None:
    old, young = NOW - HANDLED_KEPT - timedelta(minutes=1), NOW - timedelta(days=7)

    def letter(key: str, due_at: datetime) -> NewMessage:
        return NewMessage(key, house.customer.id, "letter", {}, 0, due_at)

    await database.write(lambda w: idempotency.remember(w, "old", None, {}, old))
    await database.write(lambda w: idempotency.remember(w, "young", None, {}, young))
    ancient = NOW - SENT_KEPT - timedelta(days=1)
    await database.write(
        lambda w: outbox.enqueue(w, [letter("sent", ancient), letter("waiting", ancient)])
    )
    async with database.read() as reader:
        [[sent]] = await reader.fetch("SELECT id FROM outbox WHERE key = 'sent'")
    await database.write(lambda w: outbox.mark_sent(w, sent, 1, ancient))

    await ticks.clean_up()

    async with database.read() as reader:
        assert await idempotency.outcome(reader, "old") is None
        assert await idempotency.outcome(reader, "young") == {}
        left = await reader.fetch("SELECT key FROM outbox")
    assert [row[0] for row in left] == ["waiting"]


async def test_the_update_in_a_dead_letter_is_forgotten_after_a_week_and_its_fault_kept(
    database: Database, ticks: Ticks
) -> None:
    week = NOW - UPDATES_KEPT
    for minutes, number in ((-1, 1), (1, 2)):
        await database.write(
            partial(
                dead_letters.add,
                at=week + timedelta(minutes=minutes),
                person_id=None,
                telegram_id=7001,
                letter={"update_id": number},
                error="KeyError: 'x'",
            )
        )

    await ticks.clean_up()
    await ticks.clean_up()

    async with database.read() as reader:
        kept = await dead_letters.newest(reader)
        assert [(one.update, one.error) for one in kept] == [
            ({}, "KeyError: 'x'"),
            ({"update_id": 2}, "KeyError: 'x'"),
        ]
        # Nothing can be done about the first one any more.
        assert [one.update for one in await dead_letters.waiting(reader)] == [{"update_id": 2}]
        assert await dead_letters.count(reader) == 1


def test_outcomes_outlive_the_updates_that_could_be_retried() -> None:
    assert UPDATES_KEPT < HANDLED_KEPT


async def test_a_tick_that_comes_late_still_comes(ticks: Ticks) -> None:
    seen = []

    async def tick() -> None:
        seen.append(asyncio.get_running_loop().time())

    ticks.every(1, "late", tick)
    ticks.start()
    await asyncio.sleep(0.1)
    # Nothing turns for longer than a tick's distance, as on a machine that is out of breath.
    time.sleep(5.2)  # noqa: ASYNC251 - that is the point
    await asyncio.sleep(0.3)

    # Five were missed. The next one may come too, where the machine is out of breath in earnest.
    assert len(seen) in (1, 2)


async def test_a_tick_that_fails_comes_again(ticks: Ticks) -> None:
    faults = iter([DatabaseAway("no route"), RuntimeError("boom")])
    seen = []

    async def tick() -> None:
        seen.append(1)
        for fault in faults:
            raise fault

    ticks.every(1, "shaky", tick)
    ticks.start()
    async with asyncio.timeout(10):
        while len(seen) < 3:  # noqa: ASYNC110 - the scheduler has no event to wait for
            await asyncio.sleep(0.05)


async def test_the_delivery_is_woken_by_the_clock(ticks: Ticks, hand: Hand) -> None:
    ticks.start()
    await asyncio.sleep(6.5)

    assert hand.woken >= 1
