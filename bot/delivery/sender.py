"""One claimed row on its way out: checked, rendered, admitted by the limits, sent."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import structlog
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.delivery.compose_protocol import Compose
from bot.delivery.drop_reasons import drop_reason
from bot.delivery.last_check import LastCheck
from bot.delivery.leases import Leases
from bot.delivery.mail_failures import MailFailed, MailRefused
from bot.delivery.outcomes import OutcomeRecorder, RowOutcome
from bot.person_queues import PersonQueues
from bot.telegram.answers import NoBotApi, message_id_of, nobody_there, seconds_of
from bot.telegram.kept_media import NotTaken
from bot.telegram.limits import SendLimiter
from bot.telegram.transport import NotConnected
from bot.timing.stopwatch import Stopwatch
from domain.messages.notices import Channel, NoticeKind, Operation
from handlers.actions.messages import other_ways
from handlers.chat.frame.bot_api import BotApiCall, BotApiUpload
from handlers.notices import telegram
from handlers.notices.notice import Picture
from handlers.notices.quiet_hours import silent
from handlers.pictures.drawing import draw_picture
from handlers.wording.words import words_for
from storage import request_ids
from storage.faults import DatabaseAway
from storage.messages.outgoing import ClaimedMessage
from storage.transactions import Database

if TYPE_CHECKING:
    from bot.delivery.channel_delivery import ChannelDelivery
    from bot.delivery.mail_channel import MailChannel

log = structlog.get_logger(__name__)


KEPT = ("chat_id", "disable_notification")  # fields of a text that a picture replaces


class Sender:
    """Sends rows that we have leased, one at a time for each person.

    call: the Bot API; bring: the same with a file, without which no pictures are drawn. language:
    for people whose own is not available. mail_channel: for people Telegram does not reach, if
    there is mail. channel_delivery: for rows that name a channel, if there is any. stopwatch: how
    long a call takes.
    """

    def __init__(
        self,
        database: Database,
        call: BotApiCall,
        compose: Compose,
        limits: SendLimiter,
        leases: Leases,
        recorder: OutcomeRecorder,
        *,
        language: str,
        mail_channel: "MailChannel | None",
        last_check: LastCheck,
        channel_delivery: "ChannelDelivery | None",
        stopwatch: Stopwatch,
        bring: BotApiUpload | None = None,
    ) -> None:
        self._database = database
        self._bring = bring
        self._call = call
        self._compose = compose
        self._limits = limits
        self._leases = leases
        self._recorder = recorder
        self._language = language
        self._mail_channel = mail_channel
        self._last_check = last_check
        self._channel_delivery = channel_delivery
        self._stopwatch = stopwatch
        self._queues = PersonQueues()

    async def deliver(self, row: ClaimedMessage) -> None:
        """Send a claimed row, or note why not; rows of one person go in order."""
        request_ids.adopt(row.request_id)
        async with self._queues.turn_of(row.recipient_id):
            mail_channel = self._mail_channel if row.unreachable and _by_mail(row) else None
            channel = Channel.MAIL if mail_channel and row.email else Channel.TELEGRAM
            outcome = RowOutcome(self._recorder, row, channel)
            if self._recorder.closing or not self._leases.sure(row.id):
                await outcome.give_back()
            elif row.operation == Operation.VIA and self._channel_delivery is not None:
                await self._channel_delivery.deliver(row)
            elif way := await self._instead(row):
                await outcome.mark_sent_elsewhere(way)
            elif reason := self._last_check.drop_reason(outcome, row):
                await outcome.drop(reason)
            elif row.operation != Operation.SEND:
                await outcome.retry(f"cannot {row.operation}")  # a newer replica may know it
            elif mail_channel and row.email:
                await self._mail(outcome, mail_channel, row.email)
            else:
                await self._render_and_send(outcome)

    async def _render_and_send(self, outcome: RowOutcome) -> None:
        row, words = outcome.row, words_for(outcome.row.language, self._language)
        try:
            now = self._recorder.clock()
            notice = self._compose(row.kind, row.facts, words, row.zone, now)
            method, fields = telegram.call(notice)
        except Exception as error:
            await self._cannot_render(outcome, error)
        else:
            payload = {"chat_id": row.telegram_id, **fields}
            if row.quiet and silent(row.kind, row.facts, *row.quiet, now):
                payload["disable_notification"] = True
            call = self._call
            if notice.picture and self._bring:
                call = await self._bringing(self._bring, notice.picture)
            await self._send_admitted(replace(outcome, shows=notice.shows), call, method, payload)

    async def _bringing(self, bring: BotApiUpload, picture: Picture) -> BotApiCall:
        """The call that sends a picture in place of the text; the text if it cannot be drawn, or
        Telegram refuses it."""
        content = await draw_picture(picture.template, picture.facts)
        if content is None:
            return self._call
        fields = telegram.photo(picture)

        async def call(method: str, payload: Mapping[str, Any]) -> Any:
            same = {name: payload[name] for name in KEPT if name in payload}
            try:
                return await bring("sendPhoto", fields | same, "photo", "picture.png", content)
            except BadRequest as error:
                if nobody_there(error) or isinstance(error, ChatMigrated):
                    raise
                log.warning("delivery.no_picture", said=error.message)
                return await self._call(method, payload)

        return call

    async def _send_admitted(
        self, outcome: RowOutcome, call: BotApiCall, method: str, payload: Mapping[str, Any]
    ) -> None:
        """Wait for a place, and send it; put it off if that takes long."""
        row = outcome.row
        async with AsyncExitStack() as way:
            try:
                await way.enter_async_context(
                    self._limits.sending(payload["chat_id"], patient=row.lane.patient)
                )
            except RetryAfter as error:
                await outcome.postpone(seconds_of(error))
            except DatabaseAway:
                await outcome.give_back()
            else:
                await self._send_if_true(outcome, call, method, payload)

    async def _send_if_true(
        self, outcome: RowOutcome, call: BotApiCall, method: str, payload: Mapping[str, Any]
    ) -> None:
        """Send it, unless its session has changed meanwhile, or Telegram has asked for quiet."""
        if await self._last_check.begins(outcome):
            if (wait := self._limits.wait_of(payload["chat_id"])) > 0:
                await outcome.postpone(wait)
            else:
                await self._send(outcome, call, method, payload)

    async def _instead(self, row: ClaimedMessage) -> Channel | None:
        """The way besides mail for a row that Telegram cannot deliver; None without any."""
        if not self._recorder.other_channels or not (row.unreachable or row.telegram_id is None):
            return None
        now = self._recorder.clock()
        if drop_reason(row, now, by_telegram=False):
            return None
        async with self._database.read() as reader:
            way = await other_ways.instead(reader, row, self._recorder.other_channels, now)
        return None if way is Channel.MAIL else way

    async def _send(
        self, outcome: RowOutcome, call: BotApiCall, method: str, payload: Mapping[str, Any]
    ) -> None:
        row, started_at = outcome.row, self._stopwatch.now()
        try:
            # Cut off when closing, it may have been sent: the lease expires, and the row is
            # flagged.
            message = await call(method, payload)
        except RetryAfter as error:
            wait = seconds_of(error)
            took = self._stopwatch.now() - started_at
            await self._limits.cool_down(payload["chat_id"], wait, took)
            await outcome.postpone(wait)
        except ChatMigrated as error:
            await self._send(outcome, call, method, {**payload, "chat_id": error.new_chat_id})
        except NotTaken as error:
            # Its sender is told now: another try would be refused, too.
            log.warning("delivery.file_refused", outbox=row.id, kind=row.kind)
            await outcome.fail(error.message)
        except (BadRequest, Forbidden) as error:
            if nobody_there(error):
                # If there is another way, the row comes back and takes it.
                mailed = self._mail_channel is not None and row.email is not None and _by_mail(row)
                unreachable_row = replace(row, unreachable=True)
                otherwise = mailed or await self._instead(unreachable_row) is not None
                await outcome.mark_unreachable(error.message, otherwise=otherwise)
            else:
                log.error("delivery.refused", outbox=row.id, kind=row.kind, said=error.message)
                await outcome.retry(error.message)
        except TelegramError as error:
            if isinstance(error, NetworkError) and not isinstance(error, NoBotApi):
                await outcome.retry_when_back(
                    str(error), maybe_sent=not isinstance(error, NotConnected)
                )
            else:
                await outcome.retry(str(error), maybe_sent=isinstance(error, NoBotApi))
        else:
            await outcome.mark_sent(message_id_of(message), self._since(started_at))

    async def _mail(self, outcome: RowOutcome, mail_channel: "MailChannel", address: str) -> None:
        if not await self._last_check.begins(outcome):
            return
        started_at = self._stopwatch.now()
        try:
            await mail_channel.send(outcome.row, address)
        except MailRefused as refusal:
            await outcome.fail(str(refusal))
        except MailFailed as failure:
            await outcome.retry(str(failure), maybe_sent=failure.maybe_taken)
        except DatabaseAway:
            await outcome.give_back()
        except Exception as error:
            await self._cannot_render(outcome, error)
        else:
            await outcome.mark_mailed(self._since(started_at))

    async def _cannot_render(self, outcome: RowOutcome, error: Exception) -> None:
        log.error(
            "delivery.cannot_render", outbox=outcome.row.id, kind=outcome.row.kind, exc_info=error
        )
        await outcome.retry(type(error).__name__)

    def _since(self, started_at: float) -> float:
        """Milliseconds since then, to a tenth."""
        return round((self._stopwatch.now() - started_at) * 1000, 1)


def _by_mail(row: ClaimedMessage) -> bool:
    """Whether it may go by mail. A broadcast may not: only a button in the chat can end it."""
    return row.kind != NoticeKind.BROADCAST
