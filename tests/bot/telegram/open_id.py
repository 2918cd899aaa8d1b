"""A server in place of Telegram's sign-in: real HTTP, real signatures, and what can go wrong."""

import asyncio
import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from aiohttp import encode_basic_auth, web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SECRET = "the-secret-of-the-client"


@cache
def rsa_key(nr: int) -> RSAPrivateKey:
    """The key of this number, made once: making one takes a while."""
    return generate_private_key(65537, 2048)


@dataclass
class OpenId:
    """The server. claims: what its tokens say besides the required. spoil: makes another token from
    the one it would return. status, slow: of the next answers of /token. asked_keys: how often it
    was asked for its keys."""

    client_id: str
    clock: Callable[[], datetime]
    claims: dict[str, Any] = field(default_factory=dict)
    spoil: Callable[["OpenId", dict[str, Any]], str] | None = None
    status: int = 200
    slow: asyncio.Event | None = None
    keys: list[int] = field(default_factory=lambda: [1])
    keys_status: int = 200
    asked_keys: int = 0
    base: str = ""
    _codes: dict[str, tuple[str, str]] = field(default_factory=dict)

    def comes_back(self, url: str) -> tuple[str, str]:
        """Somebody has opened this address, and said yes there: the code and the state Telegram
        sends them back with."""
        parts = urlsplit(url)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.base}/auth"
        query = {name: value for name, [value] in parse_qs(parts.query).items()}
        assert query["client_id"] == self.client_id
        assert (query["response_type"], query["code_challenge_method"]) == ("code", "S256")
        assert query["scope"].split()[0] == "openid"
        code = secrets.token_urlsafe(16)
        self._codes[code] = query["code_challenge"], query["redirect_uri"]
        return code, query["state"]

    def usual(self) -> dict[str, Any]:
        """What a token says."""
        now = self.clock()
        return {
            "iss": self.base,
            "aud": self.client_id,
            "sub": "9007199254740991123",
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(hours=1)).timestamp()),
            "id": 987654321,
            "name": "Mia Keller",
            "preferred_username": "mia",
            **self.claims,
        }

    def sign(self, claims: dict[str, Any], nr: int = 1, kid: str | None = None) -> str:
        return jwt.encode(claims, rsa_key(nr), "RS256", headers={"kid": kid or f"key-{nr}"})

    def public(self, nr: int = 1) -> bytes:
        """The public key, as everybody can have it."""
        return (
            rsa_key(nr).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        )

    async def _token(self, request: web.Request) -> web.Response:
        if self.slow is not None:
            await self.slow.wait()
        if self.status != 200:
            return web.Response(status=self.status, text="<html>Bad gateway</html>")
        form = await request.post()
        assert form["grant_type"] == "authorization_code"
        challenge, redirect_uri = self._codes.pop(str(form["code"]), ("", ""))
        hashed = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        shown = urlsafe_b64encode(hashed).decode().rstrip("=")
        if (
            request.headers["Authorization"] != encode_basic_auth(self.client_id, SECRET)
            or shown != challenge
            or form["redirect_uri"] != redirect_uri
        ):
            return web.json_response({"error": "invalid_grant"}, status=400)
        claims = self.usual()
        token = self.spoil(self, claims) if self.spoil else self.sign(claims)
        return web.json_response({"id_token": token, "access_token": "x", "token_type": "Bearer"})

    async def _keys(self, request: web.Request) -> web.Response:
        self.asked_keys += 1
        keys = []
        for nr in self.keys:
            jwk = jwt.algorithms.RSAAlgorithm.to_jwk(rsa_key(nr).public_key(), as_dict=True)
            keys.append({**jwk, "kid": f"key-{nr}", "use": "sig"})
        return web.json_response({"keys": keys}, status=self.keys_status)


@asynccontextmanager
async def open_id(client_id: str, clock: Callable[[], datetime]) -> AsyncIterator[OpenId]:
    """The server, as long as the block lasts."""
    provider = OpenId(client_id, clock)
    app = web.Application()
    app.router.add_post("/token", provider._token)
    app.router.add_get("/.well-known/jwks.json", provider._keys)
    server = TestServer(app)
    await server.start_server()
    provider.base = str(server.make_url("")).rstrip("/")
    try:
        yield provider
    finally:
        if provider.slow is not None:
            provider.slow.set()
        await server.close()
