"""Who shows a key of the API: whose it is, and what it may do."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.scopes import Scope, scopes_of
from storage import api_keys
from storage.people import Person
from storage.transactions import Database

MARK: Final = "cbk_"
"""How every key begins, so that people and scanners of leaked secrets know one when they see it."""
# So exact is it when a key was last used.
EXACT: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """The person whose key it is, and what it may do at most."""

    key_id: int
    person: Person
    scopes: frozenset[Scope]


def looks_like(token: str) -> bool:
    """Whether it is a key, by how it begins."""
    return token.startswith(MARK)


def digest_of(token: str) -> bytes:
    """What is kept of a key. It is as long as a digest and drawn by chance: nobody guesses it back,
    however fast it is reckoned."""
    return hashlib.sha256(token.encode()).digest()


async def caller(database: Database, token: str, *, now: datetime) -> KeyHolder | None:
    """Who shows this key; None for one that is not known, or holds no more."""
    async with database.read() as reader:
        found = await api_keys.by_digest(reader, digest_of(token))
    if found is None:
        return None
    if found.last_used_at is None or now - found.last_used_at >= EXACT:
        await database.write(lambda writer: api_keys.used(writer, found.id, now))
    return KeyHolder(found.id, found.person, scopes_of(found.scopes))
