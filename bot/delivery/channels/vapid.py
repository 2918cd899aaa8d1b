"""Identifies this business to push services: its key pair, and signatures with it (RFC 8292)."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from bot.delivery.channels.encrypted import point
from storage.messages import web_push_keys
from storage.transactions import Database

LASTS: Final = 12 * 3600  # seconds; at most 24 h
_EARLY: Final = 3600
_MOST: Final = 200  # push services with a cached header; there are only a handful


class Vapid:
    """Signs for one business. subject: a mailbox or an address of its operator."""

    def __init__(self, database: Database, subject: str, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._subject = subject
        self._clock = clock
        self._key: ec.EllipticCurvePrivateKey | None = None
        self._headers: dict[str, tuple[str, float]] = {}

    async def public_key(self) -> str:
        """The key a browser subscribes with: `applicationServerKey`, base64url without padding."""
        return _base64url(point((await self._private_key()).public_key()))

    async def header(self, endpoint: str) -> str:
        """The Authorization header for a push service: `aud` is the origin of the endpoint."""
        parts = urlsplit(endpoint)
        origin, now = f"{parts.scheme}://{parts.netloc}", self._clock().timestamp()
        cached = self._headers.get(origin)
        if cached is not None and cached[1] - _EARLY > now:
            return cached[0]
        key, ends = await self._private_key(), int(now) + LASTS
        claims = {"aud": origin, "exp": ends, "sub": self._subject}
        token = jwt.encode(claims, key, algorithm="ES256")
        header = f"vapid t={token}, k={await self.public_key()}"
        if len(self._headers) >= _MOST:
            self._headers.clear()
        self._headers[origin] = header, ends
        return header

    async def _private_key(self) -> ec.EllipticCurvePrivateKey:
        if self._key is None:
            text = await web_push_keys.private_key(self._database, _generate_key, self._clock())
            key = load_pem_private_key(text.encode(), None)
            assert isinstance(key, ec.EllipticCurvePrivateKey)  # as `_generate_key` writes it
            self._key = key
        return self._key


def _generate_key() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
