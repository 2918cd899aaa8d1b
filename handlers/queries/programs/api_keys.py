"""API keys: who presents one, and which there are."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.programs import api_keys as rules
from domain.programs.api_keys import ApiKey
from domain.programs.scopes import Scope, scopes_of
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from storage.people.people import Person
from storage.programs import api_keys
from storage.transactions import Database

MARK: Final = rules.MARK
# How precise a key's last use is.
EXACT: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """The person whose key it is, and the most it may do."""

    key_id: int
    person: Person
    scopes: frozenset[Scope]


def looks_like(token: str) -> bool:
    """Whether it looks like a key, by its prefix."""
    return token.startswith(MARK)


def digest_of(token: str) -> bytes:
    """What is stored of a key. It is as long as a digest and random: nobody can guess it, however
    fast hashing is."""
    return hashlib.sha256(token.encode()).digest()


async def caller(database: Database, token: str, *, now: datetime) -> KeyHolder | None:
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


async def all_valid(database: Database, *, actor: Actor) -> Sequence[ApiKey]:
    """All valid keys, by anyone, the newest first. Raises NotAllowed, BlockedPerson."""
    actor.require(Permission.API_KEYS)
    async with database.read() as reader:
        return await api_keys.all_valid(reader)


async def one(database: Database, key_id: int, *, actor: Actor) -> ApiKey:
    """A key, valid or not. Raises NotAllowed, NotFound, BlockedPerson."""
    actor.require(Permission.API_KEYS)
    async with database.read() as reader:
        api_key = await api_keys.by_id(reader, key_id)
    if api_key is None:
        raise NotFound
    return api_key
