"""An office with every way besides Telegram, each to a real server that checks its requests."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot import public_addresses
from bot.delivery.channels.adapter import Adapter
from bot.delivery.channels.fcm import FcmChannel
from bot.delivery.channels.twilio import TwilioChannel
from bot.delivery.channels.vapid import Vapid
from bot.delivery.channels.web_push import WebPushChannel
from domain.accounts.identity import Identity
from domain.messages.notices import Channel
from handlers.http import receipt_paths
from handlers.http.twilio import TwilioReceipts
from storage.messages import push_subscriptions
from storage.people import contact_ways, identities
from storage.transactions import Writer
from tests.bot.delivery.mail_office import Office, office
from tests.house import NOW
from tests.providers import PUBLIC, TOKEN, Providers, providers, say

__all__ = ["office"]

NUMBER = Identity.phone("+49 30 901820")
OFFERED = frozenset({Channel.SMS, Channel.PUSH, Channel.WEB_PUSH, Channel.MAIL})
SOON = timedelta(hours=3)


@dataclass
class Desk:
    """An office with every way, and the address for Twilio's reports."""

    office: Office
    played: Providers
    adapters: dict[Channel, Adapter]
    session: ClientSession
    address: str

    async def wants(self, *channels: Channel) -> None:
        """Mia's number is hers, and she wants these ways."""

        async def work(writer: Writer) -> None:
            await identities.show(writer, self.office.mia, NUMBER, NOW)
            await contact_ways.want(writer, self.office.mia, channels)

        await self.office.database.write(work)

    async def device(self, channel: Channel, target: str) -> None:
        """Mia has an app, or a browser at this address."""
        browser = self.played.browser(target) if channel is Channel.WEB_PUSH else None
        keys = (browser.p256dh, browser.auth) if browser else None
        where = f"{self.played.url}/push/{target}" if browser else target
        mia = self.office.mia
        await self.office.database.write(
            lambda w: push_subscriptions.keep(w, mia, channel, where, keys, None, NOW)
        )

    async def devices(self) -> list[str]:
        async with self.office.database.read() as reader:
            known = await push_subscriptions.of_person(reader, self.office.mia)
        return [one.target.rpartition("/")[2] for one in known]

    async def log(self) -> dict[str, tuple[str, str | None, str | None]]:
        """State, receipt and error by channel, of what Mia was told."""
        async with self.office.database.read() as reader:
            rows = await reader.fetch(
                "SELECT channel, state, receipt, error FROM outbox WHERE recipient_id = $1",
                self.office.mia,
            )
        return {channel: (state, receipt, error) for channel, state, receipt, error in rows}

    async def until(self, channel: Channel, *states: str) -> None:
        async with asyncio.timeout(60):
            while (await self.log()).get(channel, ("",))[0] not in states:  # noqa: ASYNC110 - a row
                await asyncio.sleep(0.05)

    async def put_off(self, channel: Channel) -> None:
        """Wait until it was tried, and is due for another try."""
        sql = "SELECT 1 FROM outbox WHERE channel = $1 AND state = 'waiting' AND due_at > $2"
        async with asyncio.timeout(60), self.office.database.read() as reader:
            while not await reader.fetch(sql, channel, self.office.now):  # noqa: ASYNC110 - a row
                await asyncio.sleep(0.05)

    async def row(self, channel: Channel) -> int:
        async with self.office.database.read() as reader:
            [[row]] = await reader.fetch("SELECT id FROM outbox WHERE channel = $1", channel)
        return int(row)

    async def report_status(self, row: int, status: str, sid: str = "SM1", **more: str) -> int:
        return await say(
            self.session, self.address, row, MessageSid=sid, MessageStatus=status, **more
        )


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[Desk]:
    async with providers() as played, ClientSession() as session:
        database, here = office.database, public_addresses.open_session(allowed=lambda _: True)
        vapid = Vapid(database, "mailto:desk@example.org", lambda: office.now)
        adapters: dict[Channel, Adapter] = {
            Channel.SMS: TwilioChannel(
                session, database, played.twilio, public_url=PUBLIC, clock=lambda: office.now
            ),
            Channel.PUSH: FcmChannel(
                session, database, played.account, url=played.url, clock=lambda: office.now
            ),
            Channel.WEB_PUSH: WebPushChannel(here, database, vapid, lambda: office.now),
        }
        receipts = TwilioReceipts(database, TOKEN, PUBLIC, OFFERED, lambda: office.now)
        app = web.Application()
        app.router.add_post(receipt_paths.TWILIO, receipts.receive)
        async with TestServer(app, host="127.0.0.1") as server, here:
            await office.meet()
            yield Desk(office, played, adapters, session, f"http://127.0.0.1:{server.port}")
