"""Leave of a coach: taken, and given back.

Leave and bookings of one coach never pass each other: leave holds the coach's row for itself, a
booking shares it, and each looks at what the other has left only once it has the row.
"""

from datetime import datetime
from typing import Any

from domain.catalogue import Coach
from domain.leave import Leave, span_of
from domain.refusals import LeaveHitsBookings, LeaveInPast, LeaveOverlaps
from domain.spans import epoch, moment
from handlers.actions.catalogue import hold_coach
from handlers.actions.once import once
from storage import audit, calendar
from storage import catalogue as stored
from storage.people import Person
from storage.transactions import Database, Reader, Writer


async def take_leave(
    database: Database,
    coach_id: int,
    starts: datetime,
    ends: datetime,
    *,
    by: Person,
    key: str,
    now: datetime,
) -> Leave:
    """Take a coach off the calendar for a stretch of their own wall time (naive).

    The same stretch twice is the same leave. Raises NotFound, LeaveInPast, LeaveOverlaps, and
    LeaveHitsBookings with the sessions that stand in the way.
    """

    async def work(writer: Writer) -> dict[str, Any]:
        coach = await hold_coach(writer, coach_id)
        same = next((a for a in coach.leaves if (a.starts, a.ends) == (starts, ends)), None)
        if same is not None:
            return {"leave": same.id}
        await refuse_leave(writer, coach, starts, ends, now)
        leave_id = await stored.add_leave(writer, coach_id, starts, ends)
        await _write_down(writer, "take_leave", coach_id, leave_id, starts, ends, by, now)
        return {"leave": leave_id}

    outcome = await once(database, work, key=key, person_id=by.id, now=now)
    return Leave(outcome["leave"], starts, ends)


async def give_back_leave(
    database: Database, coach_id: int, leave_id: int, *, by: Person, now: datetime
) -> bool:
    """Work in that stretch after all. Whether there was such leave of this coach; idempotent."""

    async def work(writer: Writer) -> bool:
        coach = await hold_coach(writer, coach_id)
        leave = next((leave for leave in coach.leaves if leave.id == leave_id), None)
        if leave is None:
            return False
        await stored.delete_leave(writer, coach_id, leave_id)
        await _write_down(
            writer, "give_back_leave", coach_id, leave_id, leave.starts, leave.ends, by, now
        )
        return True

    return await database.write(work)


async def refuse_leave(
    reader: Reader, coach: Coach, starts: datetime, ends: datetime, now: datetime
) -> None:
    """Raise what speaks against leave: LeaveInPast, LeaveOverlaps, LeaveHitsBookings.

    A session that has begun is not in the way: nobody can move it any more.
    """
    start, end = (moment(instant) for instant in span_of(starts, ends, coach.tz))
    if end <= now:
        raise LeaveInPast
    if any(leave.starts < ends and starts < leave.ends for leave in coach.leaves):
        raise LeaveOverlaps
    hit = await calendar.hit_by(reader, coach.id, start, end)
    ahead = [a for a in hit if a.starts_at > now]
    if ahead:
        raise LeaveHitsBookings(
            tuple((a.customer_name, epoch(a.starts_at)) for a in ahead),
            tuple(a.id for a in ahead),
        )


async def _write_down(
    writer: Writer,
    action: str,
    coach_id: int,
    leave_id: int,
    starts: datetime,
    ends: datetime,
    by: Person,
    now: datetime,
) -> None:
    await audit.record(
        writer,
        at=now,
        actor_id=by.id,
        action=action,
        entity="leave",
        entity_id=leave_id,
        coach_id=coach_id,
        facts={"starts": starts.isoformat(), "ends": ends.isoformat()},
    )
