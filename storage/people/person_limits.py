"""How much each customer may book: their upcoming sessions, and their personal limits."""

from datetime import datetime
from typing import Final

from domain.people.person_limits import PersonLimits
from storage.transactions import Reader, Writer

# One statement for each booking. Missed sessions are only counted if they matter.
_STANDING: Final = """
SELECT (SELECT count(*) FROM appointments WHERE customer_id = $1
        AND status IN ('held', 'pending', 'confirmed') AND ends_at > $2),
    l.most, coalesce(l.by_hand, false), l.until,
    CASE WHEN $3::timestamptz IS NULL THEN 0 ELSE (
        SELECT count(*) FROM appointments WHERE customer_id = $1 AND status = 'no_show'
            AND starts_at > greatest($3::timestamptz, f.forgiven_at)) END
FROM (SELECT) one
    LEFT JOIN person_limits l ON l.person_id = $1 AND (l.until IS NULL OR l.until > $2)
    LEFT JOIN person_limits f ON f.person_id = $1
"""
_SHOWN: Final = """
SELECT l.most, coalesce(l.by_hand, false), l.until, b.no_show_limit,
    (SELECT count(*) FROM appointments WHERE customer_id = $1 AND status = 'no_show'
        AND starts_at > greatest($2 - b.no_show_days * interval '1 day', f.forgiven_at))
FROM business b
    LEFT JOIN person_limits l ON l.person_id = $1 AND (l.until IS NULL OR l.until > $2)
    LEFT JOIN person_limits f ON f.person_id = $1
"""
_OF_PERSON: Final = "SELECT most, by_hand, until FROM person_limits WHERE person_id = $1"
_SET: Final = """
INSERT INTO person_limits AS l (person_id, most, by_hand, until) VALUES ($1, $2, $3, $4)
ON CONFLICT (person_id) DO UPDATE SET most = excluded.most, by_hand = excluded.by_hand,
    until = excluded.until
"""
_FORGIVE: Final = """
INSERT INTO person_limits AS l (person_id, forgiven_at) VALUES ($1, $2)
ON CONFLICT (person_id) DO UPDATE SET
    forgiven_at = greatest(l.forgiven_at, excluded.forgiven_at)
"""
_OVER: Final = """
SELECT person_id FROM person_limits WHERE until <= $1 ORDER BY until LIMIT $2
FOR UPDATE SKIP LOCKED
"""


async def standing(
    reader: Reader, customer_id: int, now: datetime, missed_since: datetime | None
) -> tuple[int, PersonLimits, int]:
    """A customer's upcoming sessions, their current personal limits, and how many sessions they
    missed since then without being forgiven; 0 if nobody asks."""
    [[open_, most, by_hand, until, missed]] = await reader.fetch(
        _STANDING, customer_id, now, missed_since
    )
    return open_, PersonLimits(most, by_hand, until), missed


async def current_limits(reader: Reader, person_id: int, now: datetime) -> tuple[PersonLimits, int]:
    """A person's current personal limits, and how many missed sessions make all their bookings be
    confirmed by hand, 0 if none do."""
    [[most, by_hand, until, limit, missed]] = await reader.fetch(_SHOWN, person_id, now)
    return PersonLimits(most, by_hand, until), missed if 0 < limit <= missed else 0


async def of_person(reader: Reader, person_id: int) -> PersonLimits:
    """What the team has set for a person, even if it is over."""
    rows = await reader.fetch(_OF_PERSON, person_id)
    return PersonLimits(*rows[0]) if rows else PersonLimits()


async def set_limits(writer: Writer, person_id: int, limits: PersonLimits) -> None:
    """Replaces their limits."""
    await writer.fetch(_SET, person_id, limits.most, limits.by_hand, limits.until)


async def forgive(writer: Writer, person_id: int, now: datetime) -> None:
    """What they have missed until now no longer counts."""
    await writer.fetch(_FORGIVE, person_id, now)


async def over(writer: Writer, now: datetime, most: int) -> list[int]:
    """People whose limits have ended, locked, except those locked by another replica."""
    return [row[0] for row in await writer.fetch(_OVER, now, most)]
