"""Reading appointments: by id, by code, and a customer's own."""

from datetime import datetime

from sqlalchemy import (
    and_,
    bindparam,
    func,
    not_,
    select,
    text,
)

from domain.appointments.appointment import Appointment
from storage.appointments.appointment_rows import (
    SELECT,
    A,
    of_row,
)
from storage.prepared import PreparedStatement
from storage.tables.appointments import OPEN, appointments
from storage.tables.coaches import coaches
from storage.transactions import Reader

_WITH_ID = SELECT.where(A.id == bindparam("id"))
# NO KEY: nothing that a transaction changes here is referenced by other tables.
_LOCKED = PreparedStatement(_WITH_ID.with_for_update(of=appointments, key_share=True))
_BY_ID = PreparedStatement(_WITH_ID)
_BY_CODE = PreparedStatement(SELECT.where(A.code == func.upper(bindparam("code"))))
_MINE_AT = PreparedStatement(
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
# The next date of a series stands for all of them.
_NEXT_OF_SERIES = text(
    """
    (appointments.series_id IS NULL OR NOT EXISTS (
        SELECT FROM appointments sooner
        WHERE sooner.coach_id = appointments.coach_id
            AND sooner.series_id = appointments.series_id
            AND sooner.customer_id = appointments.customer_id
            AND sooner.status IN ('held', 'pending', 'confirmed') AND sooner.ends_at > :now
            AND (sooner.starts_at, sooner.id) < (appointments.starts_at, appointments.id)
    ))
    """
).bindparams(bindparam("now", type_=A.ends_at.type))
_COMING_PAGE = PreparedStatement(_PAGE.where(_COMING, _NEXT_OF_SERIES).order_by(A.starts_at, A.id))
_PAST_PAGE = PreparedStatement(_PAGE.where(not_(_COMING)).order_by(A.starts_at.desc(), A.id.desc()))
_KNOWN_TO = PreparedStatement(
    select(A.coach_id).distinct().where(_CUSTOMERS, text("status = 'completed'"))
)
_LAST_COACH = PreparedStatement(
    select(A.coach_id)
    .where(_CUSTOMERS, text("status IN ('pending', 'confirmed', 'completed')"))
    .order_by(A.starts_at.desc(), A.id.desc())
    .limit(1)
)
_COACH_NAME = PreparedStatement(select(coaches.c.name).where(coaches.c.id == bindparam("coach")))
_COACH_PERSON = PreparedStatement(
    select(coaches.c.person_id).where(coaches.c.id == bindparam("coach"))
)


async def by_id(reader: Reader, appointment_id: int, *, lock: bool = False) -> Appointment | None:
    """The appointment with this id. lock: other transactions that lock it wait for this one."""
    row = await (_LOCKED if lock else _BY_ID).row(reader, id=appointment_id)
    # If it moved to another coach while we waited, nothing is read: its key contains the coach.
    while lock and row is None and await _BY_ID.row(reader, id=appointment_id) is not None:
        row = await _LOCKED.row(reader, id=appointment_id)
    return None if row is None else of_row(row)


async def by_code(reader: Reader, code: str) -> list[Appointment]:
    """The appointments with this code, ignoring case: a code is only unique per coach."""
    return [of_row(row) for row in await _BY_CODE.rows(reader, code=code)]


async def mine_at(
    reader: Reader, customer_id: int, coach_id: int, start: datetime
) -> Appointment | None:
    """The open appointment that this customer has with this coach at exactly this start."""
    row = await _MINE_AT.row(reader, coach=coach_id, start=start, customer=customer_id)
    return None if row is None else of_row(row)


async def of_customer(
    reader: Reader, person_id: int, now: datetime, *, past: bool, limit: int, offset: int
) -> list[Appointment]:
    """A page of a customer's appointments.

    Those that stand and are not over, soonest first, of each series only the next; or, with `past`,
    all others, latest first.
    """
    page = _PAST_PAGE if past else _COMING_PAGE
    rows = await page.rows(reader, customer=person_id, now=now, limit=limit, offset=offset)
    return [of_row(row) for row in rows]


async def coaches_who_know(reader: Reader, customer_id: int) -> frozenset[int]:
    """The coaches with whom this customer has had a session."""
    rows = await _KNOWN_TO.rows(reader, customer=customer_id)
    return frozenset(row[0] for row in rows)


async def last_coach_id(reader: Reader, customer_id: int) -> int | None:
    """The coach of the latest session that this customer had, has or asked for."""
    coach_id: int | None = await _LAST_COACH.value(reader, customer=customer_id)
    return coach_id


async def coach_person_id(reader: Reader, coach_id: int) -> int:
    """The id of the person who is this coach. The coach must exist: an appointment's does."""
    person_id: int = await _COACH_PERSON.value(reader, coach=coach_id)
    return person_id


async def coach_name(reader: Reader, coach_id: int) -> str:
    """A coach's name. The coach must exist, as for `coach_person_id`."""
    name: str = await _COACH_NAME.value(reader, coach=coach_id)
    return name
