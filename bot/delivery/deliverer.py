"""The outbox on its way out: claim, check that it still holds, render, send, mark.

By Telegram; by mail to whoever Telegram does not reach, where they left an address. Reminders and
broadcasts have room and places of their own: thousands of them hold up no answer and no notice.

At least once: only a crash between Telegram's "ok" and the mark, or an "ok" that is lost on its
way, can repeat a message. That a call begins is written down first: a row is flagged when its
sender died after that (see `leases`), or when its call got no answer, and at no other time.
Messages to one person go one after the other, in the order of their rows.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.delivery.drop_reasons import moot
from bot.delivery.leases import Leases
from bot.delivery.mail_channel import Post, Render
from bot.delivery.outcomes import Mark, Marks
from bot.delivery.smtp import MailFailed, MailRefused
from bot.person_queues import Lanes
from bot.telegram.answers import NoBotApi, nobody_there, number_of
from bot.telegram.limits import Limits, seconds_of
from bot.telegram.transport import NotConnected
from handlers.http.metrics import Metrics
from handlers.wording.words import words_for
from storage import outbox
from storage.outbox import Claimed
from storage.transactions import Database, DatabaseAway, Writer

log = structlog.get_logger(__name__)

PEOPLE_AT_ONCE: Final = 32
# Of these, how many at most may be sent what can wait, which is mostly waiting for its place.
PATIENT_AT_ONCE: Final = 16
BATCH: Final = 16
# For so long a message waits whose sender was killed. Clocks of replicas that differ by a third of
# it do no harm, nor does a database that is away for as long.
LEASE: Final = timedelta(seconds=15)
LOOK: Final = 1.0
LONGEST_LOOK: Final = 4.0  # with the database away: less than a third of a lease, as for renewing
REMINDER: Final = 1
TELEGRAM, MAIL = "telegram", "mail"

Call = Callable[[str, Mapping[str, Any]], Awaitable[Any]]


class Delivery:
    """Sends what is due until it is closed.

    owner: the name that this process leases under. post: the way to people whom Telegram does
    not reach, if there is one. lease: how long a dead process holds back what it was sending.
    """

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
        post: Post | None = None,
        lease: timedelta = LEASE,
    ) -> None:
        self._database = database
        self._call = call
        self._render = render
        self._limits = limits
        self._clock = clock
        self._owner = owner
        self._language = language
        self._post = post
        self._lease = lease
        self._leases = Leases(database, owner, clock, lease)
        self._marks = Marks(database, clock, metrics, owner, mails=post is not None)
        self._lanes = Lanes()
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._recipients: dict[int, int] = {}
        self._patient = 0
        self._awake = asyncio.Event()

    def wake(self) -> None:
        """Something may be due: look now instead of at the next second."""
        self._awake.set()

    async def run(self) -> None:
        """Deliver until `close`, and until what was begun is done; nothing else ends it."""
        pause = LOOK
        while not self._marks.closing or self._tasks:
            self._awake.clear()
            try:
                await self._leases.renew()
                more = await self._round()
                pause = LOOK
            except DatabaseAway as error:
                log.warning("delivery.database_away", reason=str(error))
                self._leases.cut_off()
                more, pause = False, min(pause * 2, LONGEST_LOOK)
            except Exception:
                log.exception("delivery.broke")
                more, pause = False, min(pause * 2, LONGEST_LOOK)
            if not more:
                await self._rest(pause)

    async def close(self, seconds: float) -> None:
        """Claim no more, finish what is being sent, and give back the leases of the rest."""
        self._marks.closing = True
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
        if room <= 0 or self._marks.closing:
            return False
        now, claimed_at = self._clock(), _stopwatch()
        busy, expired = tuple(self._recipients), self._leases.others_end
        patient = PATIENT_AT_ONCE - self._patient

        async def claim(writer: Writer) -> list[Claimed]:
            return await outbox.claim(
                writer, self._owner, now, room, self._lease, busy, expired=expired, patient=patient
            )

        rows = await self._database.write(claim)
        for row in rows:
            # A clock that jumps forward ends our own leases: what we are sending is not news.
            if row.id not in self._tasks:
                self._begin(row, claimed_at)
        return len(rows) == room

    def _begin(self, row: Claimed, claimed_at: float) -> None:
        task = asyncio.create_task(self._deliver(row), name=f"outbox {row.id}")
        self._tasks[row.id] = task
        self._leases.begin(row.id, claimed_at)
        self._recipients[row.recipient_id] = self._recipients.get(row.recipient_id, 0) + 1
        self._patient += row.lane >= REMINDER
        task.add_done_callback(lambda done: self._ended(row, done))

    def _ended(self, row: Claimed, task: asyncio.Task[None]) -> None:
        del self._tasks[row.id]
        self._leases.end(row.id)
        self._patient -= row.lane >= REMINDER
        self._recipients[row.recipient_id] -= 1
        if not self._recipients[row.recipient_id]:
            del self._recipients[row.recipient_id]
        self._awake.set()
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.error("delivery.row_broke", outbox=row.id, exc_info=error)

    async def _deliver(self, row: Claimed) -> None:
        async with self._lanes.turn_of(row.recipient_id):
            post = self._post if row.unreachable else None
            mark = Mark(self._marks, row, MAIL if post and row.email else TELEGRAM)
            if self._marks.closing or not self._leases.sure(row.id):
                await mark.given_back()
            elif reason := moot(row, self._clock(), by_telegram=mark.channel == TELEGRAM):
                await mark.dropped(reason)
            elif post and row.email:
                await self._mail(mark, post, row.email)
            else:
                await self._render_and_send(mark)

    async def _render_and_send(self, mark: Mark) -> None:
        row, words = mark.row, words_for(mark.row.language, self._language)
        try:
            screen = self._render(row.kind, row.facts, words, row.zone, self._clock())
        except Exception as error:
            await self._cannot_render(mark, error)
        else:
            payload = {"chat_id": row.telegram_id, **screen.payload()}
            await self._send_admitted(replace(mark, shows=screen.shows), payload)

    async def _send_admitted(self, mark: Mark, payload: Mapping[str, Any]) -> None:
        """Wait for its place, and send it; what would wait for long is put off."""
        row = mark.row
        async with AsyncExitStack() as way:
            try:
                await way.enter_async_context(
                    self._limits.sending(payload["chat_id"], patient=row.lane >= REMINDER)
                )
            except RetryAfter as error:
                await mark.postponed(seconds_of(error))
            except DatabaseAway:
                await mark.given_back()
            else:
                await self._send_if_true(mark, payload)

    async def _send_if_true(self, mark: Mark, payload: Mapping[str, Any]) -> None:
        """Send it, unless its session has changed, or Telegram has asked for quiet, meanwhile."""
        if await self._begins(mark):
            if (wait := self._limits.wait_of(payload["chat_id"])) > 0:
                await mark.postponed(wait)
            else:
                await self._send(mark, payload)

    async def _begins(self, mark: Mark) -> bool:
        """Write down that its call comes next; if it must not come, why, and False."""
        row = mark.row
        try:
            async with self._database.read() as reader:
                holds = await outbox.begin_call(reader, self._owner, row.id)
        except DatabaseAway:
            await mark.given_back()
            return False
        if holds is None or not self._leases.sure(row.id):
            await mark.given_back()
            return False
        by_telegram = mark.channel == TELEGRAM
        if reason := moot(replace(row, holds=holds), self._clock(), by_telegram=by_telegram):
            await mark.dropped(reason)
            return False
        return True

    async def _send(self, mark: Mark, payload: Mapping[str, Any]) -> None:
        row, begun = mark.row, _stopwatch()
        try:
            # Cut off when closing, it may have been sent: the lease runs out, the row is flagged.
            message = await self._call("sendMessage", payload)
        except RetryAfter as error:
            wait = seconds_of(error)
            await self._limits.told(payload["chat_id"], wait, _stopwatch() - begun)
            await mark.postponed(wait)
        except ChatMigrated as error:
            await self._send(mark, {**payload, "chat_id": error.new_chat_id})
        except (BadRequest, Forbidden) as error:
            if nobody_there(error):
                # With an address the row comes back and is mailed.
                mailed = self._post is not None and row.email is not None
                await mark.unreachable(error.message, otherwise=mailed)
            else:
                log.error("delivery.refused", outbox=row.id, kind=row.kind, said=error.message)
                await mark.again(error.message)
        except TelegramError as error:
            if isinstance(error, NetworkError) and not isinstance(error, NoBotApi):
                await mark.when_back(str(error), maybe_sent=not isinstance(error, NotConnected))
            else:
                await mark.again(str(error), maybe_sent=isinstance(error, NoBotApi))
        else:
            await mark.sent(number_of(message), _since(begun))

    async def _mail(self, mark: Mark, post: Post, address: str) -> None:
        if not await self._begins(mark):
            return
        begun = _stopwatch()
        try:
            await post.send(mark.row, address)
        except MailRefused as refusal:
            await mark.failed(str(refusal))
        except MailFailed as failure:
            await mark.again(str(failure), maybe_sent=failure.maybe_taken)
        except DatabaseAway:
            await mark.given_back()
        except Exception as error:
            await self._cannot_render(mark, error)
        else:
            await mark.mailed(_since(begun))

    async def _cannot_render(self, mark: Mark, error: Exception) -> None:
        log.error("delivery.cannot_render", outbox=mark.row.id, kind=mark.row.kind, exc_info=error)
        await mark.again(type(error).__name__)

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._awake.wait()
        except TimeoutError:
            return


def _stopwatch() -> float:
    return asyncio.get_running_loop().time()


def _since(begun: float) -> float:
    """Milliseconds, to a tenth."""
    return round((_stopwatch() - begun) * 1000, 1)
