"""Calls of the Bot API in quiet times, against a real Bot API server."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot import playground
from bot.playground import Playground
from bot.playground.faults import FaultKind
from bot.telegram import webhook_reply
from bot.telegram.calls import APART, BY_ITSELF_APART, PATIENCE, Calls
from bot.telegram.cooldowns import EVERYONE
from bot.telegram.limits import SendLimiter
from bot.telegram.transport import Telegram, open_session
from bot.timing.clock import Clock
from handlers.http.metrics import Metrics
from storage.transactions import Database
from tests.turned import Turned

MIA, BEN = 7001, 7004


class Scene:
    """A Telegram, calls to it, and the stopwatch that times their waits."""

    def __init__(
        self, world: Playground, calls: Calls, limits: SendLimiter, stopwatch: Turned
    ) -> None:
        self.world = world
        self.calls = calls
        self.limits = limits
        self.stopwatch = stopwatch

    def bad_day(self, kind: FaultKind, **settings: Any) -> None:
        self.world.faults.switch_on(
            kind, rate=1.0, methods=None, seed=None, **{"retry_after": 1, **settings}
        )

    def call_count(self, method: str) -> int:
        return sum(call["method"] == method.lower() for call in self.world.calls)

    async def until_made(self, method: str, times: int) -> None:
        async with asyncio.timeout(30):
            while self.call_count(method) < times:  # noqa: ASYNC110 - they are calls
                await asyncio.sleep(0.005)


@pytest.fixture
async def scene(database: Database) -> AsyncIterator[Scene]:
    world = Playground()
    served = await playground.start(world)
    stopwatch = Turned()
    limits = SendLimiter(database, stopwatch=stopwatch)
    async with open_session() as session:
        telegram = Telegram(session, served.url, world.token, Clock())
        calls = Calls(telegram, limits, Metrics(), stopwatch=stopwatch)
        yield Scene(world, calls, limits, stopwatch)
    await served.stop()
    world.close()


async def test_an_edit_to_a_chat_that_wants_quiet_is_not_made(scene: Scene) -> None:
    await scene.limits.cool_down(MIA, PATIENCE + 5)

    with pytest.raises(RetryAfter) as refusal:
        await scene.calls.reply("editMessageText", {"chat_id": MIA, "message_id": 1, "text": "x"})

    assert PATIENCE < refusal.value._retry_after.total_seconds() <= PATIENCE + 5
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
    stopwatch = scene.stopwatch
    await scene.limits.cool_down(EVERYONE, 0.8)
    waiting = asyncio.create_task(scene.calls.reply("getMe", {}))
    await stopwatch.begins_to_rest()
    begun = stopwatch.now()
    await scene.limits.cool_down(EVERYONE, 1.2)

    await stopwatch.during(waiting)

    assert stopwatch.now() - begun >= 1.2


async def test_calls_go_one_after_the_other_when_a_silence_has_ended(scene: Scene) -> None:
    stopwatch = scene.stopwatch
    await scene.limits.cool_down(EVERYONE, PATIENCE + 0.2)
    stopwatch.turn(PATIENCE + 0.3)
    begun = stopwatch.now()

    await stopwatch.during(*(scene.calls.reply("getMe", {}) for _ in range(10)))

    assert stopwatch.now() - begun >= 9.99 * APART


async def test_a_429_to_the_commands_of_one_chats_menu_means_that_chat(scene: Scene) -> None:
    scene.bad_day(FaultKind.TOO_MANY, retry_after=30)
    scope = {"type": "chat", "chat_id": MIA}
    with pytest.raises(RetryAfter):
        await scene.calls.reply("setMyCommands", {"commands": [], "scope": scope})

    assert scene.limits.wait_of(MIA) > 20
    assert scene.limits.wait_of(BEN) <= 0


async def left_on_foot(scene: Scene) -> None:
    """A toast sent as a call of its own, while Telegram breaks every connection."""
    press = scene.world.queries.open(MIA)
    scene.bad_day(FaultKind.RESET)
    with webhook_reply.open_reply(patience=0.01):
        payload = {"callback_query_id": press.id, "text": "Done."}
        await scene.calls.reply("answerCallbackQuery", payload)
        await scene.until_made("answerCallbackQuery", 1)
    await scene.stopwatch.begins_to_rest()


async def test_what_pops_up_after_a_press_is_said_until_telegram_takes_it(scene: Scene) -> None:
    chat = scene.world.chats.get(MIA)
    assert chat is not None
    await left_on_foot(scene)
    assert scene.call_count("answerCallbackQuery") == 1

    scene.world.faults.switch_off()
    scene.stopwatch.turn(BY_ITSELF_APART)
    await scene.until_made("answerCallbackQuery", 2)

    assert [call["status"] for call in scene.world.calls] == [0, 200]


async def test_who_closes_waits_for_what_pops_up_after_a_press(scene: Scene) -> None:
    await left_on_foot(scene)
    scene.world.faults.switch_off()

    await scene.stopwatch.during(scene.calls.close(30.0))

    assert [call["status"] for call in scene.world.calls] == [0, 200]


async def test_closing_does_not_wait_for_ever_for_a_telegram_that_is_away(scene: Scene) -> None:
    await left_on_foot(scene)

    async with asyncio.timeout(30):
        await scene.calls.close(0.2)

    await scene.calls.close(0.2)
    assert scene.call_count("answerCallbackQuery") == 1
