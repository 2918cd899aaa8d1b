"""The transport against a real HTTP server that answers as Telegram does, and as it should not."""

import asyncio
import io
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession, web
from telegram import Bot, InputFile, error

from bot.clock import Clock
from bot.transport import AiohttpRequest, Telegram, Upload, open_session

TOKEN = "7000:secret-of-the-bot"
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with open_session() as opened:
        yield opened


@asynccontextmanager
async def http(answer: Answer) -> AsyncIterator[str]:
    """A server whose every path gives this answer; yields its address."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def raw(answer: bytes | None) -> AsyncIterator[str]:
    """A server that reads a request, writes these bytes, and hangs up; None: resets at once."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if answer is None:
            writer.transport.abort()
        else:
            writer.write(answer)
            await writer.drain()
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await server.wait_closed()


def says(status: int, **body: Any) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        await request.read()
        return web.json_response({"ok": status == 200, **body}, status=status)

    return answer


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


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(None, id="reset"),
        pytest.param(b"", id="hung up"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf", id="half an answer"),
        pytest.param(b"no HTTP at all\r\n\r\n", id="not HTTP"),
        pytest.param(b"HTTP/1.1 302 F\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", id="moved"),
    ],
)
async def test_no_fault_on_the_way_tells_the_token(
    session: ClientSession, answer: bytes | None
) -> None:
    async with raw(answer) as address:
        for attempt in (_by_call, _by_upload, _by_bot):
            with pytest.raises(error.NetworkError) as raised:
                await attempt(session, address)
            told = "".join(traceback.format_exception(raised.value)) + repr(raised.value)
            assert "secret-of-the-bot" not in told


async def test_a_port_that_nobody_listens_on_is_a_fault_of_the_network(
    session: ClientSession,
) -> None:
    async with raw(b"") as address:
        pass
    with pytest.raises(error.NetworkError, match="cannot be reached") as raised:
        await _by_call(session, address)
    assert "secret-of-the-bot" not in "".join(traceback.format_exception(raised.value))


async def test_the_objects_do_not_show_the_token(session: ClientSession) -> None:
    telegram = Telegram(session, "http://127.0.0.1:1", TOKEN, Clock())
    assert "secret-of-the-bot" not in repr(telegram) + str(telegram)


async def test_calls_share_a_connection(session: ClientSession) -> None:
    peers: set[Any] = set()

    async def answer(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        peers.add(request.transport.get_extra_info("peername"))
        return web.json_response({"ok": True, "result": True})

    async with http(answer) as address:
        telegram = Telegram(session, address, TOKEN, Clock())
        for _ in range(5):
            await telegram.call("getMe", {})
        await _by_bot(session, address)
    assert len(peers) == 1


async def test_the_result_of_an_edit_is_not_read(session: ClientSession) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(text="{ not JSON", content_type="application/json")

    async with http(answer) as address:
        telegram = Telegram(session, address, TOKEN, Clock())
        assert await telegram.call("editMessageText", {"chat_id": 1, "text": "…"}) is None


async def test_an_upload_arrives_with_its_name_kind_and_fields(session: ClientSession) -> None:
    seen: dict[str, Any] = {}
    async with http(_keeps_form(seen)) as address:
        await Telegram(session, address, TOKEN, Clock()).upload(
            "sendDocument",
            {"chat_id": 7, "caption": "Termin", "reply_markup": {"inline_keyboard": []}},
            {"document": Upload("session.ics", b"BEGIN:VCALENDAR\r\n\x00", "text/calendar")},
        )
    assert seen == {
        "chat_id": "7",
        "caption": "Termin",
        "reply_markup": '{"inline_keyboard":[]}',
        "document": ("session.ics", "text/calendar", b"BEGIN:VCALENDAR\r\n\x00"),
    }


async def test_the_librarys_bot_sends_text_and_files_through_the_same_session(
    session: ClientSession,
) -> None:
    seen: dict[str, Any] = {}
    async with http(_keeps_form(seen)) as address:
        bot = _bot(session, address)
        photo = InputFile(io.BytesIO(b"\x89PNG"), filename="week.png")
        await bot.set_chat_photo(7, photo)
    assert seen == {
        "chat_id": "7",
        "photo": ("week.png", "image/png", b"\x89PNG"),
    }


async def test_the_librarys_bot_gets_its_own_errors(session: ClientSession) -> None:
    async with http(says(403, description="Forbidden: bot was blocked by the user")) as address:
        with pytest.raises(error.Forbidden, match="blocked"):
            await _by_bot(session, address)
    async with http(says(429, description="…", parameters={"retry_after": 9})) as address:
        with pytest.raises(error.RetryAfter):
            await _by_bot(session, address)


async def test_the_librarys_bot_times_out(session: ClientSession) -> None:
    async def silence(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(5)
        raise AssertionError

    async with http(silence) as address:
        with pytest.raises(error.TimedOut):
            await _bot(session, address).get_me(read_timeout=0.03, connect_timeout=0.01)


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


def _keeps_form(seen: dict[str, Any]) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                seen[name] = (value.filename, value.content_type, value.file.read())
                value.file.close()
            else:
                seen[name] = value
        return web.json_response({"ok": True, "result": True})

    return answer


def _bot(session: ClientSession, address: str) -> Bot:
    request = AiohttpRequest(session)
    return Bot(
        TOKEN,
        f"{address}/bot",
        f"{address}/file/bot",
        request=request,
        get_updates_request=request,
    )


async def _by_call(session: ClientSession, address: str) -> None:
    await Telegram(session, address, TOKEN, Clock()).call("getMe", {})


async def _by_upload(session: ClientSession, address: str) -> None:
    files = {"document": Upload("a.txt", b"a")}
    await Telegram(session, address, TOKEN, Clock()).upload("sendDocument", {}, files)


async def _by_bot(session: ClientSession, address: str) -> None:
    await _bot(session, address).delete_webhook()
