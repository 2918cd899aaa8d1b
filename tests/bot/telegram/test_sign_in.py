"""Telegram's sign-in over real HTTP: who it says somebody is, and what is not believed."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession, ClientTimeout

from bot.telegram import sign_in
from bot.telegram.sign_in import SignInClient
from domain.accounts.telegram_login import TelegramUser, authorization_url, user_of_claims
from domain.accounts.telegram_refusals import TelegramAway, TelegramNotShown
from tests.bot.telegram.open_id import SECRET, OpenId, open_id

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
BACK = "https://app.example/back"
VERIFIER = "v" * 64


class Stage:
    """The server, a client of it, and the time for both."""

    now = NOW
    server: OpenId
    client: SignInClient

    async def comes(self, *, verifier: str = VERIFIER) -> TelegramUser:
        server, client = self.server, self.client
        url = authorization_url(client.base, client.client_id, BACK, "state", VERIFIER)
        code, _ = server.comes_back(url)
        claims = await client.claims(code, verifier, BACK)
        return user_of_claims(claims, issuer=client.base, client_id=client.client_id, now=self.now)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    new_stage = Stage()
    async with ClientSession() as session, open_id("7000", lambda: new_stage.now) as server:
        new_stage.server = server
        new_stage.client = SignInClient(
            session, lambda: new_stage.now, base=server.base, client_id="7000", secret=SECRET
        )
        yield new_stage


async def test_somebody_is_who_telegram_says(stage: Stage) -> None:
    assert await stage.comes() == TelegramUser(987654321, "Mia Keller", None, "mia")
    # By the claim that is the Telegram id, also as text; the second time the keys are known.
    stage.server.claims = {"id": "42", "aud": 7000, "name": " \0\ud800 "}
    assert await stage.comes() == TelegramUser(42, "mia", None, "mia")
    assert stage.server.asked_keys == 1


def part(of: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(of).encode()).decode().rstrip("=")


def unsigned(server: OpenId, claims: dict[str, Any]) -> str:
    return f"{part({'alg': 'none', 'kid': 'key-1', 'typ': 'JWT'})}.{part(claims)}."


def by_public_key(server: OpenId, claims: dict[str, Any]) -> str:
    """HS256 with a secret that everybody knows; PyJWT would not write it."""
    signing_input = f"{part({'alg': 'HS256', 'kid': 'key-1', 'typ': 'JWT'})}.{part(claims)}"
    mark = hmac.new(server.public(), signing_input.encode(), hashlib.sha256).digest()
    return f"{signing_input}.{base64.urlsafe_b64encode(mark).decode().rstrip('=')}"


def by_another(server: OpenId, claims: dict[str, Any]) -> str:
    return server.sign(claims, nr=2, kid="key-1")


def by_nobody(server: OpenId, claims: dict[str, Any]) -> str:
    return server.sign(claims, nr=2)


def without_name(server: OpenId, claims: dict[str, Any]) -> str:
    good = server.sign(claims)
    return f"{part({'alg': 'RS256'})}.{good.partition('.')[2]}"


def critical(server: OpenId, claims: dict[str, Any]) -> str:
    good = server.sign(claims)
    head = part({"alg": "RS256", "kid": "key-1", "crit": ["exp"]})
    return f"{head}.{good.partition('.')[2]}"


def nonsense(server: OpenId, claims: dict[str, Any]) -> str:
    return "a.b.c"


@pytest.mark.parametrize(
    "spoil",
    [unsigned, by_public_key, by_another, by_nobody, without_name, critical, nonsense],
    ids=lambda spoil: str(spoil.__name__),
)
async def test_what_telegram_has_not_signed_is_nobodys_word(
    stage: Stage, spoil: Callable[[OpenId, dict[str, Any]], str]
) -> None:
    stage.server.spoil = spoil
    with pytest.raises(TelegramNotShown):
        await stage.comes()


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "7001"},
        {"aud": ["7000", "7001"]},
        {"aud": None},
        {"aud": True},
        {"iss": "https://oauth.example"},
        {"iss": None},
        {"exp": int((NOW - timedelta(minutes=2)).timestamp())},
        {"exp": None},
        {"exp": 1e300},
        {"iat": int((NOW + timedelta(minutes=2)).timestamp())},
        {"id": None},
        {"id": True},
        {"id": -1},
        {"id": 2**60},
        {"id": "٤٢"},
    ],
    ids=str,
)
async def test_what_was_signed_for_others_or_for_another_day_is_not_taken(
    claims: dict[str, Any],
) -> None:
    all_claims = OpenId(
        "7000", lambda: NOW, base="https://oauth.telegram.org", claims=claims
    ).usual()
    with pytest.raises(TelegramNotShown):
        user_of_claims(all_claims, issuer="https://oauth.telegram.org", client_id="7000", now=NOW)


async def test_a_code_is_worth_nothing_without_its_verifier(stage: Stage) -> None:
    with pytest.raises(TelegramNotShown):
        await stage.comes(verifier="w" * 64)


async def test_a_new_key_is_asked_for_and_a_made_up_one_not_again(stage: Stage) -> None:
    await stage.comes()
    stage.server.keys, stage.server.spoil = [2], by_nobody
    for _ in range(3):  # it was asked a moment ago
        with pytest.raises(TelegramNotShown):
            await stage.comes()
    assert stage.server.asked_keys == 1
    stage.now += sign_in.KEYS_ASKED

    assert (await stage.comes()).id == 987654321
    assert stage.server.asked_keys == 2


async def test_while_telegram_is_away_that_is_said_and_known_keys_hold(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.comes()
    stage.server.keys_status = 500
    stage.now += 2 * sign_in.KEYS_KEPT
    assert (await stage.comes()).id == 987654321

    stage.server.status = 502
    with pytest.raises(TelegramAway):
        await stage.comes()
    stage.server.status, stage.server.slow = 200, asyncio.Event()
    monkeypatch.setattr(sign_in, "PATIENCE", ClientTimeout(total=0.05))
    with pytest.raises(TelegramAway):
        await stage.comes()
