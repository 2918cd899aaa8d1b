"""What runs by the clock."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.ticks import Ticks
from domain.appointments.appointment import Appointment, Status
from storage import audit
from storage.appointments import appointments
from storage.faults import DatabaseAway
from storage.transactions import Database
from tests.house import NOW, House, open_house


@dataclass
class Hand:
    """The clock's hand."""

    now: datetime = NOW

    def read(self) -> datetime:
        return self.now


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
async def ticks(database: Database, hand: Hand) -> AsyncIterator[Ticks]:
    ticker = Ticks(database, hand.read, lambda: None, channels=())
    yield ticker
    ticker.stop()


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database)


async def status_of(database: Database, appointment: Appointment) -> Status:
    async with database.read() as reader:
        current = await appointments.by_id(reader, appointment.id)
    assert current is not None
    return current.status


async def test_a_request_that_nobody_answered_expires_once_when_its_time_comes(
    database: Database, ticks: Ticks, hand: Hand, house: House
) -> None:
    appointment = await house.book(status=Status.PENDING)
    await ticks.expire()
    assert await status_of(database, appointment) is Status.PENDING

    hand.now = appointment.starts_at
    await ticks.expire()
    await ticks.expire()

    assert await status_of(database, appointment) is Status.EXPIRED
    async with database.read() as reader:
        assert [e.action for e in await audit.of(reader, "appointment", appointment.id)] == [
            "expire"
        ]


async def test_a_session_is_completed_once_when_it_is_over(
    database: Database, ticks: Ticks, hand: Hand, house: House
) -> None:
    appointment = await house.book(status=Status.CONFIRMED)
    await ticks.complete()
    assert await status_of(database, appointment) is Status.CONFIRMED

    hand.now = appointment.ends_at + timedelta(days=2)
    await ticks.complete()
    await ticks.complete()

    assert await status_of(database, appointment) is Status.COMPLETED
    async with database.read() as reader:
        assert [e.action for e in await audit.of(reader, "appointment", appointment.id)] == [
            "complete"
        ]


async def test_replicas_that_tick_together_do_the_work_once(
    database: Database, hand: Hand, house: House
) -> None:
    requests = [
        await house.book(status=Status.PENDING, starts_at=NOW + timedelta(days=1, hours=2 * n))
        for n in range(6)
    ]
    hand.now = NOW + timedelta(days=4)
    replicas = [Ticks(database, hand.read, lambda: None, channels=()) for _ in range(3)]

    await asyncio.gather(*(replica.expire() for replica in replicas))

    async with database.read() as reader:
        for one in requests:
            assert [e.action for e in await audit.of(reader, "appointment", one.id)] == ["expire"]


def due(ticks: Ticks, name: str, *, ago: float = 0.0) -> None:
    """Make a repeating tick due this many seconds ago, rather than at its interval."""
    at = datetime.now(UTC) - timedelta(seconds=ago)
    ticks._timer._scheduler.modify_job(name, next_run_time=at)


async def test_a_tick_that_comes_late_still_comes(ticks: Ticks) -> None:
    seen = []

    async def tick() -> None:
        seen.append(asyncio.get_running_loop().time())

    ticks.every(60, "late", tick)
    ticks.start()
    # Nothing has run for longer than a tick's interval, as on an overloaded machine.
    due(ticks, "late", ago=150)
    async with asyncio.timeout(30):
        while not seen:  # noqa: ASYNC110 - the scheduler has no event to wait for
            await asyncio.sleep(0.01)

    # Three were missed, the last by more than the second that APScheduler forgives.
    assert len(seen) == 1


async def test_a_tick_that_fails_comes_again(ticks: Ticks) -> None:
    faults = iter([DatabaseAway("no route"), RuntimeError("boom")])
    seen = []

    async def tick() -> None:
        seen.append(1)
        for fault in faults:
            raise fault

    ticks.every(1, "shaky", tick)
    ticks.start()
    async with asyncio.timeout(30):
        for n in (1, 2, 3):
            due(ticks, "shaky")
            while len(seen) < n:  # noqa: ASYNC110 - the scheduler has no event to wait for
                await asyncio.sleep(0.01)


async def test_what_has_come_due_is_looked_for_as_soon_as_the_clock_is_moved(
    database: Database, hand: Hand, house: House
) -> None:
    appointment = await house.book(status=Status.PENDING)
    woken = asyncio.Event()
    ticks = Ticks(database, hand.read, woken.set, look_every=3600, channels=())
    ticks.start()
    try:
        hand.now = appointment.starts_at
        ticks.at_once()
        async with asyncio.timeout(30):
            await woken.wait()
            while await status_of(database, appointment) is Status.PENDING:  # noqa: ASYNC110 - nothing says when it is done
                await asyncio.sleep(0.05)
    finally:
        ticks.stop()

    assert await status_of(database, appointment) is Status.EXPIRED


async def test_the_delivery_is_woken_by_the_clock(database: Database, hand: Hand) -> None:
    woken = asyncio.Event()
    ticks = Ticks(database, hand.read, woken.set, channels=())
    ticks.start()
    due(ticks, "due")
    try:
        async with asyncio.timeout(30):
            await woken.wait()
    finally:
        ticks.stop()
