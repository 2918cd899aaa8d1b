"""Telegram's patience with a bot that does not take the updates pushed to it."""

import asyncio

import pytest
from aiohttp import web

from bot.playground import webhooks
from bot.playground.webhooks import pause_after
from tests.bot.playground.conftest import Api
from tests.bot.playground.hooked import Bot, bot, none_pending, say
from tests.journeys.stage import Stage

__all__ = ["bot"]


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long it has waited, or is going to, before each time that it sends an update again."""
    seconds: list[float] = []

    def pause(failures: int, retry_after: int) -> float:
        seconds.append(pause_after(failures, retry_after))
        return seconds[-1]

    monkeypatch.setattr(webhooks, "pause_after", pause)
    return seconds


async def test_a_refused_update_comes_again_at_once_and_then_later(
    api: Api, stage: Stage, bot: Bot, pauses: list[float]
) -> None:
    bot.answer = lambda count: web.Response(status=500 if count <= 2 else 200)
    await api("setWebhook", url=bot.url)
    await say(stage, "hello")
    await bot.wait_for(3)
    assert bot.updates[0] == bot.updates[1] == bot.updates[2]
    assert pauses == [0.0, 2.0]
    assert bot.times[2] - bot.times[1] >= 1.9
    await none_pending(api)


async def test_a_refusal_is_told_in_the_webhook_info(api: Api, stage: Stage, bot: Bot) -> None:
    bot.answer = lambda _count: web.Response(status=503)
    await api("setWebhook", url=bot.url, max_connections=7)
    await say(stage, "hello")
    await bot.wait_for(2)
    info = await api("getWebhookInfo")
    assert info["url"] == bot.url
    assert info["max_connections"] == 7
    assert info["pending_update_count"] == 1
    assert info["last_error_message"] == (
        "Wrong response from the webhook: 503 Service Unavailable"
    )


async def test_a_hang_up_is_a_refusal(api: Api, stage: Stage, bot: Bot) -> None:
    async def hang_up() -> web.Response:
        bot.request.transport.abort()  # type: ignore[union-attr]
        return web.Response()

    bot.answer = lambda count: hang_up() if count == 1 else web.Response()
    await api("setWebhook", url=bot.url)
    await say(stage, "hello")
    await bot.wait_for(2)
    assert bot.updates[0] == bot.updates[1]
    await none_pending(api)


async def test_a_bot_that_is_not_there_gets_its_updates_once_it_is(api: Api, stage: Stage) -> None:
    await api("setWebhook", url="http://127.0.0.1:1/hook")
    await say(stage, "hello")
    info = await api("getWebhookInfo")
    while "last_error_message" not in info:
        await asyncio.sleep(0.01)
        info = await api("getWebhookInfo")
    assert info["last_error_message"] == "Connection refused"
    assert info["pending_update_count"] == 1


async def test_retry_after_is_obeyed(api: Api, stage: Stage, bot: Bot, pauses: list[float]) -> None:
    first = web.Response(status=503, headers={"Retry-After": "1"})
    bot.answer = lambda count: first if count == 1 else web.Response()
    await api("setWebhook", url=bot.url)
    await say(stage, "hello")
    await bot.wait_for(2)
    assert pauses == [1.0]
    assert bot.times[1] - bot.times[0] >= 0.9


@pytest.mark.parametrize(
    ("failures", "retry_after", "pause"),
    [(1, 0, 0), (2, 0, 2), (3, 0, 4), (4, 0, 8), (6, 0, 32), (7, 0, 60), (99, 0, 60),
     (1, 5, 5), (3, 5, 5), (1, 9999, 3600)],
)  # fmt: skip
def test_the_pauses_grow_up_to_a_minute(failures: int, retry_after: int, pause: float) -> None:
    assert pause_after(failures, retry_after) == pause
