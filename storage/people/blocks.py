"""Who is blocked from booking, until when, and what they have already booked."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam

from domain.appointments.appointment import Appointment
from domain.roles import Role
from storage.appointments.appointment_rows import SELECT, A, of_row
from storage.faults import StaleRow
from storage.prepared import PreparedStatement
from storage.tables.appointments import OPEN, appointments
from storage.transactions import Reader, Writer


class PersonBlock(NamedTuple):
    """Since when somebody may not book, why, and until when (UTC); None until it is lifted."""

    since: datetime
    reason: str | None
    until: datetime | None


_OF_PERSON = """
SELECT blocked_at, blocked_reason, blocked_until FROM people
WHERE id = $1 AND blocked_at IS NOT NULL
"""
_OVER = """
SELECT id FROM people WHERE blocked_until <= $1 AND blocked_at IS NOT NULL
ORDER BY blocked_until LIMIT $2
FOR NO KEY UPDATE SKIP LOCKED
"""
_LATEST = """
SELECT id FROM people WHERE blocked_at IS NOT NULL AND merged_into IS NULL
ORDER BY blocked_at DESC, id DESC LIMIT $1
"""
_CONTACT = f"""
SELECT username FROM people
WHERE role = '{Role.ADMIN}' AND username IS NOT NULL AND unreachable_since IS NULL
ORDER BY id LIMIT 1
"""
_COMING = SELECT.where(
    A.customer_id == bindparam("customer"), OPEN, A.starts_at > bindparam("now")
).order_by(A.starts_at, A.coach_id, A.id)
_SEEN = PreparedStatement(_COMING)
_HELD = PreparedStatement(_COMING.with_for_update(of=appointments, key_share=True))


async def of_person(reader: Reader, person_id: int) -> PersonBlock | None:
    """A person's block, None if they may book."""
    rows = await reader.fetch(_OF_PERSON, person_id)
    return PersonBlock(*rows[0]) if rows else None


async def over(writer: Writer, now: datetime, most: int) -> Sequence[int]:
    """People whose block has ended, locked, except those locked by another replica."""
    return [row[0] for row in await writer.fetch(_OVER, now, most)]


async def latest(reader: Reader, most: int) -> Sequence[int]:
    """Who is blocked, latest first."""
    return [row[0] for row in await reader.fetch(_LATEST, most)]


async def coming(
    reader: Reader, person_id: int, now: datetime, *, lock: bool = False
) -> list[Appointment]:
    """What somebody has booked and has not begun, in order. lock: until the commit.

    If one of them became another coach's meanwhile, the transaction runs again.
    """
    rows = await (_HELD if lock else _SEEN).rows(reader, customer=person_id, now=now)
    if lock and len(rows) != len(await _SEEN.rows(reader, customer=person_id, now=now)):
        raise StaleRow
    return [of_row(row) for row in rows]


async def contact(reader: Reader) -> str | None:
    """The username of an admin, for people who may not write here."""
    rows = await reader.fetch(_CONTACT)
    return rows[0][0] if rows else None
