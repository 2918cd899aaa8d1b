"""The playground as a whole, for tests: who is there, what time it is, what goes wrong."""

import asyncio
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import aiohttp

from tests.journeys.chat import Chat
from tests.journeys.reading import Json, checked_json

PATIENCE = 30.0


class Stage:
    """One playground as a test sees it: the people's chats, the clock, the faults, the calls."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None
        self._chats: list[Chat] = []

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(limit=0)
        self._session = aiohttp.ClientSession(connector=connector)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for chat in self._chats:
            await chat.close()
        if self._session is not None:
            await self._session.close()

    @property
    def session(self) -> aiohttp.ClientSession:
        assert self._session is not None, "use the stage with `async with`"
        return self._session

    async def chat(self, person: int) -> Chat:
        """The chat of somebody of the cast, opened."""
        chat = Chat(person, self.base_url, self.session)
        self._chats.append(chat)
        return await chat.open()

    async def newcomer(
        self,
        first_name: str,
        *,
        last_name: str | None = None,
        language: str = "en",
        zone: str = "Europe/Berlin",
        role: str = "customer",
    ) -> Chat:
        """Somebody new, who never wrote to the bot."""
        profile = {
            "first_name": first_name,
            "last_name": last_name,
            "language": language,
            "zone": zone,
            "role": role,
        }
        person = await self.post("/playground/people", profile)
        return await self.chat(person["id"])

    async def advance(self, seconds: float) -> Json:
        return await self.post("/playground/clock", {"advance": seconds})

    async def advance_to(self, moment: datetime) -> Json:
        return await self.post("/playground/clock", {"to": moment.isoformat()})

    async def to_next(self) -> Json:
        """To the next thing that is due: the clock's button on the page."""
        return await self.post("/playground/clock", {"to": "next"})

    async def reset_clock(self) -> Json:
        return await self.post("/playground/clock", {"reset": True})

    async def fault(self, kind: str, **settings: Any) -> None:
        """429, 502, timeout, reset, reset_after_accept or off."""
        await self.post("/playground/faults", {"kind": kind, **settings})

    async def calls(self, method: str = "") -> list[Json]:
        """What the bot called, oldest first."""
        called: list[Json] = await self.get("/playground/requests", {"method": method})
        return called

    async def wait_for_call(self, method: str) -> Json:
        """Wait until the bot has called this; the first such call. One left hanging by a fault
        counts from when it came, so the bot is known to be waiting for its answer."""
        async with asyncio.timeout(PATIENCE):
            while True:
                if calls := await self.calls(method):
                    return calls[0]
                await asyncio.sleep(0.02)

    async def get(self, path: str, query: dict[str, str] | None = None) -> Any:
        async with self.session.get(self.base_url + path, params=query) as response:
            return checked_json(response, await response.read())

    async def post(self, path: str, body: Json) -> Json:
        async with self.session.post(self.base_url + path, json=body) as response:
            result: Json = checked_json(response, await response.read())
        return result
