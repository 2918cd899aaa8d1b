"""Reminders already planned follow a changed setting.

A change leaves a mark in its own transaction. A periodic job then goes through the bookings in
batches; a booking, approval or move at the moment of the change may have read the old times, so it
goes through once more before removing the mark.
"""

from datetime import datetime, timedelta
from typing import Final

from domain.appointments.appointment import Appointment
from domain.roles import Actor, Permission
from handlers.actions.appointments.appointment_messages import reminders
from storage.appointments import reminders as stored
from storage.appointments.reminders import ChangedService
from storage.messages import outbox
from storage.transactions import Database, Writer

BATCH: Final = 100
# No transaction that has read the old state lasts this long.
SETTLED: Final = timedelta(seconds=60)


async def follow(database: Database, *, actor: Actor, now: datetime) -> int:
    """Plan reminders again for bookings whose services changed; how many services.

    Idempotent: what is already planned stays, and what was sent is not sent again. A reminder that
    the change makes overdue goes out late.
    """
    actor.require(Permission.TIME)
    async with database.read() as reader:
        services = await stored.changed_services(reader)
    for one in services:
        await _follow(database, one, now)
    old = now - SETTLED
    if any(one.since <= old for one in services):
        await database.write(lambda writer: stored.settle(writer, old))
    return len(services)


async def _follow(database: Database, service: ChangedService, now: datetime) -> None:
    last: Appointment | None = None

    async def work(writer: Writer) -> list[Appointment]:
        batch = await stored.ahead(writer, service.service_id, now, last, BATCH)
        notices = [new for session in batch for new in reminders(session, service.since)]
        await stored.withdraw(writer, batch, [new.key for new in notices])
        await outbox.enqueue(writer, notices)
        return batch

    while batch := await database.write(work):
        last = batch[-1]
        if len(batch) < BATCH:
            return
