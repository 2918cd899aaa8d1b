"""A client of Telegram's sign-in: exchanges a code for a token that Telegram has signed.

OpenID Connect with PKCE (https://core.telegram.org/bots/telegram-login). There is no userinfo, and
the nonce is not returned: the code is bound to the person who began by the verifier and by what
they hold (`handlers.actions.accounts.by_telegram`).
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import orjson
import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout, encode_basic_auth

from domain.accounts.telegram_refusals import TelegramAway, TelegramNotShown

if TYPE_CHECKING:
    from jwt import PyJWK

log = structlog.get_logger(__name__)

# @BotFather's default. Pinned, as the algorithm that a token itself names may be forged.
ALGORITHM: Final = "RS256"
PATIENCE: Final = ClientTimeout(total=10)
LARGEST: Final = 64 * 1024
KEYS_KEPT: Final = timedelta(hours=1)
# Between two requests for a key that is missing: forged tokens must not make us ask Telegram.
KEYS_ASKED: Final = timedelta(minutes=1)
_BAD_CODE: Final = range(400, 500)


class SignInClient:
    """One for the process. secret: from @BotFather; not the bot's token. base: Telegram's address,
    which is also the issuer of its tokens."""

    def __init__(
        self,
        session: ClientSession,
        clock: Callable[[], datetime],
        *,
        base: str,
        client_id: str,
        secret: str,
    ) -> None:
        self._session = session
        self._clock = clock
        self.base = base
        self.client_id = client_id
        self._secret = secret
        self._keys: Mapping[str, PyJWK] = {}
        self._read_at: datetime | None = None
        self._reading = asyncio.Lock()

    async def claims(self, code: str, verifier: str, redirect_uri: str) -> Mapping[str, Any]:
        """What Telegram says about the person who came back with this code, signed.

        Raises TelegramNotShown for an unknown code, or for another signature; TelegramAway.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "client_id": self.client_id,
            "code_verifier": verifier,
        }
        headers = {"Authorization": encode_basic_auth(self.client_id, self._secret)}
        answer = await self._ask("POST", "/token", data=form, headers=headers)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise TelegramAway
        return await self._verify_token(token)

    async def _verify_token(self, token: str) -> Mapping[str, Any]:
        """The claims of a token signed with one of Telegram's keys.

        Expiry and audience are checked elsewhere, with the clock of the business.
        """
        import jwt  # noqa: PLC0415 - not before somebody signs in by Telegram

        try:
            header = jwt.get_unverified_header(token)
        except jwt.InvalidTokenError:
            raise TelegramNotShown from None
        kid = header.get("kid")
        if header.get("alg") != ALGORITHM or not isinstance(kid, str):
            raise TelegramNotShown
        key = await self._key(kid)
        if key is None:
            raise TelegramNotShown
        ours = ("exp", "iat", "nbf", "aud", "iss", "sub", "jti")
        unchecked: Any = {f"verify_{name}": False for name in ours}
        try:
            claims: Mapping[str, Any] = jwt.decode(
                token, key, algorithms=[ALGORITHM], options=unchecked
            )
        except jwt.InvalidTokenError:
            raise TelegramNotShown from None
        return claims

    async def _key(self, kid: str) -> "PyJWK | None":
        """The key of this name. Unknown ones are fetched, now and then; while Telegram does not
        answer, the known ones remain valid."""
        if self._fresh(KEYS_KEPT) and kid in self._keys:
            return self._keys[kid]
        async with self._reading:
            if not self._fresh(KEYS_ASKED if kid not in self._keys else KEYS_KEPT):
                try:
                    self._keys = await self._fetch_keys()
                    self._read_at = self._clock()
                except TelegramAway:
                    if kid not in self._keys:
                        raise
            return self._keys.get(kid)

    def _fresh(self, long: timedelta) -> bool:
        # A clock that was set back proves nothing.
        read_at, now = self._read_at, self._clock()
        return read_at is not None and read_at <= now < read_at + long

    async def _fetch_keys(self) -> Mapping[str, "PyJWK"]:
        import jwt  # noqa: PLC0415 - as above

        answer = await self._ask("GET", "/.well-known/jwks.json")
        keys = answer.get("keys")
        by_id = {}
        for one in keys if isinstance(keys, list) else ():
            # Only RSA: the pinned algorithm makes no sense with any other kind.
            if (
                isinstance(one, dict)
                and one.get("kty") == "RSA"
                and isinstance(one.get("kid"), str)
            ):
                try:
                    by_id[one["kid"]] = jwt.PyJWK.from_dict(one, algorithm=ALGORITHM)
                except (jwt.PyJWTError, ValueError):
                    log.warning("telegram.sign_in_key_unreadable")
        if not by_id:
            raise TelegramAway
        return by_id

    async def _ask(self, method: str, path: str, **more: Any) -> Mapping[str, Any]:
        """The JSON object in the answer. Raises TelegramNotShown if our request is refused, and
        TelegramAway for anything else."""
        try:
            async with self._session.request(
                method, self.base + path, timeout=PATIENCE, allow_redirects=False, **more
            ) as response:
                raw = await response.content.read(LARGEST + 1)
                while len(raw) <= LARGEST and not response.content.at_eof():
                    raw += await response.content.read(LARGEST + 1 - len(raw))
        except (ClientError, TimeoutError, OSError) as fault:
            log.warning("telegram.sign_in_away", fault=type(fault).__name__)
            raise TelegramAway from None
        if method == "POST" and response.status in _BAD_CODE and response.status != 429:
            # Also if our own secret is wrong, which the operator must know.
            log.warning("telegram.sign_in_refused", status=response.status)
            raise TelegramNotShown
        try:
            answer = orjson.loads(raw) if len(raw) <= LARGEST else None
        except orjson.JSONDecodeError:
            answer = None
        if response.status != 200 or not isinstance(answer, dict):
            log.warning("telegram.sign_in_odd", status=response.status)
            raise TelegramAway
        return answer
