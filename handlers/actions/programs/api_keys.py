"""API keys: made by admins, shown once, revoked by any of them.

Only a digest is stored, and no outcome has the key: repeating the update reveals nothing, and a
lost key is replaced by a new one. The other admins are told of each new key.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.messages.notices import NoticeKind
from domain.programs.api_keys import (
    LONGEST_NAME,
    MOST,
    SHOWN,
    ApiKey,
    TooManyKeys,
    digest_of,
    grantable_scopes,
    new_key,
)
from domain.programs.scopes import Scope
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.text import field_text
from handlers.actions import alarms
from handlers.actions.accounts.devices import require_fresh
from handlers.actions.once import once
from handlers.actions.rights import require_now
from storage import audit
from storage.people import people, team
from storage.programs import api_keys
from storage.transactions import Database, Writer


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A new key. token: None when the same update asks again."""

    key: ApiKey
    token: str | None


async def make(
    database: Database,
    name: str,
    scopes: Iterable[Scope],
    *,
    actor: Actor,
    key: str,
    now: datetime,
    fresh: bool = True,
) -> IssuedKey:
    """Make a key with which a program may do some of what the actor may.

    fresh: they have just proved who they are, as a key outlasts whatever they are signed in with.
    Raises SignInAgain, BadInput, NoScopes, TooManyKeys, NotAllowed, BlockedPerson.
    """
    actor.require(Permission.API_KEYS)
    require_fresh(fresh=fresh)
    clean_name, grants = field_text.line(name, "key_name", LONGEST_NAME), grantable_scopes(scopes)
    token = new_key()

    async def work(writer: Writer) -> dict[str, Any]:
        # Roles change one at a time, and so do rights to keys.
        await team.hold_roles(writer)
        me = await require_now(writer, actor, Permission.API_KEYS)
        if await api_keys.count(writer) >= MOST:
            raise TooManyKeys(MOST)
        values = [scope.value for scope in grants]
        key_id = await api_keys.add(
            writer,
            digest_of(token),
            actor.person,
            name=clean_name,
            prefix=token[:SHOWN],
            scopes=values,
            now=now,
        )
        await _write_down(
            writer, key_id, "make_api_key", actor, now, name=clean_name, scopes=values
        )
        facts = {"key": key_id, "key_name": clean_name, "name": me.name, "scopes": values}
        kind = NoticeKind.API_KEY_MADE
        who, mine = Permission.API_KEYS, actor.person
        await alarms.tell_team(writer, kind, f"{kind}:{key_id}", facts, now, who=who, but=mine)
        return {"key": key_id}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    api_key = await _now(database, outcome["key"])
    async with database.read() as reader:
        ours = await api_keys.by_digest(reader, digest_of(token))
    return IssuedKey(api_key, token if ours is not None and ours.id == api_key.id else None)


async def revoke(
    database: Database, key_id: int, *, actor: Actor, key: str, now: datetime
) -> ApiKey:
    """Revoke a key; revoking it again changes nothing.

    Raises NotFound, NotAllowed, BlockedPerson.
    """
    actor.require(Permission.API_KEYS)

    async def work(writer: Writer) -> dict[str, Any]:
        if await api_keys.by_id(writer, key_id) is None:
            raise NotFound
        if await api_keys.revoke(writer, key_id, now):
            await _write_down(writer, key_id, "revoke_api_key", actor, now)
        return {"key": key_id}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return await _now(database, outcome["key"])


async def settle(writer: Writer, person_id: int, actor: Actor, now: datetime) -> None:
    """Revoke the keys of a person who may have none: call it after their role or identity
    changes."""
    person = await people.by_id(writer, person_id)
    if person is not None and person.at(actor.door).may(Permission.API_KEYS):
        return
    for key_id in await api_keys.revoke_of(writer, person_id, now):
        await _write_down(writer, key_id, "revoke_api_key", actor, now)


async def _now(database: Database, key_id: int) -> ApiKey:
    async with database.read() as reader:
        api_key = await api_keys.by_id(reader, key_id)
    if api_key is None:
        raise NotFound
    return api_key


async def _write_down(
    writer: Writer, key_id: int, action: str, actor: Actor, now: datetime, **after: Any
) -> None:
    await audit.record(
        writer,
        at=now,
        actor=actor,
        action=action,
        entity="api_key",
        entity_id=key_id,
        before={"holds": action == "revoke_api_key"},
        after={"holds": action == "make_api_key", **after},
    )
