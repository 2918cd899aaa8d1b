"""What will happen by itself with time, and what already has."""

from datetime import datetime, timedelta

from domain.appointments.appointment import Status
from domain.roles import SYSTEM
from handlers.actions.business import upkeep
from storage.messages import due_items
from storage.transactions import Database
from tests.house import NOW, House


async def next_change(database: Database) -> datetime | None:
    async with database.read() as reader:
        return await due_items.next_change(reader)


async def changed_after(database: Database, moment: datetime) -> bool:
    async with database.read() as reader:
        return await due_items.changed_after(reader, moment)


async def test_a_request_lapses_and_a_session_ends_in_their_order(
    database: Database, house: House
) -> None:
    assert await next_change(database) is None
    confirmed = await house.book(status=Status.CONFIRMED, starts_at=NOW + timedelta(days=2))
    assert await next_change(database) == confirmed.ends_at
    pending = await house.book(status=Status.PENDING, starts_at=NOW + timedelta(days=1))
    assert await next_change(database) == pending.starts_at


async def test_what_was_done_at_a_later_time_is_known(database: Database, house: House) -> None:
    pending = await house.book(status=Status.PENDING, starts_at=NOW + timedelta(days=1))
    assert not await changed_after(database, NOW + timedelta(hours=1))
    await upkeep.expire(database, actor=SYSTEM, now=pending.starts_at)
    assert await changed_after(database, NOW + timedelta(hours=1))
    assert not await changed_after(database, pending.starts_at)
