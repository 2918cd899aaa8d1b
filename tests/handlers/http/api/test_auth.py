"""An account from the first request to the last: real HTTP, real mail, a real database."""

import asyncio
from typing import Any

from domain.accounts.account_codes import MOST_OF_ADDRESS
from domain.accounts.identity import Identity
from domain.roles import Role
from handlers.actions.accounts.hashing import HASHING
from storage.people import identities, people
from tests.handlers.http.api.account_desk import CODE, MAIL, PASSWORD, PHONE, Desk, desk
from tests.handlers.http.api.programs import Api
from tests.house import NOW, House

__all__ = ["desk"]


async def test_from_register_to_sign_out(desk: Desk) -> None:
    registration = await desk.register(zone="Europe/Berlin")
    assert registration.status == 202
    assert desk.box.letters == []
    letter = await desk.letter()
    assert desk.box.recipients == [MAIL]
    assert "within 10 minutes" in letter
    code, request = CODE.findall(letter)[0], registration.data["request"]
    wrong = {"request": request, "code": "00000-00000"}
    assert (await desk.stranger.post("/auth/verify-email", wrong)).code == "WRONG_CODE"
    other = {"request": "somebody-else", "code": code}
    assert (await desk.stranger.post("/auth/verify-email", other)).code == "WRONG_CODE"
    # As people type it.
    right = {"request": request, "code": f" {code.lower().replace('-', ' ')} ", **PHONE}
    sign_in = await desk.stranger.post("/auth/verify-email", right)
    assert sign_in.status == 200, sign_in.body
    assert sign_in.headers["Cache-Control"] == "no-store"
    assert sign_in.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in sign_in.headers["Content-Security-Policy"]
    assert sign_in.headers["Referrer-Policy"] == "no-referrer"
    assert (await desk.stranger.post("/auth/verify-email", right)).code == "WRONG_CODE"

    mia = desk.signed_in(sign_in)
    me = (await mia.get("/auth/me")).data
    assert (me["name"], me["email"], me["roles"]) == ("Mia", MAIL, ["customer"])
    [here] = (await mia.get("/auth/sessions")).data
    assert (here["device"], here["current"]) == ("Mia's phone", True)
    refresh = {"refresh_token": sign_in.data["refresh_token"], **PHONE}
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
    assert await desk.message_kinds() == ["signed_in"]


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


async def test_who_was_written_down_with_that_address_is_them(desk: Desk, house: House) -> None:
    async def add_record(writer: Any) -> int:
        record = await people.add(writer, "Mia from the phone", None, NOW)
        await identities.say(writer, record.id, Identity.email(MAIL), NOW)
        return record.id

    record = await house.database.write(add_record)
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
    [device] = (await mia.get("/auth/sessions")).data
    assert (await boss.post(f"/auth/sessions/{device['id']}/not-me")).status == 404
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


async def test_however_many_ask_at_once_one_place_gets_so_many_codes(desk: Desk) -> None:
    async def forgot(number: int) -> int:
        body = {"email": f"nobody{number}@example.org"}
        return (await desk.stranger.post("/auth/forgot-password", body)).status

    statuses = await asyncio.gather(*map(forgot, range(MOST_OF_ADDRESS + 20)))
    assert (statuses.count(202), statuses.count(429)) == (MOST_OF_ADDRESS, 20)
