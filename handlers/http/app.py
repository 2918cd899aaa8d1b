"""The routes of the one HTTP port."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from handlers.http import webhook
from handlers.http.health import Health
from handlers.http.metrics import Metrics
from handlers.http.webhook import Webhook

# Fills the gauges that are read from the database; called before each scrape.
Refresh = Callable[[], Awaitable[None]]


def add_routes(
    app: web.Application,
    *,
    health: Health,
    metrics: Metrics,
    refresh: Refresh,
    hook: Webhook | None = None,
) -> None:
    """Health, metrics, and the webhook where there is one, on an application that may have more."""

    async def scrape(request: web.Request) -> web.Response:
        await refresh()
        kind = {"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
        return web.Response(body=metrics.text(), headers=kind)

    app.router.add_get("/healthz", health.alive)
    app.router.add_get("/readyz", health.ready)
    app.router.add_get("/metrics", scrape)
    if hook is not None:
        app.router.add_post(webhook.PATH, hook.receive)
