"""What is recorded for each HTTP request: its id, and its figures by its route's template."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.parser import text_string_to_metric_families
from structlog.testing import capture_logs

from handlers.http import app as http
from handlers.http.health import HealthChecks
from handlers.http.metrics import Metrics
from handlers.http.observing import HEADER, RECORD
from storage import request_ids

OWN = "given-by-the-client.1"


class Door:
    """An application with routes of all kinds, and what is counted of it."""

    def __init__(self) -> None:
        self.metrics = Metrics()
        self.seen: list[str | None] = []
        self.waits, self.go_on = asyncio.Event(), asyncio.Event()
        self.app = web.Application()
        http.add_routes(
            self.app, health=HealthChecks({}), metrics=self.metrics, refresh=self._refresh
        )
        self.app.router.add_get("/things/{id}", self._thing)
        self.app.router.add_get("/broken", self._fail)
        self.app.router.add_get("/slow", self._slow)
        self.app.router.add_get("/live", self._live)

    async def _refresh(self) -> None:
        return

    async def _thing(self, request: web.Request) -> web.Response:
        self.seen.append(request_ids.current())
        request[RECORD].is_for("/things/{thing}")
        return web.Response(status=201)

    async def _fail(self, request: web.Request) -> web.Response:
        raise ValueError("of somebody")

    async def _slow(self, request: web.Request) -> web.Response:
        self.waits.set()
        await self.go_on.wait()
        return web.Response()

    async def _live(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.receive()
        return socket

    def figures(self) -> dict[tuple[str | None, ...], float]:
        """For each series of requests: its name, route, method and status, and its value."""
        labels = "route", "method", "status"
        families = text_string_to_metric_families(self.metrics.text().decode())
        return {
            (one.name.removeprefix("coachbook_http_"), *map(one.labels.get, labels)): one.value
            for family in families
            for one in family.samples
            if one.name.startswith("coachbook_http_") and "le" not in one.labels
        }


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
async def client(door: Door) -> AsyncIterator[TestClient[Any, Any]]:
    async with TestClient(TestServer(door.app)) as client:
        yield client


async def test_a_sane_id_is_kept_and_any_other_is_replaced(
    client: TestClient[Any, Any], door: Door
) -> None:
    kept = await client.get("/things/1", headers={HEADER: OWN})
    odd = [
        await client.get("/things/1", headers={HEADER: text})
        for text in ("short", "x" * 65, "spaced out id", "ümläutümläut", "-begins-so", "")
    ]

    assert (kept.headers[HEADER], door.seen[0]) == (OWN, OWN)
    ids = [answer.headers[HEADER] for answer in odd]
    assert ids == door.seen[1:]
    assert len(set(ids)) == len(odd)
    assert all(request_ids.sane(one) for one in ids)
    assert request_ids.current() is None


async def test_a_fault_of_ours_is_answered_with_the_id_that_the_log_has(
    client: TestClient[Any, Any], door: Door
) -> None:
    with capture_logs(processors=[]) as logged:
        answer = await client.get("/broken", headers={HEADER: OWN})

    assert (answer.status, answer.headers[HEADER]) == (500, OWN)
    body = await answer.json()
    assert body["error"]["details"] == {"request_id": OWN}
    assert "of somebody" not in str(body)
    assert [(one["event"], one["route"]) for one in logged] == [("http.fault", "/broken")]


async def test_figures_are_by_the_template_of_the_route_never_by_the_path(
    client: TestClient[Any, Any], door: Door
) -> None:
    waiting = asyncio.create_task(client.get("/slow"))
    await door.waits.wait()
    assert door.figures()["requests_in_flight", "/slow", "GET", None] == 1
    for path in ("/things/1", "/things/2", "/nowhere/1", "/nowhere/2", "/broken"):
        await client.get(path)
    await client.request("MKCOL", "/things/1")
    door.go_on.set()
    await waiting

    figures = door.figures()
    counted = {key[1:]: n for key, n in figures.items() if key[0] == "requests_total"}
    assert counted == {
        ("/things/{thing}", "GET", "2xx"): 2,
        ("unmatched", "GET", "4xx"): 2,
        ("unmatched", "other", "4xx"): 1,
        ("/broken", "GET", "5xx"): 1,
        ("/slow", "GET", "2xx"): 1,
    }
    assert figures["request_seconds_count", "/things/{thing}", "GET", None] == 2
    assert {n for key, n in figures.items() if key[0] == "requests_in_flight"} == {0}


async def test_what_becomes_a_web_socket_has_an_id_and_counts_but_takes_no_time(
    client: TestClient[Any, Any], door: Door
) -> None:
    socket = await client.ws_connect("/live", headers={HEADER: OWN})
    assert door.figures()["requests_in_flight", "/live", "GET", None] == 1
    await socket.send_str("good-bye")
    await socket.receive()
    await socket.close()

    figures = door.figures()
    assert figures["requests_total", "/live", "GET", "1xx"] == 1
    assert figures["requests_in_flight", "/live", "GET", None] == 0
    assert ("request_seconds_count", "/live", "GET", None) not in figures
    assert socket._response.headers[HEADER] == OWN


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/broken"])
async def test_a_body_that_nobody_reads_ends_its_line_and_is_not_logged(
    client: TestClient[Any, Any], caplog: pytest.LogCaptureFixture, path: str
) -> None:
    reader, writer = await asyncio.open_connection(client.host, client.port)
    head = "Host: x\r\nContent-Encoding: gzip\r\nContent-Length: 4"
    writer.write(f"GET {path} HTTP/1.1\r\n{head}\r\n\r\njunk".encode())

    async with asyncio.timeout(30):
        answer = await reader.read()
    writer.close()

    assert answer.count(b"HTTP/1.1") == 1
    assert answer.split()[1] == {"/healthz": b"200", "/nowhere": b"404"}.get(path, b"500")
    assert [one for one in caplog.records if one.name.startswith("aiohttp")] == []
