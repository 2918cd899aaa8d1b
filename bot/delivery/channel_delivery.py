"""Outbox rows that name their channel, and go by no other."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

import structlog

from bot.delivery.channels.adapter import Adapter, DeliveryFailed, DeliveryRefused, Parcel
from bot.delivery.compose_protocol import Compose
from bot.delivery.last_check import LastCheck
from bot.delivery.outcomes import OutcomeRecorder, RowOutcome
from domain.messages.notices import SECRET, Channel
from handlers.notices.quiet_hours import silent
from handlers.wording.words import words_for
from storage.faults import DatabaseAway
from storage.messages.outgoing import ClaimedMessage
from storage.people import contact_ways
from storage.services import business as stored_business
from storage.transactions import Database

log = structlog.get_logger(__name__)

READ = "read"  # dropped, as it was read elsewhere
LAPSED = "lapsed"


class ChannelDelivery:
    """Hands rows to the adapters. language: the business's. chat: where a browser opens our
    chat."""

    def __init__(
        self,
        adapters: Mapping[Channel, Adapter],
        database: Database,
        compose: Compose,
        last_check: LastCheck,
        recorder: OutcomeRecorder,
        *,
        language: str,
        chat: Callable[[], str],
    ) -> None:
        self._adapters = adapters
        self._database = database
        self._compose = compose
        self._last_check = last_check
        self._recorder = recorder
        self._language = language
        self._chat = chat

    async def deliver(self, row: ClaimedMessage) -> None:
        """Send it, unless it was read meanwhile by another way, or is no longer true."""
        outcome = RowOutcome(self._recorder, row, Channel(row.channel))
        adapter = self._adapters.get(outcome.channel)
        try:
            if reason := await self._pointless(row):
                await outcome.drop(reason)
            elif adapter is None:  # another replica may have that channel
                await outcome.retry("is not set up here")
            else:
                await self._hand_over(outcome, adapter, await self._parcel(row))
        except DatabaseAway:
            await outcome.give_back()
        except Exception as error:
            log.error("delivery.cannot_render", outbox=row.id, kind=row.kind, exc_info=error)
            await outcome.retry(type(error).__name__)

    async def _hand_over(self, outcome: RowOutcome, adapter: Adapter, parcel: Parcel) -> None:
        if not await self._last_check.begins(outcome):
            return
        started_at = asyncio.get_running_loop().time()
        try:
            provider_id = await adapter.send(parcel)
        except DeliveryRefused as refusal:
            await outcome.fail(str(refusal))
        except DeliveryFailed as failure:
            await outcome.retry(str(failure), maybe_sent=failure.maybe_taken, wait=failure.wait)
        else:
            ms = round((asyncio.get_running_loop().time() - started_at) * 1000, 1)
            await outcome.mark_passed(provider_id, ms)

    async def _pointless(self, row: ClaimedMessage) -> str | None:
        async with self._database.read() as reader:
            if await contact_ways.is_read(reader, row.root_id or row.id):
                return READ
        now = self._recorder.clock()
        if row.kind in SECRET and datetime.fromisoformat(row.facts["until"]) <= now:
            return LAPSED
        return None

    async def _parcel(self, row: ClaimedMessage) -> Parcel:
        now, words = self._recorder.clock(), words_for(row.language, self._language)
        notice = self._compose(row.kind, row.facts, words, row.zone, now)
        async with self._database.read() as reader:
            business = await stored_business.load(reader)
        quiet = bool(row.quiet and silent(row.kind, row.facts, *row.quiet, now))
        business_name = words.user_text("business", business.name)
        return Parcel(row, notice, words, business_name, self._chat(), quiet)
