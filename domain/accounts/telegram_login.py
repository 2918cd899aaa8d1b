"""Who somebody is according to Telegram: by its sign-in, or by the launch of a Mini App.

Sources: https://core.telegram.org/bots/telegram-login,
https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app,
https://core.telegram.org/bots/webapps#validating-data-for-third-party-use, RFC 7636.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from domain.accounts.telegram_refusals import TelegramNotShown

STATE_VALID: Final = timedelta(minutes=10)  # to Telegram and back
LAUNCH_VALID: Final = timedelta(hours=1)  # since a Mini App was opened
# Clocks differ.
LEEWAY: Final = timedelta(seconds=60)
LONGEST_LAUNCH: Final = 4096
MOST_FIELDS: Final = 32
LONGEST_NAME: Final = 64
LARGEST_ID: Final = 2**52  # https://core.telegram.org/bots/api#user
SCOPE: Final = "openid profile"
# What was signed, and the signature → whether Telegram made it.
IsTelegrams = Callable[[bytes, bytes], bool]


@dataclass(frozen=True, slots=True)
class TelegramUser:
    """A person as Telegram describes them. language: an IETF tag, None if not given."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Launch:
    """A Mini App that was opened. digest: of what it shows, to recognise it again. until: how long
    that is believed."""

    user: TelegramUser
    digest: str
    until: datetime


def launch_key(token: str) -> bytes:
    """The key with which Telegram signs launches for the bot of this token."""
    return hmac.digest(b"WebAppData", token.encode(), "sha256")


def launch(init_data: str, key: bytes, now: datetime) -> Launch:
    """Who opened a Mini App, from `Telegram.WebApp.initData` as it came.

    All fields but `hash` are signed, including `signature`, which is for bots without our token.
    Raises TelegramNotShown.
    """
    fields = _fields(init_data)
    try:
        mac = bytes.fromhex(fields.pop("hash"))
        signed = _lines(fields).encode()
    except (ValueError, KeyError):
        raise TelegramNotShown from None
    if not hmac.compare_digest(hmac.digest(key, signed, "sha256"), mac):
        raise TelegramNotShown
    return _launch(fields, signed, now)


def launch_of(init_data: str, bot_id: int, is_telegrams: IsTelegrams, now: datetime) -> Launch:
    """Who opened a Mini App of another bot, whose token we do not have.

    Telegram signs it for those without the token: all fields but `hash` and `signature`. Whoever
    runs that bot can act as anybody who has opened its Mini App, so it has to be the business's
    own. Raises TelegramNotShown.
    """
    fields = _fields(init_data)
    try:
        fields.pop("hash", None)
        signature = urlsafe_b64decode(fields.pop("signature") + "==")
        signed = f"{bot_id}:WebAppData\n{_lines(fields)}".encode()
    except (ValueError, KeyError):
        raise TelegramNotShown from None
    if not is_telegrams(signed, signature):
        raise TelegramNotShown
    return _launch(fields, signed, now)


def _fields(init_data: str) -> dict[str, str]:
    """Each may appear once. Raises TelegramNotShown."""
    if len(init_data) > LONGEST_LAUNCH:
        raise TelegramNotShown
    try:
        pairs = parse_qsl(
            init_data, keep_blank_values=True, strict_parsing=True, max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise TelegramNotShown from None
    fields = dict(pairs)
    if len(pairs) != len(fields):
        raise TelegramNotShown
    return fields


def _lines(fields: Mapping[str, str]) -> str:
    return "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))


def _launch(fields: Mapping[str, str], signed: bytes, now: datetime) -> Launch:
    """The launch that was signed, unless expired. Raises TelegramNotShown."""
    at = _instant(fields.get("auth_date"))
    if now >= at + LAUNCH_VALID:
        raise TelegramNotShown("expired")
    if at > now + LEEWAY:
        raise TelegramNotShown
    try:
        user = json.loads(fields.get("user", ""))
    except (ValueError, RecursionError):
        raise TelegramNotShown from None
    # Of what was signed, not as it was written: order makes no difference.
    return Launch(_user(user), hashlib.sha256(signed).hexdigest(), at + LAUNCH_VALID)


def digest(secret: str) -> str:
    """What is stored of a state or a proof. They have at least 128 bits of entropy."""
    return hashlib.sha256(secret.encode()).hexdigest()


def challenge(verifier: str) -> str:
    """What is sent ahead of a verifier (S256)."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def authorization_url(
    base: str, client_id: str, redirect_uri: str, state: str, verifier: str
) -> str:
    """Where somebody goes to sign in with Telegram."""
    query = {
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": SCOPE,
        "state": state,
        "code_challenge": challenge(verifier),
        "code_challenge_method": "S256",
    }
    return f"{base}/auth?{urlencode(query)}"


def user_of_claims(
    claims: Mapping[str, Any], *, issuer: str, client_id: str, now: datetime
) -> TelegramUser:
    """The person an id_token is about, its signature already checked.

    The Telegram id is `id`; `sub` is another number, which nothing else uses. Raises
    TelegramNotShown.
    """
    if claims.get("iss") != issuer or not _meant_for(claims.get("aud"), client_id):
        raise TelegramNotShown
    if now >= _instant(claims.get("exp")) + LEEWAY:
        raise TelegramNotShown("expired")
    if now + LEEWAY < _instant(claims.get("iat")):
        raise TelegramNotShown
    name = claims.get("given_name") or claims.get("name")
    return _user(
        {
            "id": claims.get("id"),
            "first_name": name,
            "last_name": claims.get("family_name"),
            "username": claims.get("preferred_username"),
        }
    )


def _meant_for(audience: object, client_id: str) -> bool:
    """For us alone."""
    if isinstance(audience, list) and len(audience) == 1:
        [audience] = audience
    return isinstance(audience, str | int) and str(audience) == client_id


def _user(user: object) -> TelegramUser:
    if not isinstance(user, Mapping):
        raise TelegramNotShown
    id_ = user.get("id")
    if isinstance(id_, str) and id_.isascii() and id_.isdecimal() and len(id_) < 17:
        id_ = int(id_)
    if not isinstance(id_, int) or isinstance(id_, bool) or not 0 < id_ < LARGEST_ID:
        raise TelegramNotShown
    username = _line(user.get("username"))
    return TelegramUser(
        id_,
        _line(user.get("first_name")) or username or str(id_),
        _line(user.get("last_name")),
        username,
        _line(user.get("language_code")),
    )


def _line(text: object) -> str | None:
    """Text that can be stored, None if there is none."""
    if not isinstance(text, str):
        return None
    plain = "".join(c for c in text if c != "\0" and not "\ud800" <= c <= "\udfff")
    return plain.strip()[:LONGEST_NAME] or None


def _instant(stamp: object) -> datetime:
    """Seconds since 1970, as a number or as text."""
    if isinstance(stamp, str) and stamp.isascii() and stamp.isdecimal() and len(stamp) < 12:
        stamp = int(stamp)
    if isinstance(stamp, bool) or not isinstance(stamp, int | float) or not 0 < stamp < 10**11:
        raise TelegramNotShown
    return datetime.fromtimestamp(stamp, UTC)
