"""Keeps session cards in people's chats up to date, after everything that cannot wait.

Postgres knows which are due (`storage.appointments.cards`). A replica picks some, waits for a place
as reminders do, and only then begins: from that moment a press on the card waits for us, so nothing
slow may come between. The content is read after that. If it is killed, another replica tries again.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

import structlog
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.drain import drain
from bot.telegram.answers import seconds_of
from bot.telegram.limits import SendLimiter
from bot.telegram.transport import NotConnected
from bot.timing.stopwatch import REAL, Stopwatch
from handlers.chat.cards.redrawing import Drawing
from handlers.chat.frame.bot_api import BotApiCall
from handlers.chat.frame.sending import GONE, UNCHANGED
from storage.appointments import cards
from storage.appointments.cards import BUSY, Redrawing
from storage.faults import DatabaseAway
from storage.transactions import Database

log = structlog.get_logger(__name__)

# This many a second: nobody is waiting for them.
AT_ONCE: Final = 8
LOOK: Final = 1.0
LONGEST_LOOK: Final = 4.0
# Seconds of BUSY that may be over when the call begins, and that it may take. A late one is put
# off: once BUSY is over, presses no longer wait for it.
FRESH: Final = 1.5
CALL: Final = 3.0
assert timedelta(seconds=FRESH + CALL) < BUSY
AWAY_WAIT: Final = (1.0, 5.0)

Draw = Callable[[Redrawing], Awaitable[Drawing | None]]


class Redraws:
    """Redraws what is due until it is closed. draw: what a card is to show now. stopwatch: times
    its looks, and what comes too late."""

    def __init__(
        self,
        database: Database,
        call: BotApiCall,
        draw: Draw,
        limits: SendLimiter,
        *,
        stopwatch: Stopwatch = REAL,
    ) -> None:
        self._database = database
        self._call = call
        self._draw = draw
        self._limits = limits
        self._stopwatch = stopwatch
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = asyncio.Event()

    async def run(self) -> None:
        """Until `close`; nothing else ends it."""
        pause = LOOK
        while not self._closing.is_set():
            try:
                await self._round()
                pause = LOOK
            except DatabaseAway as error:
                log.warning("redraws.database_away", reason=str(error))
                pause = min(pause * 2, LONGEST_LOOK)
            except Exception:
                log.exception("redraws.broke")
                pause = min(pause * 2, LONGEST_LOOK)
            await self._stopwatch.rest(pause, self._closing)

    async def close(self, seconds: float) -> None:
        """Begin no more, and finish what has begun."""
        self._closing.set()
        await drain(self._tasks, seconds)

    async def _round(self) -> None:
        """Pick as many as there is room for."""
        room = AT_ONCE - len(self._tasks)
        if room <= 0:
            return
        async with self._database.autocommit() as autocommit:
            cards_due = await cards.pick(autocommit, room)
        for person_id, message_id, telegram_id in cards_due:
            redrawing = self._redraw(person_id, message_id, telegram_id)
            task = asyncio.create_task(redrawing, name=f"card {person_id}/{message_id}")
            self._tasks.add(task)
            task.add_done_callback(self._on_done)

    def _on_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, DatabaseAway):
            log.warning("redraws.database_away", reason=str(error))
        elif error is not None:
            log.error("redraws.card_broke", exc_info=error)

    async def _redraw(self, person_id: int, message_id: int, chat_id: int) -> None:
        try:
            # It does not use up the chat's message per second: Telegram counts messages, not edits.
            async with self._limits.sending(chat_id, patient=True, spaced=False):
                if not self._closing.is_set():
                    await self._begin(person_id, message_id)
        except RetryAfter as error:
            log.info("redraws.waits", person=person_id, seconds=seconds_of(error))

    async def _begin(self, person_id: int, message_id: int) -> None:
        started_at = self._stopwatch.now()
        async with self._database.autocommit() as autocommit:
            card = await cards.begin(autocommit, person_id, message_id)
        if card is None:
            return
        if card.unreachable:
            await self._put_off(card, None)
        elif (drawing := await self._draw(card)) is None:
            await self._forget(card)
        elif (wait := self._limits.wait_of(card.telegram_id)) > 0:
            await self._put_off(card, wait)
        elif self._stopwatch.now() - started_at > FRESH:
            await self._put_off(card, random.uniform(*AWAY_WAIT))
        else:
            await self._edit(card, drawing)

    async def _edit(self, card: Redrawing, drawing: Drawing) -> None:
        ids = {"chat_id": card.telegram_id, "message_id": card.message_id}
        started_at = self._stopwatch.now()
        try:
            async with asyncio.timeout(CALL):
                await self._call("editMessageText", {**ids, **drawing.screen.payload()})
        except RetryAfter as error:
            wait = seconds_of(error)
            await self._limits.cool_down(card.telegram_id, wait, self._stopwatch.now() - started_at)
            await self._put_off(card, wait)
        except Forbidden:
            await self._put_off(card, None)
        except BadRequest as error:
            await self._handle_refusal(card, drawing, error.message.lower())
        except NotConnected:
            await self._put_off(card, random.uniform(*AWAY_WAIT))
        except (NetworkError, TimeoutError) as error:
            # It may still arrive: a press waits until BUSY is over, and the card is due again.
            log.info("redraws.no_answer", person=card.person_id, reason=str(error))
        except TelegramError as error:
            log.error("redraws.failed", person=card.person_id, said=str(error))
            await self._put_off(card, None)
        else:
            await self._mark_drawn(card, drawing)

    async def _handle_refusal(self, card: Redrawing, drawing: Drawing, reason: str) -> None:
        if UNCHANGED in reason:
            await self._mark_drawn(card, drawing)
        elif any(text in reason for text in GONE):
            await self._forget(card)
        else:
            log.error("redraws.refused", person=card.person_id, said=reason)
            await self._put_off(card, None)

    async def _mark_drawn(self, card: Redrawing, drawing: Drawing) -> None:
        async with self._database.autocommit() as autocommit:
            await cards.mark_drawn(autocommit, card, drawing.version, folded=drawing.folded)
        log.info("card", person=card.person_id, session=card.appointment_id, folded=drawing.folded)

    async def _put_off(self, card: Redrawing, seconds: float | None) -> None:
        async with self._database.autocommit() as autocommit:
            await cards.put_off(autocommit, card, seconds)

    async def _forget(self, card: Redrawing) -> None:
        async with self._database.autocommit() as autocommit:
            await cards.forget(autocommit, card)
