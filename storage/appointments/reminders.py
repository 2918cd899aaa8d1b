"""Services whose reminders differ from what bookings were promised, and reminders that wait.

A change is marked with its instant, on the service or on the business, and the mark stays until all
bookings follow it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, text, tuple_

from domain.appointments.appointment import Appointment
from domain.messages.notices import Lane
from storage.appointments.appointment_rows import SELECT, A, of_row
from storage.prepared import PreparedStatement
from storage.tables.appointments import OPEN
from storage.transactions import Reader, Writer


@dataclass(frozen=True, slots=True)
class ChangedService:
    """A service whose reminders changed at an instant (UTC). of_business: because the business's
    did."""

    service_id: int
    since: datetime
    of_business: bool


_MARK_SERVICE = "UPDATE services SET reminders_since = $2 WHERE id = $1"
_MARK_BUSINESS = "UPDATE business SET reminders_since = $1 WHERE id = 1"
_CHANGED = """
SELECT id, reminders_since, false FROM services WHERE reminders_since IS NOT NULL
UNION ALL
SELECT s.id, b.reminders_since, true FROM business b CROSS JOIN services s
WHERE b.reminders_since IS NOT NULL AND s.reminders IS NULL AND s.reminders_since IS NULL
"""
_SETTLE = (
    "UPDATE services SET reminders_since = NULL WHERE reminders_since <= $1",
    "UPDATE business SET reminders_since = NULL WHERE reminders_since <= $1",
)
_AHEAD = PreparedStatement(
    SELECT.where(
        A.service_id == bindparam("service"),
        text("status = 'confirmed'"),
        OPEN,
        A.starts_at > bindparam("now"),
        tuple_(A.starts_at, A.id) > tuple_(bindparam("after"), bindparam("after_id")),
    )
    .order_by(A.starts_at, A.id)
    .limit(bindparam("limit"))
)
# Only of the versions that were read: what has changed since has its own reminders.
_WITHDRAW = f"""
DELETE FROM outbox o USING unnest($1::bigint[], $2::int[]) AS known (id, version)
WHERE o.appointment_id = known.id AND o.appointment_version = known.version
    AND o.lane = {Lane.REMINDER.value} AND o.state = 'waiting' AND o.key <> ALL ($3::text[])
"""


async def mark(writer: Writer, service_id: int | None, now: datetime) -> None:
    """Bookings of a service, or with None of all without reminders of their own, have to follow
    from now on."""
    if service_id is None:
        await writer.fetch(_MARK_BUSINESS, now)
    else:
        await writer.fetch(_MARK_SERVICE, service_id, now)


async def changed_services(reader: Reader) -> list[ChangedService]:
    """The services that are marked."""
    return [ChangedService(*row) for row in await reader.fetch(_CHANGED)]


async def settle(writer: Writer, until: datetime) -> None:
    """Clears the marks made until then."""
    for statement in _SETTLE:
        await writer.fetch(statement, until)


async def ahead(
    reader: Reader, service_id: int, now: datetime, after: Appointment | None, limit: int
) -> list[Appointment]:
    """Confirmed sessions of a service that have not begun, in order, after this one."""
    begin = (now, 0) if after is None else (after.starts_at, after.id)
    rows = await _AHEAD.rows(
        reader, service=service_id, now=now, after=begin[0], after_id=begin[1], limit=limit
    )
    return [of_row(row) for row in rows]


async def withdraw(writer: Writer, sessions: Sequence[Appointment], but: Sequence[str]) -> None:
    """Deletes the waiting reminders of these sessions. but: keys of those to keep."""
    ids, versions = [a.id for a in sessions], [a.version for a in sessions]
    await writer.fetch(_WITHDRAW, ids, versions, list(but))
