"""Accounts as an app has them: the API, the mail and the text messages of one business."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.delivery.channels.twilio import TwilioChannel
from bot.delivery.code_caps import CodeCaps
from bot.delivery.codes import CodeSender
from bot.delivery.mail_channel import MailChannel
from bot.delivery.smtp import SmtpClient, SmtpServer
from domain.accounts.identity import IdentityKind
from domain.messages.notices import Channel
from handlers.notices.rendering import compose
from storage.transactions import Database
from tests.handlers.http.api.programs import Answer, Api, Program, serve
from tests.house import House
from tests.mailbox import Mailbox, mail_server
from tests.providers import Providers, providers

MAIL, PASSWORD = "mia@example.org", "ein Pferd, das Äpfel frißt"
CODE = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b")
PHONE = {"installation_id": "install-1", "device_name": "Mia's phone"}
TOLD = "SELECT kind FROM outbox ORDER BY id"


@dataclass
class Desk:
    """The API, the mail and the text messages of one business. texts: None if there are none."""

    api: Api
    box: Mailbox
    letters: CodeSender
    played: Providers
    texts: CodeSender | None = None

    @property
    def stranger(self) -> Program:
        return self.api.stranger

    async def code(self) -> str:
        """The code in the newest mail, once all waiting ones are written."""
        [code] = CODE.findall(await self.letter())
        return str(code)

    async def letter(self) -> str:
        await self.letters.look()
        body = self.box.letters[-1].get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    async def account(self, mail: str = MAIL, **more: Any) -> Program:
        """Somebody with an account, who is signed in."""
        registration = await self.register(mail, **more)
        confirmed = {"request": registration.data["request"], "code": await self.code(), **PHONE}
        return self.signed_in(await self.stranger.post("/auth/verify-email", confirmed))

    async def register(self, mail: str = MAIL, **more: Any) -> Answer:
        body = {"email": mail, "password": PASSWORD, "name": "Mia", **more}
        return await self.stranger.post("/auth/register", body)

    async def login(self, password: str = PASSWORD, **more: Any) -> Answer:
        body = {"login": MAIL, "password": password, **more}
        return await self.stranger.post("/auth/login", body)

    def signed_in(self, answer: Answer) -> Program:
        token = answer.data["access_token"]
        return replace(self.stranger, headers={"Authorization": f"Bearer {token}"})

    def later(self, **much: float) -> None:
        self.api.now[0] += timedelta(**much)

    async def message_kinds(self) -> list[str]:
        async with self.api.database.read() as reader:
            return [row[0] for row in await reader.fetch(TOLD)]


@asynccontextmanager
async def open_desk(database: Database, *, texts: bool = False) -> AsyncIterator[Desk]:
    """A business with mail. texts: with text messages, too."""
    async with AsyncExitStack() as stack:
        box = await stack.enter_async_context(mail_server())
        played = await stack.enter_async_context(providers())
        session = await stack.enter_async_context(ClientSession())
        ways = frozenset({Channel.SMS} if texts else ())
        api = await stack.enter_async_context(
            serve(database, available_channels=ways | {Channel.MAIL})
        )
        smtp = SmtpClient(SmtpServer.at(box.url), "desk@example.org")
        link = "https://t.me/northside_bot"
        clock = lambda: api.now[0]  # noqa: E731 - it is moved
        mail = MailChannel(smtp, database, compose, clock=clock, language="en", chat=lambda: link)
        desk = Desk(
            api, box, CodeSender(database, IdentityKind.EMAIL, mail.write, clock, "en"), played
        )
        if texts:
            desk.texts = texting(desk, session)
        yield desk


def texting(desk: Desk, session: ClientSession) -> CodeSender:
    """What brings codes by text message, in one replica."""
    database, clock = desk.api.database, lambda: desk.api.now[0]
    sms = TwilioChannel(session, database, desk.played.twilio, public_url=None, clock=clock)
    return CodeSender(database, IdentityKind.PHONE, sms.write, clock, "en", CodeCaps(clock).may)


@pytest.fixture
async def desk(database: Database, house: House) -> AsyncIterator[Desk]:
    async with open_desk(database) as desk:
        yield desk
