"""Passwords, stored as hashes: nobody can read one back."""

from dataclasses import dataclass
from datetime import datetime

from storage.transactions import Reader, Writer


@dataclass(frozen=True, slots=True)
class StoredPassword:
    """A person's password. hash: as argon2 writes it. void: it no longer works."""

    person_id: int
    hash: str
    void: bool


_OF = "SELECT person_id, password, void FROM accounts WHERE person_id = $1"
_SET = """
INSERT INTO accounts (person_id, password, changed_at) VALUES ($1, $2, $3)
ON CONFLICT (person_id) DO UPDATE SET password = $2, changed_at = $3, void = false
"""
_REHASH = "UPDATE accounts SET password = $3 WHERE person_id = $1 AND password = $2"
_VOID = """
UPDATE accounts SET void = true WHERE person_id = $1 AND NOT void AND changed_at <= $2
RETURNING person_id
"""


async def of_person(reader: Reader, person_id: int) -> StoredPassword | None:
    """None if they have no password."""
    rows = await reader.fetch(_OF, person_id)
    return StoredPassword(*rows[0]) if rows else None


async def set_password(writer: Writer, person_id: int, hashed: str, now: datetime) -> None:
    """Sets their password."""
    await writer.fetch(_SET, person_id, hashed, now)


async def rehash(writer: Writer, person_id: int, before: str, hashed: str) -> None:
    """A new hash of the same password, unless it was changed meanwhile."""
    await writer.fetch(_REHASH, person_id, before, hashed)


async def void(writer: Writer, person_id: int, since: datetime) -> bool:
    """Makes the password invalid, if not changed since; whether it was valid before."""
    return bool(await writer.fetch(_VOID, person_id, since))
