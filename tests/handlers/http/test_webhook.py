"""What Telegram's webhook takes, and what it answers."""

import asyncio
import io
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from handlers.http import app as http
from handlers.http import webhook
from handlers.http.health import HealthChecks
from handlers.http.metrics import Metrics
from handlers.http.webhook import LIMIT, PATH, SECRET_HEADER, TelegramWebhook

SECRET = "a-Secret_1"
UPDATE = {"update_id": 1, "message": {"text": "hello"}}


class Desk:
    """Takes updates the way the intake does, and answers as it is told to."""

    def __init__(self) -> None:
        self.taken: list[Mapping[str, Any]] = []
        self.later: float | None = None

    async def accept(self, update: Mapping[str, Any]) -> float | None:
        self.taken.append(update)
        return self.later


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def client(desk: Desk) -> AsyncIterator[TestClient[Any, Any]]:
    async def refresh() -> None:
        return

    app = web.Application()
    hook = TelegramWebhook(desk.accept, SECRET)
    http.add_routes(app, health=HealthChecks({}), metrics=Metrics(), refresh=refresh, hook=hook)
    async with TestClient(TestServer(app)) as client:
        yield client


async def post(client: TestClient[Any, Any], **request: Any) -> ClientResponse:
    request.setdefault("headers", {SECRET_HEADER: SECRET})
    return await client.post(PATH, **request)


async def test_an_update_with_the_secret_is_taken_and_acknowledged(
    client: TestClient[Any, Any], desk: Desk
) -> None:
    answer = await post(client, json=UPDATE)

    assert (answer.status, desk.taken) == (200, [UPDATE])


async def test_a_text_that_was_cut_between_two_surrogates_is_read_all_the_same(
    client: TestClient[Any, Any], desk: Desk
) -> None:
    answer = await post(client, data=b'{"update_id": 1, "message": {"text": "cut \\ud83d"}}')

    assert answer.status == 200
    assert desk.taken == [{"update_id": 1, "message": {"text": "cut \ufffd"}}]


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: "a-Secret_2"}, {SECRET_HEADER: ""}])
async def test_a_stranger_is_turned_away(
    client: TestClient[Any, Any], desk: Desk, headers: dict[str, str]
) -> None:
    answer = await post(client, json=UPDATE, headers=headers)

    assert (answer.status, desk.taken) == (403, [])


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'"text"', b'{"message": {}}', b'{"update_id": "1"}', b"\xff\xfe"],
)
async def test_what_is_no_update_is_refused_without_a_server_error(
    client: TestClient[Any, Any], desk: Desk, body: bytes
) -> None:
    answer = await post(client, data=body)

    assert (answer.status, desk.taken) == (400, [])


async def test_a_body_that_is_not_encoded_as_it_says_is_refused_without_a_server_error(
    client: TestClient[Any, Any], desk: Desk
) -> None:
    headers = {SECRET_HEADER: SECRET, "Content-Encoding": "gzip"}

    answer = await post(client, data=b"{}", headers=headers)

    assert (answer.status, desk.taken) == (400, [])


async def test_a_body_of_more_than_a_mebibyte_is_refused(
    client: TestClient[Any, Any], desk: Desk
) -> None:
    answer = await post(client, data=io.BytesIO(b"{}" + b" " * LIMIT))

    assert (answer.status, desk.taken) == (413, [])


async def test_a_body_that_hides_its_length_is_refused_past_a_mebibyte(
    client: TestClient[Any, Any], desk: Desk
) -> None:
    async def drip() -> AsyncIterator[bytes]:
        for _ in range(LIMIT // 65536 + 2):
            yield b" " * 65536
            await asyncio.sleep(0)

    answer = await post(client, data=drip())

    assert (answer.status, desk.taken) == (413, [])


async def test_an_update_that_must_come_again_is_answered_503_with_the_time_to_wait(
    client: TestClient[Any, Any], desk: Desk
) -> None:
    desk.later = 2.4

    answer = await post(client, json=UPDATE)

    assert (answer.status, answer.headers["Retry-After"]) == (503, "2")


async def test_only_post_is_served(client: TestClient[Any, Any]) -> None:
    answer = await client.get(webhook.PATH, headers={SECRET_HEADER: SECRET})

    assert answer.status == 405
