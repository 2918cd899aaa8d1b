"""Keeps the messages up to date that show admins a broadcast's progress.

Postgres knows which are out of date, and gives each to one replica at a time. If one does not
arrive, it is due again.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

import structlog
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.telegram.answers import seconds_of
from bot.telegram.limits import SendLimiter
from handlers.buttons.screen import Screen
from handlers.chat.frame.bot_api import BotApiCall
from handlers.chat.frame.sending import GONE, UNCHANGED
from storage.messages import broadcasts
from storage.messages.broadcasts import StaleProgress
from storage.transactions import Database

log = structlog.get_logger(__name__)

EVERY: Final = timedelta(seconds=4)

Draw = Callable[[StaleProgress], Awaitable[Screen | None]]


class ProgressUpdater:
    """One look at a time. draw: the content of such a message."""

    def __init__(
        self,
        database: Database,
        call: BotApiCall,
        draw: Draw,
        limits: SendLimiter,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._call = call
        self._draw = draw
        self._limits = limits
        self._clock = clock

    async def look(self) -> None:
        """Bring up to date what is due."""
        async with self._database.autocommit() as autocommit:
            due = await broadcasts.to_show(autocommit, self._clock(), EVERY)
        for one in due:
            await self._show(one)

    async def _show(self, due: StaleProgress) -> None:
        screen = await self._draw(due)
        if screen is None:
            await self._forget(due)
            return
        ids = {"chat_id": due.telegram_id, "message_id": due.message_id}
        try:
            async with self._limits.sending(due.telegram_id, patient=True, spaced=False):
                await self._call("editMessageText", {**ids, **screen.payload()})
        except RetryAfter as error:
            log.info("progress.waits", seconds=seconds_of(error))
            await self._again(due)
        except (BadRequest, Forbidden) as error:
            reason = error.message.lower()
            if UNCHANGED in reason:
                return
            if isinstance(error, Forbidden) or any(text in reason for text in GONE):
                await self._forget(due)
            else:
                log.error("progress.refused", broadcast=due.broadcast.id, said=error.message)
        except TelegramError as error:
            log.info("progress.no_answer", broadcast=due.broadcast.id, reason=str(error))
            await self._again(due)

    async def _again(self, due: StaleProgress) -> None:
        async with self._database.autocommit() as autocommit:
            await broadcasts.show_again(autocommit, due)

    async def _forget(self, due: StaleProgress) -> None:
        async with self._database.autocommit() as autocommit:
            await broadcasts.show_no_more(autocommit, due)
