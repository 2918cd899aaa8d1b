"""Traces, as a collector gets them over OTLP/HTTP: what is in them, and what a bad collector
does."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial

import pytest
from aiohttp import ClientSession, web

from bot.observing import tracing
from bot.observing.tracing import Tracing
from domain.refusals import NotFound
from domain.roles import SYSTEM
from handlers.http import app as http
from handlers.http.health import HealthChecks
from handlers.http.metrics import Metrics
from handlers.http.observing import HEADER
from storage import audit
from storage.transactions import Database, Writer
from tests.bot import servers
from tests.bot.collector import Collector, attributes_of

NOW = datetime(2031, 5, 5, 7, 0, tzinfo=UTC)
TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
REQUEST = "of-this-very-test"


@asynccontextmanager
async def traced(url: str, database_url: str) -> AsyncIterator[tuple[Tracing, Database]]:
    opened = Tracing(url, "1.2.3")
    database = opened.database(database_url)
    try:
        yield opened, database
    finally:
        await database.close()
        await opened.close()


async def test_a_request_its_transaction_and_its_statements_are_one_trace_with_who_asked(
    database_url: str,
) -> None:
    collector, carried = Collector(), dict[str, str]()

    async with (
        servers.http(collector.take) as url,
        traced(url, database_url) as (opened, database),
    ):

        async def work(writer: Writer) -> None:
            await writer.fetch("SELECT $1::text", "a secret of Mia")
            await audit.record(
                writer,
                at=NOW,
                actor=SYSTEM,
                action="rename",
                entity="room",
                entity_id=1,
                before=None,
                after={"name": "Mia"},
            )

        async def change(request: web.Request) -> web.Response:
            with opened.calls_out("a call") as headers:
                carried.update(headers)
            await database.write(work)
            raise NotFound("Mia")

        app = web.Application()
        health, refresh = HealthChecks({}), partial(asyncio.sleep, 0)
        http.add_routes(app, health=health, metrics=Metrics(), refresh=refresh, trace=opened.trace)
        app.router.add_post("/rooms/{id}", change)
        async with database.read() as reader:
            await reader.fetch("SELECT 'by the clock'")
        async with servers.serving(app) as door, ClientSession() as session:
            headers = {"traceparent": f"00-{TRACE}-{PARENT}-01", HEADER: REQUEST}
            answer = await session.post(f"{door}/rooms/7?name=Mia", headers=headers)
            assert answer.status == 500

    request = collector.span("POST /rooms/{id}")
    assert (request.trace_id.hex(), request.parent_span_id.hex()) == (TRACE, PARENT)
    call = collector.span("a call")
    assert carried == {"traceparent": f"00-{TRACE}-{call.span_id.hex()}-01"}
    assert attributes_of(request)["http.response.status_code"] == 500
    assert attributes_of(request)["coachbook.request_id"] == REQUEST
    transaction = collector.span("transaction rename")
    assert collector.under(request) == ["a call", "transaction rename"]
    assert collector.under(transaction) == ["BEGIN", "SELECT", "WITH", "COMMIT"]
    assert attributes_of(collector.span("SELECT"))["db.query.text"] == "SELECT $1::text"
    assert "Mia" not in str(collector.spans)
    assert "by the clock" not in str(collector.spans)
    assert (collector.service["service.name"], collector.service["service.version"]) == (
        "coachbook",
        "1.2.3",
    )


WORKER = "OtelBatchSpanRecordProcessor"


@pytest.mark.parametrize("kind", ["dead", "silent"])
async def test_a_collector_that_is_dead_or_silent_holds_up_nothing_and_fills_nothing(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go = asyncio.Event()

    async def silent(request: web.Request) -> web.Response:
        await let_go.wait()
        return web.Response()

    monkeypatch.setattr(tracing, "GOOD_BYE", 0.1)
    async with servers.http(silent) as url:
        opened = Tracing(url if kind == "silent" else "http://127.0.0.1:9", "1.2.3")
        for number in range(3 * tracing.QUEUE):
            with tracing.span(opened.tracer, f"span {number}"):
                pass
        processor = opened._provider._active_span_processor._span_processors[0]
        assert len(processor._batch_processor._queue) <= tracing.QUEUE  # type: ignore[attr-defined]

        await opened.close()  # and does not wait for the batch under way
        assert not let_go.is_set()
        let_go.set()
        # Nothing keeps running behind the next test's back.
        left = [one for one in threading.enumerate() if one.name in ("traces", WORKER)]
        for thread in left:
            await asyncio.to_thread(thread.join, 60)
            assert not thread.is_alive()
