"""An account from the first request to the last: real HTTP, real mail, a real database."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from bot.delivery.codes import CodeLetters
from bot.delivery.mail_channel import MailChannel
from bot.delivery.smtp import SmtpClient, SmtpServer
from domain.identity import Identity, Kind
from domain.lockout import LOCK
from domain.roles import Role
from handlers.actions.accounts.hashing import HASHING, Hashing
from handlers.notices.rendering import compose
from storage import identities, people
from storage.transactions import Database
from tests.handlers.http.api.programs import Answer, Api, Program, serve
from tests.house import NOW, House
from tests.mailbox import Mailbox, mail_server

MAIL, PASSWORD = "mia@example.org", "ein Pferd, das Äpfel frißt"
CODE = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b")
PHONE = {"installation_id": "install-1", "device_name": "Mia's phone"}
TOLD = "SELECT kind FROM outbox ORDER BY id"


@dataclass
class Desk:
    """The API and the mail of one business."""

    api: Api
    box: Mailbox
    letters: CodeLetters

    @property
    def stranger(self) -> Program:
        return self.api.stranger

    async def code(self) -> str:
        """That of the newest letter, once all that wait are written."""
        [code] = CODE.findall(await self.letter())
        return str(code)

    async def letter(self) -> str:
        await self.letters.look()
        body = self.box.letters[-1].get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    async def account(self, mail: str = MAIL, **more: Any) -> Program:
        """Somebody who has made an account, and is signed in."""
        asked = await self.register(mail, **more)
        confirmed = {"request": asked.data["request"], "code": await self.code(), **PHONE}
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

    async def told(self) -> list[str]:
        async with self.api.database.read() as reader:
            return [row[0] for row in await reader.fetch(TOLD)]


@asynccontextmanager
async def opened(database: Database) -> AsyncIterator[Desk]:
    async with mail_server() as box, serve(database, mails=True) as api:
        smtp = SmtpClient(SmtpServer.at(box.url), "desk@example.org")
        link = "https://t.me/northside_bot"
        clock = lambda: api.now[0]  # noqa: E731 - it is moved
        mail = MailChannel(smtp, database, compose, clock=clock, language="en", chat=lambda: link)
        yield Desk(api, box, CodeLetters(database, {Kind.EMAIL: mail.write}, clock, "en"))


@pytest.fixture
async def desk(database: Database, house: House) -> AsyncIterator[Desk]:
    async with opened(database) as desk:
        yield desk


async def test_from_register_to_sign_out(desk: Desk) -> None:
    asked = await desk.register(zone="Europe/Berlin")
    assert asked.status == 202
    assert desk.box.letters == []
    letter = await desk.letter()
    assert desk.box.recipients == [MAIL]
    assert "within 10 minutes" in letter
    code, request = CODE.findall(letter)[0], asked.data["request"]
    wrong = {"request": request, "code": "00000-00000"}
    assert (await desk.stranger.post("/auth/verify-email", wrong)).code == "WRONG_CODE"
    other = {"request": "somebody-else", "code": code}
    assert (await desk.stranger.post("/auth/verify-email", other)).code == "WRONG_CODE"
    # As people type it.
    right = {"request": request, "code": f" {code.lower().replace('-', ' ')} ", **PHONE}
    made = await desk.stranger.post("/auth/verify-email", right)
    assert made.status == 200, made.body
    assert made.headers["Cache-Control"] == "no-store"
    assert made.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in made.headers["Content-Security-Policy"]
    assert made.headers["Referrer-Policy"] == "no-referrer"
    assert (await desk.stranger.post("/auth/verify-email", right)).code == "WRONG_CODE"

    mia = desk.signed_in(made)
    me = (await mia.get("/auth/me")).data
    assert (me["name"], me["email"], me["roles"]) == ("Mia", MAIL, ["customer"])
    [here] = (await mia.get("/auth/sessions")).data
    assert (here["device"], here["current"]) == ("Mia's phone", True)
    refresh = {"refresh_token": made.data["refresh_token"], **PHONE}
    # Many an app shows its token wherever it goes, also one that is over.
    over = {"Authorization": "Bearer a.b.c"}
    renewed = await desk.stranger.post("/auth/refresh", refresh, headers=over)
    again = await desk.stranger.post("/auth/refresh", refresh)
    assert renewed.data["refresh_token"] == again.data["refresh_token"]
    mia = desk.signed_in(renewed)
    assert (await mia.post("/auth/logout")).status == 200
    assert (await mia.get("/auth/me")).code == "INVALID_TOKEN"
    back = await desk.stranger.ask(
        "POST", "//auth/login", json={"email": MAIL.upper(), "password": PASSWORD}
    )
    assert back.status == 200, back.body
    log = (await desk.signed_in(back).get("/auth/log?limit=2")).data
    assert [one["event"] for one in log["items"]] == ["signed_in", "ended"]
    more = (await desk.signed_in(back).get(f"/auth/log?cursor={log['next']}")).data
    assert [one["event"] for one in more["items"]][-1] == "registered"
    assert await desk.told() == ["signed_in"]


async def test_nobody_learns_whether_there_is_an_account(desk: Desk) -> None:
    await desk.account()
    desk.later(hours=2)
    known = await desk.register()
    assert CODE.findall(await desk.letter()) == []
    assert "You have an account" in str(desk.box.letters[-1]["Subject"])
    unknown = await desk.register("nobody@example.org")
    assert (known.status, known.body.keys()) == (unknown.status, unknown.body.keys())
    assert known.data.keys() == unknown.data.keys()
    letters = len(desk.box.letters)

    desk.later(hours=2)
    answers = [
        await desk.stranger.post("/auth/forgot-password", {"login": login})
        for login in (MAIL, "nobody2@example.org", "+4930901820")
    ]
    assert {(answer.status, *sorted(answer.data)) for answer in answers} == {
        (202, "expires_at", "request")
    }
    await desk.letters.look()
    assert len(desk.box.letters) == letters + 1

    looked = HASHING.looked
    wrong = [
        await desk.stranger.post("/auth/login", {"login": login, "password": "no no no"})
        for login in (MAIL, "nobody2@example.org", "no name at all")
    ]
    assert {(answer.status, answer.code) for answer in wrong} == {(401, "WRONG_LOGIN")}
    assert HASHING.looked == looked + 3
    for _ in range(5):
        wrong = [
            await desk.stranger.post("/auth/login", {"login": login, "password": "no no no"})
            for login in (MAIL, "nobody2@example.org")
        ]
    assert [(answer.status, answer.code) for answer in wrong] == [(429, "LOCKED_OUT")] * 2
    assert wrong[0].details == wrong[1].details


async def test_of_a_hundred_wrong_passwords_at_once_five_are_looked_at(
    desk: Desk, database_url: str
) -> None:
    """At two replicas."""
    await desk.account()
    there = Database(database_url, pool_size=4)
    async with serve(there) as other:
        looked = HASHING.looked
        answers = await asyncio.gather(
            *(
                (desk.api, other)[nr % 2].stranger.post(
                    "/auth/login", {"login": MAIL, "password": f"guess number {nr}"}
                )
                for nr in range(100)
            )
        )
    await there.close()
    codes = [answer.code for answer in answers]
    assert HASHING.looked - looked == 5
    assert (codes.count("WRONG_LOGIN"), codes.count("LOCKED_OUT")) == (5, 95)
    assert (await desk.told()).count("account_locked") == 1
    assert (await desk.login()).code == "LOCKED_OUT"
    desk.later(seconds=LOCK.total_seconds())
    assert (await desk.login()).status == 200


async def test_a_lock_keeps_out_nobody_who_is_in_or_has_another_way(desk: Desk) -> None:
    mia = await desk.account()
    codes = [(await desk.login("no no no no")).code for _ in range(6)]
    assert codes == ["WRONG_LOGIN"] * 5 + ["LOCKED_OUT"]
    assert (await desk.login()).code == "LOCKED_OUT"

    assert (await mia.get("/auth/sessions")).status == 200
    # From where they were signed in before, they sign in by password, too.
    assert (await desk.login(**PHONE)).status == 200
    desk.later(minutes=2)
    asked = await desk.stranger.post("/auth/forgot-password", {"email": MAIL})
    shown = {"request": asked.data["request"], "code": await desk.code()}
    assert (await desk.stranger.post("/auth/unlock", shown)).status == 200
    assert (await desk.login()).status == 200


async def test_a_forgotten_password_is_set_anew_and_all_devices_are_signed_out(
    desk: Desk,
) -> None:
    mia = await desk.account()
    desk.later(minutes=2)
    asked = await desk.stranger.post("/auth/forgot-password", {"login": MAIL})
    shown = {"request": asked.data["request"], "code": await desk.code()}

    for bad, reason in (
        ("short", "short"),
        ("x" * 129, "long"),
        ("football", "common"),
        ("mia@example.org", "own"),
        ("tab\tin the middle", "unreadable"),
    ):
        answer = await desk.stranger.post("/auth/reset-password", {**shown, "password": bad})
        assert (answer.code, answer.details["reason"]) == ("BAD_PASSWORD", reason)
    new = {"password": "🐎🐈" * 4}
    assert (await desk.stranger.post("/auth/reset-password", {**shown, **new})).status == 200
    again = await desk.stranger.post("/auth/reset-password", {**shown, **new})
    assert again.code == "WRONG_CODE"
    assert (await mia.get("/auth/me")).code == "INVALID_TOKEN"
    assert (await desk.login()).code == "WRONG_LOGIN"
    assert (await desk.login("🐎🐈" * 4)).status == 200
    assert (await desk.told())[-2:] == ["account_changed", "signed_in"]


async def test_a_code_is_over_after_ten_minutes_and_five_tries_and_not_asked_for_without_end(
    desk: Desk,
) -> None:
    async def asked() -> Answer:
        return await desk.stranger.post("/auth/forgot-password", {"login": MAIL})

    await desk.account()
    desk.later(minutes=1)
    late = {"request": (await asked()).data["request"], "code": await desk.code()}
    assert (await asked()).code == "TOO_MANY_CODES"
    desk.later(minutes=10)
    assert (await desk.stranger.post("/auth/unlock", late)).code == "WRONG_CODE"
    guessed = {"request": (await asked()).data["request"], "code": await desk.code()}
    tries = [
        (await desk.stranger.post("/auth/unlock", guessed | {"code": "1111111111"})).code
        for _ in range(5)
    ]
    assert tries == ["WRONG_CODE"] * 5
    assert (await desk.stranger.post("/auth/unlock", guessed)).code == "WRONG_CODE"
    for _ in range(2):
        desk.later(minutes=2)
        assert (await asked()).status == 202
    desk.later(minutes=2)
    refused = await asked()
    assert (refused.status, refused.code) == (429, "TOO_MANY_CODES")


async def test_a_letter_that_was_refused_is_written_again_with_another_code(desk: Desk) -> None:
    desk.box.to_messages = "451 4.7.1 Come back later"
    asked = await desk.register()
    await desk.letters.look()
    assert desk.box.letters == []
    desk.box.to_messages = "250 OK"
    desk.later(seconds=30)
    shown = {"request": asked.data["request"], "code": await desk.code()}
    assert (await desk.stranger.post("/auth/verify-email", shown)).status == 200


async def test_password_and_address_are_changed_by_who_has_just_signed_in(desk: Desk) -> None:
    mia = await desk.account()
    other = desk.signed_in(await desk.login(installation_id="install-2"))
    desk.later(minutes=11)
    new = {"password": "a second one of mine"}
    assert (await mia.post("/auth/change-password", new)).code == "WRONG_LOGIN"
    wrong = new | {"current_password": "no no no no"}
    assert (await mia.post("/auth/change-password", wrong)).code == "WRONG_LOGIN"
    right = new | {"current_password": PASSWORD}
    assert (await mia.post("/auth/change-password", right)).status == 200
    assert (await other.get("/auth/me")).code == "INVALID_TOKEN"
    assert (await mia.delete("/auth/sessions")).code == "SIGN_IN_AGAIN"

    moved = {"email": "mia@example.net", "current_password": new["password"]}
    asked = await mia.post("/auth/change-contact", moved)
    shown = {"request": asked.data["request"], "code": await desk.code()}
    assert desk.box.recipients[-1] == "mia@example.net"
    assert (await mia.post("/auth/confirm-contact", shown)).status == 200
    assert "another address or number" in await desk.letter()
    assert desk.box.recipients[-1] == MAIL
    assert (await desk.login(new["password"])).code == "WRONG_LOGIN"
    later = await desk.login(new["password"], login="mia@example.net")
    assert later.status == 200
    assert (await desk.signed_in(later).get("/auth/me")).data["email"] == "mia@example.net"


async def test_who_was_written_down_with_that_address_is_them(desk: Desk, house: House) -> None:
    async def written(writer: Any) -> int:
        record = await people.add(writer, "Mia from the phone", None, NOW)
        await identities.say(writer, record.id, Identity.email(MAIL), NOW)
        return record.id

    record = await house.database.write(written)
    await house.book(customer_id=record)

    mia = await desk.account()

    me = (await mia.get("/auth/me")).data
    assert (await mia.get("/appointments/1")).data["client_id"] == me["id"] != record


async def test_an_admin_signs_somebody_out_and_nobody_else_does(desk: Desk, house: House) -> None:
    mia = await desk.account()
    number = (await mia.get("/auth/me")).data["id"]
    assert (await mia.delete(f"/users/{number}/sessions")).code == "NOT_ALLOWED"
    boss = await desk.account("boss@example.org", name="Boss")
    other = (await boss.get("/auth/me")).data["id"]
    await house.database.write(lambda w: people.set_role(w, other, Role.ADMIN))
    assert len((await boss.get(f"/users/{number}/sessions")).data) == 1
    assert (await boss.delete(f"/users/{number}/sessions")).data == {"ended": 1}
    assert (await mia.get("/auth/me")).code == "INVALID_TOKEN"


async def test_two_who_register_with_one_address_become_one_account(desk: Desk) -> None:
    first = await desk.register()
    one = {"request": first.data["request"], "code": await desk.code()}
    desk.later(minutes=2)
    second = await desk.register()
    two = {"request": second.data["request"], "code": await desk.code()}
    answers = await asyncio.gather(
        *(desk.stranger.post("/auth/verify-email", shown) for shown in (one, two, one, two))
    )
    assert [answer.status for answer in answers].count(200) == 1


async def test_without_a_mail_server_nobody_is_promised_a_code(api: Api) -> None:
    body = {"email": MAIL, "password": PASSWORD, "name": "Mia"}
    answer = await api.stranger.post("/auth/register", body)
    assert (answer.status, answer.code) == (422, "NO_WAY_TO_WRITE")
    empty = await api.stranger.post("/auth/login", {"password": ""})
    assert empty.complaints == {"login": "missing"}


async def test_whoever_would_wait_behind_too_many_is_turned_away() -> None:
    hashing = Hashing(most=3)
    jobs = [asyncio.create_task(hashing.matches("no", None)) for _ in range(9)]
    outcomes = await asyncio.gather(*jobs, return_exceptions=True)
    refused = [one for one in outcomes if isinstance(one, Exception)]
    assert 0 < len(refused) < 9
    assert await hashing.matches("no", "nothing that argon2 wrote") is False
