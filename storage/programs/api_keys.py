"""API keys, found by their digests."""

from dataclasses import dataclass
from datetime import datetime

from domain.programs.api_keys import ApiKey
from domain.programs.scopes import FOR_KEYS, scopes_of
from storage.people.people import Person, person_columns
from storage.transactions import Cells, Reader, Writer


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A valid key. scopes: as stored. last_used_at: to the minute, None if never."""

    id: int
    scopes: tuple[str, ...]
    last_used_at: datetime | None
    person: Person


_BY_DIGEST = f"""
SELECT k.id, k.scopes, k.last_used_at, {", ".join(person_columns("p"))}
FROM api_keys k JOIN people p ON p.id = k.person_id
WHERE k.digest = $1 AND k.revoked_at IS NULL AND p.merged_into IS NULL
"""
_ADD = """
INSERT INTO api_keys (digest, person_id, name, shown, scopes, created_at)
VALUES ($1, $2, $3, $4, $5, $6) RETURNING id
"""
_LISTED = """
SELECT k.id, k.name, k.shown, k.scopes, k.person_id, concat_ws(' ', p.first_name, p.last_name),
    k.created_at, k.last_used_at, k.revoked_at
FROM api_keys k JOIN people p ON p.id = k.person_id
"""
_HOLDING = f"{_LISTED} WHERE k.revoked_at IS NULL ORDER BY k.id DESC LIMIT 200"
_BY_ID = f"{_LISTED} WHERE k.id = $1"
_COUNT = "SELECT count(*) FROM api_keys WHERE revoked_at IS NULL"
_REVOKE = "UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id"
_REVOKE_OF = """
UPDATE api_keys SET revoked_at = $2 WHERE person_id = $1 AND revoked_at IS NULL RETURNING id
"""
_USED = "UPDATE api_keys SET last_used_at = greatest(last_used_at, $2) WHERE id = $1"


async def by_digest(reader: Reader, digest: bytes) -> StoredKey | None:
    """The key with this digest and its person, unless it was revoked."""
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
    prefix: str,
    scopes: list[str],
    now: datetime,
) -> int:
    """A new key of a person; its id. prefix: the characters that tell people which it is."""
    [[id_]] = await writer.fetch(_ADD, digest, person_id, name, prefix, scopes, now)
    return int(id_)


async def mark_used(writer: Writer, key_id: int, now: datetime) -> None:
    """It was used just now."""
    await writer.fetch(_USED, key_id, now)


async def all_valid(reader: Reader) -> list[ApiKey]:
    """The valid ones, newest first."""
    return [_key(row) for row in await reader.fetch(_HOLDING)]


async def by_id(reader: Reader, key_id: int) -> ApiKey | None:
    """A key, whether valid or not."""
    rows = await reader.fetch(_BY_ID, key_id)
    return _key(rows[0]) if rows else None


async def count(reader: Reader) -> int:
    """How many are valid."""
    [[number]] = await reader.fetch(_COUNT)
    return int(number)


async def revoke(writer: Writer, key_id: int, now: datetime) -> bool:
    """Revokes it; whether it was valid."""
    return bool(await writer.fetch(_REVOKE, key_id, now))


async def revoke_of(writer: Writer, person_id: int, now: datetime) -> list[int]:
    """The same for all of somebody's; their ids."""
    return [row[0] for row in await writer.fetch(_REVOKE_OF, person_id, now)]


def _key(row: Cells) -> ApiKey:
    id_, name, prefix, scopes, person_id, person, created_at, used_at, revoked_at = row
    valid_scopes = scopes_of(scopes)
    mine = tuple(scope for scope in FOR_KEYS if scope in valid_scopes)
    return ApiKey(id_, name, prefix, mine, person_id, person, created_at, used_at, revoked_at)
