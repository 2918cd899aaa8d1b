"""Merging two records of one person: references to one become references to the other.

Only for a record without a chat, through which nobody reads or is asked anything. Its row stays,
for what was recorded about it.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.roles import TEAM
from storage.people import customers, people
from storage.people.merge_columns import MOVES
from storage.people.people import Person
from storage.transactions import Reader, Writer


@dataclass(frozen=True, slots=True)
class MergeCounts:
    """What came along. sessions: all of them. upcoming: those still standing."""

    sessions: int
    upcoming: int


_HISTORY = f"""
SELECT EXISTS (SELECT FROM appointments WHERE customer_id = $1)
    OR EXISTS (SELECT FROM coaches WHERE person_id = $1)
    OR EXISTS (SELECT FROM people WHERE id = $1 AND role IN {tuple(map(str, TEAM))})
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
# Whoever may not book as one may not book as the other, and if one wants no news, neither does the
# other.
_PERSON = """
UPDATE people p SET
    email = coalesce(p.email, r.email), zone = coalesce(p.zone, r.zone),
    no_news_at = coalesce(p.no_news_at, r.no_news_at),
    blocked_at = coalesce(p.blocked_at, r.blocked_at),
    blocked_reason = CASE WHEN p.blocked_at IS NULL THEN r.blocked_reason
        ELSE p.blocked_reason END,
    blocked_until = CASE WHEN p.blocked_at IS NULL THEN r.blocked_until
        WHEN r.blocked_at IS NULL THEN p.blocked_until
        WHEN p.blocked_until IS NOT NULL AND r.blocked_until IS NOT NULL
            THEN greatest(p.blocked_until, r.blocked_until) END
FROM people r WHERE r.id = $1 AND p.id = $2
"""
_RECORD = "UPDATE people SET email = NULL, role = NULL, merged_into = $2 WHERE id = $1"
# Stronger than `people.lock`: it waits for transactions that write a reference to the record.
_HOLD = "SELECT FROM people WHERE id = $1 FOR UPDATE"
_OVERLAPPING = """
SELECT a.id, b.id FROM appointments a JOIN appointments b
    ON a.starts_at < b.ends_at AND b.starts_at < a.ends_at
WHERE a.customer_id = $1 AND b.customer_id = $2 AND a.ends_at > $3 AND b.ends_at > $3
    AND a.status IN ('held', 'pending', 'confirmed')
    AND b.status IN ('held', 'pending', 'confirmed')
ORDER BY a.starts_at, a.id LIMIT $4
"""
_WITH_COACH = """
SELECT EXISTS (SELECT FROM appointments a JOIN coaches c ON c.id = a.coach_id
    WHERE a.customer_id = $1 AND c.person_id = $2 AND a.ends_at > $3
        AND a.status IN ('held', 'pending', 'confirmed'))
"""
_SESSIONS = """
WITH brought AS (
    UPDATE appointments SET customer_id = $2 WHERE customer_id = $1 RETURNING status
), series_brought AS (
    UPDATE series SET customer_id = $2 WHERE customer_id = $1
)
SELECT count(*), count(*) FILTER (WHERE status IN ('held', 'pending', 'confirmed')) FROM brought
"""
# A message also has the customer of its session in its facts.
_MESSAGES = """
UPDATE outbox SET
    recipient_id = CASE recipient_id WHEN $1 THEN $2 ELSE recipient_id END,
    facts = CASE (facts ->> 'customer_id')::bigint WHEN $1
        THEN jsonb_set(facts, '{customer_id}', to_jsonb($2::bigint)) ELSE facts END
WHERE state IN ('waiting', 'sending', 'dropped')
    AND (recipient_id = $1 OR (facts ->> 'customer_id')::bigint = $1)
"""


async def has_history(reader: Reader, person_id: int) -> bool:
    """Whether a person has ever booked, or works here: more than somebody who said hello."""
    [[exists]] = await reader.fetch(_HISTORY, person_id)
    return bool(exists)


async def surviving_id(reader: Reader, person_id: int) -> int:
    """The person that a record has become part of, if it has; else itself."""
    [[survivor]] = await reader.fetch(_STANDING, person_id)
    return survivor if survivor is not None else person_id


async def person(reader: Reader, person_id: int) -> Person | None:
    """The person this record is now part of."""
    return await people.by_id(reader, await surviving_id(reader, person_id))


async def current(reader: Reader, person_id: int) -> Person | None:
    """The same, unless they were erased."""
    survivor = await person(reader, person_id)
    if survivor is None or await customers.is_erased(reader, survivor.id):
        return None
    return survivor


async def lock(writer: Writer, person_id: int) -> Person | None:
    """The same, locked. A record merged meanwhile leads to the one it became part of."""
    while True:
        locked = await people.lock(writer, await surviving_id(writer, person_id))
        if locked is None or await customers.is_erased(writer, locked.id):
            return None
        if await surviving_id(writer, locked.id) == locked.id:
            return locked


async def hold(writer: Writer, record_id: int) -> None:
    """Waits for whatever is being written about a record, and blocks anything more until the
    commit."""
    await writer.fetch(_HOLD, record_id)


async def overlapping(
    reader: Reader, one: int, other: int, now: datetime, most: int
) -> list[tuple[int, int]]:
    """Standing sessions of two records that are not over and overlap: pairs of ids."""
    return [(a, b) for a, b in await reader.fetch(_OVERLAPPING, one, other, now, most)]


async def has_with(reader: Reader, customer_id: int, coach_person: int, now: datetime) -> bool:
    """Whether somebody has an upcoming session with the coach who is this person."""
    [[exists]] = await reader.fetch(_WITH_COACH, customer_id, coach_person, now)
    return bool(exists)


async def merge(writer: Writer, record_id: int, person_id: int) -> MergeCounts:
    """The record becomes part of the person. The caller has locked both rows."""
    pair = record_id, person_id
    # Sessions before messages: whoever changes a session meanwhile has written theirs by then.
    [[sessions, upcoming]] = await writer.fetch(_SESSIONS, *pair)
    await writer.fetch(_MESSAGES, *pair)
    await writer.fetch(_IDENTITIES, *pair)
    for statement in filter(None, MOVES.values()):
        await writer.fetch(statement, *(pair if "$2" in statement else pair[:1]))
    await writer.fetch(_PERSON, *pair)
    await writer.fetch(_RECORD, *pair)
    return MergeCounts(sessions, upcoming)
