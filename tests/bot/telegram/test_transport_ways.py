"""All the ways through the transport: our calls, our uploads, and the library's own bot."""

import asyncio
import io
import traceback
from typing import Any

import pytest
from aiohttp import ClientSession, web
from telegram import Bot, InputFile, error

from bot.intake.intake import PARALLEL_PEOPLE
from bot.telegram.transport import AiohttpRequest, OutgoingFile, Telegram, open_session
from bot.timing.clock import Clock
from tests.bot.servers import TOKEN, Answer, http, raw, says


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


async def test_everyone_who_is_answered_at_once_has_both_calls_under_way() -> None:
    with_polling = 2 * PARALLEL_PEOPLE + 1
    all_there = asyncio.Barrier(with_polling)

    async def answer(request: web.Request) -> web.StreamResponse:
        await all_there.wait()
        return web.json_response({"ok": True, "result": True})

    async with http(answer) as address, open_session() as session:
        telegram = Telegram(session, address, TOKEN, Clock())
        calls = (telegram.call("getMe", {}) for _ in range(with_polling))
        assert await asyncio.gather(*calls) == [True] * with_polling


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
            text = "".join(traceback.format_exception(raised.value)) + repr(raised.value)
            assert "secret-of-the-bot" not in text


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


async def test_an_upload_arrives_with_its_name_kind_and_fields(session: ClientSession) -> None:
    seen: dict[str, Any] = {}
    async with http(_keeps_form(seen)) as address:
        await Telegram(session, address, TOKEN, Clock()).upload(
            "sendDocument",
            {"chat_id": 7, "caption": "Termin", "reply_markup": {"inline_keyboard": []}},
            {"document": OutgoingFile("session.ics", b"BEGIN:VCALENDAR\r\n\x00", "text/calendar")},
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
    files = {"document": OutgoingFile("a.txt", b"a")}
    await Telegram(session, address, TOKEN, Clock()).upload("sendDocument", {}, files)


async def _by_bot(session: ClientSession, address: str) -> None:
    await _bot(session, address).delete_webhook()
