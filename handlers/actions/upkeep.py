"""What time itself does to appointments: unanswered ones expire, past ones are completed."""

from datetime import datetime

from domain.appointment import Status
from handlers.actions.messages import about
from storage import appointments, audit, outbox
from storage.transactions import Database, Writer

BATCH = 100


async def expire(database: Database, now: datetime) -> int:
    """Expire holds that ran out and requests whose time has come unanswered; how many.

    Both sides of a request hear of it, the customer with a way to book again. Idempotent.
    """

    async def work(writer: Writer) -> int:
        found = await appointments.unanswered(writer, now, BATCH)
        for appointment in found:
            asked = appointment.status is Status.PENDING
            made = await appointments.change(writer, appointment, status=Status.EXPIRED, now=now)
            if asked:
                proposed = bool(appointment.proposed)
                coach = await appointments.coach_person_id(writer, made.coach_id)
                kind = "proposal_expired" if proposed else "expired"
                news = (
                    about(made, kind, made.customer_id, now),
                    about(made, "lapsed", coach, now, proposed_before=proposed),
                )
                await outbox.enqueue(writer, news)
            await _write_down(writer, made.id, made.coach_id, "expire", now)
        return len(found)

    return await database.write(work)


async def complete_past(database: Database, now: datetime) -> int:
    """Complete confirmed sessions that have ended; how many. Idempotent."""

    async def work(writer: Writer) -> int:
        found = await appointments.ended(writer, now, BATCH)
        for appointment in found:
            made = await appointments.change(writer, appointment, status=Status.COMPLETED, now=now)
            await _write_down(writer, made.id, made.coach_id, "complete", now)
        return len(found)

    return await database.write(work)


async def _write_down(
    writer: Writer, appointment_id: int, coach_id: int, action: str, now: datetime
) -> None:
    await audit.record(
        writer,
        at=now,
        actor_id=None,
        action=action,
        entity="appointment",
        entity_id=appointment_id,
        coach_id=coach_id,
        facts={},
    )
