"""The parts of which somebody may want to be told, as they are made when nobody does."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession

from bot.clock import Clock
from bot.delivery.sender import Sender
from bot.telegram.transport import Telegram
from handlers.http.observing import Trace
from storage.transactions import Database

if TYPE_CHECKING:
    from bot.delivery.smtp import SmtpClient

Process = Callable[[Mapping[str, Any]], Awaitable[None]]


class Parts:
    """Makes each of them. trace: makes a span of each request over HTTP; None for none."""

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
        """What handles an update."""
        return process

    def headers(self) -> dict[str, str]:
        """What a request to somebody else carries on of what is being handled."""
        return {}
