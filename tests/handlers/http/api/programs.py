"""Programs that use the API: each with a key, or a stranger without one."""

import secrets
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from aiohttp import ClientSession, web

from domain.programs.api_keys import MARK, digest_of
from domain.programs.scopes import FOR_KEYS, Scope
from handlers.http.api.api import Api as Served
from handlers.http.api.call import ApiContext
from handlers.http.serving import TAKING, Runner
from handlers.queries.starts.shop import Shop
from storage.people.people import Person
from storage.programs import api_keys
from storage.transactions import Database
from tests.house import NOW


@dataclass(frozen=True)
class Answer:
    """What came back. body: the JSON, None if there is none. data: what is in its envelope."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def data(self) -> Any:
        assert self.body["success"] is True, self.body
        return self.body["data"]

    @property
    def code(self) -> str:
        """Of the error."""
        assert self.body["success"] is False, self.body
        code: str = self.body["error"]["code"]
        return code

    @property
    def details(self) -> Any:
        """Of the error."""
        return self.body["error"].get("details", {})

    @property
    def complaints(self) -> dict[str, str]:
        """What is wrong with which field."""
        return {one["field"]: one["code"] for one in self.details["fields"]}


@dataclass(frozen=True)
class Program:
    """Sends requests with one key. headers: those it always sends."""

    session: ClientSession
    headers: Mapping[str, str]

    async def ask(self, method: str, path: str, **request: Any) -> Answer:
        """path: below /api/v1 unless it begins with two slashes."""
        where = path[1:] if path.startswith("//") else f"/api/v1{path}"
        headers = {**self.headers, **request.pop("headers", {})}
        async with self.session.request(method, where, headers=headers, **request) as response:
            is_json = "json" in response.headers.get("Content-Type", "")
            body = await response.json(content_type=None) if is_json else None
            return Answer(response.status, response.headers, body)

    async def get(self, path: str, **request: Any) -> Answer:
        return await self.ask("GET", path, **request)

    async def post(self, path: str, json: Any = None, **request: Any) -> Answer:
        return await self.ask("POST", path, json=json, **request)

    async def put(self, path: str, json: Any = None, **request: Any) -> Answer:
        return await self.ask("PUT", path, json=json, **request)

    async def patch(self, path: str, json: Any = None, **request: Any) -> Answer:
        return await self.ask("PATCH", path, json=json, **request)

    async def delete(self, path: str, **request: Any) -> Answer:
        return await self.ask("DELETE", path, **request)


@dataclass
class Api:
    """What is served, and who uses it. now: what its clock shows."""

    database: Database
    session: ClientSession
    url: str
    now: list[datetime] = field(default_factory=lambda: [NOW])

    @property
    def stranger(self) -> Program:
        """Somebody without credentials."""
        return Program(self.session, {})

    async def of(self, person: Person, scopes: Iterable[Scope] = FOR_KEYS) -> Program:
        """A program with a key of this person."""
        token = MARK + secrets.token_urlsafe(32)
        await self.database.write(
            lambda writer: api_keys.add(
                writer,
                digest_of(token),
                person.id,
                name="test",
                prefix=token[:8],
                scopes=[scope.value for scope in scopes],
                now=NOW,
            )
        )
        return Program(self.session, {"Authorization": f"Bearer {token}"})


@asynccontextmanager
async def serve(
    database: Database, *, taking_within: float = TAKING, **changed: Any
) -> AsyncIterator[Api]:
    """Serve the API of a database, as in production. taking_within: seconds for a reader to take
    something; changed: what is different about its house."""
    now = [NOW]
    facts = ApiContext(
        database=database,
        shop=Shop(database),
        clock=lambda: now[0],
        language="en",
        zone="UTC",
        currency="EUR",
        link=lambda: "https://t.me/test_bot",
        taking=lambda: True,
    )
    app = web.Application()
    app.router.add_route("*", r"/{rest:[\s\S]*}", Served(replace(facts, **changed)).answer)
    runner = Runner(app, shutdown_timeout=0.1, taking=taking_within)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with ClientSession(base_url=url) as session:
        yield Api(database, session, url, now)
    await runner.cleanup()
