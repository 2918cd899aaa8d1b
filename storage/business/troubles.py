"""What is wrong with the bot: the signs in the database, and what admins were told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from domain.business.troubles import LATE, Incident, Trouble
from domain.messages.notices import REMINDERS, Lane
from storage.business.vitals import BACKUP, Waiting
from storage.tables.outbox import UNSENT
from storage.transactions import Reader, Writer

_BACKUPS: Final = 4
_MAILS_WITHIN: Final = timedelta(minutes=15)  # within this, everything that failed is retried
# Uses the index of open rows, lane by lane. People whom Telegram does not reach get mail.
_ALL_LANES: Final = ", ".join(str(lane.value) for lane in Lane)
_FOUND: Final = f"""
SELECT
    (SELECT count(*) FROM dead_letters WHERE retried_at IS NULL AND update <> '{{}}'::jsonb),
    late.n, late.since,
    (SELECT count(*) FROM outbox o JOIN people p ON p.id = o.recipient_id
        WHERE o.{UNSENT} AND o.lane IN ({_ALL_LANES}) AND o.due_at <= $3
            AND o.attempts > 0 AND o.error IS NOT NULL
            AND p.unreachable_since IS NOT NULL AND p.email IS NOT NULL),
    (SELECT jsonb_object_agg(channel, n) FROM (
        SELECT channel, count(*) AS n FROM outbox
        WHERE {UNSENT} AND lane IN ({_ALL_LANES}) AND due_at <= $3
            AND operation = 'via' AND attempts > 0 AND error IS NOT NULL
        GROUP BY channel) failed),
    ARRAY(SELECT at FROM audit WHERE entity = 'business' AND action = $4
        ORDER BY id DESC LIMIT {_BACKUPS})
FROM (
    SELECT count(*) AS n, min(due_at) AS since FROM outbox
    WHERE {UNSENT} AND lane = {Lane.REMINDER.value} AND due_at < $2
        AND kind = ANY ($1::text[])
) late
"""
_WATCHED: Final = "SELECT kind, since, told_at, well_since FROM troubles"
# One replica after the other, even if there is no row yet.
_TURN: Final = 7_001_003  # any number that no other program on this database uses
_HOLD: Final = f"SELECT pg_advisory_xact_lock({_TURN})"
_KEEP: Final = """
INSERT INTO troubles (kind, since, told_at, well_since) VALUES ($1, $2, $3, $4)
ON CONFLICT (kind) DO UPDATE SET since = excluded.since, told_at = excluded.told_at,
    well_since = excluded.well_since
"""
_DROP: Final = "DELETE FROM troubles WHERE kind = $1"


@dataclass(frozen=True, slots=True)
class TroubleSigns:
    """The signs in the database. dead_letters: updates waiting to be handled again. mails: messages
    waiting after the mail server failed them. backups: when the last were made, latest first.
    failed: waiting messages for each other way that their provider failed."""

    dead_letters: int
    late: Waiting
    mails: int
    backups: Sequence[datetime]
    failed: Mapping[str, int] = field(default_factory=dict)


async def signs(reader: Reader, now: datetime) -> TroubleSigns:
    """The signs in the database as of now (UTC)."""
    [[letters, n, since, mails, failed, backups]] = await reader.fetch(
        _FOUND, sorted(REMINDERS), now - LATE, now + _MAILS_WITHIN, BACKUP
    )
    return TroubleSigns(letters, Waiting(n, since), mails, backups, failed or {})


async def incidents(reader: Reader) -> Mapping[Trouble, Incident]:
    """What is wrong, or was a moment ago; kinds from a newer version are left to it."""
    rows = await reader.fetch(_WATCHED)
    return {Trouble(kind): Incident(*row) for kind, *row in rows if kind in set(Trouble)}


async def hold(writer: Writer) -> None:
    """Keeps others from looking at the incidents until the commit."""
    await writer.fetch(_HOLD)


async def keep(writer: Writer, trouble: Trouble, incident: Incident | None) -> None:
    """The incident to watch from now on; none with None."""
    if incident is None:
        await writer.fetch(_DROP, trouble)
    else:
        await writer.fetch(_KEEP, trouble, incident.since, incident.told_at, incident.well_since)
