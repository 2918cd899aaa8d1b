"""What text messages cost, in parts: of each person on each day, and of all in a month.

Taken before a message goes, so that replicas together stay below the caps; given back if its
provider refuses it.
"""

from datetime import date, datetime
from typing import Final

from domain.messages.channels import Cap
from storage.transactions import Writer

# Senders take turns, so that each sees what the others took.
_TURN: Final = 7_001_004  # any number that no other program on this database uses
_HOLD: Final = f"SELECT pg_advisory_xact_lock({_TURN})"
_SPENT: Final = """
SELECT b.sms_per_day, b.sms_per_month,
    coalesce((SELECT parts FROM sms_tallies WHERE person_id = $1 AND day = $2), 0),
    (SELECT coalesce(sum(parts), 0) FROM sms_tallies WHERE day >= $3 AND day <= $2)
FROM business b
"""
_TAKE: Final = """
INSERT INTO sms_tallies AS known (person_id, day, parts) VALUES ($1, $2, $3)
ON CONFLICT (person_id, day) DO UPDATE SET parts = known.parts + excluded.parts
"""
_GIVE_BACK: Final = """
UPDATE sms_tallies SET parts = greatest(parts - $3, 0) WHERE person_id = $1 AND day = $2
"""
_FORGET: Final = """
DELETE FROM sms_tallies WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM sms_tallies WHERE day < $1 LIMIT 1000))
RETURNING 1
"""


async def take(writer: Writer, person_id: int, parts: int, now: datetime) -> Cap | None:
    """Counts these parts for the person today (UTC); or returns the cap they would exceed, and
    counts nothing."""
    await writer.fetch(_HOLD)
    today = now.date()
    [[per_day, per_month, day, month]] = await writer.fetch(
        _SPENT, person_id, today, _first_of_month(today)
    )
    if day + parts > per_day:
        return Cap.DAY
    if month + parts > per_month:
        return Cap.MONTH
    await writer.fetch(_TAKE, person_id, today, parts)
    return None


async def give_back(writer: Writer, person_id: int, parts: int, day: date) -> None:
    """They were not sent after all."""
    await writer.fetch(_GIVE_BACK, person_id, day, parts)


async def forget_older(writer: Writer, before: datetime) -> int:
    """Deletes a batch of days before an instant; how many."""
    return len(await writer.fetch(_FORGET, before.date()))


def _first_of_month(day: date) -> date:
    return day.replace(day=1)
