"""The stream that keeps the page current."""

import asyncio
from typing import Any

import aiohttp
import orjson
import pytest

from bot.playground import Playground, PlaygroundServer, serve, start
from bot.playground.events import BACKLOG, Events
from tests.bot.playground.conftest import Api
from tests.bot.playground.polls import a_poll_waits
from tests.journeys.stage import Stage

PATIENCE = 30


async def next_event(stream: aiohttp.ClientResponse) -> tuple[int, dict[str, Any]]:
    chunk = await asyncio.wait_for(stream.content.readuntil(b"\n\n"), PATIENCE)
    number, data = chunk.strip().split(b"\n", 1)
    return int(number.removeprefix(b"id: ")), orjson.loads(data.removeprefix(b"data: "))


async def test_everything_that_happens_is_an_event(api: Api, stage: Stage) -> None:
    async with stage.session.get(f"{api.url}/playground/events") as stream:
        assert (await next_event(stream))[1] == {"type": "hello"}
        await stage.post("/playground/people/7001/send", {"text": "hi"})
        sent = await api("sendMessage", chat_id=7001, text="x")
        place = {"chat_id": 7001, "message_id": sent["message_id"]}
        edited = await api("editMessageText", **place, text="y")
        await api("sendChatAction", chat_id=7001, action="typing")
        await api("deleteMessage", **place)
        await stage.post("/playground/people/7001/block", {"blocked": True})
        events = [await next_event(stream) for _ in range(6)]
    kinds = [event["type"] for _, event in events]
    assert kinds == ["message", "message", "edit", "action", "delete", "blocked"]
    assert [event["chat_id"] for _, event in events] == [7001] * 6
    assert events[1][1]["message"] == sent
    assert events[2][1]["message"] == edited
    assert events[4][1]["message_id"] == sent["message_id"]
    numbers = [number for number, _ in events]
    assert numbers == sorted(set(numbers))


async def test_a_stream_may_be_one_persons(api: Api, stage: Stage) -> None:
    url = f"{api.url}/playground/events"
    async with stage.session.get(url, params={"chat": "7002"}) as stream:
        await next_event(stream)
        await stage.post("/playground/people/7001/send", {"text": "not for Anna"})
        await stage.post("/playground/people/7002/send", {"text": "for Anna"})
        assert (await next_event(stream))[1]["message"]["text"] == "for Anna"


async def test_a_newcomer_is_told_to_everybody(api: Api, stage: Stage) -> None:
    async with stage.session.get(f"{api.url}/playground/events") as stream:
        await next_event(stream)
        person = await stage.post("/playground/people", {"first_name": "Noor"})
        event = (await next_event(stream))[1]
    assert (event["type"], event["person"]) == ("person", person)


async def test_a_reader_that_falls_too_far_behind_is_cut_off() -> None:
    events = Events()
    slow = events.subscribe()
    for number in range(BACKLOG + 1):
        events.publish("message", 7001, message=number)
    chunks = [await slow.next()]
    assert chunks == [None]


async def test_open_streams_and_polls_do_not_hold_up_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = Playground()
    monkeypatch.setattr(serve, "GRACE", 2.0 * PATIENCE)
    served: PlaygroundServer = await start(world)
    async with Stage(served.url) as stage:
        await stage.chat(7001)
        poll = asyncio.create_task(Api(served.url, stage.session)("getUpdates", timeout=50))
        await a_poll_waits(world)
        async with asyncio.timeout(PATIENCE):
            await served.stop()
        assert await poll == []
    world.close()
