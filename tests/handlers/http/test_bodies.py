"""Bodies that come slowly, and in pieces."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from handlers.http import bodies, receipt_paths
from handlers.http.twilio import SIGNATURE, TwilioReceipts, signature_of
from storage.transactions import Database
from tests.handlers.http.api.programs import serve
from tests.house import NOW

PUBLIC = "https://coachbook.example.org"
FORM = b"MessageSid=SM1&MessageStatus=not-one-of-theirs"


@pytest.fixture
async def client(database: Database) -> AsyncIterator[TestClient[Any, Any]]:
    receipts = TwilioReceipts(database, "token", PUBLIC, (), lambda: NOW)
    app = web.Application()
    app.router.add_post(receipt_paths.TWILIO, receipts.receive)
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_what_a_provider_says_is_heard_in_pieces_too(client: TestClient[Any, Any]) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(FORM), 20):
            yield FORM[at : at + 20]
            await asyncio.sleep(0.05)  # each on its way by itself

    pairs = "MessageSidSM1MessageStatusnot-one-of-theirs"
    headers = {
        SIGNATURE: signature_of("token", f"{PUBLIC}/webhooks/twilio/7", pairs),
        "Content-Type": "application/x-www-form-urlencoded",
    }

    answer = await client.post("/webhooks/twilio/7", data=pieces(), headers=headers)
    long = await client.post("/webhooks/twilio/7", data=b"x" * 70_000)

    assert (answer.status, long.status) == (204, 413)


async def test_nobody_keeps_a_line_by_a_body_that_does_not_come(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "PATIENCE", 0.2)
    head = "Content-Type: application/json\r\nContent-Length: 500"
    async with serve(database) as api:
        host, port = api.url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n{{".encode())
        async with asyncio.timeout(30):
            answer = await reader.read()
        writer.close()

    assert answer.split()[1] == b"400"
    assert b"UNREADABLE_BODY" in answer
