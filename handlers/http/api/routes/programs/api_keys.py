"""Keys with which programs use this API, created by admins."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from domain.accounts.account_refusals import SignInAgain
from domain.programs.api_keys import LONGEST_NAME, ApiKey, NoScopes, TooManyKeys
from domain.programs.scopes import FOR_KEYS, Scope
from domain.refusals import BadInput, BlockedPerson, NotAllowed, NotFound
from handlers.actions.programs import api_keys as actions
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.routes.accounts.auth_shapes import fresh
from handlers.http.api.shapes import AnswerShape, Id, RequestShape
from handlers.queries.programs import api_keys as queries

OF_ADMINS = (NotAllowed, BlockedPerson)


class NewKey(RequestShape):
    """What a key is called, and what it may do."""

    name: Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME)]
    scopes: Annotated[
        list[Scope],
        Meta(
            min_length=1,
            max_length=len(FOR_KEYS),
            description="No key ever has `account`: it is left out.",
        ),
    ]


class Key(AnswerShape):
    """A key, which acts as the person who made it. key: shown once, when it is made, and stored
    nowhere. begins: its first letters. last_used_at: to the minute, left out if never used."""

    id: int
    name: str
    begins: str
    scopes: tuple[str, ...]
    person_id: int
    person: str
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None
    key: str | None = None


@route("GET", "/api-keys", Scope.ACCOUNT, refuses=OF_ADMINS, name="api_keys_list")
async def listed(call: Call) -> tuple[Key, ...]:
    """List the valid keys of everybody."""
    keys = await queries.all_valid(call.database, actor=call.actor)
    return tuple(_key(call, one) for one in keys)


@route(
    "POST",
    "/api-keys",
    Scope.ACCOUNT,
    status=201,
    refuses=(*OF_ADMINS, SignInAgain, BadInput, NoScopes, TooManyKeys),
    secret=True,
)
async def make(call: Call, body: NewKey) -> Key:
    """Make a key, within ten minutes of signing in.

    `key` is shown only now: a repeat under the same `Idempotency-Key` leaves it out. The other
    admins are told.
    """
    new_key = await actions.make(
        call.database,
        body.name,
        body.scopes,
        **call.intent,
        fresh=fresh(call),
    )
    return _key(call, new_key.key, new_key.token)


@route("GET", "/api-keys/{key_id}", Scope.ACCOUNT, refuses=(*OF_ADMINS, NotFound))
async def read(call: Call, key_id: Id) -> Key:
    """Read a key, valid or not."""
    return _key(call, await queries.one(call.database, key_id, actor=call.actor))


@route("DELETE", "/api-keys/{key_id}", Scope.ACCOUNT, refuses=(*OF_ADMINS, NotFound))
async def revoke(call: Call, key_id: Id) -> Key:
    """Revoke a key: it stops working at once."""
    api_key = await actions.revoke(call.database, key_id, **call.intent)
    return _key(call, api_key)


def _key(call: Call, one: ApiKey, token: str | None = None) -> Key:
    zone = call.zone
    return Key(
        id=one.id,
        name=one.name,
        begins=one.prefix,
        scopes=tuple(scope.value for scope in one.scopes),
        person_id=one.person_id,
        person=one.person,
        created_at=one.created_at.astimezone(zone),
        last_used_at=one.last_used_at.astimezone(zone) if one.last_used_at else None,
        revoked_at=one.revoked_at.astimezone(zone) if one.revoked_at else None,
        key=token,
    )


ROUTES = (listed, make, read, revoke)
