"""The parts an observer may wrap, as they are without one."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession

from bot.delivery.sender import Sender
from bot.delivery.webhooks import Webhooks
from bot.settings.settings import Settings
from bot.telegram.transport import Telegram
from bot.timing.clock import Clock
from handlers.http.metrics import Metrics
from handlers.http.observing import Trace
from storage.transactions import Database

if TYPE_CHECKING:
    from bot.delivery.smtp import SmtpClient

Process = Callable[[Mapping[str, Any]], Awaitable[None]]


class Parts:
    """Makes each of them. trace: makes a span for each HTTP request; None without tracing."""

    trace: Trace | None = None
    sender: Callable[..., Sender] = Sender

    def database(self, url: str) -> Database:
        """Connections to the database."""
        return Database(url)

    def telegram(self, session: ClientSession, url: str, token: str, clock: Clock) -> Telegram:
        """The Bot API."""
        return Telegram(session, url, token, clock)

    def smtp(self, client: "SmtpClient") -> "SmtpClient":
        """The mail server."""
        return client

    def process(self, process: Process) -> Process:
        """Handles an update."""
        return process

    def webhooks(
        self, settings: Settings, database: Database, clock: Clock, metrics: Metrics, owner: str
    ) -> Webhooks:
        """Sends webhooks. owner: the name this process leases under."""
        return Webhooks(
            database,
            clock=clock.now,
            present=clock.present,
            owner=owner,
            private=settings.private_webhooks,
            metrics=metrics,
            traced=self.calls_out,
        )

    def calls_out(self, name: str) -> AbstractContextManager[Mapping[str, str]]:
        """Wraps a call to another server; yields headers to send along."""
        return nullcontext({})
