"""Erasing all words about a person; that there was somebody stays, for the books.

`storage.people.erasure_rules` says what goes, table by table.
"""

from collections.abc import Sequence

from storage.people.erasure_rules import REGISTRY
from storage.transactions import Reader, Writer

# Including the records that have become part of them.
_RECORDS = """
WITH RECURSIVE records (id) AS (
    SELECT $1::bigint
    UNION SELECT p.id FROM people p JOIN records r ON p.merged_into = r.id
)
SELECT id FROM records ORDER BY id
"""
_COMING = """
SELECT id FROM appointments
WHERE customer_id = ANY ($1::bigint[]) AND status IN ('held', 'pending', 'confirmed')
ORDER BY starts_at, coach_id, id
"""
_KEPT_IN_LINE = """
SELECT id, person_id FROM wait_offers WHERE person_id = ANY ($1::bigint[]) AND kept
"""
# All messages are searched: only the person being erased waits for that.
_PATIENCE = "SELECT set_config('statement_timeout', '60s', true)"
_ALLOW = "SELECT set_config('coachbook.erasing', $1, true)"


async def records(reader: Reader, person_id: int) -> list[int]:
    """A person's ids: their own, and those of records that have become part of them."""
    return [row[0] for row in await reader.fetch(_RECORDS, person_id)]


async def coming(reader: Reader, ids: Sequence[int]) -> list[int]:
    """Their standing appointments, in the order in which they are locked."""
    return [row[0] for row in await reader.fetch(_COMING, list(ids))]


async def kept_in_line(reader: Reader, ids: Sequence[int]) -> list[tuple[int, int]]:
    """The waitlist offers held for them, each with whose it is."""
    return [(row[0], row[1]) for row in await reader.fetch(_KEPT_IN_LINE, list(ids))]


async def erase(writer: Writer, ids: Sequence[int]) -> None:
    """Erases everything that the registry names. The caller has locked their rows."""
    await writer.fetch(_PATIENCE)
    await writer.fetch(_ALLOW, "on")
    for rule in REGISTRY:
        if rule.erase:
            await writer.fetch(rule.erase, list(ids))
    await writer.fetch(_ALLOW, "off")
