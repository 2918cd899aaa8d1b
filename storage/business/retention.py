"""Retention periods: what was chosen, how much would be deleted, and what only this deletes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from domain.accounts.sign_in import LONGEST
from domain.business.retention import RecordKind, Retention
from storage.batches import BATCH
from storage.tables.outbox import DONE_WITH
from storage.transactions import Reader, Writer

_ALL = "SELECT kept, days FROM retention"
_SET = """
INSERT INTO retention (kept, days) VALUES ($1, $2) ON CONFLICT (kept) DO UPDATE SET days = $2
"""
_WORDS = "(note IS NOT NULL OR reason IS NOT NULL OR answers IS NOT NULL)"
# Whoever has signed in, used a key, registered an app or done anything else since is still there,
# on Telegram or not. An app registers itself again as it is used; where nothing is sent to it,
# nobody learns that it is gone. A sign-in may be in use for long after its line in the log, and its
# row is gone within a year.
_ACTIVE = f"""
EXISTS (SELECT FROM sign_ins s WHERE s.person_id = p.id AND s.used_at >= $1)
    OR EXISTS (SELECT FROM api_keys k WHERE k.person_id = p.id AND k.last_used_at >= $1)
    OR EXISTS (SELECT FROM push_subscriptions s WHERE s.person_id = p.id AND s.added_at >= $1)
    OR EXISTS (SELECT FROM audit d WHERE d.actor_id = p.id AND d.at >= $1
        - CASE d.action WHEN 'sign_in' THEN {LONGEST.days} ELSE 0 END * interval '1 day')
"""
# People whom Telegram does not reach since then, with no session since or ahead, who have done
# nothing since and do not work here. An address is no sign of them: it never lapses.
_IDLE = f"""
p.unreachable_since < $1 AND p.created_at < $1 AND p.erased_at IS NULL AND p.merged_into IS NULL
    AND p.role IS NULL AND NOT EXISTS (SELECT FROM coaches c WHERE c.person_id = p.id)
    AND NOT EXISTS (SELECT FROM appointments a WHERE a.customer_id = p.id AND a.ends_at >= $1)
    AND NOT EXISTS (SELECT FROM waits w WHERE w.person_id = p.id AND w.state = 'waiting')
    AND NOT ({_ACTIVE})
"""
_COUNTS: Final[Mapping[RecordKind, Sequence[str]]] = {
    RecordKind.BOOKINGS: (f"appointments WHERE ends_at < $1 AND {_WORDS}",),
    RecordKind.CONVERSATIONS: ("messages WHERE sent_at < $1", "message_reports WHERE at < $1"),
    RecordKind.NOTES: (
        "customer_notes n WHERE updated_at < $1 AND NOT EXISTS (SELECT FROM appointments a"
        " WHERE a.coach_id = n.coach_id AND a.customer_id = n.person_id AND a.starts_at >= $1)",
        "team_notes n WHERE updated_at < $1 AND NOT EXISTS (SELECT FROM appointments a"
        " WHERE a.customer_id = n.person_id AND a.starts_at >= $1)",
    ),
    RecordKind.MESSAGES: (f"outbox WHERE due_at < $1 AND {DONE_WITH}",),
    RecordKind.NEWS: (
        "broadcasts WHERE created_at < $1 AND (ended_at IS NOT NULL OR state = 'draft')",
    ),
    RecordKind.FILES: ("imports WHERE created_at < $1", "exports WHERE created_at < $1"),
    RecordKind.PEOPLE: (f"people p WHERE {_IDLE}",),
}
_IDLE_PEOPLE = f"SELECT p.id FROM people p WHERE {_IDLE} ORDER BY p.id LIMIT $2"
_STILL_IDLE = f"SELECT EXISTS (SELECT FROM people p WHERE {_IDLE} AND p.id = $2)"
_OLD_WORDS = f"""
UPDATE appointments SET note = NULL, reason = NULL, answers = NULL
WHERE id IN (
    SELECT id FROM appointments WHERE ends_at < $1 AND {_WORDS} ORDER BY id LIMIT {BATCH}
    FOR UPDATE SKIP LOCKED
) AND ends_at < $1 RETURNING id
"""
# As when somebody is erased: what was done and when stays, without the words.
_OLD_WORDS_OF_LOG = """
UPDATE audit SET
    facts = facts - '{reason,note}'::text[], before = before - '{reason,note}'::text[],
    after = after - '{reason,note}'::text[]
WHERE entity = 'appointment' AND entity_id = ANY ($1::bigint[])
    AND (facts ?| '{reason,note}' OR before ?| '{reason,note}' OR after ?| '{reason,note}')
"""
_ALLOW = "SELECT set_config('coachbook.erasing', $1, true)"


async def current(reader: Reader) -> Retention:
    """What the business chose."""
    return Retention({RecordKind(kind): days for kind, days in await reader.fetch(_ALL)})


async def choose(writer: Writer, kind: RecordKind, days: int) -> None:
    """Sets how many days this is kept from now on."""
    await writer.fetch(_SET, kind, days)


async def count(reader: Reader, kind: RecordKind, before: datetime) -> int:
    """How much of it is from before then, and would be deleted."""
    counts = [await reader.fetch(f"SELECT count(*) FROM {what}", before) for what in _COUNTS[kind]]
    return sum(int(rows[0][0]) for rows in counts)


async def forget_words(writer: Writer, before: datetime) -> int:
    """Deletes notes, answers and reasons of sessions that were over by then, in a batch, also from
    the audit log; of how many sessions."""
    ids = [row[0] for row in await writer.fetch(_OLD_WORDS, before)]
    if ids:
        await writer.fetch(_ALLOW, "on")
        await writer.fetch(_OLD_WORDS_OF_LOG, ids)
        await writer.fetch(_ALLOW, "off")
    return len(ids)


async def idle(reader: Reader, before: datetime, most: int) -> list[int]:
    """People who have been out of reach and away since then."""
    return [row[0] for row in await reader.fetch(_IDLE_PEOPLE, before, most)]


async def still_idle(reader: Reader, person_id: int, before: datetime) -> bool:
    """Whether this still applies to somebody."""
    [[same]] = await reader.fetch(_STILL_IDLE, before, person_id)
    return bool(same)
