"""Bookings committed per second, with all the rows that a booking writes.

Ours is what the product runs; the peer is plain asyncpg writing the same rows in one transaction,
from the same number of connections. Both write an appointment with its claim, a line of audit,
three messages and the outcome of the update, to the same server, in turns.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import asyncpg

from benchmarks.table import Row, more_is_better, table
from domain.appointments.appointment import Status
from domain.messages.notices import Lane, NoticeKind
from domain.roles import Actor, Door, Role
from domain.services.service import Service
from storage import audit, idempotency
from storage.appointments import booking
from storage.appointments.appointment_rows import NewAppointment
from storage.messages import outbox
from storage.messages.outbox import OutboxMessage
from storage.transactions import Database, Writer
from tests.house import House, open_house
from tests.services import Postgres

GOAL = 0.5
ROUNDS = 9
A_ROUND = 200  # bookings
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
ZONE = "Europe/Berlin"
KINDS = (NoticeKind.BOOKED, NoticeKind.REMINDER_24H, NoticeKind.REMINDER_1H)


@dataclass(frozen=True)
class Slot:
    """The number of a booking to make, and its start."""

    number: int
    start: datetime

    @property
    def code(self) -> str:
        return f"{self.number:06}"


def slots() -> Iterator[Slot]:
    """Starts that do not overlap."""
    return (Slot(n, NOW + timedelta(minutes=90 * n)) for n in count())


def facts_of(slot: Slot, service: Service) -> dict[str, Any]:
    """The facts of a booking's message."""
    return {
        "code": slot.code,
        "service_title": service.title,
        "minutes": service.minutes,
        "starts_at": slot.start.isoformat(),
        "zone": ZONE,
    }


async def ours(house: House, slot: Slot) -> None:
    """A booking as the product writes it."""
    service, customer = house.service, house.customer.id
    new = NewAppointment(
        coach_id=house.coach.id,
        customer_id=customer,
        service=service,
        status=Status.CONFIRMED,
        starts_at=slot.start,
        zone=ZONE,
        wall_start=slot.start.replace(tzinfo=None),
        price=service.price,
        code=slot.code,
        created_at=NOW,
    )

    async def work(writer: Writer) -> None:
        appointment = await booking.insert(writer, new)
        assert appointment is not None
        messages = [
            OutboxMessage(
                key=f"{kind}:{appointment.id}:1",
                recipient_id=customer,
                kind=kind,
                facts=facts_of(slot, service),
                lane=Lane.INTERACTIVE,
                due_at=NOW,
                coach_id=appointment.coach_id,
                appointment_id=appointment.id,
                appointment_version=1,
            )
            for kind in KINDS
        ]
        await outbox.enqueue(writer, messages)
        await audit.record(
            writer,
            at=NOW,
            actor=Actor(customer, frozenset({Role.CUSTOMER}), Door.CHAT),
            action="book",
            entity="appointment",
            entity_id=appointment.id,
            coach_id=appointment.coach_id,
            before=None,
            after={"starts_at": slot.start.isoformat()},
        )
        outcome = {"appointment": appointment.id}
        await idempotency.remember(writer, f"ours:{slot.code}", customer, outcome, NOW)

    await house.database.write(work)


async def plain(pool: Any, house: House, slot: Slot) -> None:
    """The same rows by asyncpg alone."""
    service, customer, coach = house.service, house.customer.id, house.coach.id
    end = slot.start + service.length
    async with pool.acquire() as connection, connection.transaction():
        appointment_id = await connection.fetchval(
            """WITH claim AS (
                INSERT INTO claims (resource_id, holder_id, span, reason, created_at)
                VALUES ($1, nextval('appointments_id_seq'), $9, 'appointment', $15)
                ON CONFLICT ON CONSTRAINT claims_no_overlap DO NOTHING RETURNING holder_id
            )
            INSERT INTO appointments (id, claimed, coach_id, customer_id, service_id, service_title,
                minutes, status, starts_at, ends_at, blocked, zone, wall_start, price_minor,
                currency, code, created_at, updated_at)
            SELECT holder_id, true, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
                $15, $15
            FROM claim RETURNING id""",
            coach,
            customer,
            service.id,
            service.title,
            service.minutes,
            "confirmed",
            slot.start,
            end,
            asyncpg.Range(slot.start, end + timedelta(minutes=service.buffer_after)),
            ZONE,
            slot.start.replace(tzinfo=None),
            service.price.minor,
            service.price.currency,
            slot.code,
            NOW,
        )
        assert appointment_id is not None
        facts = json.dumps(facts_of(slot, service))
        await connection.executemany(
            """INSERT INTO outbox (key, recipient_id, kind, facts, lane, due_at, coach_id,
                appointment_id, appointment_version)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1) ON CONFLICT (key) DO NOTHING""",
            [
                (f"{kind}:{appointment_id}:1", customer, kind, facts, 0, NOW, coach, appointment_id)
                for kind in KINDS
            ],
        )
        await connection.execute(
            """INSERT INTO audit (at, actor_id, action, coach_id, entity, entity_id, facts)
            VALUES ($1, $2, 'book', $3, 'appointment', $4, $5)""",
            NOW,
            customer,
            coach,
            appointment_id,
            json.dumps({"starts_at": slot.start.isoformat()}),
        )
        await connection.execute(
            "INSERT INTO handled (key, person_id, outcome, at) VALUES ($1, $2, $3, $4)",
            f"plain:{slot.code}",
            customer,
            json.dumps({"appointment": appointment_id}),
            NOW,
        )


async def rate(
    book: Callable[[Slot], Awaitable[None]], ahead: Iterator[Slot], at_once: int
) -> float:
    """Bookings per second over one round, with this many in flight."""
    remaining = iter([next(ahead) for _ in range(A_ROUND)])

    async def one_after_another() -> None:
        for slot in remaining:  # shared: each takes the next
            await book(slot)

    started_at = perf_counter()
    await asyncio.gather(*(one_after_another() for _ in range(at_once)))
    return A_ROUND / (perf_counter() - started_at)


async def measure() -> list[Row]:
    """A row for one at a time and one for 16."""
    with TemporaryDirectory() as folder:
        server = Postgres(Path(folder))
        await server.start()
        try:
            return [
                await _compare(server.url(await server.create()), at_once) for at_once in (1, 16)
            ]
        finally:
            await server.stop()


async def _compare(url: str, at_once: int) -> Row:
    database = Database(url, pool_size=at_once)
    house = await open_house(database)
    ahead = slots()
    async with asyncpg.create_pool(url, min_size=at_once, max_size=at_once) as pool:
        mine: list[float] = []
        theirs: list[float] = []
        for _ in range(ROUNDS + 1):
            mine.append(await rate(lambda slot: ours(house, slot), ahead, at_once))
            theirs.append(await rate(lambda slot: plain(pool, house, slot), ahead, at_once))
    await database.close()
    # The first round prepares the statements.
    return more_is_better(
        f"bookings committed, {at_once} at a time",
        median(mine[1:]),
        "plain asyncpg, same rows",
        median(theirs[1:]),
        "bookings/s",
        GOAL,
    )


def rows() -> list[Row]:
    """The rows of this benchmark."""
    return asyncio.run(measure())


if __name__ == "__main__":
    print(table(rows()))
