"""An account from its first code to the chat linked with it, in two languages.

The app speaks HTTP, the mailbox SMTP, and what happens to the account is told in the chat, where it
is unlocked and taken back; in the middle the bot is killed, and asked twice.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.delivery.deliverer import LEASE
from tests.coachbook import Coachbook
from tests.journeys.conftest import Begin
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_week import LENA, MIA
from tests.mailbox import Mailbox, mail_server

PASSWORD = "ein Pferd, das Äpfel frißt"
CODE = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b")


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    async with mail_server() as mailbox:
        yield mailbox


@pytest.fixture
async def mailing(begin: Begin, box: Mailbox) -> AsyncIterator[Coachbook]:
    """The bot of a business that has a mail server. It is Monday, nine in the morning."""
    async with begin(SMTP_URL=box.url, MAIL_FROM="desk@example.org", API_RATE="0") as process:
        yield process


@dataclass
class App:
    """Somebody's app, and the mailbox they read."""

    stage: Stage
    coachbook: Coachbook
    box: Mailbox
    mail: str
    language: str
    headers: dict[str, str] = field(default_factory=dict)
    letters: int = 0

    async def ask(self, path: str, method: str = "POST", **body: Any) -> tuple[int, Any]:
        """The status, and what the answer says or what its error is called."""
        url = f"{self.coachbook.url}/api/v1/auth/{path}"
        headers = {**self.headers, "Accept-Language": self.language}
        payload = body if method == "POST" else None
        async with self.stage.session.request(method, url, headers=headers, json=payload) as answer:
            reply = await answer.json()
            return answer.status, reply.get("data") if reply["success"] else reply["error"]["code"]

    async def signs_in(self, password: str = PASSWORD, **device: str) -> tuple[int, Any]:
        return await self.ask("login", email=self.mail, password=password, **device)

    async def code(self, **answer: Any) -> dict[str, str]:
        """What is shown again of a request: its word, and the code that came by mail."""
        async with asyncio.timeout(60):
            while len(mine := self._mine()) <= self.letters:  # noqa: ASYNC110 - it is a mailbox
                await asyncio.sleep(0.05)
        self.letters = len(mine)
        body = mine[-1].get_body(("plain",))
        assert body is not None
        [code] = CODE.findall(str(body.get_content()))
        return {"request": answer["request"], "code": code}

    def _mine(self) -> list[Any]:
        return [one for one in self.box.letters if one["To"] == self.mail]

    def goes_on_as(self, signed: Any) -> None:
        self.headers = {"Authorization": f"Bearer {signed['access_token']}"}

    async def locks(self) -> None:
        """Somebody types five wrong passwords, and then is turned away."""
        tries = [(await self.signs_in("no no no no"))[1] for _ in range(6)]
        assert tries == ["WRONG_LOGIN"] * 5 + ["LOCKED_OUT"]


async def new_link_code(app: App, name: str) -> str:
    """Make an account, and the code with which a chat is linked to it."""
    _, answer = await app.ask("register", email=app.mail, password=PASSWORD, name=name)
    shown = await app.code(**answer)
    # Shown twice at once, it is one account.
    answers = await asyncio.gather(*(app.ask("verify-email", **shown) for _ in range(2)))
    assert sorted(status for status, _ in answers) == [200, 422]
    app.goes_on_as(next(signed for status, signed in answers if status == 200))
    status, link = await app.ask("telegram/link")
    assert status == 201
    return str(link["code"])


async def refresh_twice(app: App, signed: Any) -> Any:
    """Asked twice at once, as the first answer was lost: the same successor."""
    body = {"refresh_token": signed["refresh_token"], "installation_id": "phone"}
    answers = await asyncio.gather(*(app.ask("refresh", **body) for _ in range(2)))
    assert [status for status, _ in answers] == [200, 200]
    assert answers[0][1]["refresh_token"] == answers[1][1]["refresh_token"]
    return answers[0][1]


async def test_an_account_is_made_linked_locked_unlocked_and_taken_back(
    stage: Stage, mailing: Coachbook, box: Mailbox
) -> None:
    mia, app = await stage.chat(MIA), App(stage, mailing, box, "mia@example.org", "en")
    await mia.send(f"/link {await new_link_code(app, 'Mia')}")
    await play(
        """
        Mia sees • mia@example.org [✓ Yes, link it]
        Mia taps Yes, link it
        Mia sees You are the same here and in the app from now on.
        """,
        mia,
    )
    status, phone = await app.signs_in(installation_id="phone", device_name="Mia's phone")
    assert status == 200
    await play("Mia sees New sign-in: Mia's phone [That was not me] [Signed-in devices]", mia)
    phone = await refresh_twice(app, phone)

    await app.locks()
    await play("Mia sees Too many wrong passwords [It was me – unlock]", mia)
    mailing.kill()
    await mia.tap("It was me – unlock")
    await mailing.start()
    await play("Mia sees Unlocked: you can try your password again.", mia)
    status, thief = await app.signs_in(installation_id="other", device_name="Somebody's")
    assert status == 200
    await play("Mia sees New sign-in: Somebody's [That was not me]", mia)

    await app.locks()
    await mia.expect("Too many wrong passwords")
    await stage.advance(120)
    _, answer = await app.ask("forgot-password", email=app.mail)
    assert (await app.ask("unlock", **await app.code(**answer)))[0] == 200
    app.goes_on_as(thief)
    assert (await app.ask("me", "GET"))[0] == 200

    await play(
        """
        Mia says /devices
        Mia sees Signed-in devices [Sign out Somebody's] [Sign out Mia's phone]
        Mia taps Sign out Mia's phone
        Mia is told Signed out
        """,
        mia,
    )
    app.goes_on_as(phone)
    assert await app.ask("me", "GET") == (401, "INVALID_TOKEN")
    notice = next(
        message for message in mia.messages.values() if "Somebody's" in str(message.get("text"))
    )
    await mia.tap_data(f"1:dvn:{thief['session_id']}", notice["message_id"])
    await mia.expect("your password no longer works")
    await mia.toast()
    # Said once more it is as it was.
    await mia.tap_data(f"1:dvn:{thief['session_id']}", notice["message_id"])
    assert "Signed out" in await mia.toast()
    app.goes_on_as(thief)
    assert await app.ask("me", "GET") == (401, "INVALID_TOKEN")
    assert (await app.signs_in())[1] == "WRONG_LOGIN"


async def test_the_same_in_german_through_a_kill(
    stage: Stage, mailing: Coachbook, box: Mailbox
) -> None:
    lena, app = await stage.chat(LENA), App(stage, mailing, box, "lena@example.org", "de")
    await lena.send(f"/link {await new_link_code(app, 'Lena')}")
    await play(
        """
        Lena sees Ist das dein Konto? [✓ Ja, verbinden]
        Lena taps Ja, verbinden
        Lena sees Ab jetzt bist du hier und in der App dieselbe Person.
        """,
        lena,
    )
    mailing.kill()
    await stage.advance(LEASE.total_seconds())
    await mailing.start()
    status, phone = await app.signs_in(installation_id="phone", device_name="Lenas Handy")
    assert status == 200
    await play("Lena sees Neue Anmeldung: Lenas Handy [Das war ich nicht]", lena)
    assert "\nMit Passwort\n\nWenn du das warst" in str(lena.last()["text"])
    await refresh_twice(app, phone)
    await app.locks()
    await play(
        """
        Lena sees Zu viele falsche Passwörter [Das war ich – entsperren]
        Lena taps Das war ich – entsperren
        Lena sees Entsperrt: Du kannst dein Passwort wieder eingeben.
        Lena says /devices
        Lena sees Angemeldete Geräte [Lenas Handy abmelden]
        """,
        lena,
    )
    assert (await app.signs_in(installation_id="phone"))[0] == 200
