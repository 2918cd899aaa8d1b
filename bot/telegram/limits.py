"""Telegram's limits on messages out: 25 a second overall, 1 a second per private chat, 20 a minute
per group.

All replicas share one set of schedules (`storage.messages.rate_limits`). A process waits for one
place at a time in each of its queues, so that one that hangs or is stopped holds no places to come
back with. Edits and answers to presses are not messages and pass freely.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import structlog
from telegram.error import RetryAfter

from bot.telegram.cooldowns import EVERYONE, Cooldowns
from bot.timing.stopwatch import REAL, Stopwatch
from storage.faults import DatabaseAway
from storage.messages import rate_limits
from storage.transactions import Database

if TYPE_CHECKING:
    from bot.fanout import Fanout

log = structlog.get_logger(__name__)

OVERALL_PER_SECOND: Final = 25.0
# The rate is kept where messages leave. Telegram counts where they arrive, and they may catch up
# with each other on the way: at most this many may be on the way and counted.
MOST_IN_A_SECOND: Final = 29
PRIVATE_INTERVAL: Final = 1.0
GROUP_INTERVAL: Final = 3.0
# What can wait takes its place only when it is next: places further ahead are left to what cannot
# wait.
AHEAD: Final = 0.5 / OVERALL_PER_SECOND
# And what cannot wait goes two places early: then a reminder's place means no wait at all, and one
# right after it hardly any, and at most 28 messages leave within a second, or 29 if some are late.
EARLY: Final = 2 / OVERALL_PER_SECOND
# A message refused for this short a time stays at the head of its queue.
SOON: Final = 0.1
# A place is for its instant. A process that wakes this much later gives it up: after a pause all
# its messages would go at once, on top of the others'.
LATE: Final = 0.05
# Nobody waits longer here, under a lease or while Telegram waits for a webhook's answer.
PATIENCE: Final = 10.0
# How often a message is reported to be still on its way: before its place, and its chat's second,
# are over.
STILL: Final = 0.8
ARRIVED: Final = 1.0  # seconds for which a message counts after it has arrived
TOPIC: Final = "quiet"  # what replicas of earlier versions announce and listen for, too


class SendLimiter:
    """The gate every message passes."""

    def __init__(
        self,
        database: Database,
        fanout: "Fanout | None" = None,
        *,
        private_interval: float | None = None,
        stopwatch: Stopwatch = REAL,
    ) -> None:
        """fanout: how replicas tell each other what Telegram has asked of one of them.
        private_interval: seconds between two messages to one person; None: Telegram's one.
        stopwatch: times its waits; places are on the database's clock."""
        self._database = database
        self._private_interval = private_interval or PRIVATE_INTERVAL
        self._stopwatch = stopwatch
        # Answers do not queue behind notices, nor notices behind a thousand reminders.
        self._answers, self._notices, self._reminders = (asyncio.Lock() for _ in range(3))
        self._cooldowns = Cooldowns(stopwatch)
        self._on_their_way: set[asyncio.Task[None]] = set()
        self._fanout = fanout
        if fanout is not None:
            fanout.on(TOPIC, self._hear)

    @asynccontextmanager
    async def sending(
        self, chat_id: int, *, burst: int = 1, patient: bool = False, spaced: bool = True
    ) -> AsyncIterator[None]:
        """Admit a message to this chat, which is sent and arrives within the block.

        It counts as being on its way until the end, however long that takes, and then for the
        second that Telegram counts; even if it may not have arrived, or was not sent after all.
        Parameters and errors are those of `admit`.
        """
        counts_until = await self.admit(chat_id, burst=burst, patient=patient, spaced=spaced)
        arrived = asyncio.Event()
        every = self._interval(chat_id) if spaced else 0.0
        task = asyncio.create_task(self._count(chat_id, counts_until, arrived, every))
        # If the caller is cancelled here, it keeps counting by itself.
        self._on_their_way.add(task)
        task.add_done_callback(self._on_their_way.discard)
        try:
            yield
        finally:
            arrived.set()
            await asyncio.shield(task)

    async def admit(
        self, chat_id: int, *, burst: int = 1, patient: bool = False, spaced: bool = True
    ) -> datetime:
        """Wait until a message to this chat may go.

        burst: how many in a row may go to this chat before they are spaced; an immediate answer may
        use 3, everything else waits its second. patient: it lets others go first. spaced: the
        chat's next message waits a second; not after an edit, which Telegram does not count.
        Returns until when the message counts. Raises RetryAfter if the chat, or everyone, must be
        left alone for long, and DatabaseAway.
        """
        every = self._interval(chat_id) if spaced else 0.0
        queue = self._reminders if patient else self._answers if burst > 1 else self._notices
        while True:
            async with queue:
                wait, counts_until = await self._place(chat_id, burst, patient, every)
            if counts_until is not None:
                return counts_until
            if wait > PATIENCE:
                raise RetryAfter(timedelta(seconds=wait))
            # Not in the queue: others need not wait for this chat.
            await self._stopwatch.sleep(wait)

    def wait_of(self, chat_id: int) -> float:
        """For how many seconds Telegram has asked this chat, or EVERYONE, to be left alone."""
        return self._cooldowns.wait_of(chat_id)

    async def cool_down(self, chat_id: int, seconds: float, took: float = 0.0) -> None:
        """Obey the `retry_after` of a call about this chat, or about none. took: how long the
        answer took.

        All replicas obey it: with messages from their next one on, and with edits and answers to
        presses, which are not counted, as soon as they hear of it.
        """
        everyone = self._cooldowns.hear(chat_id, seconds, took)
        log.warning("limits.told_to_wait", chat=chat_id, seconds=seconds, everyone=everyone)
        target = EVERYONE if everyone else chat_id
        if self._fanout is not None:
            await self._fanout.tell(TOPIC, f"{target} {seconds:.3f}")
        with suppress(DatabaseAway):
            async with self._database.autocommit() as autocommit:
                await rate_limits.hold(autocommit, target, seconds)

    def _hear(self, text: str) -> None:
        """Another replica was told to wait, or this one hears its own news."""
        chat_id, _, seconds = text.partition(" ")
        self._cooldowns.hear(int(chat_id), float(seconds))

    async def _count(
        self, chat_id: int, counts_until: datetime, arrived: asyncio.Event, every: float
    ) -> None:
        """Count a message while it is on its way, and for a second when it has arrived."""
        while not arrived.is_set():
            await self._stopwatch.rest(STILL, arrived)
            if not arrived.is_set():
                counts_until = await self._recount(
                    chat_id, counts_until, rate_limits.UNHEARD, every
                )
        await self._recount(chat_id, counts_until, ARRIVED, every)

    async def _recount(
        self, chat_id: int, counts_until: datetime, seconds: float, every: float
    ) -> datetime:
        with suppress(DatabaseAway):
            async with self._database.autocommit() as autocommit:
                return await rate_limits.count(
                    autocommit, chat_id, counts_until, seconds=seconds, chat_every=every
                )
        return counts_until

    async def _place(
        self, chat_id: int, burst: int, patient: bool, every: float
    ) -> tuple[float, datetime | None]:
        """Wait for the next place, and until when it counts; or the seconds before asking again."""
        while True:
            wait, counts_until = await self._take(chat_id, burst, patient, every)
            if counts_until is None and wait > SOON:
                return wait, None
            late = await self._sleep(wait)
            if counts_until is None:
                continue
            # Telegram may have asked for quiet while this one waited for its place.
            if late <= LATE and self.wait_of(chat_id) <= 0:
                return 0.0, counts_until
            await self._recount(chat_id, counts_until, ARRIVED, every)

    async def _take(
        self, chat_id: int, burst: int, patient: bool, every: float
    ) -> tuple[float, datetime | None]:
        wait = self.wait_of(chat_id)
        if wait > 0:
            return wait, None
        async with self._database.autocommit() as autocommit:
            return await rate_limits.take(
                autocommit,
                chat_id,
                every=1 / OVERALL_PER_SECOND,
                chat_every=every,
                burst=burst,
                most=MOST_IN_A_SECOND,
                early=0.0 if patient else EARLY,
                ahead=AHEAD if patient else PATIENCE,
            )

    def _interval(self, chat_id: int) -> float:
        # Bot API: the ids of groups and channels are negative.
        return self._private_interval if chat_id > 0 else GROUP_INTERVAL

    async def _sleep(self, seconds: float) -> float:
        """Sleep; return how many seconds too long."""
        due = self._stopwatch.now() + seconds
        if seconds > 0:
            await self._stopwatch.sleep(seconds)
        return max(self._stopwatch.now() - due, 0.0)
