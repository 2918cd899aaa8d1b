"""Sessions of groups: the time is the session's, a customer has a seat in it.

A seat is an appointment, and `taken` says how many of them are open. Who wants one counts it up in
the row of the session, one attempt after the other; that there are no more than it holds is also a
constraint.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Update, bindparam, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.selectable import CTE

from domain.appointment import Appointment
from domain.catalogue import Service
from storage import claims
from storage.appointment_rows import (
    A,
    NewAppointment,
    blocked_by,
    columns_of,
    inserted,
    inserting,
)
from storage.claims import parameter
from storage.prepared import Prepared
from storage.tables.claims import sessions
from storage.transactions import Writer

S = sessions.c
_OPENED = ("coach_id", "service_id", "starts_at", "ends_at", "capacity", "created_at")


@dataclass(frozen=True, slots=True)
class NewSession:
    """What to open. service: its length and buffers make the time that is blocked. starts_at: UTC.

    capacity: how many seats. created_at: the present instant.
    """

    coach_id: int
    service: Service
    starts_at: datetime
    capacity: int
    created_at: datetime


def _opening(claim: CTE) -> Prepared:
    values = select(claim.c.holder_id, *(parameter(S[name], name) for name in _OPENED))
    return Prepared(
        postgresql.insert(sessions)
        .from_select(("id", *_OPENED), values.select_from(claim))
        .returning(S.id)
    )


_OPEN = [_opening(claim("session")) for claim in (claims.new, claims.over_expired)]
_SEAT = inserting(
    update(sessions)
    .where(
        S.coach_id == parameter(S.coach_id, "coach_id"),
        S.id == bindparam("session"),
        S.starts_at == parameter(S.starts_at, "starts_at"),
        S.taken < S.capacity,
    )
    .values(taken=S.taken + 1)
    .returning(S.id)
    .cte("seat"),
    seat=True,
)


async def open_session(writer: Writer, new: NewSession) -> int | None:
    """A session with its time claimed; its id, None when somebody has that time."""
    values: dict[str, Any] = {
        "coach_id": new.coach_id,
        "service_id": new.service.id,
        "starts_at": new.starts_at,
        "ends_at": new.starts_at + new.service.length,
        "capacity": new.capacity,
        "created_at": new.created_at,
        "blocked": blocked_by(new.service, new.starts_at),
    }
    for statement in _OPEN:
        session_id: int | None = await statement.value(writer, **values)
        if session_id is not None:
            return session_id
    return None


async def take_seat(writer: Writer, session_id: int, new: NewAppointment) -> Appointment | None:
    """The appointment that is a seat; None when there is none left, or no session at that time.

    new: with the times of the session. A code that is in use: as for `appointments.insert`.
    """
    row = await _SEAT.row(writer, session=session_id, **columns_of(new))
    return None if row is None else inserted(new, *row)


def seat_left(coach_id: int, appointment_id: int) -> Update:
    """What is written of the session as the open appointment gives up its seat, if it has one."""
    session_id = select(A.session_id).where(A.coach_id == coach_id, A.id == appointment_id)
    return (
        update(sessions)
        .where(S.coach_id == coach_id, S.id == session_id.scalar_subquery())
        .values(taken=S.taken - 1)
    )
