"""The outbox on its way out: claim, check that it still holds, render, send, note the outcome.

Messages go by Telegram; by other ways to people Telegram does not reach, and if they are not read
there in time. Reminders and broadcasts only get a share of the places: thousands of them do not
hold up an answer or a notice.

Delivery is at least once: only a crash between Telegram's "ok" and our note of it, or a lost "ok",
can repeat a message. The start of each call is noted first: a row is flagged if its sender died
after that (see `leases`), or its call got no answer, and only then.

Messages to one person go one after another, in the order of their rows.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import structlog

from bot.delivery.compose_protocol import Compose
from bot.delivery.last_check import LastCheck
from bot.delivery.leases import Leases
from bot.delivery.outcomes import OutcomeRecorder
from bot.delivery.sender import Sender
from bot.drain import drain
from bot.telegram.limits import SendLimiter
from bot.timing.stopwatch import REAL, Stopwatch
from domain.messages.notices import Channel
from handlers.chat.frame.bot_api import BotApiCall, BotApiUpload
from handlers.http.metrics import Metrics
from storage.faults import DatabaseAway
from storage.messages import outgoing
from storage.messages.outgoing import ClaimedMessage
from storage.transactions import Database, Writer

if TYPE_CHECKING:
    from bot.delivery.channels.adapter import Adapter
    from bot.delivery.mail_channel import MailChannel

log = structlog.get_logger(__name__)

PEOPLE_AT_ONCE: Final = 32
# How many of these may carry what can wait; most of that time they wait for a place at Telegram.
PATIENT_AT_ONCE: Final = 16
BATCH: Final = 16
# How long a message waits after its sender was killed. Clocks of replicas may differ by a third of
# it, and the database may be away for as long, without harm.
LEASE: Final = timedelta(seconds=15)
LOOK: Final = 1.0
LONGEST_LOOK: Final = 4.0  # if the database is away: less than a third of a lease, as for renewing


class Deliverer:
    """Sends what is due until it is closed.

    owner: the name that this process leases under. mail_channel: the way to people whom
    Telegram does not reach, if there is one. sender: makes what sends each row. adapters: the ways
    that rows can name. chat: where a browser opens our chat. lease: how long a dead process holds
    back what it was sending. stopwatch: by which it looks, renews its leases, and
    knows how long a call takes.
    """

    def __init__(
        self,
        database: Database,
        call: BotApiCall,
        compose: Compose,
        limits: SendLimiter,
        *,
        clock: Callable[[], datetime],
        owner: str,
        language: str,
        metrics: Metrics,
        mail_channel: "MailChannel | None" = None,
        bring: BotApiUpload | None = None,
        sender: Callable[..., Sender] = Sender,
        adapters: "Mapping[Channel, Adapter] | None" = None,
        chat: Callable[[], str] = str,
        lease: timedelta = LEASE,
        stopwatch: Stopwatch = REAL,
    ) -> None:
        self._database = database
        self._clock = clock
        self._owner = owner
        self._lease = lease
        self._stopwatch = stopwatch
        self._leases = Leases(database, owner, clock, lease, stopwatch)
        self._recorder = OutcomeRecorder(
            database,
            clock,
            metrics,
            owner,
            available_channels=frozenset(adapters or ())
            | ({Channel.MAIL} if mail_channel else set()),
            other_channels=_other_channels(adapters or {}),
        )
        last_check = LastCheck(database, self._leases, self._recorder)
        channel_delivery = None
        if adapters:
            from bot.delivery.channel_delivery import ChannelDelivery  # noqa: PLC0415 - only where one is set up

            channel_delivery = ChannelDelivery(
                adapters,
                database,
                compose,
                last_check,
                self._recorder,
                language=language,
                chat=chat,
            )
        self._sender = sender(
            database,
            call,
            compose,
            limits,
            self._leases,
            self._recorder,
            language=language,
            mail_channel=mail_channel,
            last_check=last_check,
            channel_delivery=channel_delivery,
            stopwatch=stopwatch,
            bring=bring,
        )
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._recipients: dict[int, int] = {}
        self._patient = 0
        self._claiming = asyncio.Lock()
        self._awake = asyncio.Event()

    def wake(self) -> None:
        """Something may be due: look now rather than within the second."""
        self._awake.set()

    async def run(self) -> None:
        """Deliver until `close`, and until what was begun is done; nothing else ends it."""
        pause = LOOK
        while not self._recorder.closing or self._tasks:
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
                await self._stopwatch.rest(pause, self._awake)

    async def close(self, seconds: float) -> None:
        """Claim no more, finish what is being sent, and give back the other leases."""
        self._recorder.closing = True
        self._awake.set()
        deadline = self._stopwatch.now() + seconds
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._claiming:
                pass  # what is just being claimed is among the rest
        await drain(self._tasks.values(), max(0.0, deadline - self._stopwatch.now()))

    async def _round(self) -> bool:
        """Claim as much as there is room for. Whether there may be more right now."""
        room = min(BATCH, PEOPLE_AT_ONCE - len(self._recipients))
        if room <= 0 or self._recorder.closing:
            return False
        now, claimed_at = self._clock(), self._stopwatch.now()
        busy, expired = tuple(self._recipients), self._leases.expired_means_dead
        patient = PATIENT_AT_ONCE - self._patient

        async def claim(writer: Writer) -> list[ClaimedMessage]:
            return await outgoing.claim(
                writer, self._owner, now, room, self._lease, busy, expired=expired, patient=patient
            )

        async with self._claiming:
            rows = await self._database.write(claim)
            for row in rows:
                # When the clock jumps forward, our own leases expire: what we are sending must not
                # be claimed again.
                if row.id not in self._tasks:
                    self._begin(row, claimed_at)
        return len(rows) == room

    def _begin(self, row: ClaimedMessage, claimed_at: float) -> None:
        task = asyncio.create_task(self._sender.deliver(row), name=f"outbox {row.id}")
        self._tasks[row.id] = task
        self._leases.begin(row.id, claimed_at)
        self._recipients[row.recipient_id] = self._recipients.get(row.recipient_id, 0) + 1
        self._patient += row.lane.patient
        task.add_done_callback(lambda done: self._on_done(row, done))

    def _on_done(self, row: ClaimedMessage, task: asyncio.Task[None]) -> None:
        del self._tasks[row.id]
        self._leases.end(row.id)
        self._patient -= row.lane.patient
        self._recipients[row.recipient_id] -= 1
        if not self._recipients[row.recipient_id]:
            del self._recipients[row.recipient_id]
        self._awake.set()
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.error("delivery.row_broke", outbox=row.id, exc_info=error)


def _other_channels(adapters: "Mapping[Channel, Adapter]") -> frozenset[Channel]:
    """The ways that messages go on to, empty if there is only mail: that alone is for people
    Telegram does not reach."""
    return frozenset(adapters) if adapters.keys() - {Channel.MAIL} else frozenset()
