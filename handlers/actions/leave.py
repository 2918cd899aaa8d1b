"""Leave of a coach: taken, and given back.

Leave and bookings of one coach never pass each other: leave holds the coach's row for itself, a
booking shares it, and each looks at what the other has left only once it has the row.
"""

from datetime import datetime
from typing import Any, Final

from domain.catalogue import Coach
from domain.leave import Leave, span_of
from domain.refusals import LeaveHitsBookings, LeaveInPast, LeaveOverlaps
from domain.roles import Actor
from domain.spans import epoch, moment
from handlers.actions.catalogue import hold_coach
from handlers.actions.once import once
from storage import audit, calendar
from storage import catalogue as stored
from storage.transactions import Database, Reader, Writer

TAKE: Final = "take_leave"
GIVE_BACK: Final = "give_back_leave"


async def take_leave(
    database: Database,
    coach_id: int,
    starts: datetime,
    ends: datetime,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Leave:
    """Take a coach off the calendar for a stretch of their own wall time (naive).

    The same stretch twice is the same leave. Raises NotFound, LeaveInPast, LeaveOverlaps, and
    LeaveHitsBookings with the sessions that stand in the way; NotAllowed.
    """
    actor.tend(coach_id)

    async def work(writer: Writer) -> dict[str, Any]:
        coach = await hold_coach(writer, coach_id)
        same = next((a for a in coach.leaves if (a.starts, a.ends) == (starts, ends)), None)
        if same is not None:
            return {"leave": same.id}
        await refuse_leave(writer, coach, starts, ends, now)
        leave_id = await stored.add_leave(writer, coach_id, starts, ends)
        await _write_down(writer, TAKE, coach_id, Leave(leave_id, starts, ends), actor, now)
        return {"leave": leave_id}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return Leave(outcome["leave"], starts, ends)


async def give_back_leave(
    database: Database, coach_id: int, leave_id: int, *, actor: Actor, now: datetime
) -> bool:
    """Work in that stretch after all. Whether there was such leave of this coach; idempotent.

    Raises NotFound, NotAllowed.
    """
    actor.tend(coach_id)

    async def work(writer: Writer) -> bool:
        coach = await hold_coach(writer, coach_id)
        leave = next((leave for leave in coach.leaves if leave.id == leave_id), None)
        if leave is None:
            return False
        await stored.delete_leave(writer, coach_id, leave_id)
        await _write_down(writer, GIVE_BACK, coach_id, leave, actor, now)
        return True

    return await database.write(work)


async def check_leave(
    database: Database,
    coach: Coach,
    starts: datetime,
    ends: datetime,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Raise what `take_leave` would, without taking any leave."""
    actor.tend(coach.id)
    async with database.read() as reader:
        await refuse_leave(reader, coach, starts, ends, now)


async def refuse_leave(
    reader: Reader, coach: Coach, starts: datetime, ends: datetime, now: datetime
) -> None:
    """Raise why leave cannot be taken: LeaveInPast, LeaveOverlaps, LeaveHitsBookings.

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
    leave: Leave,
    actor: Actor,
    now: datetime,
) -> None:
    stretch = {"starts": leave.starts.isoformat(), "ends": leave.ends.isoformat()}
    taken = action == TAKE
    await audit.record(
        writer,
        at=now,
        actor=actor,
        action=action,
        entity="leave",
        entity_id=leave.id,
        coach_id=coach_id,
        before=None if taken else stretch,
        after=stretch if taken else None,
    )
