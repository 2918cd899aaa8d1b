"""Which customers a coach knows, and who can be one."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from storage.transactions import Reader, Writer


class CustomerRef(NamedTuple):
    """Somebody, by the name they are listed under."""

    id: int
    name: str


_NAME = "concat_ws(' ', p.first_name, p.last_name)"
# People who may not book, became part of another record, were erased, or are this coach are
# nobody's customers here.
_MAY = "p.blocked_at IS NULL AND p.merged_into IS NULL AND p.erased_at IS NULL"
_OF_COACH = f"""
SELECT p.id, {_NAME} FROM (
    SELECT customer_id AS id, max(starts_at) AS at FROM appointments
        WHERE coach_id = $1 GROUP BY customer_id
    UNION ALL
    SELECT person_id, added_at FROM coach_customers WHERE coach_id = $1
) known JOIN people p ON p.id = known.id
WHERE {_MAY} AND p.id <> (SELECT person_id FROM coaches WHERE id = $1)
GROUP BY p.id ORDER BY max(known.at) DESC, p.id LIMIT $2
"""
_AMONG = f"""
SELECT p.id, {_NAME} FROM people p
WHERE p.id = ANY ($2::bigint[]) AND {_MAY}
    AND p.id <> (SELECT person_id FROM coaches WHERE id = $1)
ORDER BY p.id DESC
"""
_KNOWS = """
SELECT EXISTS (SELECT FROM appointments WHERE coach_id = $1 AND customer_id = $2)
    OR EXISTS (SELECT FROM coach_customers WHERE coach_id = $1 AND person_id = $2)
"""
_ERASED = "SELECT EXISTS (SELECT FROM people WHERE id = $1 AND erased_at IS NOT NULL)"
_HOLD = """
SELECT erased_at IS NOT NULL FROM people
WHERE id IN (SELECT customer_id FROM appointments WHERE id = ANY ($1::bigint[]))
ORDER BY id FOR NO KEY UPDATE
"""
_ADD = """
INSERT INTO coach_customers (coach_id, person_id, added_at) VALUES ($1, $2, $3)
ON CONFLICT (coach_id, person_id) DO NOTHING
"""


async def of_coach(reader: Reader, coach_id: int, limit: int) -> Sequence[CustomerRef]:
    """People who have booked with a coach, or were added for them; most recent first."""
    return [CustomerRef(*row) for row in await reader.fetch(_OF_COACH, coach_id, limit)]


async def among(reader: Reader, coach_id: int, ids: Sequence[int]) -> Sequence[CustomerRef]:
    """Which of these people can be customers of this coach."""
    return [CustomerRef(*row) for row in await reader.fetch(_AMONG, coach_id, list(ids))]


async def knows(reader: Reader, coach_id: int, person_id: int) -> bool:
    """Whether a coach knows somebody as a customer."""
    [[known]] = await reader.fetch(_KNOWS, coach_id, person_id)
    return bool(known)


async def is_erased(reader: Reader, person_id: int) -> bool:
    """Whether they were erased."""
    [[gone]] = await reader.fetch(_ERASED, person_id)
    return bool(gone)


async def hold(writer: Writer, appointment_ids: Sequence[int]) -> bool:
    """Locks the customers of these appointments, as `people.lock` does; whether any of them was
    erased."""
    return any(row[0] for row in await writer.fetch(_HOLD, list(appointment_ids)))


async def add(writer: Writer, coach_id: int, person_id: int, now: datetime) -> None:
    """From now on a coach knows somebody as a customer."""
    await writer.fetch(_ADD, coach_id, person_id, now)
