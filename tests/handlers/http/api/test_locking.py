"""What wrong passwords and wrong codes lead to, and the ways out of it."""

import asyncio

from domain.accounts.lockout import LOCK
from handlers.actions.accounts.hashing import HASHING, HashingPool
from storage.transactions import Database
from tests.handlers.http.api.account_desk import MAIL, PHONE, Desk, desk
from tests.handlers.http.api.programs import Answer, serve

__all__ = ["desk"]


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
    assert (await desk.message_kinds()).count("account_locked") == 1
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
    recovery = await desk.stranger.post("/auth/forgot-password", {"email": MAIL})
    shown = {"request": recovery.data["request"], "code": await desk.code()}
    assert (await desk.stranger.post("/auth/unlock", shown)).status == 200
    assert (await desk.login()).status == 200
    async with desk.api.database.read() as reader:
        lines = await reader.fetch(
            "SELECT before, after FROM audit"
            " WHERE action = 'unlock_account' AND actor_id = entity_id"
        )
    assert [tuple(one) for one in lines] == [({"locked": True}, {"locked": False})]


async def test_a_code_is_over_after_ten_minutes_and_five_tries_and_not_asked_for_without_end(
    desk: Desk,
) -> None:
    async def request_code() -> Answer:
        return await desk.stranger.post("/auth/forgot-password", {"login": MAIL})

    await desk.account()
    desk.later(minutes=1)
    late = {"request": (await request_code()).data["request"], "code": await desk.code()}
    assert (await request_code()).code == "TOO_MANY_CODES"
    desk.later(minutes=10)
    assert (await desk.stranger.post("/auth/unlock", late)).code == "WRONG_CODE"
    guessed = {"request": (await request_code()).data["request"], "code": await desk.code()}
    tries = [
        (await desk.stranger.post("/auth/unlock", guessed | {"code": "1111111111"})).code
        for _ in range(5)
    ]
    assert tries == ["WRONG_CODE"] * 5
    assert (await desk.stranger.post("/auth/unlock", guessed)).code == "WRONG_CODE"
    for _ in range(2):
        desk.later(minutes=2)
        assert (await request_code()).status == 202
    desk.later(minutes=2)
    refused = await request_code()
    assert (refused.status, refused.code) == (429, "TOO_MANY_CODES")


async def test_a_letter_that_was_refused_is_written_again_with_another_code(desk: Desk) -> None:
    desk.box.to_messages = "451 4.7.1 Come back later"
    registration = await desk.register()
    await desk.letters.look()
    assert desk.box.letters == []
    desk.box.to_messages = "250 OK"
    desk.later(seconds=30)
    shown = {"request": registration.data["request"], "code": await desk.code()}
    assert (await desk.stranger.post("/auth/verify-email", shown)).status == 200


async def test_a_request_behind_too_many_others_is_turned_away() -> None:
    hashing = HashingPool(most=3)
    jobs = [asyncio.create_task(hashing.matches("no", None)) for _ in range(9)]
    outcomes = await asyncio.gather(*jobs, return_exceptions=True)
    refused = [one for one in outcomes if isinstance(one, Exception)]
    assert 0 < len(refused) < 9
    assert await hashing.matches("no", "nothing that argon2 wrote") is False
