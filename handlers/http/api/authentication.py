"""Who is asking: by an API key or an access token, in either of two headers."""

from datetime import datetime
from typing import Final

from aiohttp import web

from domain.accounts.account_refusals import SignedOut
from domain.programs.api_keys import looks_like_key
from domain.programs.scopes import EVERYTHING, Scope
from handlers.actions.programs import key_holders
from handlers.http.api.call import Caller
from handlers.http.api.request_faults import Unacceptable
from storage.transactions import Database

# Earlier programs send this header; it means the same as a bearer token.
OTHER_HEADER: Final = "token_jwt"
LONGEST: Final = 4096
SCHEMES: Final = {"WWW-Authenticate": 'Bearer realm="coachbook"'}
ALL: Final[frozenset[Scope]] = EVERYTHING


def token_of(request: web.Request) -> str | None:
    """The token that was sent, None without any. Raises Unacceptable: 401 for another scheme."""
    header = request.headers.get("Authorization")
    if header is None:
        return request.headers.get(OTHER_HEADER) or None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip() or len(token) > LONGEST:
        raise Unacceptable(401, "invalid_token", headers=SCHEMES)
    return token.strip()


async def caller_of(database: Database, token: str, now: datetime) -> Caller:
    """The owner of this token. Raises Unacceptable: 401."""
    if looks_like_key(token):
        holder = await key_holders.identify(database, token, now=now)
        if holder is not None:
            return Caller(holder.person, holder.scopes, key_id=holder.key_id)
        raise Unacceptable(401, "invalid_token", headers=SCHEMES)
    # A caller with a key does not need the library that reads tokens.
    from handlers.actions.accounts import access  # noqa: PLC0415 - see above

    try:
        who = await access.identify(database, token, now=now)
    except SignedOut:
        raise Unacceptable(401, "invalid_token", headers=SCHEMES) from None
    return Caller(who.person, ALL, session_id=str(who.sign_in_id), since=who.since, until=who.until)
