"""Keys of the API, found by what is kept of them."""

from dataclasses import dataclass
from datetime import datetime

from storage.people import Person, columns_of
from storage.transactions import Reader, Writer


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key that holds. scopes: as stored. last_used_at: to the minute, None for never."""

    id: int
    scopes: tuple[str, ...]
    last_used_at: datetime | None
    person: Person


_BY_DIGEST = f"""
SELECT k.id, k.scopes, k.last_used_at, {", ".join(columns_of("p"))}
FROM api_keys k JOIN people p ON p.id = k.person_id
WHERE k.digest = $1 AND k.revoked_at IS NULL AND p.merged_into IS NULL
"""
_ADD = """
INSERT INTO api_keys (digest, person_id, name, shown, scopes, created_at)
VALUES ($1, $2, $3, $4, $5, $6) RETURNING id
"""
_USED = "UPDATE api_keys SET last_used_at = greatest(last_used_at, $2) WHERE id = $1"


async def by_digest(reader: Reader, digest: bytes) -> StoredKey | None:
    """The key of this digest with its person, unless it was revoked."""
    rows = await reader.fetch(_BY_DIGEST, digest)
    if not rows:
        return None
    id_, scopes, last_used_at, *person = rows[0]
    return StoredKey(id_, tuple(scopes), last_used_at, Person(*person))


async def add(
    writer: Writer,
    digest: bytes,
    person_id: int,
    *,
    name: str,
    shown: str,
    scopes: list[str],
    now: datetime,
) -> int:
    """A new key of a person; its id. shown: the letters by which people tell it from others."""
    [[id_]] = await writer.fetch(_ADD, digest, person_id, name, shown, scopes, now)
    return int(id_)


async def used(writer: Writer, key_id: int, now: datetime) -> None:
    """It was shown just now."""
    await writer.fetch(_USED, key_id, now)
