"""Group sessions: the time is the session's, a customer has a seat in it.

A seat is an appointment for one place or several, and `taken` says how many places of the session
they have together. Taking places counts them up in the session's row, one attempt after the other;
a constraint also bounds them by the capacity. Giving them back counts them down in the statement
that changes the appointment; the last one releases the coach's time, and all else the session has,
unless it was opened by hand.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import and_, bindparam, case, select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.selectable import CTE

from domain.appointments.appointment import Appointment
from domain.appointments.claims import ClaimReason
from domain.groups.group import GroupSession, GroupState
from domain.refusals import SlotTaken
from domain.services.service import Service
from storage import faults
from storage.appointments import claims, resources
from storage.appointments.appointment_rows import (
    NewAppointment,
    appointment_columns,
    blocked_by,
    inserted_appointment,
    inserting,
)
from storage.appointments.claims import parameter
from storage.appointments.resources import ResourceUnits
from storage.faults import StaleRow
from storage.prepared import PreparedStatement
from storage.tables.claims import STANDING, sessions
from storage.transactions import Writer

S = sessions.c
_OPENED = (
    *("coach_id", "service_id", "starts_at", "ends_at"),
    *("capacity", "by_hand", "created_at", "resource_ids"),
)


@dataclass(frozen=True, slots=True)
class NewSession:
    """What to open. service: its length and buffers give the blocked time. starts_at: UTC.

    capacity: how many places. created_at: the current instant. by_hand: it stays even if nobody is
    in it.
    """

    coach_id: int
    service: Service
    starts_at: datetime
    capacity: int
    created_at: datetime
    by_hand: bool = False


def _opening(claim: CTE) -> PreparedStatement:
    values = select(claim.c.holder_id, *(parameter(S[name], name) for name in _OPENED))
    return PreparedStatement(
        postgresql.insert(sessions)
        .from_select(("id", *_OPENED), values.select_from(claim))
        .returning(S.id)
    )


_OPEN = [_opening(claim(ClaimReason.SESSION)) for claim in (claims.new, claims.over_expired)]
# At its time, and while people may join: what was read of it may be slightly old.
_ROOM: tuple[Any, ...] = (
    S.coach_id == parameter(S.coach_id, "coach_id"),
    S.id == bindparam("session"),
    S.starts_at == parameter(S.starts_at, "starts_at"),
    text("state = 'open'"),
    S.capacity - S.taken >= parameter(S.taken, "places"),
)
_TAKEN = {"taken": S.taken + parameter(S.taken, "places"), "version": S.version + 1}
_SEAT = inserting(
    update(sessions).where(*_ROOM).values(_TAKEN).returning(S.id, S.resource_ids).cte("seat"),
    seat=True,
)
_JOIN = PreparedStatement(update(sessions).where(*_ROOM).values(_TAKEN).returning(S.id))
# Like `seat_left`, for places without a seat.
_GIVE_BACK = """
WITH given AS (
    UPDATE sessions SET taken = taken - $3::int, version = version + 1,
        state = CASE WHEN taken = $3::int AND NOT by_hand AND state IN ('open', 'closed')
            THEN 'empty' ELSE state END
    WHERE coach_id = $1 AND id = $2 RETURNING id, state
)
DELETE FROM claims c USING given g WHERE g.state = 'empty'
    AND ((c.resource_id = $1 AND c.holder_id = g.id) OR (c.holder_id = g.id AND c.nr > 0))
"""


async def open_session(
    writer: Writer, new: NewSession, *, besides: Sequence[ResourceUnits] = ()
) -> int | None:
    """A session with its time claimed; its id, None if that time is taken.

    besides: what it needs besides its coach, once for all who come; raises ResourceOccupied, and
    then nothing is opened.
    """
    if not besides:
        return await _open(writer, new, ())
    async with writer.attempt():
        await resources.lock(writer, besides)
        session_id = await _open(writer, new, resources.ids_of(besides))
        if session_id is not None:
            await resources.take(
                writer,
                besides,
                blocked_by(new.service, new.starts_at),
                holder_id=session_id,
                reason=ClaimReason.SESSION,
                now=new.created_at,
            )
    return session_id


async def _open(writer: Writer, new: NewSession, resource_ids: tuple[int, ...]) -> int | None:
    values: dict[str, Any] = {
        "coach_id": new.coach_id,
        "service_id": new.service.id,
        "starts_at": new.starts_at,
        "ends_at": new.starts_at + new.service.length,
        "capacity": new.capacity,
        "by_hand": new.by_hand,
        "created_at": new.created_at,
        "resource_ids": resource_ids or None,
        "blocked": blocked_by(new.service, new.starts_at),
    }
    for statement in _OPEN:
        session_id: int | None = await statement.value(writer, **values)
        if session_id is not None:
            return session_id
    return None


async def take_seat(writer: Writer, session_id: int, new: NewAppointment) -> Appointment | None:
    """The appointment that is a seat; None if too few places are left, or the session is not at
    that time.

    new: with the times of the session. A code already in use: as for `booking.insert`.
    """
    row = await _SEAT.row(writer, session=session_id, **appointment_columns(new))
    return None if row is None else replace(inserted_appointment(new, *row), session_id=session_id)


async def join(writer: Writer, session: GroupSession, places: int) -> bool:
    """Count this many places up, for a seat that is to move here; whether enough were left."""
    session_id = await _JOIN.value(
        writer,
        coach_id=session.coach_id,
        session=session.id,
        starts_at=session.starts_at,
        places=places,
    )
    return session_id is not None


def seat_left(appointment: Appointment) -> Iterator[CTE]:
    """What is written to the session when an open appointment gives back its places.

    Nothing if it is not a seat.
    """
    if appointment.session_id is None:
        return
    last = and_(S.taken == appointment.places, S.by_hand.is_(False), STANDING)
    left_seat = (
        update(sessions)
        .where(S.coach_id == appointment.coach_id, S.id == appointment.session_id)
        .values(
            taken=S.taken - appointment.places,
            version=S.version + 1,
            state=case((last, GroupState.EMPTY.value), else_=S.state),
        )
        .returning(S.id, S.state)
        .cte("left_seat")
    )
    yield left_seat
    emptied = (
        select(left_seat.c.id).where(left_seat.c.state == GroupState.EMPTY.value).scalar_subquery()
    )
    yield claims.release_of(appointment.coach_id, emptied).cte("let_go")


async def give_back(writer: Writer, coach_id: int, session_id: int, places: int) -> None:
    """Give back places that were counted up with `join`."""
    await writer.fetch(_GIVE_BACK, coach_id, session_id, places)


class SessionChange(TypedDict, total=False):
    """What can change without changing the time."""

    state: GroupState
    reason: str | None
    by_hand: bool


async def change(
    writer: Writer, session: GroupSession, **columns: Unpack[SessionChange]
) -> GroupSession:
    """The session with other values, as its next version; if it no longer stands, its claims are
    released.

    If it is no longer at the given version, the transaction runs again.
    """
    await update_row(writer, session, columns)
    after = replace(session, **columns, version=session.version + 1)
    if session.standing and not after.standing:
        await claims.release(writer, session.coach_id, session.id)
    return after


async def move(
    writer: Writer,
    session: GroupSession,
    start: datetime,
    service: Service,
    *,
    now: datetime,
    besides: Sequence[ResourceUnits] | None = None,
) -> GroupSession | None:
    """The session at another time, with all that it has claimed; None if that time is taken.

    Its seats are for `booking.seat`, in the same turn of a mover. service: its length and buffers.
    besides: what it needs there besides its coach, None for what it has; raises ResourceOccupied if
    that is not free then.
    """
    blocked, ends = blocked_by(service, start), start + service.length
    had = await resources.besides(writer, session.id)
    besides = had if besides is None else besides
    ids = resources.ids_of(besides)
    try:
        async with writer.attempt():
            await resources.lock(writer, [*besides, *had])
            await writer.run(
                claims.move_of(session.coach_id, session.id, blocked, session.coach_id)
            )
            await resources.take_instead(
                writer,
                had,
                besides,
                blocked,
                holder_id=session.id,
                reason=ClaimReason.SESSION,
                now=now,
            )
            columns = {"starts_at": start, "ends_at": ends, "resource_ids": ids or None}
            await update_row(writer, session, columns)
    except IntegrityError as fault:
        if faults.refusal(fault) is not SlotTaken:
            raise
        return None
    return replace(
        session, starts_at=start, ends_at=ends, resource_ids=ids, version=session.version + 1
    )


async def change_besides(
    writer: Writer, session: GroupSession, besides: Sequence[ResourceUnits], *, now: datetime
) -> GroupSession:
    """The session with other rooms and devices for its whole time, as its next version.

    All of them are locked; its seats are for `booking.change_besides`. Raises ResourceOccupied.
    """
    span = await claims.span_of(writer, session.coach_id, session.id)
    if span is None:
        raise StaleRow
    ids = resources.ids_of(besides)
    async with writer.attempt():
        had = await resources.besides(writer, session.id)
        await update_row(writer, session, {"resource_ids": ids or None})
        await resources.take_instead(
            writer, had, besides, span, holder_id=session.id, reason=ClaimReason.SESSION, now=now
        )
    return replace(session, resource_ids=ids, version=session.version + 1)


async def update_row(writer: Writer, session: GroupSession, columns: Mapping[str, Any]) -> None:
    """Write these columns, as its next version. Raises StaleRow if it is at another one."""
    mine = (S.coach_id == session.coach_id, S.id == session.id, S.version == session.version)
    statement = update(sessions).where(*mine).values(**columns, version=S.version + 1)
    if not await writer.run(statement):
        raise StaleRow
