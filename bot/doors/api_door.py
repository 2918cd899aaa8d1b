"""The door to the API: loads it on the first request, with what it needs of the process."""

import asyncio
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import TYPE_CHECKING

import structlog
from aiohttp import ClientSession, web
from telegram.error import BadRequest, TelegramError

from bot.settings.settings import Settings
from bot.timing.clock import Clock
from domain.accounts.telegram_refusals import TelegramAway
from handlers.chat.frame.chat_context import ChatContext
from handlers.notices import log as notice_log
from handlers.queries.starts.shop import Shop
from storage.transactions import Database

if TYPE_CHECKING:
    from handlers.actions.accounts.by_telegram import TelegramSignIn
    from handlers.http.api.api import Api

log = structlog.get_logger(__name__)

RequestHandler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ApiDoor:
    """Answers any request to the API. context: what it shares with the chat. session: for calls to
    Telegram. guard: turns away everyone the API is not meant for. browser_key: the one browsers
    subscribe with. taking: whether requests are accepted now."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        shop: Shop,
        clock: Clock,
        *,
        context: ChatContext,
        session: ClientSession,
        guard: Callable[[RequestHandler], RequestHandler] | None = None,
        browser_key: Callable[[], Awaitable[str]] | None = None,
    ) -> None:
        self._settings = settings
        self._database = database
        self._shop = shop
        self._clock = clock
        self._context = context
        self._browser_key = browser_key
        self._session = session
        self._loading: asyncio.Task[Api] | None = None
        self.taking: Callable[[], bool] = lambda: True
        self.answer: RequestHandler = guard(self._answer) if guard else self._answer

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        """Like `handlers.http.api.api.Api.answer`."""
        if self._loading is None:
            self._loading = asyncio.create_task(self._load(), name="api")
        # A client that hangs up must not take the answer from the others.
        api = await asyncio.shield(self._loading)
        return await api.answer(request)

    async def _load(self) -> "Api":
        # It takes a tenth of a second, for which a tap would wait: hence in a thread.
        await asyncio.to_thread(import_module, "handlers.http.api.api")
        from handlers.http.api.api import Api  # noqa: PLC0415 - loaded when somebody asks
        from handlers.http.api.call import ApiContext  # noqa: PLC0415 - as above

        settings = self._settings
        return Api(
            ApiContext(
                database=self._database,
                shop=self._shop,
                clock=self._clock.now,
                language=settings.language,
                zone=settings.zone,
                currency=settings.currency,
                link=self._context.link,
                redispatch=self._context.redispatch,
                download=self._fetch,
                taking=self.taking,
                origins=settings.cors_origins,
                rate=settings.api_rate,
                proxies=settings.proxies,
                public_url=settings.public_url,
                available_channels=settings.ways,
                browser_key=self._browser_key,
                titled=notice_log.title,
                telegram=self._telegram(),
                private_webhooks=settings.private_webhooks,
            )
        )

    async def _fetch(self, name: str, most: int) -> bytes | None:
        """A file at Telegram; None also if Telegram no longer has it. Raises TelegramAway."""
        try:
            return await self._context.download(name, most)
        except BadRequest:
            return None
        except TelegramError as away:
            log.warning("api.file_away", reason=str(away))
            raise TelegramAway from None

    def _telegram(self) -> "TelegramSignIn":
        """How Telegram vouches for somebody.

        Not in the playground: there anybody can sign as Telegram.
        """
        from bot.telegram.launches import is_telegrams  # noqa: PLC0415 - loaded when somebody asks
        from bot.telegram.sign_in import SignInClient  # noqa: PLC0415 - loaded when somebody asks
        from domain.accounts.telegram_login import launch_key  # noqa: PLC0415 - as above
        from handlers.actions.accounts.by_telegram import (  # noqa: PLC0415 - as above
            SignInSetUp,
            TelegramSignIn,
        )

        settings = self._settings
        if settings.token is None:
            return TelegramSignIn()
        key, bots = launch_key(settings.token), settings.mini_app_bots
        if settings.telegram_login_secret is None:
            return TelegramSignIn(key, bots=bots, is_telegrams=is_telegrams)
        client = SignInClient(
            self._session,
            self._clock.now,
            base=settings.telegram_login_url,
            client_id=settings.token.partition(":")[0],
            secret=settings.telegram_login_secret,
        )
        set_up = SignInSetUp(client.base, client.client_id, settings.login_redirects, client.claims)
        return TelegramSignIn(key, set_up, bots, is_telegrams)
