"""A playground on a free port, and the Bot API spoken to without any bot library."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from bot.playground import TOKEN, Playground, PlaygroundServer, start
from tests.journeys.stage import Stage

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Api:
    """Calls of a bot: ``await api("sendMessage", chat_id=…)`` returns ``result`` or fails."""

    url: str
    session: aiohttp.ClientSession
    token: str = TOKEN

    async def __call__(self, method: str, **params: Any) -> Any:
        answer = await self.answer(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def answer(self, method: str, **params: Any) -> Json:
        """The whole answer, whether Telegram agreed or not."""
        url = f"{self.url}/bot{self.token}/{method}"
        async with self.session.post(url, json=params) as response:
            answer: Json = await response.json()
        assert answer.get("error_code", 200) == response.status
        return answer

    async def refusal(self, method: str, **params: Any) -> str:
        """``description`` of a call that must be refused."""
        answer = await self.answer(method, **params)
        assert not answer["ok"], answer
        return str(answer["description"])


@pytest.fixture
async def world() -> AsyncIterator[Playground]:
    # Without rates: they are a subject of their own.
    playground = Playground(rates=None)
    yield playground
    playground.close()


@pytest.fixture
async def served(world: Playground) -> AsyncIterator[PlaygroundServer]:
    server = await start(world)
    yield server
    await server.stop()


@pytest.fixture
async def stage(served: PlaygroundServer) -> AsyncIterator[Stage]:
    async with Stage(served.url) as opened:
        yield opened


@pytest.fixture
async def api(served: PlaygroundServer, stage: Stage) -> Api:
    return Api(served.url, stage.session)


@pytest.fixture
async def mia(stage: Stage) -> int:
    """Somebody who wrote to the bot; her message is number 1."""
    await stage.post("/playground/people/7001/send", {"text": "/start"})
    return 7001
