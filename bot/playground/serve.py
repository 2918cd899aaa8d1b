"""Serves a playground at an address."""

from collections.abc import AsyncIterator

from aiohttp import web

from bot.playground.backstage import Backstage
from bot.playground.browser_routes import BrowserPages
from bot.playground.control import Control
from bot.playground.local_access import local_only
from bot.playground.playground import Playground
from bot.playground.server import BotApi

# Long enough to answer a poll that was just ended.
GRACE = 2.0
ALONE = Backstage()


def mount(app: web.Application, playground: Playground, backstage: Backstage = ALONE) -> None:
    """Adds the playground's routes, and ties its life to the application's.

    The playground itself stays open: whoever made it closes it, after the application has ended.
    """
    api = BotApi(playground)
    call, download = local_only(api.call), local_only(api.download)
    app.router.add_route("GET", "/bot{token}/{method}", call)
    app.router.add_route("POST", "/bot{token}/{method}", call)
    app.router.add_route("GET", "/file/bot{token}/{path:.+}", download)
    app.router.add_routes(Control(playground, backstage).routes())
    app.router.add_routes(BrowserPages(playground).routes())

    async def live(_app: web.Application) -> AsyncIterator[None]:
        playground.webhook.run(api.execute)
        yield
        await playground.webhook.stop()
        playground.queries.close()
        playground.store.flush()

    async def let_go(_app: web.Application) -> None:
        # Streams and polls would keep the server waiting for its whole grace period.
        playground.events.close()
        playground.updates.wake()

    app.cleanup_ctx.append(live)
    app.on_shutdown.append(let_go)


def build_app(playground: Playground, backstage: Backstage = ALONE) -> web.Application:
    app = web.Application()
    mount(app, playground, backstage)
    return app


class PlaygroundServer:
    """A running server: ``url`` is what ``COACHBOOK_TELEGRAM_API_URL`` wants."""

    def __init__(self, runner: web.AppRunner, host: str) -> None:
        self._runner = runner
        self.port = int(runner.addresses[0][1])
        self.url = f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    async def stop(self) -> None:
        await self._runner.cleanup()


async def start(
    playground: Playground,
    host: str = "127.0.0.1",
    port: int = 0,
    backstage: Backstage = ALONE,
) -> PlaygroundServer:
    """Listens; port 0 takes a free one. Raises ``OSError`` if the port is taken."""
    runner = web.AppRunner(
        build_app(playground, backstage), access_log=None, shutdown_timeout=GRACE
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    return PlaygroundServer(runner, host)
