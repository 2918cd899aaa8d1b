"""Keys with which every replica signs and verifies: made when first needed, retired in time."""

from dataclasses import dataclass
from datetime import datetime

from storage.field_columns import columns_of
from storage.transactions import Reader, Writer


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key. kid: its name. retired_at: since when nothing new is signed with it."""

    kid: str
    secret: bytes
    made_at: datetime
    retired_at: datetime | None


# A transaction looking for one waits for one that makes it.
_HOLD = "SELECT pg_advisory_xact_lock(hashtextextended('signing key:' || $1, 0))"
_ALL = f"""
SELECT {columns_of(SigningKey)} FROM signing_keys WHERE purpose = $1
ORDER BY retired_at IS NULL DESC, made_at DESC, kid
"""
_ADD = "INSERT INTO signing_keys (kid, purpose, secret, made_at) VALUES ($1, $2, $3, $4)"
_RETIRE = """
UPDATE signing_keys SET retired_at = $2 WHERE purpose = $1 AND retired_at IS NULL RETURNING kid
"""
_FORGET_ALL = "DELETE FROM signing_keys WHERE purpose = $1"
_FORGET = "DELETE FROM signing_keys WHERE purpose = $1 AND retired_at < $2"


async def hold(writer: Writer, purpose: str) -> None:
    """Of several about to make one, the second finds what the first made."""
    await writer.fetch(_HOLD, purpose)


async def of_purpose(reader: Reader, purpose: str) -> list[SigningKey]:
    """All of a purpose; the one to sign with first, unless all are retired."""
    return [SigningKey(*row) for row in await reader.fetch(_ALL, purpose)]


async def add(writer: Writer, purpose: str, kid: str, secret: bytes, now: datetime) -> None:
    await writer.fetch(_ADD, kid, purpose, secret, now)


async def retire(writer: Writer, purpose: str, now: datetime) -> list[str]:
    """Nothing new is signed with the current ones; their names."""
    return [row[0] for row in await writer.fetch(_RETIRE, purpose, now)]


async def forget(writer: Writer, purpose: str, before: datetime) -> None:
    """Deletes those retired before an instant: what they signed has expired."""
    await writer.fetch(_FORGET, purpose, before)


async def forget_all(writer: Writer, purpose: str) -> None:
    """Invalidates everything signed for this purpose."""
    await writer.fetch(_FORGET_ALL, purpose)
