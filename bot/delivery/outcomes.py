"""What became of a claimed row: written into it, counted and logged."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog

from domain.messages.notices import SECRET, Channel
from handlers.actions import alarms
from handlers.actions.messages import other_ways, undelivered
from handlers.http.metrics import Metrics
from storage.appointments import cards
from storage.appointments.cards import CardSubject
from storage.faults import DatabaseAway
from storage.messages import outbox, outgoing, reach
from storage.messages.outgoing import ClaimedMessage
from storage.people import contact_ways
from storage.transactions import Database, Writer

log = structlog.get_logger(__name__)

TRIES: Final = 12
LONGEST_WAIT: Final = 600.0
AWAY_WAIT: Final = (1.0, 5.0)  # seconds between two tries while Telegram is away


@dataclass
class OutcomeRecorder:
    """Writes outcomes for one process: the `owner` of the leases. available_channels: the ways
    beside Telegram that are set up. other_channels: the same, empty if there is only mail. closing:
    the process is about to end and waits for nothing."""

    database: Database
    clock: Callable[[], datetime]
    metrics: Metrics
    owner: str
    available_channels: frozenset[Channel] = frozenset()
    other_channels: frozenset[Channel] = frozenset()
    closing: bool = False

    async def write(self, work: Callable[[Writer], Awaitable[Any]]) -> None:
        """Write an outcome down, patiently: a message whose outcome is unknown is sent twice."""
        pause = 0.2
        while True:
            try:
                await self.database.write(work)
                return
            except DatabaseAway:
                if self.closing and pause > 1:
                    raise
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """The outcome of one row. channel: the way it goes. shows: the session that its message is a
    card of."""

    recorder: OutcomeRecorder
    row: ClaimedMessage
    channel: Channel
    shows: CardSubject | None = None

    async def mark_sent(self, message_id: int | None, ms: float) -> None:
        """Telegram has it, as this message of the chat, if it has said which."""
        now = self.recorder.clock()

        async def work(writer: Writer) -> None:
            await outgoing.mark_sent(writer, self.row.id, message_id, now)
            if self.shows and message_id is not None:
                person = self.row.recipient_id
                await cards.show(writer, person, message_id, self.shows, generation=None)
            await self._go_on(writer, now)

        await self.recorder.write(work)
        self._report("sent", ms=ms)

    async def mark_mailed(self, ms: float) -> None:
        """The mail server has it."""
        now = self.recorder.clock()

        async def work(writer: Writer) -> None:
            await outgoing.mark_mailed(writer, self.row.id, now)
            await undelivered.report_mailed(writer, self.row, now)
            await self._go_on(writer, now)

        await self.recorder.write(work)
        self._report("sent", ms=ms)

    async def mark_passed(self, provider_id: str | None, ms: float) -> None:
        """Another provider has it, under this id, if it has said which."""
        now = self.recorder.clock()

        async def work(writer: Writer) -> None:
            await outgoing.mark_passed(writer, self.row.id, self.channel, provider_id, now)
            if self.channel is Channel.SMS:
                await undelivered.report_mailed(writer, self.row, now)  # and it cannot be answered
            await self._go_on(writer, now)

        await self.recorder.write(work)
        self._report("sent", ms=ms)

    async def mark_sent_elsewhere(self, channel: Channel) -> None:
        """It goes by another way, which reaches people Telegram does not."""
        now = self.recorder.clock()

        async def work(writer: Writer) -> None:
            await outgoing.drop(writer, self.recorder.owner, self.row.id, outbox.ELSEWHERE)
            await contact_ways.say_again(writer, self.row.id, channel, now)

        await self.recorder.write(work)
        self._report("dropped", reason=outbox.ELSEWHERE, by=channel)

    async def drop(self, reason: str) -> None:
        """It must no longer be sent."""
        now = self.recorder.clock()

        async def work(writer: Writer) -> None:
            await outgoing.drop(writer, self.recorder.owner, self.row.id, reason)
            await self._forget_secrets(writer)
            if reason == outbox.UNREACHABLE:
                await self._report_undelivered(writer, reason, now)

        await self.recorder.write(work)
        self._report("dropped", reason=reason)

    async def fail(self, error: str) -> None:
        """Give it up."""
        now = self.recorder.clock()

        async def work(writer: Writer) -> None:
            await outgoing.fail(writer, self.recorder.owner, self.row.id, error)
            await self._forget_secrets(writer)
            if self.row.root_id is None:
                await self._report_undelivered(writer, error, now)
            else:
                await other_ways.give_up(
                    writer,
                    self.row,
                    self.recorder.other_channels,
                    now,
                    available_channels=self.recorder.available_channels,
                )

        await self.recorder.write(work)
        self._report("failed", reason=error)

    async def mark_unreachable(self, reason: str, *, otherwise: bool) -> None:
        """Telegram does not reach its recipient. otherwise: something else does, from now on."""
        now = self.recorder.clock()

        async def work(writer: Writer) -> None:
            await reach.set_unreachable(writer, self.row.recipient_id, now)
            # What brings this one, such as a text message, may not bring all that follows.
            alarmed = await alarms.coach_gone(
                writer,
                self.row.recipient_id,
                now,
                available_channels=self.recorder.available_channels,
            )
            if otherwise:
                await outgoing.retry_at(writer, self.recorder.owner, self.row.id, now, None)
            else:
                await outgoing.drop(writer, self.recorder.owner, self.row.id, outbox.UNREACHABLE)
                await self._report_undelivered(
                    writer, outbox.UNREACHABLE, now, promised=True, alarm=alarmed
                )

        await self.recorder.write(work)
        self._report("postponed" if otherwise else "dropped", reason="unreachable", said=reason)

    async def retry(
        self, error: str, *, maybe_sent: bool = False, wait: float | None = None
    ) -> None:
        """It failed: try later, or give it up after enough tries.

        maybe_sent: it may have arrived after all. wait: seconds of quiet that were asked for.
        """
        if self.row.attempts + 1 >= TRIES:
            await self.fail(error)
        else:
            wait = wait or min(2.0 ** (self.row.attempts + 1), LONGEST_WAIT) * random.uniform(
                0.5, 1.0
            )
            await self._later(wait, error, counts=True, maybe_sent=maybe_sent)

    async def retry_when_back(self, error: str, *, maybe_sent: bool) -> None:
        """Telegram is away, which says nothing against the message: no attempt is counted.

        maybe_sent: Telegram may have taken the message before it went away.
        """
        await self._later(random.uniform(*AWAY_WAIT), error, counts=False, maybe_sent=maybe_sent)

    async def _later(
        self, wait: float, error: str, *, counts: bool, maybe_sent: bool = False
    ) -> None:
        owner, due_at = self.recorder.owner, self.recorder.clock() + timedelta(seconds=wait)
        counted_error = error if counts else None

        async def work(writer: Writer) -> None:
            await outgoing.retry_at(
                writer, owner, self.row.id, due_at, counted_error, maybe_sent=maybe_sent
            )

        await self.recorder.write(work)
        self._report("postponed", reason=error, seconds=round(wait, 1))

    async def postpone(self, wait: float) -> None:
        """Telegram asks for this many seconds of quiet, which is nobody's failure."""
        due_at = self.recorder.clock() + timedelta(seconds=wait)
        await self.recorder.write(
            lambda w: outgoing.retry_at(w, self.recorder.owner, self.row.id, due_at, None)
        )
        self._report("postponed", reason="retry_after", seconds=wait)

    async def give_back(self) -> None:
        """Anybody may claim it at once; nobody has failed."""
        await self.recorder.write(lambda w: outgoing.give_back(w, self.recorder.owner, self.row.id))

    async def _go_on(self, writer: Writer, now: datetime) -> None:
        await self._forget_secrets(writer)
        other_channels = self.recorder.other_channels
        await other_ways.go_on(writer, self.row, self.channel, other_channels, now)

    async def _report_undelivered(
        self, writer: Writer, why: str, now: datetime, **more: Any
    ) -> None:
        available_channels = self.recorder.available_channels
        await undelivered.report_undelivered(
            writer, self.row, why, now, available_channels=available_channels, **more
        )

    async def _forget_secrets(self, writer: Writer) -> None:
        if self.row.kind in SECRET:
            await outgoing.forget_facts(writer, self.row.id)

    def _report(self, outcome: str, **more: object) -> None:
        row = self.row
        self.recorder.metrics.count_delivery(row.kind, outcome, self.channel)
        log.info(
            "outbox",
            outbox=row.id,
            kind=row.kind,
            person=row.recipient_id,
            channel=self.channel,
            outcome=outcome,
            **more,
        )
