"""Health and metrics, over real HTTP."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.parser import text_string_to_metric_families

from domain.messages.notices import Lane
from handlers.http import app as http
from handlers.http import health
from handlers.http import metrics as http_metrics
from handlers.http.health import Check, HealthChecks
from handlers.http.metrics import Metrics

Open = Callable[..., Awaitable[TestClient[Any, Any]]]


@pytest.fixture
async def served() -> AsyncIterator[Open]:
    clients = []

    async def refresh() -> None:
        return

    async def start(
        metrics: Metrics | None = None, refresh: http.Refresh = refresh, **checks: Check
    ) -> TestClient[Any, Any]:
        app = web.Application()
        http.add_routes(
            app, health=HealthChecks(checks), metrics=metrics or Metrics(), refresh=refresh
        )
        client = TestClient(TestServer(app))
        clients.append(client)
        await client.start_server()
        return client

    yield start
    for client in clients:
        await client.close()


async def fine() -> str | None:
    return None


async def broken() -> str | None:
    return "cannot be reached"


async def hanging() -> str | None:
    await asyncio.sleep(60)
    return None


async def test_a_process_whose_loop_turns_is_alive_whatever_else_is_wrong(served: Open) -> None:
    client = await served(database=broken)

    answer = await client.get("/healthz")

    assert (answer.status, await answer.json()) == (200, {"alive": True})


async def test_it_is_ready_when_every_check_is_content(served: Open) -> None:
    client = await served(database=fine, telegram=fine)

    answer = await client.get("/readyz")

    assert answer.status == 200
    assert await answer.json() == {"ready": True, "checks": {"database": "ok", "telegram": "ok"}}


async def test_it_says_what_keeps_it_from_being_ready(served: Open) -> None:
    client = await served(database=broken, telegram=fine)

    answer = await client.get("/readyz")

    assert answer.status == 503
    assert await answer.json() == {
        "ready": False,
        "checks": {"database": "cannot be reached", "telegram": "ok"},
    }


async def test_a_check_that_hangs_is_an_answer_too(
    served: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "PATIENCE", 0.1)
    client = await served(database=hanging)

    answer = await client.get("/readyz")

    assert answer.status == 503
    assert (await answer.json())["checks"] == {"database": "gave no answer within 0.1 s"}


async def test_metrics_are_what_prometheus_reads(served: Open) -> None:
    metrics = Metrics()

    async def refresh() -> None:
        metrics.outbox(
            {Lane.INTERACTIVE: 2, Lane.REMINDER: 5}, {Lane.INTERACTIVE: 0.5, Lane.REMINDER: 31.5}
        )
        metrics.attention(dead_letters=3, unreachable=7, mailable=2)

    client = await served(metrics=metrics, refresh=refresh)
    metrics.count_update("message", "done", 0.02)
    metrics.count_update("message", "done", 0.04)
    metrics.count_call("sendMessage", "ok")

    answer = await client.get("/metrics")
    samples = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(await answer.text())
        for sample in family.samples
    }

    assert answer.headers["Content-Type"].startswith("text/plain")
    assert samples["coachbook_updates_total", "done", "message"] == 2
    assert samples["coachbook_update_seconds_sum", "message"] == pytest.approx(0.06)
    assert samples["coachbook_telegram_calls_total", "ok", "sendMessage"] == 1
    assert samples["coachbook_outbox_backlog", "reminder"] == 5
    assert samples["coachbook_outbox_backlog", "broadcast"] == 0
    assert samples["coachbook_outbox_oldest_due_seconds", "interactive"] == 0.5
    assert samples["coachbook_outbox_oldest_due_seconds", "reminder"] == 31.5
    assert samples["coachbook_outbox_oldest_due_seconds", "broadcast"] == 0
    assert samples[("coachbook_dead_letters_waiting",)] == 3
    assert samples["coachbook_people_unreachable", "yes"] == 2
    assert samples["coachbook_people_unreachable", "no"] == 5


async def test_each_update_resets_the_age_of_the_last_one(
    served: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_000.0
    monkeypatch.setattr(http_metrics, "monotonic", lambda: now)
    metrics = Metrics()
    client = await served(metrics=metrics)

    async def age() -> float:
        text = await (await client.get("/metrics")).text()
        [line] = [line for line in text.splitlines() if line.startswith("coachbook_last_update_s")]
        return float(line.split()[1])

    now += 3.5
    assert await age() == 3.5

    metrics.count_update("message", "done", 0.02)

    assert await age() == 0
