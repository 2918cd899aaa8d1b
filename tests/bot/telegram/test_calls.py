"""Calls of the Bot API in quiet times, against a real Bot API server."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot import playground
from bot.clock import Clock
from bot.playground import Playground
from bot.playground.faults import FaultKind
from bot.telegram import webhook_reply
from bot.telegram.calls import APART, PATIENCE, Calls
from bot.telegram.cooldowns import EVERYONE
from bot.telegram.limits import Limits
from bot.telegram.transport import Telegram, open_session
from handlers.http.metrics import Metrics
from storage.transactions import Database

MIA, BEN = 7001, 7004


class Scene:
    """A Telegram, and calls to it."""

    def __init__(self, world: Playground, calls: Calls, limits: Limits) -> None:
        self.world = world
        self.calls = calls
        self.limits = limits

    def bad_day(self, kind: FaultKind, **settings: Any) -> None:
        self.world.faults.switch_on(
            kind, rate=1.0, methods=None, seed=None, **{"retry_after": 1, **settings}
        )

    def call_count(self, method: str) -> int:
        return sum(call["method"] == method.lower() for call in self.world.calls)


@pytest.fixture
async def scene(database: Database) -> AsyncIterator[Scene]:
    world = Playground()
    served = await playground.start(world)
    limits = Limits(database)
    async with open_session() as session:
        telegram = Telegram(session, served.url, world.token, Clock())
        yield Scene(world, Calls(telegram, limits, Metrics()), limits)
    await served.stop()
    world.close()


async def test_an_edit_to_a_chat_that_wants_quiet_is_not_made(scene: Scene) -> None:
    await scene.limits.cool_down(MIA, PATIENCE + 5)

    with pytest.raises(RetryAfter) as told:
        await scene.calls.reply("editMessageText", {"chat_id": MIA, "message_id": 1, "text": "x"})

    assert PATIENCE < told.value._retry_after.total_seconds() <= PATIENCE + 5
    assert scene.call_count("editMessageText") == 0


async def test_a_429_to_a_call_about_no_chat_is_kept_by_every_call(scene: Scene) -> None:
    scene.bad_day(FaultKind.TOO_MANY, retry_after=30)
    with pytest.raises(RetryAfter):
        await scene.calls.reply("getMe", {})
    scene.world.faults.switch_off()

    for method, payload in (("editMessageText", {"chat_id": BEN}), ("answerCallbackQuery", {})):
        with pytest.raises(RetryAfter):
            await scene.calls.reply(method, payload)

    assert len(scene.world.calls) == 1


async def test_who_waits_for_the_end_of_a_silence_also_waits_for_the_next(scene: Scene) -> None:
    loop = asyncio.get_running_loop()
    await scene.limits.cool_down(EVERYONE, 0.8)
    waiting = asyncio.create_task(scene.calls.reply("getMe", {}))
    await asyncio.sleep(0.1)
    begun = loop.time()
    await scene.limits.cool_down(EVERYONE, 1.2)

    await waiting

    assert loop.time() - begun >= 1.15


async def test_calls_go_one_after_the_other_when_a_silence_has_ended(scene: Scene) -> None:
    loop = asyncio.get_running_loop()
    await scene.limits.cool_down(EVERYONE, PATIENCE + 0.2)
    await asyncio.sleep(PATIENCE + 0.3)
    begun = loop.time()

    await asyncio.gather(*(scene.calls.reply("getMe", {}) for _ in range(10)))

    assert loop.time() - begun >= 10 * APART


async def test_a_429_to_the_commands_of_one_chats_menu_means_that_chat(scene: Scene) -> None:
    scene.bad_day(FaultKind.TOO_MANY, retry_after=30)
    scope = {"type": "chat", "chat_id": MIA}
    with pytest.raises(RetryAfter):
        await scene.calls.reply("setMyCommands", {"commands": [], "scope": scope})

    assert scene.limits.wait_of(MIA) > 20
    assert scene.limits.wait_of(BEN) <= 0


async def left_on_foot(scene: Scene) -> None:
    """A toast that did not ride along, while Telegram breaks every connection off."""
    press = scene.world.queries.open(MIA)
    scene.bad_day(FaultKind.RESET)
    with webhook_reply.open_reply():
        payload = {"callback_query_id": press.id, "text": "Done."}
        await scene.calls.reply("answerCallbackQuery", payload)
        await asyncio.sleep(webhook_reply.PATIENCE + 0.3)


async def test_what_pops_up_after_a_press_is_said_until_telegram_takes_it(scene: Scene) -> None:
    chat = scene.world.chats.get(MIA)
    assert chat is not None
    await left_on_foot(scene)
    assert scene.call_count("answerCallbackQuery") == 1

    scene.world.faults.switch_off()
    async with asyncio.timeout(30):
        while scene.call_count("answerCallbackQuery") < 2:  # noqa: ASYNC110 - they are calls
            await asyncio.sleep(0.02)

    assert [call["status"] for call in scene.world.calls] == [0, 200]


async def test_who_closes_waits_for_what_pops_up_after_a_press(scene: Scene) -> None:
    await left_on_foot(scene)
    scene.world.faults.switch_off()

    await scene.calls.close(3.0)

    assert [call["status"] for call in scene.world.calls] == [0, 200]


async def test_closing_does_not_wait_for_ever_for_a_telegram_that_is_away(scene: Scene) -> None:
    await left_on_foot(scene)

    async with asyncio.timeout(30):
        await scene.calls.close(0.2)

    await scene.calls.close(0.2)
    assert scene.call_count("answerCallbackQuery") == 1
