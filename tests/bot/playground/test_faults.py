"""Telegram on a bad day."""

import asyncio

import aiohttp
import pytest

from bot.playground import Playground
from tests.bot.playground.conftest import Api
from tests.journeys.stage import Stage


def texts(world: Playground) -> list[str]:
    chat = world.chats.get(7001)
    assert chat is not None
    return [message["text"] for message in chat.messages.values()]


async def test_too_many_requests(api: Api, stage: Stage, mia: int, world: Playground) -> None:
    await stage.fault("429", retry_after=7)
    answer = await api.answer("sendMessage", chat_id=mia, text="x")
    assert answer["error_code"] == 429
    assert answer["parameters"] == {"retry_after": 7}
    assert texts(world) == ["/start"]
    await stage.fault("off")
    assert await api("sendMessage", chat_id=mia, text="x")


async def test_a_bad_gateway_answers_with_a_page(api: Api, stage: Stage, mia: int) -> None:
    await stage.fault("502")
    async with api.session.get(f"{api.url}/bot{api.token}/getMe") as response:
        assert response.status == 502
        assert response.content_type == "text/html"


async def test_silence(api: Api, stage: Stage, mia: int, world: Playground) -> None:
    await stage.fault("timeout")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(api("sendMessage", chat_id=mia, text="x"), 0.3)
    assert texts(world) == ["/start"]


async def test_who_waits_in_silence_is_cut_off_when_it_is_over(
    api: Api, stage: Stage, mia: int, world: Playground
) -> None:
    await stage.fault("timeout", methods=["sendMessage"])
    asking = asyncio.create_task(api("sendMessage", chat_id=mia, text="x"))
    await stage.wait_for_call("sendMessage")
    await stage.fault("off")
    with pytest.raises(aiohttp.ClientError):
        await asking
    assert texts(world) == ["/start"]


async def test_a_reset_before_anything_is_done(
    api: Api, stage: Stage, mia: int, world: Playground
) -> None:
    await stage.fault("reset")
    with pytest.raises(aiohttp.ClientError):
        await api("sendMessage", chat_id=mia, text="x")
    assert texts(world) == ["/start"]


async def test_a_reset_after_the_message_was_taken(
    api: Api, stage: Stage, mia: int, world: Playground
) -> None:
    await stage.fault("reset_after_accept")
    with pytest.raises(aiohttp.ClientError):
        await api("sendMessage", chat_id=mia, text="x")
    assert texts(world) == ["/start", "x"]


async def test_a_fault_strikes_the_named_methods_only(api: Api, stage: Stage, mia: int) -> None:
    await stage.fault("429", methods=["sendMessage"])
    assert (await api.answer("sendMessage", chat_id=mia, text="x"))["error_code"] == 429
    assert (await api("getMe"))["id"] == 7000


async def test_the_same_seed_brings_the_same_day(api: Api, stage: Stage) -> None:
    days = []
    for _ in range(2):
        await stage.fault("429", rate=0.5, seed=11)
        days.append([(await api.answer("getMe"))["ok"] for _ in range(40)])
    assert days[0] == days[1]
    assert {True, False} == set(days[0])


async def test_calls_are_remembered_with_their_outcome(api: Api, stage: Stage, mia: int) -> None:
    await api("sendMessage", chat_id=mia, text="x")
    await stage.fault("429")
    await api.answer("sendMessage", chat_id=mia, text="y")
    calls = await stage.calls("sendMessage")
    assert [(call["payload"]["text"], call["status"]) for call in calls] == [("x", 200), ("y", 429)]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (
            {"kind": "plague"},
            '"kind" is one of 429, 502, timeout, reset, reset_after_accept or off.',
        ),
        ({"kind": "429", "rate": 2}, '"rate" is between 0 and 1.'),
        ({"kind": "429", "methods": "getMe"}, '"methods" is a list of names.'),
    ],
)
async def test_an_unknown_fault_is_refused(
    api: Api, stage: Stage, body: dict[str, object], sentence: str
) -> None:
    async with stage.session.post(f"{api.url}/playground/faults", json=body) as response:
        assert (response.status, await response.json()) == (400, {"error": sentence})
