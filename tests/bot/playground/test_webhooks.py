"""Updates pushed to the bot: in what order, with what answer, and for how long."""

import asyncio

import pytest
from aiohttp import web

from bot.playground import Playground
from tests.bot.playground.conftest import Api, Json
from tests.bot.playground.hooked import Bot, bot, none_pending, say
from tests.bot.playground.polls import a_poll_waits
from tests.journeys.stage import Stage

__all__ = ["bot"]


async def test_an_update_is_pushed_with_the_secret(api: Api, stage: Stage, bot: Bot) -> None:
    assert await api("setWebhook", url=bot.url, secret_token="s3cret_-") is True
    await say(stage, "hello")
    await bot.wait_for(1)
    assert bot.texts() == ["hello"]
    assert bot.headers[0]["X-Telegram-Bot-Api-Secret-Token"] == "s3cret_-"
    assert bot.headers[0]["Content-Type"] == "application/json"
    await none_pending(api)


async def test_without_a_secret_there_is_no_header(api: Api, stage: Stage, bot: Bot) -> None:
    await api("setWebhook", url=bot.url)
    await say(stage, "hello")
    await bot.wait_for(1)
    assert "X-Telegram-Bot-Api-Secret-Token" not in bot.headers[0]


async def test_what_waited_is_pushed_when_the_webhook_comes(
    api: Api, stage: Stage, bot: Bot
) -> None:
    for text in ("one", "two"):
        await say(stage, text)
    await api("setWebhook", url=bot.url)
    await bot.wait_for(2)
    assert bot.texts() == ["one", "two"]


async def test_pending_updates_can_be_dropped(api: Api, stage: Stage, bot: Bot) -> None:
    await say(stage, "old")
    await api("setWebhook", url=bot.url, drop_pending_updates=True)
    await say(stage, "new")
    await bot.wait_for(1)
    assert bot.texts() == ["new"]


async def test_updates_of_one_chat_wait_for_each_other_and_chats_do_not(
    api: Api, stage: Stage, bot: Bot
) -> None:
    release = asyncio.Event()

    async def hold() -> web.Response:
        await release.wait()
        return web.Response()

    bot.answer = lambda _count: hold()
    await api("setWebhook", url=bot.url)
    await say(stage, "first of Mia")
    await say(stage, "second of Mia")
    await say(stage, "first of Anna", person=7002)
    await say(stage, "first of Lena", person=7005)
    await bot.wait_for(3)
    assert sorted(bot.texts()) == ["first of Anna", "first of Lena", "first of Mia"]
    release.set()
    await bot.wait_for(4)
    assert bot.texts()[3] == "second of Mia"


async def test_a_press_does_not_wait_for_a_message_of_the_same_person(
    api: Api, stage: Stage, bot: Bot, mia: int
) -> None:
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    sent = await api("sendMessage", chat_id=mia, text="x", reply_markup=markup)
    release = asyncio.Event()

    async def hold() -> web.Response:
        await release.wait()
        return web.Response()

    bot.answer = lambda _count: hold()
    await api("setWebhook", url=bot.url, drop_pending_updates=True)
    await say(stage, "hello")
    place = {"message_id": sent["message_id"], "row": 0, "column": 0}
    await stage.post(f"/playground/people/{mia}/tap", place)
    await bot.wait_for(2)
    release.set()


async def test_max_connections_bounds_what_is_in_flight(api: Api, stage: Stage, bot: Bot) -> None:
    release = asyncio.Event()

    async def hold() -> web.Response:
        await release.wait()
        return web.Response()

    bot.answer = lambda _count: hold()
    await api("setWebhook", url=bot.url, max_connections=1)
    await say(stage, "of Mia")
    await say(stage, "of Anna", person=7002)
    await bot.wait_for(1)
    await asyncio.sleep(0.1)
    assert len(bot.updates) == 1
    release.set()
    await bot.wait_for(2)


async def test_a_call_in_the_answer_is_carried_out(
    api: Api, stage: Stage, bot: Bot, mia: int
) -> None:
    chat = await stage.chat(mia)
    call = {"method": "sendMessage", "chat_id": mia, "text": "in the answer"}
    bot.answer = lambda _count: web.json_response(call)
    await api("setWebhook", url=bot.url, drop_pending_updates=True)
    await say(stage, "hello")
    await chat.expect("in the answer")


async def test_a_call_in_the_answer_cannot_take_the_webhook_away(
    api: Api, stage: Stage, bot: Bot
) -> None:
    bot.answer = lambda _count: web.json_response({"method": "deleteWebhook"})
    await api("setWebhook", url=bot.url)
    await say(stage, "hello")
    await bot.wait_for(1)
    await none_pending(api)
    assert (await api("getWebhookInfo"))["url"] == bot.url


async def test_polling_and_a_webhook_exclude_each_other(
    api: Api, stage: Stage, bot: Bot, world: Playground
) -> None:
    poll = asyncio.create_task(api.refusal("getUpdates", timeout=20))
    await a_poll_waits(world)
    await api("setWebhook", url=bot.url)
    assert await poll == "Conflict: terminated by setWebhook request"
    assert await api.refusal("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to "
        "delete the webhook first"
    )
    await api("deleteWebhook")
    assert await api("getUpdates") == []


async def test_setting_the_same_again_sends_nothing_twice(api: Api, stage: Stage, bot: Bot) -> None:
    release = asyncio.Event()

    async def hold() -> web.Response:
        await release.wait()
        return web.Response()

    bot.answer = lambda _count: hold()
    await api("setWebhook", url=bot.url, secret_token="x")
    await say(stage, "hello")
    await bot.wait_for(1)
    assert await api("setWebhook", url=bot.url, secret_token="x") is True
    await say(stage, "of Anna", person=7002)
    await bot.wait_for(2)
    assert bot.texts() == ["hello", "of Anna"]
    release.set()
    await none_pending(api)
    assert len(bot.updates) == 2


async def test_after_deleting_the_webhook_updates_wait_for_a_poll(
    api: Api, stage: Stage, bot: Bot
) -> None:
    bot.answer = lambda _count: web.Response(status=500)
    await api("setWebhook", url=bot.url)
    await say(stage, "hello")
    await bot.wait_for(2)
    await api("deleteWebhook")
    assert [update["message"]["text"] for update in await api("getUpdates")] == ["hello"]


REFUSED: list[tuple[Json, str]] = [
    ({"url": "http://a.com/hook"},
     "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"),
    ({"url": "https://a.com:8080/hook"},
     "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"),
    ({"url": "ftp://a.com"}, "Bad Request: invalid webhook URL specified"),
    ({"url": "https://a.com", "secret_token": "x" * 257},
     "Bad Request: secret token is too long"),
    ({"url": "https://a.com", "secret_token": "a b"},
     "Bad Request: secret token contains unallowed characters"),
]  # fmt: skip


@pytest.mark.parametrize(("params", "description"), REFUSED)
async def test_an_unfit_webhook_is_refused(api: Api, params: Json, description: str) -> None:
    assert await api.refusal("setWebhook", **params) == description
    assert (await api("getWebhookInfo"))["url"] == ""
