"""What docs/nginx.conf lets through, and what it repeats: a real nginx before servers that fail."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from multidict import CIMultiDict
from yarl import URL

from domain.appointments.correspondence import LONGEST_CAPTION
from handlers.files.incoming import LARGEST
from handlers.http.serving import LONGEST_LINE
from tests.nginx import load_balancer

WEBHOOK, BOOKING = "/telegram/webhook", "/api/v1/appointments"


@dataclass
class Servers:
    """Two of them. failing: whether the first request breaks off, or is answered with a status.
    seen: who was asked what."""

    url: str = ""
    failing: int | None = None
    seen: list[tuple[int, str]] = field(default_factory=list)
    headers: list[CIMultiDict[str]] = field(default_factory=list)

    def served_by(self, number: int) -> web.Application:
        async def answer(request: web.Request) -> web.StreamResponse:
            async for _ in request.content.iter_any():
                pass
            self.seen.append((number, f"{request.method} {request.path}"))
            self.headers.append(request.headers.copy())
            if self.failing is not None and len(self.seen) == 1:
                if self.failing:
                    return web.Response(status=self.failing, headers={"Retry-After": "1"})
                assert request.transport is not None
                request.transport.abort()
            return web.Response(text="done")

        app = web.Application()
        app.router.add_route("*", "/{rest:.*}", answer)
        return app


async def began(app: web.Application) -> TestServer:
    """Takes lines as long as the product does."""
    server = TestServer(app)
    await server.start_server(max_line_size=LONGEST_LINE)
    return server


@pytest.fixture
async def servers(tmp_path: Path) -> AsyncIterator[Servers]:
    both = Servers()
    async with AsyncExitStack() as stack:
        ports = [
            (await stack.enter_async_context(await began(both.served_by(number)))).port
            for number in (1, 2)
        ]
        addresses = [f"127.0.0.1:{port}" for port in ports]
        both.url = await stack.enter_async_context(load_balancer(tmp_path, addresses))
        yield both


BROKEN_OFF, DRAINING = 0, 503


@pytest.mark.parametrize(
    ("method", "path", "failing", "status", "replicas"),
    [
        ("POST", BOOKING, BROKEN_OFF, 502, 1),
        ("POST", BOOKING, DRAINING, 503, 1),
        ("PATCH", BOOKING, BROKEN_OFF, 502, 1),
        ("POST", "/appointment/create", BROKEN_OFF, 502, 1),
        ("GET", BOOKING, BROKEN_OFF, 200, 2),
        ("POST", WEBHOOK, BROKEN_OFF, 200, 2),
        ("POST", WEBHOOK, DRAINING, 200, 2),
    ],
)
async def test_no_post_of_the_api_reaches_a_second_replica_and_an_update_does(
    servers: Servers, method: str, path: str, failing: int, status: int, replicas: int
) -> None:
    servers.failing = failing

    async with (
        aiohttp.ClientSession() as session,
        session.request(method, servers.url + path, json={"a": 1}) as answer,
    ):
        assert answer.status == status
        assert answer.headers.get("Retry-After") == ("1" if status == DRAINING else None)

    assert len(servers.seen) == replicas
    assert len({number for number, _ in servers.seen}) == replicas


async def test_the_largest_file_and_the_longest_caption_are_let_through(servers: Servers) -> None:
    caption = quote("\U0001f600" * LONGEST_CAPTION)
    address = f"{servers.url}/api/v1/appointments/1/messages/file?caption={caption}"

    async with aiohttp.ClientSession() as session:
        async with session.post(URL(address, encoded=True), data=BytesIO(bytes(LARGEST))) as answer:
            assert answer.status == 200
        async with session.post(servers.url + BOOKING, data=BytesIO(bytes(LARGEST + 1))) as answer:
            assert answer.status == 413


async def test_all_but_metrics_is_let_through_with_who_asks_and_under_which_id(
    servers: Servers,
) -> None:
    headers = {"X-Forwarded-For": "203.0.113.9"}
    async with aiohttp.ClientSession() as session:
        for path, status in {"/metrics": 404, "/readyz": 200, "/docs": 200}.items():
            async with session.get(servers.url + path, headers=headers) as answer:
                assert answer.status == status

    assert [path for _, path in servers.seen] == ["GET /readyz", "GET /docs"]
    assert {one["X-Forwarded-For"] for one in servers.headers} == {"203.0.113.9, 127.0.0.1"}
    assert all(len(one["X-Request-Id"]) == 32 for one in servers.headers)
    assert not any("Connection" in one or "Upgrade" in one for one in servers.headers)
