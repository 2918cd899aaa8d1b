"""Login names and passwords are changed, and their previous owner is told."""

from datetime import timedelta
from itertools import pairwise

from domain.messages.notices import Channel
from tests.handlers.http.api.account_desk import MAIL, PASSWORD, Desk, desk
from tests.handlers.http.api.programs import serve
from tests.handlers.http.api.signed_in import signed_in
from tests.house import House

__all__ = ["desk"]


async def test_a_forgotten_password_is_reset_and_all_devices_are_signed_out(
    desk: Desk,
) -> None:
    mia = await desk.account()
    desk.later(minutes=2)
    recovery = await desk.stranger.post("/auth/forgot-password", {"login": MAIL})
    shown = {"request": recovery.data["request"], "code": await desk.code()}

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
    assert (await desk.message_kinds())[-2:] == ["account_changed", "signed_in"]


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
    change = await mia.post("/auth/change-contact", moved)
    shown = {"request": change.data["request"], "code": await desk.code()}
    assert desk.box.recipients[-1] == "mia@example.net"
    assert (await mia.post("/auth/confirm-contact", shown)).status == 200
    assert "another address or number" in await desk.letter()
    assert desk.box.recipients[-1] == MAIL
    assert (await desk.login(new["password"])).code == "WRONG_LOGIN"
    later = await desk.login(new["password"], login="mia@example.net")
    assert later.status == 200
    assert (await desk.signed_in(later).get("/auth/me")).data["email"] == "mia@example.net"


async def test_no_digest_of_a_password_is_kept_but_the_slow_one(desk: Desk) -> None:
    """What was asked under a key is kept for a day: it is the same for two passwords."""
    mia = await desk.account()
    passwords = [PASSWORD, "a second one of mine", "the third one I had"]
    for current, new in pairwise(passwords):
        body = {"password": new, "current_password": current}
        answer = await mia.post("/auth/change-password", body, headers={"Idempotency-Key": new[:1]})
        assert answer.status == 200
    async with desk.api.database.read() as reader:
        rows = await reader.fetch("SELECT count(*), count(DISTINCT fingerprint) FROM api_requests")
    assert [list(row) for row in rows] == [[2, 1]]
    other = {"email": "mia@example.net", "current_password": passwords[-1]}
    key = {"Idempotency-Key": "me"}
    assert (await mia.put("/me", other, headers=key)).status == 200
    wanted = {**other, "email": "mia@example.com"}
    assert (await mia.put("/me", wanted, headers=key)).code == "IDEMPOTENCY_KEY_USED"


async def test_where_one_is_written_to_changes_with_a_code_and_word_to_the_old_address(
    desk: Desk,
) -> None:
    mia = await desk.account()
    other = desk.signed_in(await desk.login(installation_id="install-2"))
    desk.later(minutes=11)
    there = {"email": "mia@example.net", "news": False}
    # Nothing of it is done, and nobody is written to.
    assert (await mia.put("/me", there)).code == "SIGN_IN_AGAIN"
    assert (await mia.put("/me", there | {"current_password": "no"})).code == "WRONG_LOGIN"
    assert (await mia.put("/me", {"email": None})).code == "SIGN_IN_AGAIN"
    assert (await mia.get("/me")).data["news"] is True
    assert len(desk.box.letters) == 1

    profile = await mia.put("/me", there | {"current_password": PASSWORD})
    assert (profile.data["email"], profile.data["news"]) == (MAIL, False)
    shown = {"request": profile.data["email_code"]["request"], "code": await desk.code()}
    assert desk.box.recipients[-1] == "mia@example.net"
    assert (await other.get("/auth/me")).status == 200
    assert (await mia.post("/auth/confirm-contact", shown)).status == 200
    assert (await mia.get("/me")).data["email"] == "mia@example.net"
    assert "write to the business at once" in await desk.letter()
    assert desk.box.recipients[-1] == MAIL
    assert (await other.get("/auth/me")).code == "INVALID_TOKEN"
    assert (await desk.login()).code == "WRONG_LOGIN"

    # The same once more changes nothing, and asks for nothing.
    assert "email_code" not in (await mia.put("/me", {"email": "MIA@example.net"})).data
    gone = await mia.put("/me", {"email": None, "current_password": PASSWORD})
    assert "email" not in gone.data
    assert (await mia.put("/me", {"email": None})).status == 200
    async with desk.api.database.read() as reader:
        rows = await reader.fetch("SELECT channel, facts ->> 'to' FROM outbox ORDER BY id")
    assert ["mail", "mia@example.net"] in [list(row) for row in rows]


async def test_two_changes_in_one_second_are_each_told_here_and_there(desk: Desk) -> None:
    mia = await desk.account()
    shown = []
    for mail in ("mia@example.net", "mia@example.com"):
        wanted = {"email": mail, "current_password": PASSWORD}
        change = await mia.post("/auth/change-contact", wanted)
        shown.append({"request": change.data["request"], "code": await desk.code()})
    answers = [await mia.post("/auth/confirm-contact", one) for one in shown]
    assert [answer.status for answer in answers] == [200, 200]
    assert await desk.message_kinds() == ["account_changed", "account_changed"]
    await desk.letters.look()
    assert desk.box.recipients[-2:] == [MAIL, "mia@example.net"]


async def test_what_is_wrong_with_a_name_keeps_the_address_where_it_is(
    desk: Desk, house: House
) -> None:
    mia = await desk.account()
    shown = {"current_password": PASSWORD}
    unreadable = await mia.put("/me", {"email": None, "name": "\u200b", **shown})
    assert unreadable.complaints == {"name": "invalid"}
    assert (await mia.get("/me")).data["email"] == MAIL

    in_chat = await signed_in(desk.api, house.customer)
    refused = await in_chat.put("/me", {"email": "me@example.net", "name": "Somebody"})
    assert refused.code == "NOT_ALLOWED"
    await desk.letters.look()
    assert desk.box.recipients == [MAIL]


async def test_a_program_with_a_key_changes_no_way_in(desk: Desk, house: House) -> None:
    """Otherwise a stolen API key would give away the account."""
    async with serve(
        house.database, available_channels=frozenset({Channel.MAIL, Channel.SMS})
    ) as api:
        program = await api.of(house.customer)
        number = {"number": "+49 30 901820"}
        assert (await program.put("/me", {"email": "me@example.com"})).code == "SIGN_IN_AGAIN"
        assert (await program.post("/notifications/number", number)).code == "SIGN_IN_AGAIN"
        mia = await signed_in(api, house.customer)
        api.now[0] += timedelta(minutes=11)
        assert (await mia.post("/notifications/number", number)).code == "SIGN_IN_AGAIN"
