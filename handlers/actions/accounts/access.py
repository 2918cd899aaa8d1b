"""Access tokens: short-lived JSON Web Tokens that name a person's device.

They carry no rights: those are read from the database on each request, and so is whether the device
is still signed in. It costs no statement beyond reading the person.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import jwt
from jwt.types import Options

from domain.accounts.account_refusals import SignedOut
from domain.accounts.sign_in import ACCESS, is_fresh
from handlers.actions.accounts.keys import ring_of
from storage.accounts import sign_ins
from storage.people.people import Person
from storage.transactions import Database

ISSUER: Final = "coachbook"
AUDIENCE: Final = "coachbook-api"
ALGORITHM: Final = "HS256"  # no other is accepted, whatever a token claims
TYPE: Final = "at+jwt"  # RFC 9068
LONGEST: Final = 2_000
_CLAIMS: Final = ("iss", "aud", "sub", "sid", "jti", "iat", "exp")
# Instants are compared with the business's clock, not the machine's.
_OPTIONS: Final[Options] = {
    "require": list(_CLAIMS),
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
}


@dataclass(frozen=True, slots=True)
class AccessToken:
    """text: as sent over the wire. expires_at: UTC."""

    text: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller. person: as they are now, blocked or not. sign_in_id: of their device.

    until: when the token expires (UTC), for connections that stay open. since: when they last
    proved who they are.
    """

    person: Person
    sign_in_id: int
    until: datetime
    since: datetime

    def fresh(self, now: datetime) -> bool:
        """Whether the caller has just proved who they are."""
        return is_fresh(self.since, now)


async def issue(
    database: Database, person_id: int, sign_in_id: int, *, now: datetime
) -> AccessToken:
    """A token for this person's device. Raises DatabaseAway."""
    key = await ring_of(database).newest(database, now)
    begins = int(now.timestamp())
    ends = begins + int(ACCESS.total_seconds())
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(person_id),
        "sid": str(sign_in_id),
        "jti": secrets.token_urlsafe(12),
        "iat": begins,
        "exp": ends,
    }
    text = jwt.encode(claims, key.secret, ALGORITHM, headers={"kid": key.kid, "typ": TYPE})
    return AccessToken(text, datetime.fromtimestamp(ends, UTC))


async def identify(database: Database, token: str, *, now: datetime) -> Principal:
    """The caller behind this token, in one statement. Raises SignedOut, DatabaseAway.

    A device that was signed out is refused at once, however long its token has left.
    """
    claims = await _claims(database, token, now)
    person_id, sign_in_id = _number(claims["sub"]), _number(claims["sid"])
    async with database.read() as reader:
        holder = await sign_ins.who(reader, sign_in_id, person_id, now)
    if holder is None:
        raise SignedOut
    until = datetime.fromtimestamp(claims["exp"], UTC)
    return Principal(holder.person, sign_in_id, until, holder.since)


async def _claims(database: Database, token: str, now: datetime) -> dict[str, Any]:
    """The claims of one of our tokens. Raises SignedOut, DatabaseAway."""
    if len(token) > LONGEST or not token.isascii():
        raise SignedOut
    try:
        header = jwt.get_unverified_header(token)
        kid = header.get("kid")
        key = await ring_of(database).by_kid(database, kid, now) if isinstance(kid, str) else None
        if key is None or header.get("typ") != TYPE:
            raise SignedOut
        claims: dict[str, Any] = jwt.decode(
            token,
            key.secret,
            algorithms=[ALGORITHM],
            issuer=ISSUER,
            audience=AUDIENCE,
            options=_OPTIONS,
        )
    except jwt.InvalidTokenError:
        raise SignedOut from None
    begins, ends = claims["iat"], claims["exp"]
    if not (type(begins) is int and type(ends) is int and now.timestamp() < ends):
        raise SignedOut
    return claims


def _number(text: Any) -> int:
    if isinstance(text, str) and text.isdecimal() and text.isascii() and len(text) <= 18:
        return int(text)
    raise SignedOut
