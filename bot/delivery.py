"""The outbox on its way out: claim, check that it still holds, render, send, mark.

At least once: only a crash between Telegram's "ok" and the mark can repeat a message, and a row
that was claimed again after such a lease is flagged in the table. Messages to one person go one
after the other, in the order of their rows.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

import structlog
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.lanes import Lanes
from bot.limits import Limits, seconds_of
from domain.reminders import REMINDERS
from handlers.chat.screen import Screen
from handlers.http.metrics import Metrics
from handlers.words import Words, words_for
from storage import outbox, people
from storage.outbox import Claimed
from storage.transactions import Database, DatabaseAway, Writer

log = structlog.get_logger(__name__)

PEOPLE_AT_ONCE: Final = 16
BATCH: Final = 16
LEASE: Final = timedelta(seconds=60)
# Seconds of the lease that must be left to begin sending: a call may take 20.
SENDING_ROOM: Final = 30.0
LOOK: Final = 1.0
TRIES: Final = 12
LONGEST_WAIT: Final = 600.0
# What Telegram says of a chat that cannot be written to, and will not be tomorrow.
NO_SUCH_CHAT: Final = ("chat not found", "user is deactivated", "peer_id_invalid")
REMINDER: Final = 1

Call = Callable[[str, Mapping[str, Any]], Awaitable[Any]]


class Render(Protocol):
    """`handlers.notices.render`."""

    def __call__(
        self, kind: str, facts: Mapping[str, Any], words: Words, zone: str | None
    ) -> Screen: ...


class Delivery:
    """Sends what is due until it is closed. `owner`: the name that this process leases under."""

    def __init__(
        self,
        database: Database,
        call: Call,
        render: Render,
        limits: Limits,
        *,
        clock: Callable[[], datetime],
        owner: str,
        language: str,
        metrics: Metrics,
    ) -> None:
        self._database = database
        self._call = call
        self._render = render
        self._limits = limits
        self._clock = clock
        self._owner = owner
        self._language = language
        self._metrics = metrics
        self._lanes = Lanes()
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._recipients: dict[int, int] = {}
        self._awake = asyncio.Event()
        self._closing = False

    def wake(self) -> None:
        """Something may be due: look now instead of at the next second."""
        self._awake.set()

    async def run(self) -> None:
        """Deliver until `close`; neither a row nor the database ends it."""
        pause = LOOK
        while not self._closing:
            self._awake.clear()
            try:
                more = await self._round()
                pause = LOOK
            except DatabaseAway as error:
                log.warning("delivery.database_away", reason=str(error))
                more, pause = False, min(pause * 2, 10.0)
            except Exception:
                log.exception("delivery.broke")
                more, pause = False, min(pause * 2, 10.0)
            if not more:
                await self._rest(pause)

    async def close(self, seconds: float) -> None:
        """Claim no more, finish what is being sent, and give back the leases of the rest."""
        self._closing = True
        self._awake.set()
        if not self._tasks:
            return
        _, late = await asyncio.wait(list(self._tasks.values()), timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _round(self) -> bool:
        """Claim what there is room for. Whether there may be more of it right now."""
        room = min(BATCH, PEOPLE_AT_ONCE - len(self._recipients))
        if room <= 0:
            return False
        now, claimed_at = self._clock(), _stopwatch()
        busy = tuple(self._recipients)

        async def claim(writer: Writer) -> list[Claimed]:
            return await outbox.claim(writer, self._owner, now, room, LEASE, busy)

        rows = await self._database.write(claim)
        for row in rows:
            # A clock that jumps forward ends our own leases: what we are sending is not news.
            if row.id not in self._tasks:
                self._begin(row, claimed_at)
        return len(rows) == room

    def _begin(self, row: Claimed, claimed_at: float) -> None:
        task = asyncio.create_task(self._deliver(row, claimed_at), name=f"outbox {row.id}")
        self._tasks[row.id] = task
        self._recipients[row.recipient_id] = self._recipients.get(row.recipient_id, 0) + 1
        task.add_done_callback(lambda done: self._ended(row, done))

    def _ended(self, row: Claimed, task: asyncio.Task[None]) -> None:
        del self._tasks[row.id]
        self._recipients[row.recipient_id] -= 1
        if not self._recipients[row.recipient_id]:
            del self._recipients[row.recipient_id]
        self._awake.set()
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.error("delivery.row_broke", outbox=row.id, exc_info=error)

    async def _deliver(self, row: Claimed, claimed_at: float) -> None:
        async with self._lanes.turn_of(row.recipient_id):
            late = _stopwatch() - claimed_at > LEASE.total_seconds() - SENDING_ROOM
            if self._closing or late:
                await self._give_back(row)
            elif reason := self._moot(row):
                await self._drop(row, reason)
            else:
                await self._render_and_send(row)

    async def _render_and_send(self, row: Claimed) -> None:
        words = words_for(row.language, self._language)
        try:
            screen = self._render(row.kind, row.facts, words, row.zone)
        except Exception as error:
            log.exception("delivery.cannot_render", outbox=row.id, kind=row.kind)
            await self._again(row, type(error).__name__, self._backoff(row))
        else:
            await self._send(row, {"chat_id": row.telegram_id, **screen.payload()})

    def _moot(self, row: Claimed) -> str | None:
        """Why a message is not to be sent any more, if so."""
        if row.unreachable:
            return "unreachable"
        if not row.holds:
            return "changed"
        if row.lane == REMINDER:
            return overtaken(row, self._clock())
        return None

    async def _send(self, row: Claimed, payload: Mapping[str, Any]) -> None:
        begun = _stopwatch()
        try:
            await self._limits.admit(row.telegram_id)
            message = await self._call("sendMessage", payload)
        except asyncio.CancelledError:
            # Closing: perhaps it was sent. The lease runs out and the row is flagged.
            raise
        except RetryAfter as error:
            wait = seconds_of(error)
            await self._limits.told(row.telegram_id, wait)
            await self._postpone(row, wait)
        except Forbidden as error:
            await self._unreachable(row, error)
        except ChatMigrated as error:
            await self._send(row, {**payload, "chat_id": error.new_chat_id})
        except BadRequest as error:
            if any(text in error.message.lower() for text in NO_SUCH_CHAT):
                await self._unreachable(row, error)
            else:
                log.error("delivery.refused", outbox=row.id, kind=row.kind, said=error.message)
                await self._again(row, error.message, self._backoff(row))
        except TelegramError as error:
            await self._again(row, str(error), self._backoff(row))
        else:
            await self._sent(row, message, round((_stopwatch() - begun) * 1000, 1))

    async def _sent(self, row: Claimed, message: Mapping[str, Any], ms: float) -> None:
        now = self._clock()
        await self._mark(lambda w: outbox.mark_sent(w, row.id, message["message_id"], now))
        self._log(row, "sent", ms=ms)

    async def _drop(self, row: Claimed, reason: str) -> None:
        await self._mark(lambda w: outbox.drop(w, row.id, reason))
        self._log(row, "dropped", reason=reason)

    async def _unreachable(self, row: Claimed, error: TelegramError) -> None:
        now = self._clock()

        async def work(writer: Writer) -> None:
            await people.set_unreachable(writer, row.recipient_id, now)
            await outbox.drop(writer, row.id, "unreachable")

        await self._mark(work)
        self._log(row, "dropped", reason="unreachable", said=error.message)

    async def _again(self, row: Claimed, error: str, wait: float) -> None:
        """Try later, or give the row up once it has been tried often enough."""
        if row.attempts + 1 >= TRIES:
            await self._mark(lambda w: outbox.fail(w, row.id, error))
            self._log(row, "failed", reason=error)
        else:
            due_at = self._clock() + timedelta(seconds=wait)
            await self._mark(lambda w: outbox.retry_at(w, row.id, due_at, error))
            self._log(row, "postponed", reason=error, seconds=round(wait, 1))

    async def _postpone(self, row: Claimed, wait: float) -> None:
        due_at = self._clock() + timedelta(seconds=wait)
        await self._mark(lambda w: outbox.retry_at(w, row.id, due_at, None))
        self._log(row, "postponed", reason="retry_after", seconds=wait)

    async def _give_back(self, row: Claimed) -> None:
        await self._mark(lambda w: outbox.retry_at(w, row.id, self._clock(), None))

    async def _mark(self, work: Callable[[Writer], Awaitable[Any]]) -> None:
        """Write down what became of a row. Patient: an unmarked message is sent twice."""
        pause = 0.2
        while True:
            try:
                await self._database.write(work)
                return
            except DatabaseAway:
                if self._closing and pause > 1:
                    raise
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)

    def _log(self, row: Claimed, outcome: str, **more: object) -> None:
        self._metrics.delivered(row.kind, outcome)
        log.info(
            "outbox", outbox=row.id, kind=row.kind, person=row.recipient_id, outcome=outcome, **more
        )

    @staticmethod
    def _backoff(row: Claimed) -> float:
        return min(2.0 ** (row.attempts + 1), LONGEST_WAIT) * random.uniform(0.5, 1.0)

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._awake.wait()
        except TimeoutError:
            return


def overtaken(row: Claimed, now: datetime) -> str | None:
    """Why a late reminder is pointless: the session has begun, or a later reminder is due too."""
    starts_at = datetime.fromisoformat(row.facts["starts_at"])
    if starts_at <= now:
        return "begun"
    if any(row.due_at < starts_at - before <= now for before in REMINDERS.values()):
        return "overtaken"
    return None


def _stopwatch() -> float:
    return asyncio.get_running_loop().time()
