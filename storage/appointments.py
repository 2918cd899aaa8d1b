"""Appointments: inserted and moved without ever overlapping, and found again.

No overlap is a constraint of the table, over the time with its buffers. An insert steps aside for
it (`ON CONFLICT DO NOTHING`): with a plain insert, attempts at one slot wait for each other in a
ring, and Postgres resolves rings by deadlock time-outs.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    func,
    not_,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError

from domain.appointment import Appointment, Status
from domain.catalogue import Coach, Service
from storage.appointment_rows import (
    INSERTED,
    SELECT,
    A,
    NewAppointment,
    columns_of,
    inserted,
    of_row,
    times,
)
from storage.calendar import (
    agenda,
    busy,
    ended,
    hit_by,
    load_counts,
    next_session,
    requests,
    unanswered,
)
from storage.faults import Outdated, constraint
from storage.prepared import Prepared
from storage.tables.appointments import NO_OVERLAP, OPEN, appointments
from storage.tables.coaches import coaches
from storage.transactions import Reader, Writer

__all__ = [
    "Change",
    "NewAppointment",
    "agenda",
    "busy",
    "by_code",
    "by_id",
    "change",
    "coach_person_id",
    "ended",
    "hit_by",
    "insert",
    "last_coach_id",
    "load_counts",
    "mine_at",
    "move",
    "next_session",
    "of_customer",
    "open_count",
    "requests",
    "set_attending",
    "unanswered",
    "visits",
]


class Change(TypedDict, total=False):
    """What can change while the time stays."""

    status: Status
    reason: str | None
    note: str | None
    held_until: datetime | None
    proposed: tuple[datetime, ...]


# As text: what stands in RETURNING does not correlate with the table of its statement.
_INSERT = Prepared(
    postgresql.insert(appointments)
    .values({name: bindparam(name) for name in INSERTED})
    .on_conflict_do_nothing()
    .returning(
        A.id,
        text("(SELECT name FROM coaches WHERE id = appointments.coach_id)"),
        text(
            "(SELECT concat_ws(' ', first_name, last_name) FROM people"
            " WHERE id = appointments.customer_id)"
        ),
        text(
            "(SELECT coalesce(c.place, b.place) FROM coaches c, business b"
            " WHERE c.id = appointments.coach_id)"
        ),
    )
)
_WITH_ID = SELECT.where(A.id == bindparam("id"))
# NO KEY: nothing that a transaction changes here is what other tables refer to.
_LOCKED = Prepared(_WITH_ID.with_for_update(of=appointments, key_share=True))
_BY_ID = Prepared(_WITH_ID)
_BY_CODE = Prepared(SELECT.where(A.code == func.upper(bindparam("code"))))
_MINE_AT = Prepared(
    SELECT.where(
        A.coach_id == bindparam("coach"),
        A.starts_at == bindparam("start"),
        A.customer_id == bindparam("customer"),
        OPEN,
    )
)
_CUSTOMERS = A.customer_id == bindparam("customer")
_COMING = and_(OPEN, A.ends_at > bindparam("now"))
_PAGE = SELECT.where(_CUSTOMERS).limit(bindparam("limit")).offset(bindparam("offset"))
_COMING_PAGE = Prepared(_PAGE.where(_COMING).order_by(A.starts_at, A.id))
_PAST_PAGE = Prepared(_PAGE.where(not_(_COMING)).order_by(A.starts_at.desc(), A.id.desc()))
_OPEN_COUNT = Prepared(select(func.count()).select_from(appointments).where(_CUSTOMERS, _COMING))
_VISITS = Prepared(
    select(func.count())
    .select_from(appointments)
    .where(
        _CUSTOMERS,
        A.coach_id == bindparam("coach"),
        text("status IN ('confirmed', 'completed')"),
    )
)
_LAST_COACH = Prepared(
    select(A.coach_id)
    .where(_CUSTOMERS, text("status IN ('pending', 'confirmed', 'completed')"))
    .order_by(A.starts_at.desc(), A.id.desc())
    .limit(1)
)
_COACH_PERSON = Prepared(select(coaches.c.person_id).where(coaches.c.id == bindparam("coach")))
_MOVERS_TURN = Prepared(
    select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("lock"), 0)))
)


async def insert(writer: Writer, new: NewAppointment) -> Appointment | None:
    """The appointment; None when somebody has that time by now, or its code is in use."""
    row = await _INSERT.row(writer, **columns_of(new))
    return None if row is None else inserted(new, *row)


async def by_id(reader: Reader, appointment_id: int, *, lock: bool = False) -> Appointment | None:
    """The appointment with this id. lock: other transactions that lock it wait for this one."""
    row = await (_LOCKED if lock else _BY_ID).row(reader, id=appointment_id)
    return None if row is None else of_row(row)


async def by_code(reader: Reader, code: str) -> list[Appointment]:
    """The appointments with this code, in any case: a code is unique for one coach only."""
    return [of_row(row) for row in await _BY_CODE.rows(reader, code=code)]


async def mine_at(
    reader: Reader, customer_id: int, coach_id: int, start: datetime
) -> Appointment | None:
    """The open appointment that this customer has with this coach at exactly this start."""
    row = await _MINE_AT.row(reader, coach=coach_id, start=start, customer=customer_id)
    return None if row is None else of_row(row)


async def change(
    writer: Writer, appointment: Appointment, *, now: datetime, **columns: Unpack[Change]
) -> Appointment:
    """The appointment with other facts, as its next version.

    When it is not at the given version any more, the transaction runs again.
    """
    return await _update(writer, appointment, columns, now)


async def set_attending(writer: Writer, appointment: Appointment, now: datetime) -> Appointment:
    """The customer said that they will come. Not a new version: reminders stay true."""
    statement = (
        update(appointments).where(_same(appointment)).values(attending_at=now, updated_at=now)
    )
    if not await writer.run(statement):
        raise Outdated
    return replace(appointment, attending_at=now)


async def move(
    writer: Writer,
    appointment: Appointment,
    start: datetime,
    service: Service,
    coach: Coach,
    *,
    now: datetime,
    status: Status | None = None,
) -> Appointment | None:
    """The appointment at another time, as its next version; None when that time is taken by now.

    The transaction goes on after None. start: UTC. The time is agreed anew, in the zone that the
    coach works by now. status: None to keep it. When it is not at the given version any more, the
    transaction runs again.
    """
    # An update cannot step aside as an insert does: it waits for whoever has entered the same
    # time. Two that move to one slot would wait for each other, so moves of a coach take turns.
    await _MOVERS_TURN.rows(writer, lock=f"moves of coach {appointment.coach_id}")
    wall = start.astimezone(coach.tz).replace(tzinfo=None)
    changed = {**times(service, start, wall), "zone": coach.zone, "attending_at": None}
    if status is not None:
        changed["status"] = status
    try:
        async with writer.attempt():
            moved = await _update(writer, appointment, changed, now)
    except IntegrityError as fault:
        if constraint(fault) != NO_OVERLAP:
            raise
        return None
    return moved


async def of_customer(
    reader: Reader, person_id: int, now: datetime, *, past: bool, limit: int, offset: int
) -> list[Appointment]:
    """A page of a customer's appointments.

    Those that stand and are not over, the soonest first; or, with `past`, all others, the latest
    first.
    """
    page = _PAST_PAGE if past else _COMING_PAGE
    rows = await page.rows(reader, customer=person_id, now=now, limit=limit, offset=offset)
    return [of_row(row) for row in rows]


async def open_count(reader: Reader, customer_id: int, now: datetime) -> int:
    """How many appointments of a customer stand and are not over."""
    count: int = await _OPEN_COUNT.value(reader, customer=customer_id, now=now)
    return count


async def visits(reader: Reader, customer_id: int, coach_id: int) -> int:
    """How many sessions of this customer with this coach took place or are confirmed."""
    count: int = await _VISITS.value(reader, customer=customer_id, coach=coach_id)
    return count


async def last_coach_id(reader: Reader, customer_id: int) -> int | None:
    """The coach of the latest session that this customer had, has or asked for."""
    found: int | None = await _LAST_COACH.value(reader, customer=customer_id)
    return found


async def coach_person_id(reader: Reader, coach_id: int) -> int:
    """The person that a coach is. The coach must exist: an appointment's does."""
    person_id: int = await _COACH_PERSON.value(reader, coach=coach_id)
    return person_id


async def _update(
    writer: Writer, appointment: Appointment, columns: Mapping[str, Any], now: datetime
) -> Appointment:
    # What was proposed was proposed instead of what it was: it ends with any change.
    columns = {"proposed": (), **columns}
    statement = (
        update(appointments)
        .where(_same(appointment), A.version == appointment.version)
        .values(**columns, version=A.version + 1, updated_at=now)
    )
    if not await writer.run(statement):
        raise Outdated
    facts = {name: value for name, value in columns.items() if name != "blocked"}
    return replace(appointment, **facts, version=appointment.version + 1)


def _same(appointment: Appointment) -> ColumnElement[bool]:
    return and_(A.coach_id == appointment.coach_id, A.id == appointment.id)
