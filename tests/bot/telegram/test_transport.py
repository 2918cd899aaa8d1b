"""The transport against a real HTTP server that answers as Telegram does, and as it should not."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession, web
from telegram import Bot, error

from bot.telegram.transport import AiohttpRequest, Telegram
from bot.timing.clock import Clock
from tests.bot.servers import TOKEN, http, raw, says


async def test_a_call_sends_json_to_the_method_and_gives_back_the_result(
    session: ClientSession,
) -> None:
    seen: list[tuple[str, str, Any]] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        seen.append((request.method, request.path, await request.json()))
        return web.json_response({"ok": True, "result": {"message_id": 5}})

    async with http(answer) as address:
        telegram = Telegram(session, address, TOKEN, Clock())
        result = await telegram.call("sendMessage", {"chat_id": 7, "text": "Grüße <b>1</b>"})

    assert result == {"message_id": 5}
    sent = {"chat_id": 7, "text": "Grüße <b>1</b>"}
    assert seen == [("POST", f"/bot{TOKEN}/sendMessage", sent)]


@pytest.mark.parametrize(
    ("status", "description", "expected"),
    [
        (400, "Message is not modified", error.BadRequest),
        (401, "Unauthorized", error.InvalidToken),
        (403, "Forbidden: bot was blocked by the user", error.Forbidden),
        (404, "Not Found", error.InvalidToken),
        (409, "Conflict: terminated by other getUpdates request", error.Conflict),
        (413, "Request Entity Too Large", error.BadRequest),
        (500, "Internal Server Error", error.NetworkError),
        (502, "Bad Gateway", error.NetworkError),
    ],
)
async def test_an_error_keeps_its_kind_and_telegrams_words(
    session: ClientSession, status: int, description: str, expected: type[error.TelegramError]
) -> None:
    async with http(says(status, description=description)) as address:
        telegram = Telegram(session, address, TOKEN, Clock())
        with pytest.raises(error.TelegramError) as raised:
            await telegram.call("sendMessage", {})
    assert type(raised.value) is expected
    assert raised.value.message == description


async def test_too_many_requests_says_how_long_to_wait(session: ClientSession) -> None:
    async with http(says(429, description="…", parameters={"retry_after": 3})) as address:
        with pytest.raises(error.RetryAfter) as raised:
            await Telegram(session, address, TOKEN, Clock()).call("sendMessage", {})
    assert raised.value.retry_after == timedelta(seconds=3)


async def test_too_many_requests_from_a_proxy_without_parameters_waits_a_second(
    session: ClientSession,
) -> None:
    async with raw(b"HTTP/1.1 429 Slow Down\r\nContent-Length: 0\r\n\r\n") as address:
        with pytest.raises(error.RetryAfter) as raised:
            await Telegram(session, address, TOKEN, Clock()).call("sendMessage", {})
    assert raised.value.retry_after == timedelta(seconds=1)


async def test_a_group_that_moved_says_where_to(session: ClientSession) -> None:
    moved = says(400, description="…", parameters={"migrate_to_chat_id": -1001})
    async with http(moved) as address:
        with pytest.raises(error.ChatMigrated) as raised:
            await Telegram(session, address, TOKEN, Clock()).call("sendMessage", {})
    assert raised.value.new_chat_id == -1001


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<html>nginx</html>", id="a page of a proxy"),
        pytest.param(b'{"ok": true}', id="no result"),
        pytest.param(b"[1]", id="no object"),
        pytest.param(b"", id="nothing"),
    ],
)
async def test_an_unreadable_answer_is_a_fault_of_the_network(
    session: ClientSession, body: bytes
) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    async with raw(head + body) as address:
        with pytest.raises(error.NetworkError, match="unreadable"):
            await Telegram(session, address, TOKEN, Clock()).call("getMe", {})


async def test_a_bad_gateway_in_html_is_a_fault_of_the_network(session: ClientSession) -> None:
    async with raw(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 6\r\n\r\n<html>") as address:
        with pytest.raises(error.NetworkError, match="Telegram answered 502"):
            await Telegram(session, address, TOKEN, Clock()).call("getMe", {})


async def test_a_silent_server_times_out(session: ClientSession) -> None:
    async def silence(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(5)
        raise AssertionError

    async with http(silence) as address:
        with pytest.raises(error.TimedOut):
            await Telegram(session, address, TOKEN, Clock()).call("getMe", {}, timeout=0.05)


async def test_the_result_of_an_edit_is_not_read(session: ClientSession) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(text="{ not JSON", content_type="application/json")

    async with http(answer) as address:
        telegram = Telegram(session, address, TOKEN, Clock())
        assert await telegram.call("editMessageText", {"chat_id": 1, "text": "…"}) is None


async def test_the_clock_follows_a_server_on_loopback(session: ClientSession) -> None:
    clock = Clock()

    async def answer(request: web.Request) -> web.StreamResponse:
        body = {"ok": True, "result": True}
        return web.json_response(body, headers={"X-Coachbook-Clock": "3600.5"})

    async with http(answer) as address:
        await Telegram(session, address, TOKEN, clock).call("getMe", {})
        assert clock.offset == 3600.5
        clock.follow(0)
        bot = Bot(
            TOKEN, f"{address}/bot", f"{address}/file/bot", request=AiohttpRequest(session, clock)
        )
        await bot.delete_webhook()
        assert clock.offset == 3600.5


async def test_the_clock_follows_nobody_else(session: ClientSession) -> None:
    clock = Clock()
    # A name that is not "localhost" could be any machine, wherever it happens to lead today.
    telegram = Telegram(session, "http://bot-api.example", TOKEN, clock)
    assert telegram._clock is None
