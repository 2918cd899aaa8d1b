"""Two records of one person become one: what refers to the one refers to the other from then on.

For a record without a chat, which has neither cards nor questions. The row of it stays, for what
was written down about it.
"""

from dataclasses import dataclass

from storage.transactions import Reader, Writer


@dataclass(frozen=True, slots=True)
class Brought:
    """What came along. sessions: all of them. coming: those that still stand."""

    sessions: int
    coming: int


_HISTORY = """
SELECT EXISTS (SELECT FROM appointments WHERE customer_id = $1)
    OR EXISTS (SELECT FROM coaches WHERE person_id = $1)
    OR EXISTS (SELECT FROM people WHERE id = $1 AND role IN ('manager', 'admin'))
"""
_STANDING = """
WITH RECURSIVE become (id, merged_into) AS (
    SELECT id, merged_into FROM people WHERE id = $1
    UNION SELECT p.id, p.merged_into FROM people p JOIN become b ON p.id = b.merged_into
)
SELECT max(id) FROM become WHERE merged_into IS NULL
"""
_IDENTITIES = """
WITH gone AS (
    DELETE FROM identities WHERE person_id = $1 RETURNING kind, value, verified_at, created_at
)
INSERT INTO identities AS known (person_id, kind, value, verified_at, created_at)
    SELECT $2::bigint, kind, value, verified_at, created_at FROM gone
ON CONFLICT (person_id, kind, value) DO UPDATE SET
    verified_at = coalesce(known.verified_at, excluded.verified_at)
"""
# Who may not book as one may not book as the other.
_PERSON = """
UPDATE people p SET
    email = coalesce(p.email, r.email), zone = coalesce(p.zone, r.zone),
    blocked_at = coalesce(p.blocked_at, r.blocked_at),
    blocked_reason = coalesce(p.blocked_reason, r.blocked_reason)
FROM people r WHERE r.id = $1 AND p.id = $2
"""
_RECORD = "UPDATE people SET email = NULL, merged_into = $2 WHERE id = $1"
_SESSIONS = """
WITH brought AS (
    UPDATE appointments SET customer_id = $2 WHERE customer_id = $1 RETURNING status
), series_brought AS (
    UPDATE series SET customer_id = $2 WHERE customer_id = $1
)
SELECT count(*), count(*) FILTER (WHERE status IN ('held', 'pending', 'confirmed')) FROM brought
"""
_OF_COACHES = """
WITH gone AS (DELETE FROM coach_customers WHERE person_id = $1 RETURNING coach_id, added_at)
INSERT INTO coach_customers (coach_id, person_id, added_at)
    SELECT coach_id, $2::bigint, added_at FROM gone
ON CONFLICT (coach_id, person_id) DO NOTHING
"""
# Of what a coach has written down of either, nothing is lost.
_NOTES = """
WITH gone AS (
    DELETE FROM customer_notes WHERE person_id = $1 RETURNING coach_id, note, updated_at
)
INSERT INTO customer_notes AS known (coach_id, person_id, note, updated_at)
    SELECT coach_id, $2::bigint, note, updated_at FROM gone
ON CONFLICT (coach_id, person_id) DO UPDATE SET
    note = known.note || E'\\n' || excluded.note,
    updated_at = greatest(known.updated_at, excluded.updated_at)
"""
# A message says in its facts, too, whose session it is about.
_MESSAGES = """
UPDATE outbox SET
    recipient_id = CASE recipient_id WHEN $1 THEN $2 ELSE recipient_id END,
    facts = CASE (facts ->> 'customer_id')::bigint WHEN $1
        THEN jsonb_set(facts, '{customer_id}', to_jsonb($2::bigint)) ELSE facts END
WHERE state IN ('waiting', 'sending', 'dropped')
    AND (recipient_id = $1 OR (facts ->> 'customer_id')::bigint = $1)
"""


async def has_history(reader: Reader, person_id: int) -> bool:
    """Whether a person has ever booked, or works here: is more than somebody who said hello."""
    [[exists]] = await reader.fetch(_HISTORY, person_id)
    return bool(exists)


async def standing(reader: Reader, person_id: int) -> int:
    """The person whom a record has become part of, if it has; else itself."""
    [[found]] = await reader.fetch(_STANDING, person_id)
    return found if found is not None else person_id


async def merge(writer: Writer, record_id: int, person_id: int) -> Brought:
    """The record becomes part of the person. Both rows are locked by whoever calls this."""
    pair = record_id, person_id
    # Sessions before messages: who changes a session meanwhile has written theirs by then.
    [[sessions, coming]] = await writer.fetch(_SESSIONS, *pair)
    await writer.fetch(_MESSAGES, *pair)
    await writer.fetch(_IDENTITIES, *pair)
    await writer.fetch(_OF_COACHES, *pair)
    await writer.fetch(_NOTES, *pair)
    await writer.fetch(_PERSON, *pair)
    await writer.fetch(_RECORD, *pair)
    return Brought(sessions, coming)
