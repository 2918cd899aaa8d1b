"""Twilio, Firebase and a push service, played by one real server that checks who asks, and how."""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import http_ece
import jwt
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bot.delivery.channels.encrypted import point, public_key
from bot.settings.channel_settings import ServiceAccount, Twilio
from handlers.http.twilio import SIGNATURE, signature_of

SID = "AC" + "0123456789abcdef" * 2
TOKEN = "twilio-auth-token-0123456789abcd"
NUMBER = "+15550100"
PUBLIC = "https://bot.example.org/coach"


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    """The key of the service account; making one takes a tenth of a second."""
    return rsa.generate_private_key(65537, 2048)


def pem(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@dataclass
class Browser:
    """A subscribed browser: its keys, and what it was shown."""

    name: str
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    auth: bytes = b"sixteen bytes it"
    shown: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def p256dh(self) -> bytes:
        return point(self.key.public_key())


@dataclass
class Providers:
    """What they were asked, and what they answer next. answers: status, body and headers of a
    provider's next answers; the normal ones once there are none."""

    url: str = ""
    texts: list[dict[str, str]] = field(default_factory=list)
    apps: list[dict[str, Any]] = field(default_factory=list)
    tokens: int = 0
    bearer: str = "ya29.first"
    browsers: dict[str, Browser] = field(default_factory=dict)
    answers: dict[str, list[tuple[int, Any, dict[str, str]]]] = field(default_factory=dict)

    @property
    def twilio(self) -> Twilio:
        return Twilio(SID, TOKEN, NUMBER, self.url)

    @property
    def account(self) -> ServiceAccount:
        key = pem(rsa_key())
        return ServiceAccount("studio", "bot@studio.example", f"{self.url}/token", key)

    def browser(self, name: str) -> Browser:
        return self.browsers.setdefault(name, Browser(name))

    def answer(self, provider: str, status: int, body: Any = None, **headers: str) -> None:
        """What it says next."""
        self.answers.setdefault(provider, []).append((status, body, headers))

    def _next(self, provider: str) -> web.Response | None:
        waiting = self.answers.get(provider)
        if not waiting:
            return None
        status, body, headers = waiting.pop(0)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.json_response(body, status=status, headers=named)

    async def text(self, request: web.Request) -> web.Response:
        login = base64.b64encode(f"{SID}:{TOKEN}".encode()).decode()
        assert request.headers["Authorization"] == f"Basic {login}"
        assert request.path == f"/2010-04-01/Accounts/{SID}/Messages.json"
        if (response := self._next("sms")) is not None:
            return response
        self.texts.append({name: str(value) for name, value in (await request.post()).items()})
        return web.json_response({"sid": f"SM{len(self.texts)}", "status": "queued"}, status=201)

    async def token(self, request: web.Request) -> web.Response:
        form = await request.post()
        assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
        claims = jwt.decode(
            str(form["assertion"]),
            rsa_key().public_key(),
            algorithms=["RS256"],
            audience=f"{self.url}/token",
            options={"verify_exp": False, "verify_iat": False},
        )
        assert claims["iss"] == "bot@studio.example"
        assert claims["exp"] - claims["iat"] == 3600
        self.tokens += 1
        return web.json_response({"access_token": self.bearer, "expires_in": 3600})

    async def app(self, request: web.Request) -> web.Response:
        if request.headers["Authorization"] != f"Bearer {self.bearer}":
            return web.json_response({"error": {"code": 401}}, status=401)
        if (response := self._next("push")) is not None:
            return response
        body = await request.read()
        assert len(body) <= 4096
        self.apps.append(json.loads(body)["message"])
        return web.json_response({"name": f"projects/studio/messages/{len(self.apps)}"})

    async def push(self, request: web.Request) -> web.Response:
        scheme, _, rest = request.headers["Authorization"].partition(" ")
        fields = dict(part.strip().split("=", 1) for part in rest.split(","))
        house = public_key(_unbase64(fields["k"]))
        claims = jwt.decode(
            fields["t"],
            house,
            algorithms=["ES256"],
            audience=self.url,
            options={"verify_exp": False},
        )
        assert scheme == "vapid"
        assert claims["sub"] == "mailto:desk@example.org"
        if (response := self._next("web_push")) is not None:
            return response
        browser = self.browsers[request.match_info["browser"]]
        body = await request.read()
        assert request.headers["Content-Encoding"] == "aes128gcm"
        assert len(body) <= 4096
        # By a library that is not ours.
        said_to_it = http_ece.decrypt(
            body, private_key=browser.key, auth_secret=browser.auth, version="aes128gcm"
        )
        browser.shown.append(json.loads(said_to_it))
        browser.headers.append(dict(request.headers))
        return web.Response(status=201, headers={"Location": f"{self.url}/m/1"})


@asynccontextmanager
async def providers() -> AsyncIterator[Providers]:
    """They listen until the end of the block."""
    fakes = Providers()
    app = web.Application()
    app.router.add_post("/2010-04-01/Accounts/{account}/Messages.json", fakes.text)
    app.router.add_post("/token", fakes.token)
    app.router.add_post("/v1/projects/studio/messages:send", fakes.app)
    app.router.add_post("/push/{browser}", fakes.push)
    async with TestServer(app, host="127.0.0.1") as server:
        fakes.url = f"http://127.0.0.1:{server.port}"
        yield fakes


async def say(
    session: ClientSession,
    address: str,
    message_id: int,
    *,
    public: str = PUBLIC,
    token: str = TOKEN,
    **form: str,
) -> int:
    """Twilio reports what became of a message, to this address of ours; the status of our
    answer."""
    path = f"/webhooks/twilio/{message_id}"
    pairs = "".join(name + value for name, value in sorted(form.items()))
    headers = {SIGNATURE: signature_of(token, public + path, pairs)}
    async with session.post(address + path, data=form, headers=headers) as answer:
        return answer.status


def _unbase64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
