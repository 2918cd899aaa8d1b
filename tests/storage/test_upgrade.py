"""Replicas of the version before claims alongside this one's, and the migration under them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from domain.appointments.appointment import Appointment, Status
from storage import migrations
from storage.appointments import appointments, booking
from storage.transactions import Database, Writer
from tests.claimed import DISAGREEMENTS
from tests.house import NOW, House, Plan, open_house
from tests.storage.schemas import downgrade
from tests.storage.version_before import VersionBefore

SLOT = NOW + timedelta(days=1)
LATER = NOW + timedelta(days=2)
HOURS = timedelta(hours=2)
BEFORE = "0019"
CLAIMED = "0021"
# More than a batch of the migration.
STANDING = """
INSERT INTO appointments (coach_id, customer_id, service_id, service_title, minutes, status,
    starts_at, ends_at, blocked, zone, wall_start, price_minor, currency, code, created_at,
    updated_at)
SELECT $1, $2, $3, 'Coaching', 60, CASE WHEN n % 10 = 0 THEN 'cancelled' ELSE 'confirmed' END,
    s, s + interval '1 hour', tstzrange(s, s + interval '70 minutes'), 'UTC', s AT TIME ZONE 'UTC',
    5000, 'EUR', 'S' || n, now(), now()
FROM generate_series(1, 4500) n CROSS JOIN LATERAL (
    SELECT timestamptz '2027-01-01Z' + n * interval '2 hours'
) at (s)
"""
GUARDED = "SELECT tgtype & 2 = 2 FROM pg_trigger WHERE tgname = 'claim_for_appointment'"


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database, Plan(customers=2))


@pytest.fixture
async def before(database_url: str, house: House) -> AsyncIterator[VersionBefore]:
    async with asyncpg.create_pool(database_url, min_size=1, max_size=8) as pool:
        yield VersionBefore(pool, house)


async def disagreements(pool: Any) -> list[str]:
    return [row[0] for row in await pool.fetch(DISAGREEMENTS)]


async def cancel(house: House, appointment_id: int) -> None:
    async def work(writer: Any) -> None:
        appointment = await appointments.by_id(writer, appointment_id, lock=True)
        assert appointment is not None
        await booking.change(writer, appointment, status=Status.CANCELLED, now=NOW)

    await house.database.write(work)


async def test_of_both_versions_at_one_slot_exactly_one_books_it(
    house: House, before: VersionBefore
) -> None:
    async def ours(number: int) -> bool:
        new = house.new(starts_at=SLOT + number * HOURS)
        appointment = await house.database.write(lambda writer: booking.insert(writer, new))
        return appointment is not None

    async def theirs(number: int) -> bool:
        return await before.book(SLOT + number * HOURS, f"OLD{number}") is not None

    numbers = range(40)
    mine, others = await asyncio.gather(
        asyncio.gather(*map(ours, numbers)), asyncio.gather(*map(theirs, numbers))
    )

    assert [a + b for a, b in zip(mine, others, strict=True)] == [1] * 40
    assert await disagreements(before.pool) == []
    assert house.database.retries == 0


async def test_moves_of_both_versions_to_one_time_do_not_both_win(
    house: House, before: VersionBefore
) -> None:
    booked = [await house.book(starts_at=SLOT + n * HOURS) for n in range(6)]

    def ours(appointment: Appointment) -> Any:
        return house.database.write(
            lambda writer: booking.move(
                writer, appointment, LATER, house.service, house.coach, now=NOW
            )
        )

    won = await asyncio.gather(
        *map(ours, booked[:3]), *(before.move(appointment.id, LATER) for appointment in booked[3:])
    )

    assert sum(map(bool, won)) == 1
    assert await disagreements(before.pool) == []


async def test_what_one_version_has_booked_the_other_moves_and_cancels(
    house: House, before: VersionBefore
) -> None:
    ours, theirs = await house.book(starts_at=SLOT), await before.book(LATER, "OLD")
    assert theirs is not None

    assert not await before.move(ours.id, LATER)
    assert await before.move(ours.id, SLOT + HOURS)
    assert await before.book(SLOT, "SLOT") is not None
    await before.change(ours.id, "cancelled")
    await cancel(house, theirs)

    assert await disagreements(before.pool) == []
    for start in (SLOT + HOURS, LATER):
        await house.book(starts_at=start)
    await before.pool.execute("DELETE FROM appointments WHERE starts_at = $1", LATER)
    assert await disagreements(before.pool) == []


async def test_what_one_version_moves_while_the_other_cancels_it_ends_with_its_claim(
    house: House, before: VersionBefore
) -> None:
    booked = [await house.book(starts_at=SLOT + number * HOURS) for number in range(20)]

    def move(appointment: Appointment) -> Any:
        async def work(writer: Writer) -> None:
            latest = await appointments.by_id(writer, appointment.id, lock=True)
            assert latest is not None
            if latest.open:
                start = latest.starts_at + timedelta(days=7)
                await booking.move(writer, latest, start, house.service, house.coach, now=NOW)

        return house.database.write(work)

    await asyncio.gather(*map(move, booked), *(before.change(a.id, "cancelled") for a in booked))

    assert await before.pool.fetchval("SELECT count(*) FROM claims") == 0
    assert await disagreements(before.pool) == []
    # They lock rows in the same order: neither has had to begin again.
    assert house.database.retries == 0


async def test_a_code_that_is_in_use_leaves_the_version_before_no_claim(
    house: House, before: VersionBefore
) -> None:
    await house.book(starts_at=LATER, code="TWICE")

    assert await before.book(SLOT, "TWICE") is None
    assert await before.book(SLOT, "ONCE") is not None
    assert await disagreements(before.pool) == []


async def test_a_coach_whom_the_version_before_adds_can_be_booked(
    house: House, before: VersionBefore
) -> None:
    added = await before.pool.fetchval(
        "INSERT INTO coaches (person_id, name, zone, approval) VALUES ($1, 'Ben', 'UTC', 'auto')"
        " RETURNING id",
        house.customer.id,
    )

    assert await house.book(coach_id=added) is not None


async def test_nothing_is_lost_that_the_version_before_writes_during_the_migration(
    house: House, before: VersionBefore, database_url: str
) -> None:
    await downgrade(database_url, BEFORE)
    whose = house.coach.id, house.customer.id, house.service.id
    await before.pool.execute(STANDING, *whose)
    ids = [row[0] for row in await before.pool.fetch("SELECT id FROM appointments ORDER BY id")]
    migrating = asyncio.create_task(migrations.upgrade(database_url))
    stands: dict[int, str] = {}

    async def write(worker: int) -> int:
        """Books, moves and cancels, existing rows included, until the end of the migration."""
        rounds = 0
        while not migrating.done() or rounds < 5:
            start = SLOT + (rounds * 4 + worker) * HOURS
            appointment_id = await before.book(start, f"W{worker}N{rounds}")
            assert appointment_id is not None
            there = ids[(rounds * 4 + worker) * 53 % len(ids)]
            await before.change(there, "cancelled")
            if rounds % 2:
                await before.change(appointment_id, "cancelled")
            stands.update(
                {there: "cancelled", appointment_id: "cancelled" if rounds % 2 else "confirmed"}
            )
            rounds += 1
        return rounds

    rounds = await asyncio.gather(*map(write, range(4)))

    assert await migrating
    assert await disagreements(before.pool) == []
    statuses = dict(await before.pool.fetch("SELECT id, status FROM appointments"))
    assert {key: statuses[key] for key in stands} == stands
    assert sum(rounds) > 20
    assert await before.pool.fetchval(GUARDED)


async def test_a_migration_that_was_interrupted_is_taken_up_again(
    house: House, before: VersionBefore, database_url: str
) -> None:
    await downgrade(database_url, BEFORE)
    whose = house.coach.id, house.customer.id, house.service.id
    await before.pool.execute(STANDING, *whose)
    assert await migrations.upgrade(database_url)
    await downgrade(database_url, CLAIMED)
    await before.pool.execute("UPDATE alembic_version SET version_num = $1", BEFORE)
    await before.pool.execute("DELETE FROM claims WHERE holder_id % 2 = 0")

    assert await migrations.upgrade(database_url)

    assert await disagreements(before.pool) == []
    assert await before.book(SLOT, "SLOT") is not None
    assert await before.book(SLOT, "AGAIN") is None
