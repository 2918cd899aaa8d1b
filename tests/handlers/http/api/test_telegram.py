"""Signing in by Telegram as an app does: over real HTTP, with a server that signs as Telegram
does."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import ClientSession

from bot.telegram.launches import is_telegrams
from bot.telegram.sign_in import SignInClient
from domain.accounts.identity import Identity
from domain.accounts.telegram_login import launch_key
from domain.roles import Door
from handlers.actions.accounts.by_telegram import SignInSetUp, TelegramSignIn
from handlers.actions.people import linking
from storage import audit
from storage.people import identities, people
from storage.people.people import Person, TelegramProfile
from storage.transactions import Database, Writer
from tests.bot.telegram.open_id import SECRET, OpenId, open_id
from tests.domain.accounts.test_telegram_login import (
    ANOTHER,
    OF_ANOTHER,
    OPENED,
    TOKEN,
    mini_app_data,
)
from tests.handlers.http.api.programs import Answer, Api, Program, serve
from tests.handlers.http.api.signed_in import signed_in
from tests.house import NOW, House, acting

BACK = "https://app.example/back"


class Stage:
    """The API, and Telegram's server behind it."""

    api: Api
    server: OpenId

    async def begins(self, redirect_uri: str = BACK) -> Answer:
        body = {"redirect_uri": redirect_uri}
        return await self.api.stranger.post("/auth/telegram/start", body)

    async def comes_back(self, begun: Answer, **changed: object) -> Answer:
        code, state = self.server.comes_back(begun.data["authorization_url"])
        body = {"state": state, "code": code, "proof": begun.data["proof"], **changed}
        return await self.api.stranger.post("/auth/telegram/callback", body)

    async def opens(self, init_data: str) -> Answer:
        body = {"init_data": init_data, "device_name": "Mia’s phone"}
        return await self.api.stranger.post("/auth/telegram/mini-app", body)

    async def me(self, signed: Answer) -> Answer:
        headers = {"Authorization": f"Bearer {signed.data['access_token']}"}
        return await Program(self.api.session, headers).get("/auth/me")


@pytest.fixture
async def stage(database: Database, house: House) -> AsyncIterator[Stage]:
    stage = Stage()
    async with ClientSession() as session, open_id("7000", lambda: stage.api.now[0]) as server:
        client = SignInClient(
            session, lambda: stage.api.now[0], base=server.base, client_id="7000", secret=SECRET
        )
        set_up = SignInSetUp(client.base, client.client_id, frozenset({BACK}), client.claims)
        telegram = TelegramSignIn(launch_key(TOKEN), set_up)
        async with serve(database, telegram=telegram) as api:
            stage.api, stage.server = api, server
            yield stage


async def test_somebody_signs_in_by_telegram_and_is_who_they_are_in_the_chat(
    stage: Stage, house: House
) -> None:
    stage.server.claims = {"id": house.customer.telegram_id}
    signed = await stage.comes_back(await stage.begins())
    assert (signed.status, (await stage.me(signed)).data["id"]) == (200, house.customer.id)
    # Somebody who has never written to the bot is new, and the same person the next time.
    stage.server.claims = {"id": 9001, "name": "Zoe \ud83d\ude00"}
    ids = {(await stage.comes_back(await stage.begins())).data["person_id"] for _ in range(2)}
    async with stage.api.database.read() as reader:
        person = await people.by_telegram_id(reader, 9001)
        assert person is not None
        lines = [one.action for one in await audit.of(reader, "person", person.id)]
    assert (ids, person.unreachable, person.first_name) == ({person.id}, True, "Zoe 😀")
    assert lines == ["register", "sign_in", "sign_in"]


async def test_a_way_back_is_good_once_in_time_and_for_who_began(stage: Stage) -> None:
    assert (await stage.begins(f"{BACK}/")).code == "BAD_REDIRECT"
    assert (await stage.begins("https://app.example/back?x=1")).code == "BAD_REDIRECT"
    for changed in ({"proof": "stolen"}, {"state": "made up"}, {"code": "made up"}):
        refused = await stage.comes_back(await stage.begins(), **changed)
        assert (refused.status, refused.code) == (401, "TELEGRAM_NOT_SHOWN")
    begun = await stage.begins()
    assert (await stage.comes_back(begun)).status == 200
    assert (await stage.comes_back(begun)).details == {"why": "used"}
    late = await stage.begins()
    stage.api.now[0] += timedelta(minutes=10)
    assert (await stage.comes_back(late)).details == {"why": "expired"}
    once = await stage.begins()
    at_once = await asyncio.gather(*(stage.comes_back(once) for _ in range(5)))
    assert sorted(one.status for one in at_once) == [200, 401, 401, 401, 401]


async def test_while_telegram_is_away_nobody_comes_in_and_that_is_said(stage: Stage) -> None:
    stage.server.status = 500
    answer = await stage.comes_back(await stage.begins())
    assert (answer.status, answer.code) == (503, "TELEGRAM_AWAY")
    stage.server.status, stage.server.spoil = 200, lambda server, claims: "a.b.c"
    answer = await stage.comes_back(await stage.begins())
    assert (answer.status, answer.code) == (401, "TELEGRAM_NOT_SHOWN")


async def test_a_launch_is_traded_once(stage: Stage, house: House) -> None:
    mine = mini_app_data(user=f'{{"id": {house.customer.telegram_id}, "first_name": "x"}}')
    at_once = await asyncio.gather(*(stage.opens(mine) for _ in range(5)))
    assert sorted(one.status for one in at_once) == [200, 401, 401, 401, 401]
    [signed] = [one for one in at_once if one.status == 200]
    me = (await stage.me(signed)).data
    assert (me["id"], me["name"]) == (house.customer.id, house.customer.name)
    reordered = "&".join(reversed(mine.split("&")))
    assert (await stage.opens(reordered)).details == {"why": "used"}
    assert (await stage.opens(mine.replace("x", "y"))).details == {"why": "invalid"}
    assert (await stage.opens(mini_app_data("7001:other"))).status == 401
    assert (await stage.opens("x" * 5000)).status == 422


async def test_a_blocked_person_cannot_sign_in(stage: Stage, house: House) -> None:
    person = house.customer
    await stage.api.database.write(lambda w: people.set_blocked(w, person.id, NOW, "x"))
    mine = mini_app_data(user=f'{{"id": {person.telegram_id}, "first_name": "x"}}')
    for _ in range(2):  # and what they have shown is not spent by it
        answer = await stage.opens(mine)
        assert (answer.status, answer.code) == (403, "BLOCKED_PERSON")


async def test_without_a_bot_nobody_comes_in_that_way(api: Api) -> None:
    for path, body in (
        ("start", {"redirect_uri": BACK}),
        ("callback", {"state": "s", "code": "c", "proof": "p"}),
        ("mini-app", {"init_data": mini_app_data()}),
    ):
        answer = await api.stranger.post(f"/auth/telegram/{path}", body)
        assert (answer.status, answer.code) == (409, "TELEGRAM_LOGIN_OFF")


async def add_account_holder(database: Database) -> Person:
    """Somebody with an account."""

    async def work(writer: Writer) -> Person:
        person = await people.add(writer, "Mia K.", "mia@example.org", NOW)
        await identities.show(writer, person.id, Identity.email("mia@example.org"), NOW)
        return person

    return await database.write(work)


async def test_an_account_is_linked_from_the_app_and_stays_signed_in(
    api: Api, house: House
) -> None:
    mine = await add_account_holder(api.database)
    device = await signed_in(api, mine)
    mia = await api.database.write(lambda w: people.register(w, TelegramProfile(9001, "Mia")))
    link = (await device.post("/auth/telegram/link", headers={"Idempotency-Key": "a"})).data
    assert link["link"] == f"https://t.me/test_bot?start=l_{link['code'].replace('-', '')}"
    assert (await device.post("/auth/telegram/link/confirm", {"code": link["code"]})).status == 404

    code = await linking.make_code(api.database, actor=acting(mia), now=NOW)
    answer = await device.post("/auth/telegram/link/confirm", {"code": code})
    assert answer.data == {"name": "Mia", "known_by": ["mia@example.org"], "coming": 0}
    # The device that asked is the chat's person's from now on.
    async with api.database.read() as reader:
        kept = await reader.fetch("SELECT answer FROM api_requests")
        signed = await reader.fetch("SELECT DISTINCT person_id FROM sign_ins")
    assert not kept
    assert [row[0] for row in signed] == [mia.id]
    # Its access token was somebody else's: it renews that, and goes on.
    assert (await device.get("/auth/me")).status == 401


async def test_a_code_of_the_chat_signs_in_once_and_guesses_are_counted(
    api: Api, house: House
) -> None:
    mia = house.customer
    code = await linking.make_code(api.database, actor=mia.at(Door.CHAT), now=NOW)
    both = await asyncio.gather(
        *(api.stranger.post("/auth/telegram/code", {"code": code.lower()}) for _ in range(2))
    )
    assert sorted(one.status for one in both) == [200, 409]
    # A code of an account signs nobody in.
    mine = await add_account_holder(api.database)
    theirs = await linking.make_code(api.database, actor=mine.at(Door.HTTP), now=NOW)
    for guess in (theirs, "nonsense", "K7XM2PQ9"):
        answer = await api.stranger.post("/auth/telegram/code", {"code": guess})
        assert (answer.status, answer.code) == (404, "NO_LINK_CODE")
    await api.database.write(
        lambda w: w.fetch("UPDATE login_attempts SET failures = 199 WHERE name LIKE 'address:%'")
    )
    assert (await api.stranger.post("/auth/telegram/code", {"code": "x"})).status == 404
    good = await linking.make_code(api.database, actor=mia.at(Door.CHAT), now=NOW)
    answer = await api.stranger.post("/auth/telegram/code", {"code": good})
    assert (answer.status, answer.code) == (429, "LOCKED_OUT")


async def test_only_bots_that_are_set_up_sign_anybody_in(database: Database, house: House) -> None:
    """Otherwise the operator of any bot could impersonate people who open it."""
    telegram = TelegramSignIn(
        launch_key(TOKEN), bots=frozenset({ANOTHER}), is_telegrams=is_telegrams
    )
    async with serve(database, telegram=telegram) as api:
        api.now[0] = OPENED
        body = {"init_data": OF_ANOTHER, "bot_id": ANOTHER}
        path = "/auth/telegram/mini-app"
        assert (await api.stranger.post(path, body | {"bot_id": 7})).code == "TELEGRAM_LOGIN_OFF"
        assert (await api.stranger.post(path, {"init_data": OF_ANOTHER})).status == 401
        assert (await api.stranger.post(path, body)).status == 200
        assert (await api.stranger.post(path, body)).code == "TELEGRAM_NOT_SHOWN"
