"""Whether what a file's lines name already exists: many at once, in a few statements."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from domain.accounts.identity import Identity
from storage.tables.people import CALLED
from storage.transactions import Reader, Writer

# The person who has proved that it is theirs, or else the oldest one said to have it.
_BY_CONTACT = """
SELECT DISTINCT ON (i.kind, i.value) i.kind, i.value, i.person_id
FROM identities i JOIN people p ON p.id = i.person_id
    JOIN unnest($1::text[], $2::text[]) t (kind, value) ON i.kind = t.kind AND i.value = t.value
WHERE p.merged_into IS NULL AND p.erased_at IS NULL
ORDER BY i.kind, i.value, i.verified_at IS NULL, i.person_id
"""
# Both sides by the same rule, which is an index's.
_BY_NAME = f"""
SELECT t.name, min(p.id) FROM unnest($1::text[]) t (name)
    JOIN people p ON {CALLED} = lower(regexp_replace(btrim(t.name), '\\s+', ' ', 'g'))
WHERE p.merged_into IS NULL AND p.erased_at IS NULL GROUP BY t.name
"""
_NAMED = """
SELECT id, concat_ws(' ', first_name, last_name) FROM people
WHERE id = ANY ($1::bigint[]) AND merged_into IS NULL AND erased_at IS NULL
"""
_BY_CODE = """
SELECT code FROM appointments WHERE code = ANY ($1::text[]) AND starts_at = ANY ($2::timestamptz[])
"""
# A customer has one booking per coach and start, whatever became of it.
_THERE = """
SELECT a.coach_id, a.starts_at, a.customer_id FROM appointments a
JOIN unnest($1::bigint[], $2::timestamptz[], $3::bigint[]) t (coach_id, starts_at, customer_id)
    USING (coach_id, starts_at, customer_id)
"""
_ANY_CODE = "SELECT EXISTS (SELECT FROM appointments WHERE code = $1)"


async def by_contacts(reader: Reader, contacts: Collection[Identity]) -> Mapping[Identity, int]:
    """Whom each of these identifies."""
    kinds, values = [one.kind for one in contacts], [one.value for one in contacts]
    rows = await reader.fetch(_BY_CONTACT, kinds, values)
    ids = {(kind, value): person for kind, value, person in rows}
    return {one: ids[one.kind, one.value] for one in contacts if (one.kind, one.value) in ids}


async def by_names(reader: Reader, names: Collection[str]) -> Mapping[str, int]:
    """Who has these names, ignoring case; of several the oldest."""
    return {row[0]: row[1] for row in await reader.fetch(_BY_NAME, list(names))}


async def names_of(reader: Reader, ids: Collection[int]) -> Mapping[int, str]:
    """The names of people with these ids."""
    return {row[0]: row[1] for row in await reader.fetch(_NAMED, list(ids))}


async def codes(reader: Reader, pairs: Sequence[tuple[str, datetime]]) -> set[str]:
    """Which of these booking codes belong to a session at one of these starts."""
    columns = [code for code, _ in pairs], [start for _, start in pairs]
    return {row[0] for row in await reader.fetch(_BY_CODE, *columns)}


async def there(
    reader: Reader, triples: Collection[tuple[int, datetime, int]]
) -> set[tuple[int, datetime, int]]:
    """Those of these coaches, starts and customers for which there is a booking."""
    columns = [[one[at] for one in triples] for at in range(3)]
    rows = await reader.fetch(_THERE, *columns)
    return {(coach, start, person) for coach, start, person in rows}


async def code_taken(writer: Writer, code: str) -> bool:
    """Whether any booking has this code."""
    [[taken]] = await writer.fetch(_ANY_CODE, code)
    return bool(taken)
