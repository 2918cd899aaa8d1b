"""Which keys of the API there are."""

from collections.abc import Sequence

from domain.programs.api_keys import ApiKey
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from storage.programs import api_keys
from storage.transactions import Database


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
