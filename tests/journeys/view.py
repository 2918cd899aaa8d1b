"""A person's chat as their app knows it: kept current by the playground's events."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import aiohttp
import orjson

from tests.journeys.reading import Json, Line, checked_json

T = TypeVar("T")


class View:
    """``messages`` as they are now, by id; ``lines``: everything that happened, in order."""

    def __init__(self, person: int, base_url: str, session: aiohttp.ClientSession) -> None:
        self.person = person
        self.name = str(person)
        self.messages: dict[int, Json] = {}
        self.lines: list[Line] = []
        self.answers: dict[str, Json] = {}
        self.actions: list[str] = []
        self._base_url = base_url
        self._session = session
        self._reader: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self._ready = asyncio.Event()

    async def open(self) -> None:
        """Returns when the state is here; raises when the playground can't be reached."""
        self._reader = asyncio.create_task(self._follow())
        ready = asyncio.create_task(self._ready.wait())
        await asyncio.wait({ready, self._reader}, return_when=asyncio.FIRST_COMPLETED)
        if self._reader.done():
            ready.cancel()
            await self._reader

    async def close(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)

    def transcript(self) -> str:
        return "\n".join(str(line) for line in self.lines)

    async def until(self, find: Callable[[], T | None], wanted: str, timeout: float) -> T:
        """What ``find`` finds, now or after a change; fails with the transcript."""
        try:
            async with asyncio.timeout(timeout):
                while (match := find()) is None:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(
                f"{self.name} expected {wanted} within {timeout:g} s.\n\n{self.transcript()}"
            ) from None
        return match

    async def _follow(self) -> None:
        """Reads events for ever; after a lost connection it fetches the state again."""
        url = f"{self._base_url}/playground/events"
        silent = aiohttp.ClientTimeout(total=None, sock_read=60)
        while True:
            try:
                query = {"chat": str(self.person)}
                async with self._session.get(url, params=query, timeout=silent) as response:
                    async for line in response.content:
                        if line.startswith(b"data: "):
                            await self._take(orjson.loads(line[6:]))
            except (aiohttp.ClientError, TimeoutError):
                if not self._ready.is_set():
                    raise
            await asyncio.sleep(0.1)

    async def _take(self, event: Json) -> None:
        kind = event["type"]
        if kind == "hello":
            await self._fetch()
        elif kind in ("message", "edit"):
            self._show(event["message"], edited=kind == "edit")
        elif kind == "delete":
            self.messages.pop(event["message_id"], None)
        elif kind == "answer":
            self.answers[event["query_id"]] = event
        elif kind == "action":
            self.actions.append(event["action"])
        self._changed.set()

    async def _fetch(self) -> None:
        url = f"{self._base_url}/playground/state"
        async with self._session.get(url, params={"chat": str(self.person)}) as response:
            state = checked_json(response, await response.read())
        people = {person["id"]: person for person in state["people"]}
        self.name = people[self.person]["first_name"]
        messages = state["chats"][str(self.person)]["messages"]
        known = {message["message_id"] for message in messages}
        for gone in self.messages.keys() - known:
            del self.messages[gone]
        for message in messages:
            self._show(message, edited=message["message_id"] in self.messages)
        self._ready.set()

    def _show(self, message: Json, *, edited: bool) -> None:
        if self.messages.get(message["message_id"]) == message:
            return
        self.messages[message["message_id"]] = message
        who = "Bot" if message["from"]["is_bot"] else self.name
        self.lines.append(Line(who, edited, message))
