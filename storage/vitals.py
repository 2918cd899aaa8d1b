"""How the bot is doing, as far as the database knows: what waits, what is late, and its size."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from domain.messages.notices import REMINDERS
from storage.tables.outbox import UNSENT
from storage.transactions import Reader

BACKUP: Final = "backup"  # the action by which a backup stands in the audit log

# As of `storage.appointments.calendar.requests`, of all coaches.
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
    """How many there are, and since when the oldest waits; None for none."""

    n: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class DatabaseVitals:
    """The database itself. bytes: what it takes on the disk. backup: when one was made last, as
    far as the log goes back; None where it knows of none."""

    bytes: int
    backup: datetime | None


async def ask(reader: Reader) -> None:
    """The plainest question there is, for how long the answer takes."""
    await reader.fetch("SELECT 1")


async def requests(reader: Reader, now: datetime) -> Waiting:
    """What waits for some coach's answer, and since when it was asked."""
    [row] = await reader.fetch(_REQUESTS, now)
    return Waiting(*row)


async def late_reminders(reader: Reader, before: datetime) -> Waiting:
    """The reminders that were due before an instant and are not sent."""
    [row] = await reader.fetch(_LATE, sorted(REMINDERS), before)
    return Waiting(*row)


async def of_database(reader: Reader) -> DatabaseVitals:
    """How large the database is, and when it was backed up."""
    [row] = await reader.fetch(_DATABASE, BACKUP)
    return DatabaseVitals(*row)
