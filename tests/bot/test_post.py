"""What the outbox does about people whom Telegram does not reach, against a real SMTP server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from sqlalchemy import select

from bot import playground
from bot.clock import Clock
from bot.delivery import Delivery
from bot.limits import Limits
from bot.mail import Cover, Mail, Server
from bot.marks import TRIES
from bot.playground import Playground
from bot.post import Post
from bot.transport import Telegram, open_session
from domain.appointment import Appointment, Status
from handlers import notices
from handlers.actions import messages
from handlers.http.metrics import Metrics
from storage import appointments, catalogue, outbox, people
from storage.people import Profile
from storage.tables import outbox as table
from storage.transactions import Database, Writer
from tests import strict_mail
from tests.house import NOW, House, open_house
from tests.mailbox import Mailbox, mail_server

MIA = 7001
EMAIL = "mia@example.org"
DESK = "desk@example.org"
GREYLISTED = "451 4.7.1 Come back later"


class Office:
    """A business, a customer who has blocked the bot, and a deliverer with a mail server."""

    def __init__(self, house: House, world: Playground, telegram: Telegram, box: Mailbox) -> None:
        self.house, self.world, self.box = house, world, box
        self.database = house.database
        self.now = NOW
        self.metrics = Metrics()
        self._telegram = telegram
        self.mia = 0
        self._days = 0

    @asynccontextmanager
    async def deliver(self, *, by_mail: bool = True, sender: str = DESK) -> AsyncIterator[Delivery]:
        """Deliver meanwhile."""
        server = Server("127.0.0.1", self.box.port, Cover.NEVER)
        post = Post(
            Mail(server, sender),
            self.database,
            notices.render,
            clock=lambda: self.now,
            language="en",
            chat=lambda: "https://t.me/coachbook_bot",
        )
        made = Delivery(
            self.database,
            self._telegram.call,
            notices.render,
            Limits(self.database),
            clock=lambda: self.now,
            owner="office:1",
            language="en",
            metrics=self.metrics,
            post=post if by_mail else None,
        )
        running = asyncio.create_task(made.run())
        try:
            yield made
        finally:
            await made.close(5)
            await running

    async def meet(
        self, language: str = "en", email: str | None = EMAIL, name: str = "Mia"
    ) -> None:
        """Mia has pressed Start, left her address, and blocked the bot."""
        chat = self.world.chats.get(MIA)
        assert chat is not None
        self.world.chats.start(chat)
        self.world.set_blocked(chat, True)
        profile = Profile(MIA, name, "Keller", language=language)

        async def work(writer: Writer) -> int:
            mia = await people.register(writer, profile, False)
            await people.set_email(writer, mia.id, email)
            return mia.id

        self.mia = await self.database.write(work)

    async def come_back(self) -> None:
        """She unblocks the bot and writes to it."""
        chat = self.world.chats.get(MIA)
        assert chat is not None
        self.world.set_blocked(chat, False)
        profile = Profile(MIA, "Mia", "Keller")
        await self.database.write(lambda writer: people.register(writer, profile, False))

    async def tell(self, kind: str) -> Appointment:
        """A message about a confirmed session of hers, on a day of its own."""
        self._days += 1
        starts_at = NOW + timedelta(days=self._days)
        booked = await self.house.book(customer_id=self.mia, starts_at=starts_at)
        new = messages.about(booked, kind, self.mia, NOW)
        await self.database.write(lambda writer: outbox.enqueue(writer, [new]))
        return booked

    async def rows(self) -> dict[str, tuple[str, str, str | None, int]]:
        """State, channel, error and attempts, by kind."""
        c = table.c
        async with self.database.read() as reader:
            found = await reader.rows(select(c.kind, c.state, c.channel, c.error, c.attempts))
        return {kind: (state, channel, error, n) for kind, state, channel, error, n in found}

    async def until(self, kind: str, state: str) -> None:
        async with asyncio.timeout(10):
            while (await self.rows())[kind][0] != state:  # noqa: ASYNC110 - it is a row
                await asyncio.sleep(0.02)

    def asked_of_telegram(self) -> int:
        return sum(call["method"].lower() == "sendmessage" for call in self.world.calls)

    def counted(self, outcome: str, channel: str, kind: str = "approved") -> float:
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


async def test_who_has_blocked_the_bot_gets_the_message_by_mail(office: Office) -> None:
    await office.meet()
    async with office.deliver():
        await office.tell("approved")
        letter = await office.box.letter()
        await office.until("approved", "sent")

    assert letter["Subject"] == "Good news: Anna Berg has confirmed ✓"
    assert letter["From"] == "Coachbook <desk@example.org>"
    assert letter["To"] == EMAIL
    assert parsedate_to_datetime(letter["Date"]) == NOW
    assert letter["Message-ID"].endswith("@example.org>")
    assert office.box.recipients == [EMAIL]
    assert (await office.rows())["approved"] == ("sent", "mail", None, 0)
    async with office.database.read() as reader:
        mia = await people.by_id(reader, office.mia)
    assert mia is not None
    assert mia.unreachable
    assert office.counted("sent", "mail") == 1
    assert office.counted("sent", "telegram") == 0


async def test_the_letter_is_in_the_readers_language_and_the_businesss_name(
    office: Office,
) -> None:
    async def rename(writer: Writer) -> None:
        before = (await catalogue.load(writer)).business
        await catalogue.update_business(writer, type(before)("Süd & Co", before.zone, None))

    await office.database.write(rename)
    await office.meet("de-AT")
    async with office.deliver():
        await office.tell("approved")
        letter = await office.box.letter()

    assert letter["Content-Language"] == "de"
    assert str(letter["From"].addresses[0].display_name) == "Süd & Co"
    body = letter.get_body(("plain",))
    assert body is not None
    # No zone of hers is known, and no Telegram is there to tell.
    assert "Wann: Di., 3. März 2026, 09:00 Uhr (Berlin)" in body.get_content()
    assert "Deine Zeit" not in body.get_content()


HEADER = "=?utf-8?q?a=0D=0AReply-To:_q@evil.example?="


@pytest.mark.parametrize("sender", [DESK, f"Desk, {HEADER} <{DESK}>"])
async def test_a_name_writes_no_header_of_a_letter_on_its_way_through_a_server(
    office: Office, sender: str
) -> None:
    business = f"{HEADER} <root@evil.example>\r\nBcc: you@evil.example"

    async def rename(writer: Writer) -> None:
        before = (await catalogue.load(writer)).business
        await catalogue.update_business(writer, type(before)(business, before.zone, business))
        await catalogue.update_coach(writer, office.house.coach.id, name=HEADER)

    await office.database.write(rename)
    await office.meet(name=HEADER)
    async with office.deliver(sender=sender):
        await office.tell("approved")
        await office.box.letter()

    assert office.box.recipients == [EMAIL]
    letter = strict_mail.read(office.box.raw[0])
    shown = strict_mail.unstructured(letter.headers["Subject"])
    assert shown == f"Good news: {HEADER} has confirmed ✓"
    assert strict_mail.mailbox(letter.headers["To"]) == ("", EMAIL)
    name = f"Desk, {HEADER}" if sender != DESK else " ".join(business.split())
    assert strict_mail.mailbox(letter.headers["From"]) == (name, DESK)


async def test_an_address_that_is_none_costs_the_letter_and_no_header(office: Office) -> None:
    await office.meet(email="mia@example.org\r\nBcc: you@evil.example")
    async with office.deliver():
        await office.tell("approved")
        await office.until("approved", "failed")

    assert office.box.letters == []
    assert "its address is none" in str((await office.rows())["approved"][2])


async def test_telegram_is_not_asked_again_about_who_is_known_to_be_out_of_reach(
    office: Office,
) -> None:
    await office.meet()
    async with office.deliver():
        await office.tell("approved")
        await office.until("approved", "sent")
        await office.tell("moved_by_coach")
        await office.until("moved_by_coach", "sent")

    assert len(office.box.letters) == 2
    assert office.asked_of_telegram() == 1


async def test_who_writes_again_is_written_to_by_telegram_again(office: Office) -> None:
    await office.meet()
    async with office.deliver():
        await office.tell("approved")
        await office.until("approved", "sent")
        await office.come_back()
        await office.tell("moved_by_coach")
        await office.until("moved_by_coach", "sent")

    assert len(office.box.letters) == 1
    assert (await office.rows())["moved_by_coach"][:2] == ("sent", "telegram")


@pytest.mark.parametrize(("email", "by_mail"), [(None, True), (EMAIL, False)])
async def test_without_an_address_or_a_mail_server_the_message_is_dropped(
    office: Office, email: str | None, by_mail: bool
) -> None:
    await office.meet(email=email)
    async with office.deliver(by_mail=by_mail):
        await office.tell("approved")
        await office.until("approved", "dropped")

    assert (await office.rows())["approved"] == ("dropped", "telegram", "unreachable", 0)
    assert office.box.letters == []


async def test_a_mail_server_that_will_take_it_later_is_asked_later(office: Office) -> None:
    await office.meet()
    office.box.to_recipients = GREYLISTED
    async with office.deliver() as delivery:
        await office.tell("approved")
        async with asyncio.timeout(10):
            while (await office.rows())["approved"][3] == 0:  # noqa: ASYNC110 - it is a row
                await asyncio.sleep(0.02)
        state, _, error, _ = (await office.rows())["approved"]
        assert state == "waiting"
        assert error is not None
        assert "451 4.7.1" in error

        office.box.to_recipients = "250 OK"
        office.now += timedelta(seconds=5)
        delivery.wake()
        await office.until("approved", "sent")

    assert len(office.box.letters) == 1
    assert office.counted("postponed", "mail") == 1


async def test_a_mail_server_that_never_takes_it_is_given_up_in_the_end(office: Office) -> None:
    await office.meet()
    office.box.to_recipients = GREYLISTED
    async with office.deliver() as delivery:
        await office.tell("approved")
        async with asyncio.timeout(30):
            while (await office.rows())["approved"][0] != "failed":
                office.now += timedelta(minutes=15)
                delivery.wake()
                await asyncio.sleep(0.05)

    assert (await office.rows())["approved"][3] == TRIES
    assert office.counted("failed", "mail") == 1


async def test_a_mailbox_that_does_not_exist_is_not_tried_again(office: Office) -> None:
    await office.meet()
    office.box.to_recipients = f"550 5.1.1 {EMAIL} is unknown here"
    async with office.deliver():
        await office.tell("approved")
        await office.until("approved", "failed")

    _, _, error, attempts = (await office.rows())["approved"]
    assert error == "refuses the message (550 5.1.1 [address] is unknown here)"
    assert attempts == 1


async def test_what_no_longer_holds_is_not_mailed_either(office: Office) -> None:
    await office.meet()
    booked = await office.tell("reminder_24h")
    await office.database.write(
        lambda w: appointments.change(w, booked, status=Status.CANCELLED, now=NOW)
    )
    async with office.deliver():
        await office.until("reminder_24h", "dropped")

    assert (await office.rows())["reminder_24h"][2] == "changed"
    assert office.box.letters == []


async def test_every_try_carries_the_same_id(office: Office) -> None:
    await office.meet()
    async with office.deliver():
        await office.tell("approved")
        await office.until("approved", "sent")
        await office.database.write(
            lambda w: w.run(table.update().values(state="waiting", due_at=NOW))
        )
        again = await office.box.letter(1)

    assert again["Message-ID"] == office.box.letters[0]["Message-ID"]
