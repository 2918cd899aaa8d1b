"""What time itself does: unanswered requests and holds expire, past sessions are completed."""

from datetime import datetime

from domain.appointment import Status
from domain.notices import NoticeKind
from domain.roles import Actor, Permission
from handlers.actions.messages import about
from handlers.actions.written import write_down
from storage import appointments, booking, calendar, claims, holds, session_rows
from storage.outbox import NewMessage
from storage.transactions import Database, Writer

BATCH = 100


async def expire(database: Database, *, actor: Actor, now: datetime) -> int:
    """Expire holds that ran out and requests whose time has come unanswered; how many.

    Both sides of a request hear of it, the customer with a way to book again. Idempotent.
    """
    actor.require(Permission.TIME)

    async def work(writer: Writer) -> int:
        batch = await calendar.unanswered(writer, now, BATCH)
        for appointment in batch:
            pending = appointment.status is Status.PENDING
            after = await booking.change(writer, appointment, status=Status.EXPIRED, now=now)
            news: tuple[NewMessage, ...] = ()
            if pending:
                proposed = bool(appointment.proposed)
                coach = await appointments.coach_person_id(writer, after.coach_id)
                kind = NoticeKind.PROPOSAL_EXPIRED if proposed else NoticeKind.EXPIRED
                news = (
                    about(after, kind, after.customer_id, now),
                    about(after, NoticeKind.LAPSED, coach, now, proposed_before=proposed),
                )
            await write_down(writer, appointment, after, "expire", actor, now, news)
        gone = await claims.forget_expired(writer, now, BATCH)
        return len(batch) + gone + await holds.forget_expired(writer, now, BATCH)

    return await database.write(work)


async def complete_past(database: Database, *, actor: Actor, now: datetime) -> int:
    """Complete confirmed sessions that have ended, and the groups' with them; how many.

    Idempotent.
    """
    actor.require(Permission.TIME)

    async def work(writer: Writer) -> int:
        batch = await calendar.ended(writer, now, BATCH)
        for appointment in batch:
            after = await booking.change(writer, appointment, status=Status.COMPLETED, now=now)
            await write_down(writer, appointment, after, "complete", actor, now, ())
        # Also those in which nobody is.
        return len(batch) + await session_rows.end_past(writer, now, BATCH)

    return await database.write(work)
