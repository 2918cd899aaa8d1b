"""The routes of the one HTTP port."""

from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from handlers.http import receipt_paths, webhook
from handlers.http.health import HealthChecks
from handlers.http.metrics import Metrics
from handlers.http.observing import Trace, observe
from handlers.http.webhook import TelegramWebhook

# Sets the gauges that come from the database; called before each scrape.
Refresh = Callable[[], Awaitable[None]]
# Answers any request, as the API does.
RequestHandler = Callable[[web.Request], Awaitable[web.StreamResponse]]
# Where the API and its page are; the rest are older spellings of its routes
# (`handlers.http.api.route`).
OF_THE_API: Final = (
    r"/api/{rest:[\s\S]*}",
    "/docs",
    r"/docs/{rest:[\s\S]*}",
    r"/admin/{rest:[\s\S]*}",
    r"/appointment/{rest:[\s\S]*}",
    r"/auth/{rest:[\s\S]*}",
    r"/bookings{rest:(/[\s\S]*)?}",
    r"/provider/{rest:[\s\S]*}",
    r"/providers{rest:(/[\s\S]*)?}",
)
# Where Socket.IO clients look for it.
OF_REAL_TIME: Final = "/socket.io/"


def add_routes(
    app: web.Application,
    *,
    health: HealthChecks,
    metrics: Metrics,
    refresh: Refresh,
    hook: TelegramWebhook | None = None,
    api: RequestHandler | None = None,
    trace: Trace | None = None,
    receipts: RequestHandler | None = None,
    realtime: RequestHandler | None = None,
) -> None:
    """Add health, metrics, and, if given, the webhook, the API and real time to an application.

    Every request to it is logged, and traced by `trace`. receipts: takes Twilio's reports on text
    messages.
    """

    async def scrape(request: web.Request) -> web.Response:
        await refresh()
        kind = {"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
        return web.Response(body=metrics.text(), headers=kind)

    observe(app, metrics.requests, trace)
    app.router.add_get("/healthz", health.alive)
    app.router.add_get("/readyz", health.ready)
    app.router.add_get("/metrics", scrape)
    if hook is not None:
        app.router.add_post(webhook.PATH, hook.receive)
    if api is not None:
        for path in OF_THE_API:
            app.router.add_route("*", path, api)
    if receipts is not None:
        app.router.add_post(receipt_paths.TWILIO, receipts)
    if realtime is not None:
        app.router.add_get(OF_REAL_TIME, realtime)
