"""Outbox messages for tests, and how they are claimed and inspected."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from domain.appointments.appointment import Appointment
from storage.messages import outbox, outgoing
from storage.messages.outbox import OutboxMessage
from storage.messages.outgoing import ClaimedMessage
from storage.transactions import Reader
from tests.house import NOW, House

LEASE = timedelta(seconds=60)
SECOND = timedelta(seconds=1)


def message(house: House, key: str, **changed: Any) -> OutboxMessage:
    fields: dict[str, Any] = {
        "key": key,
        "recipient_id": house.customer.id,
        "kind": "hello",
        "facts": {"n": 1},
        "lane": 0,
        "due_at": NOW,
    }
    return OutboxMessage(**{**fields, **changed})


def about(house: House, key: str, appointment: Appointment) -> OutboxMessage:
    return message(
        house,
        key,
        coach_id=appointment.coach_id,
        appointment_id=appointment.id,
        appointment_version=appointment.version,
    )


async def enqueue(house: House, *messages: OutboxMessage) -> None:
    await house.database.write(lambda writer: outbox.enqueue(writer, messages))


async def claim(
    house: House, now: datetime = NOW, *, owner: str = "me", limit: int = 100, **more: Any
) -> list[ClaimedMessage]:
    return await house.database.write(
        lambda writer: outgoing.claim(writer, owner, now, limit, LEASE, **more)
    )


async def begin(house: House, row: ClaimedMessage, owner: str) -> bool | None:
    """Note that the call which sends it comes next."""
    async with house.database.autocommit() as autocommit:
        return await outgoing.begin_call(autocommit, owner, row.id)


async def read(house: House, ask: Callable[[Reader], Awaitable[Any]]) -> Any:
    async with house.database.read() as reader:
        return await ask(reader)


async def row_of(house: House, key: str) -> Any:
    return await read(
        house,
        lambda reader: reader.row(text("SELECT * FROM outbox WHERE key = :key"), {"key": key}),
    )
