"""Who shows a key of the API, which notes that it was used."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.programs.api_keys import digest_of
from domain.programs.scopes import Scope, scopes_of
from storage.people.people import Person
from storage.programs import api_keys
from storage.transactions import Database

# How precise a key's last use is.
EXACT: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """The person whose key it is, and the most it may do."""

    key_id: int
    person: Person
    scopes: frozenset[Scope]


async def identify(database: Database, token: str, *, now: datetime) -> KeyHolder | None:
    """Who presents this key; None if it is unknown or no longer valid."""
    if not token.isascii():  # a header may hold bytes that are no text
        return None
    async with database.read() as reader:
        api_key = await api_keys.by_digest(reader, digest_of(token))
    if api_key is None:
        return None
    if api_key.last_used_at is None or now - api_key.last_used_at >= EXACT:
        await database.write(lambda writer: api_keys.mark_used(writer, api_key.id, now))
    return KeyHolder(api_key.id, api_key.person, scopes_of(api_key.scopes))
