"""Checks now and then how the bot is doing, so that admins need not: they are told what is
wrong."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from time import perf_counter
from typing import Final

import structlog

from bot.delivery.mail_failures import MailFailed
from domain.roles import SYSTEM
from handlers.actions.business import troubles
from handlers.actions.business.troubles import ProbeResults
from storage.business import vitals
from storage.transactions import Database

log = structlog.get_logger(__name__)

EVERY: Final = 30  # seconds
ASKED: Final = 5  # simple queries to the database; the median of their times counts


class HealthWatch:
    """The checks of one process. mail: asks the mail server whether it would accept a message, and
    raises MailFailed; None without one."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        mail: Callable[[], Awaitable[None]] | None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._mail = mail

    async def look(self) -> None:
        """Check, and tell admins what is new. Raises DatabaseAway."""
        results = ProbeResults(await self._answer(), await self._mail_taken())
        if news := await troubles.find(self._database, results, actor=SYSTEM, now=self._clock()):
            log.info("tick.health", told=news)

    async def _answer(self) -> float:
        """How long the simplest query takes, including the wait for a connection."""
        times = []
        for _ in range(ASKED):
            started_at = perf_counter()
            async with self._database.read() as reader:
                await vitals.ask(reader)
            times.append(perf_counter() - started_at)
        return sorted(times)[ASKED // 2]

    async def _mail_taken(self) -> bool | None:
        """Whether mail is accepted; None if there is no reason to ask. Without a mail server, it
        cannot fail."""
        if self._mail is None:
            return True
        async with self._database.read() as reader:
            asks = await troubles.asks_mail(reader, self._clock())
        if not asks:
            return None
        try:
            await self._mail()
        except MailFailed as failure:
            log.warning("health.mail", reason=str(failure))
            return False
        return True
