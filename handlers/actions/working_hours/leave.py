"""A coach's leave: taken, changed, given a reason, and withdrawn.

Leave and bookings of one coach never miss each other: leave locks the coach's row, a booking shares
it, and each looks at what the other did only once it has the row.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from domain.appointments.appointment import Appointment
from domain.refusals import LeaveHitsBookings, LeaveInPast, LeaveOverlaps, NotFound
from domain.roles import Actor
from domain.services.catalogue import Coach
from domain.text.field_text import check_days
from domain.time.spans import Span, epoch, moment, overlaps
from domain.working_hours.leave import Leave, LeaveStretch, reason_after, span_of, validate_note
from handlers.actions.once import once
from handlers.actions.services.catalogue import hold_coach
from handlers.actions.working_hours.leave_log import write_down
from storage import idempotency
from storage.appointments import appointments, calendar
from storage.faults import StaleRow
from storage.services import catalogue as stored
from storage.transactions import Database, Reader, Writer
from storage.working_hours import leave as stored_leave

TAKE: Final = "take_leave"
CHANGE: Final = "change_leave"
NOTE: Final = "note_leave"
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
    note: str | None = None,
    block: bool = False,
) -> Leave:
    """Take a coach off the calendar for a stretch of their own wall time (naive).

    note: a reason that nobody else reads. block: not leave, but time kept for something else, and
    shown as that. The same stretch twice is the same leave. Raises NotFound, NotAllowed, BadInput
    of `note`, and as `refuse_leave`.
    """
    actor.tend(coach_id)
    note = validate_note(note)

    async def work(writer: Writer) -> dict[str, Any]:
        coach = await hold_coach(writer, coach_id)
        same = (a for a in coach.single_leaves if (a.starts, a.ends) == (starts, ends))
        for leave in same:
            return {"leave": leave.id}
        await refuse_leave(writer, coach, starts, ends, now)
        leave_id = await stored.add_leave(writer, coach_id, starts, ends, note, block=block)
        new_leave = Leave(leave_id, starts, ends, note, block=block)
        await write_down(writer, TAKE, coach_id, None, new_leave, actor, now)
        return {"leave": leave_id}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return Leave(outcome["leave"], starts, ends, note, block=block)


async def change_leave(
    database: Database,
    coach_id: int,
    leave_id: int,
    starts: datetime,
    ends: datetime,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    note: str | None = None,
) -> None:
    """Lengthen, shorten or move leave. note: as in `reason_after`.

    Only what it adds can hit bookings. Raises as `take_leave`, NotFound for leave that is gone.
    """
    actor.tend(coach_id)
    note = validate_note(note)

    async def work(writer: Writer) -> dict[str, Any]:
        coach = await hold_with_notes(writer, coach_id)
        before = single(coach, leave_id)
        if (before.starts, before.ends) != (starts, ends):
            await refuse_leave(writer, coach, starts, ends, now, instead_of=leave_id)
            after = replace(before, starts=starts, ends=ends)
            await stored_leave.move_leave(writer, coach_id, leave_id, starts, ends)
            await write_down(writer, CHANGE, coach_id, before, after, actor, now)
            before = after
        await write_note(writer, coach_id, before, reason_after(before.note, note), actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def note_leave(
    database: Database,
    coach_id: int,
    leave_id: int,
    note: str | None,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> None:
    """Set the reason of leave, or remove it with None. Raises NotFound, NotAllowed, BadInput."""
    actor.tend(coach_id)
    note = validate_note(note)

    async def work(writer: Writer) -> dict[str, Any]:
        before = single(await hold_with_notes(writer, coach_id), leave_id)
        await write_note(writer, coach_id, before, note, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def give_back_leave(
    database: Database, coach_id: int, leave_id: int, *, actor: Actor, now: datetime
) -> bool:
    """Work in that stretch after all; whether the coach had such leave. Idempotent.

    Raises NotFound, NotAllowed.
    """
    actor.tend(coach_id)

    async def work(writer: Writer) -> bool:
        coach = await hold_with_notes(writer, coach_id)
        leave = next((leave for leave in coach.single_leaves if leave.id == leave_id), None)
        if leave is None:
            return False
        await stored.delete_leave(writer, coach_id, leave_id)
        if leave.note:
            # For undoing it: the audit log must not have the reason.
            facts = {"note": leave.note}
            await idempotency.remember(
                writer, note_given_back(leave_id), actor.person_id, facts, now
            )
        await write_down(writer, GIVE_BACK, coach_id, leave, None, actor, now)
        return True

    return await database.write(work)


def note_given_back(leave_id: int) -> str:
    """The key under which a reason is kept for some days after its leave was withdrawn."""
    return f"note of leave {leave_id}"


async def check_leave(
    database: Database,
    coach: Coach,
    starts: datetime,
    ends: datetime,
    *,
    actor: Actor,
    now: datetime,
    instead_of: int = 0,
) -> None:
    """Raise what `take_leave` would, without taking any leave. instead_of: as in `refuse_leave`."""
    actor.tend(coach.id)
    async with database.read() as reader:
        await refuse_leave(reader, coach, starts, ends, now, instead_of=instead_of)


async def refuse_leave(
    reader: Reader,
    coach: Coach,
    starts: datetime,
    ends: datetime,
    now: datetime,
    *,
    instead_of: int = 0,
) -> None:
    """Raise why leave cannot be taken: BadInput, LeaveInPast, LeaveOverlaps, LeaveHitsBookings.

    A session that has begun is not in the way: nobody can move it any more. Leave may overlap
    repeating leave. instead_of: the leave that this replaces.
    """
    refuse_stretch(coach, starts, ends, now, instead_of=instead_of)
    await refuse_hits(reader, coach, [LeaveStretch(starts, ends)], now)


def refuse_stretch(
    coach: Coach, starts: datetime, ends: datetime, now: datetime, *, instead_of: int = 0
) -> None:
    """Raise why leave cannot be taken, regardless of bookings: BadInput for days that `check_days`
    refuses, LeaveInPast, LeaveOverlaps."""
    leave = Leave(0, starts, ends)
    check_days(leave.first_day, leave.last_day, now.astimezone(coach.tz).date())
    if span_of(starts, ends, coach.tz)[1] <= epoch(now):
        raise LeaveInPast
    others = (leave for leave in coach.single_leaves if leave.id != instead_of)
    if any(leave.starts < ends and starts < leave.ends for leave in others):
        raise LeaveOverlaps


async def refuse_hits(
    reader: Reader, coach: Coach, stretches: Sequence[LeaveStretch], now: datetime
) -> None:
    """Raise LeaveHitsBookings if future sessions fall into one of these stretches, in order.

    Sessions whose customers have been asked already, because the coach is away, do not count.
    """
    ahead = await affected_sessions(reader, coach, stretches, now)
    if ahead:
        raise LeaveHitsBookings(
            tuple((a.customer_name, epoch(a.starts_at)) for a in ahead),
            tuple(a.id for a in ahead),
        )


async def affected_sessions(
    reader: Reader, coach: Coach, stretches: Sequence[LeaveStretch], now: datetime
) -> list[Appointment]:
    """The future sessions in these ordered stretches; in order."""
    if not stretches:
        return []
    spans = [span_of(one.starts, one.ends, coach.tz) for one in stretches]
    first, last = spans[0][0], max(end for _, end in spans)
    hit = await calendar.hit_by(reader, coach.id, moment(first), moment(last))
    return [a for a in hit if a.starts_at > now and a.rescue_id is None and _meets(a, spans)]


async def lock_affected(
    writer: Writer,
    coach: Coach,
    stretches: Sequence[LeaveStretch],
    now: datetime,
    most: int | None = None,
) -> set[tuple[int, int]]:
    """The same, locked in order of their ids: each with its version. most: only the first so many,
    None for all. Raises StaleRow if one is gone."""
    affected = (await affected_sessions(writer, coach, stretches, now))[:most]
    versions = set()
    for session in sorted(affected, key=lambda one: one.id):
        locked = await appointments.by_id(writer, session.id, lock=True)
        if locked is None:
            raise StaleRow
        versions.add((locked.id, locked.version))
    return versions


async def hold_with_notes(writer: Writer, coach_id: int) -> Coach:
    """As `hold_coach`, with the reasons for their leave. Raises NotFound."""
    return await stored_leave.with_notes(writer, await hold_coach(writer, coach_id))


def single(coach: Coach, leave_id: int) -> Leave:
    """A coach's leave that does not repeat. Raises NotFound."""
    leave = next((leave for leave in coach.single_leaves if leave.id == leave_id), None)
    if leave is None:
        raise NotFound
    return leave


async def write_note(
    writer: Writer, coach_id: int, leave: Leave, note: str | None, actor: Actor, now: datetime
) -> None:
    """Set the reason of leave, or remove it with None. The coach is locked, and has their notes."""
    if leave.note != note:
        await stored_leave.set_note(writer, coach_id, leave.id, note)
        noted = replace(leave, note=note)
        await write_down(writer, NOTE, coach_id, leave, noted, actor, now)


def _meets(appointment: Appointment, spans: Sequence[Span]) -> bool:
    session = epoch(appointment.starts_at), epoch(appointment.ends_at)
    return any(overlaps(span, session) for span in spans)
