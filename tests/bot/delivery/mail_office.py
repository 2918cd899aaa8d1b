"""A business whose messages go by mail: a deliverer, a Bot API server and a real SMTP server."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot import playground
from bot.delivery.channels.adapter import Adapter
from bot.delivery.channels.by_mail import MailAdapter
from bot.delivery.deliverer import Deliverer
from bot.delivery.mail_channel import MailChannel
from bot.delivery.smtp import Encryption, SmtpClient, SmtpServer
from bot.playground import Playground
from bot.telegram.limits import SendLimiter
from bot.telegram.transport import Telegram, open_session
from bot.timing.clock import Clock
from domain.appointments.appointment import Appointment
from domain.messages.notices import Channel, NoticeKind
from handlers.actions.appointments import appointment_messages
from handlers.http.metrics import Metrics
from handlers.notices import rendering
from storage.messages import outbox
from storage.people import people
from storage.people.people import TelegramProfile
from storage.tables.outbox import outbox as table
from storage.transactions import Database, Writer
from tests.bot.delivery.post_office import SPACED
from tests.house import NOW, House, open_house
from tests.mailbox import Mailbox, mail_server

MIA = 7001
EMAIL = "mia@example.org"
DESK = "desk@example.org"


class Office:
    """A business, a customer who has blocked the bot, and a deliverer with a mail server."""

    def __init__(self, house: House, world: Playground, telegram: Telegram, box: Mailbox) -> None:
        self.house, self.world, self.box = house, world, box
        self.database = house.database
        self._now = NOW
        self._deliverers: list[Deliverer] = []
        self.metrics = Metrics()
        self._telegram = telegram
        self.mia = 0
        self._days = 0

    @property
    def now(self) -> datetime:
        """The time on its clock. When that is set, the delivery looks at once, as in the
        product."""
        return self._now

    @now.setter
    def now(self, now: datetime) -> None:
        self._now = now
        for deliverer in self._deliverers:
            deliverer.wake()

    @asynccontextmanager
    async def deliver(
        self,
        *,
        by_mail: bool = True,
        sender: str = DESK,
        adapters: Mapping[Channel, Adapter] | None = None,
        owner: str = "office:1",
    ) -> AsyncIterator[Deliverer]:
        """Deliver within the block. adapters: further ways."""
        server = SmtpServer("127.0.0.1", self.box.port, Encryption.NEVER)
        mail_channel = MailChannel(
            SmtpClient(server, sender),
            self.database,
            rendering.compose,
            clock=lambda: self.now,
            language="en",
            chat=lambda: "https://t.me/coachbook_bot",
        )
        deliverer = Deliverer(
            self.database,
            self._telegram.call,
            rendering.compose,
            SendLimiter(self.database, private_interval=SPACED),
            clock=lambda: self.now,
            owner=owner,
            language="en",
            metrics=self.metrics,
            mail_channel=mail_channel if by_mail else None,
            adapters={
                **(adapters or {}),
                **({Channel.MAIL: MailAdapter(mail_channel)} if by_mail else {}),
            },
            chat=lambda: "https://t.me/coachbook_bot",
        )
        self.database.on_enqueued.append(deliverer.wake)
        self._deliverers.append(deliverer)
        running = asyncio.create_task(deliverer.run())
        try:
            yield deliverer
        finally:
            self._deliverers.remove(deliverer)
            await deliverer.close(5)
            await running

    async def meet(
        self, language: str = "en", email: str | None = EMAIL, name: str = "Mia"
    ) -> None:
        """Mia has pressed Start, left her address, and blocked the bot."""
        chat = self.world.chats.get(MIA)
        assert chat is not None
        self.world.chats.start(chat)
        self.world.set_blocked(chat, True)
        profile = TelegramProfile(MIA, name, "Keller", language=language)

        async def work(writer: Writer) -> int:
            mia = await people.register(writer, profile)
            await people.set_email(writer, mia.id, email)
            return mia.id

        self.mia = await self.database.write(work)

    async def come_back(self) -> None:
        """She unblocks the bot and writes to it."""
        chat = self.world.chats.get(MIA)
        assert chat is not None
        self.world.set_blocked(chat, False)
        profile = TelegramProfile(MIA, "Mia", "Keller")
        await self.database.write(lambda writer: people.register(writer, profile))

    async def tell(self, kind: str, ahead: timedelta | None = None) -> Appointment:
        """A message about a confirmed session of hers, on a day of its own, or this soon."""
        self._days += 1
        starts_at = NOW + (timedelta(days=self._days) if ahead is None else self._days * ahead)
        booked = await self.house.book(customer_id=self.mia, starts_at=starts_at)
        new = appointment_messages.about(booked, NoticeKind(kind), self.mia, NOW)
        await self.database.write(lambda writer: outbox.enqueue(writer, [new]))
        return booked

    async def rows(self) -> dict[str, tuple[str, str, str | None, int]]:
        """State, channel, error and attempts, by kind."""
        c = table.c
        async with self.database.read() as reader:
            messages = await reader.rows(select(c.kind, c.state, c.channel, c.error, c.attempts))
        return {kind: (state, channel, error, n) for kind, state, channel, error, n in messages}

    async def until(self, kind: str, state: str) -> None:
        async with asyncio.timeout(30):
            while (await self.rows())[kind][0] != state:  # noqa: ASYNC110 - it is a row
                await asyncio.sleep(0.02)

    def asked_of_telegram(self) -> int:
        return sum(call["method"].lower() == "sendmessage" for call in self.world.calls)

    def message_count(self, outcome: str, channel: str, kind: str = "approved") -> float:
        labels = {"kind": kind, "outcome": outcome, "channel": channel}
        name = "coachbook_outbox_messages_total"
        return self.metrics.registry.get_sample_value(name, labels) or 0.0


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    world = Playground()
    served = await playground.start(world)
    async with open_session() as session, mail_server() as box:
        telegram = Telegram(session, served.url, world.token, Clock())
        yield Office(await open_house(database), world, telegram, box)
    await served.stop()
    world.close()
