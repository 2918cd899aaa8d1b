"""A bot behind a webhook, and what is still to be pushed to it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from tests.bot.playground.conftest import Api, Json
from tests.journeys.stage import Stage


@dataclass
class Bot:
    """A bot behind a webhook: what came, when, and how it will answer."""

    url: str = ""
    updates: list[Json] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answer: Callable[[int], Any] = lambda _count: web.Response()
    request: web.Request = field(init=False)
    came: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def take(self, request: web.Request) -> web.StreamResponse:
        self.request = request
        self.updates.append(await request.json())
        self.times.append(time.monotonic())
        self.headers.append(dict(request.headers))
        async with self.came:
            self.came.notify_all()
        answer = self.answer(len(self.updates))
        if isinstance(answer, web.Response):
            return answer
        taken: web.StreamResponse = await answer
        return taken

    async def wait_for(self, count: int, seconds: float = 30) -> None:
        async with asyncio.timeout(seconds), self.came:
            await self.came.wait_for(lambda: len(self.updates) >= count)

    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.updates]


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    bot = Bot()
    app = web.Application()
    app.router.add_post("/hook", bot.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bot.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield bot
    await runner.cleanup()


async def pending(api: Api) -> int:
    return int((await api("getWebhookInfo"))["pending_update_count"])


async def none_pending(api: Api) -> None:
    for _ in range(3000):
        if not await pending(api):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("updates are still pending")


async def say(stage: Stage, text: str, person: int = 7001) -> None:
    await stage.post(f"/playground/people/{person}/send", {"text": text})
