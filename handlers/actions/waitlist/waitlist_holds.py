"""What holds a time for somebody on the waitlist: a claim of its own, or places in a group."""

from datetime import datetime

from domain.appointments.claims import ClaimReason
from handlers.actions.appointments.rooming import rooms_for
from handlers.actions.appointments.start_attempts import StartAttempt
from storage.appointments import claims, resources, session_rows, sessions
from storage.appointments.appointment_rows import blocked_by
from storage.transactions import Writer


async def keep(
    writer: Writer, attempt: StartAttempt, now: datetime, until: datetime
) -> tuple[int | None, int | None] | None:
    """Keep the time, or places where a group has it already: the claim's holder or the session."""
    service, coach, start = attempt.service, attempt.coach, attempt.start
    if service.for_groups:
        session = await session_rows.at(writer, coach.id, start)
        if session is not None:
            joined = await sessions.join(writer, session, service.party)
            return (None, session.id) if joined else None
    rooms = await rooms_for(writer, attempt, now)
    if rooms is None:
        return None
    span = blocked_by(service, start)
    holder = await claims.hold(writer, coach.id, span, until=until, now=now)
    if holder is None:
        return None
    await resources.take(
        writer, rooms, span, holder_id=holder, reason=ClaimReason.HOLD, now=now, until=until
    )
    return holder, None
