"""How the bot is doing, as far as the database knows: what waits, what is late, and its size."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from domain.messages.notices import REMINDERS
from storage.tables.outbox import UNSENT
from storage.transactions import Reader

BACKUP: Final = "backup"  # the action of a backup in the audit log

# As in `storage.appointments.calendar.requests`, for all coaches.
_REQUESTS: Final = """
SELECT count(*), min(created_at) FROM appointments
WHERE status IN ('held', 'pending', 'confirmed') AND (status = 'pending'
    OR suggested IS NOT NULL AND offer_version = version AND offer_until > $1)
"""
_LATE: Final = f"""
SELECT count(*), min(due_at) FROM outbox
WHERE {UNSENT} AND kind = ANY ($1::text[]) AND due_at < $2
"""
_DATABASE: Final = """
SELECT pg_database_size(current_database()), (
    SELECT at FROM audit WHERE entity = 'business' AND action = $1 ORDER BY id DESC LIMIT 1
)
"""


class Waiting(NamedTuple):
    """How many there are, and since when the oldest waits; None if there are none."""

    n: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class DatabaseVitals:
    """The database itself. bytes: its size on disk. backup: when the last one was made, as far as
    the log goes back; None if it has none."""

    bytes: int
    backup: datetime | None


async def ask(reader: Reader) -> None:
    """The simplest query there is, to time the answer."""
    await reader.fetch("SELECT 1")


async def requests(reader: Reader, now: datetime) -> Waiting:
    """How many requests wait for a coach's answer, and since when."""
    [row] = await reader.fetch(_REQUESTS, now)
    return Waiting(*row)


async def late_reminders(reader: Reader, before: datetime) -> Waiting:
    """Unsent reminders that were due before an instant."""
    [row] = await reader.fetch(_LATE, sorted(REMINDERS), before)
    return Waiting(*row)


async def of_database(reader: Reader) -> DatabaseVitals:
    """How large the database is, and when it was last backed up."""
    [row] = await reader.fetch(_DATABASE, BACKUP)
    return DatabaseVitals(*row)
