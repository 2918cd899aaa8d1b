"""Who may listen, to what, and when that is over."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from socketio.exceptions import ConnectionError as NoConnection

from domain.accounts.sign_in import ACCESS, Device, Method
from domain.programs.scopes import FOR_KEYS, Scope
from domain.roles import Door, Role
from handlers.actions.accounts import devices
from handlers.actions.accounts.signing_in import NewSignIn, begin, tokens_of
from handlers.http.realtime import hub, server
from handlers.http.realtime.listeners import Proof
from handlers.queries.programs.event_access import access_of
from storage.people import people
from storage.transactions import Writer
from tests.handlers.http.realtime.listening import (
    PATIENCE,
    Program,
    Replica,
    book,
    make,
    note,
    until,
)
from tests.house import NOW, House, acting

MINUTE = timedelta(minutes=1)
Change = Callable[[Replica, House], Awaitable[None]]


async def refusal(served: Replica, token: object) -> Any:
    """What a refused program is told."""
    program = Program()
    with pytest.raises(NoConnection):
        await program.connect(served.url, token)
    await program.close()
    return program.refused


async def test_everybody_hears_of_what_is_theirs_and_the_team_of_everything(
    served: Replica, house: House
) -> None:
    mia, ben, eve = house.customers
    await make(house, eve, role=Role.MANAGER)
    team = await served.listen(await served.key(eve))
    narrow = await served.listen(await served.key(eve, [Scope.CATALOGUE_READ]))
    coach = await served.listen(await served.key(house.coach_person))
    customer = await served.listen(await served.key(mia))
    stranger = await served.listen(await served.key(ben))

    booked = await book(house)
    await note(house, "change_service", "service", house.service.id)
    await note(house, "set_zone", "person", mia.id, actor=acting(mia))
    await note(house, "note_customer", "person", mia.id, actor=acting(eve))
    await note(house, "set_hours", "coach", house.coach.id, coach_id=house.coach.id)

    await until(lambda: len(team.events) == 5)
    assert [event["kind"] for event in team.events] == [
        *("appointment:created", "service:updated", "person:updated", "person:updated"),
        "hours:updated",
    ]
    await until(lambda: len(coach.events) == 2 and len(customer.events) == 2)
    await until(lambda: len(narrow.events) == 1)
    assert [event["kind"] for event in coach.events] == ["appointment:created", "hours:updated"]
    assert [event["kind"] for event in customer.events] == ["appointment:created", "person:updated"]
    assert [event["kind"] for event in narrow.events] == ["service:updated"]
    assert stranger.events == []
    assert customer.events[0] == team.events[0]
    assert team.events[0] | {"id": ""} == {
        "id": "",
        "kind": "appointment:created",
        "at": NOW.isoformat(),
        "subject_id": booked.id,
        "data": {
            "action": "book",
            "status": "confirmed",
            "version": 1,
            "starts_at": booked.starts_at.isoformat(),
            "coach_id": house.coach.id,
            "customer_id": mia.id,
            "service_id": house.service.id,
        },
    }


async def test_who_shows_no_good_token_is_told_why_and_not_let_in(
    served: Replica, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    mia, ben, _ = house.customers
    of_ben = await served.key(ben)
    served.proofs["over"] = Proof(access_of(mia, FOR_KEYS), NOW)
    await make(house, ben, blocked_at=NOW)
    monkeypatch.setattr(hub, "MOST_EACH", 1)
    of_mia = await served.key(mia)
    await served.listen(of_mia)

    for token, code in [
        (None, "not_signed_in"),
        (["cbk_"], "not_signed_in"),
        ("", "not_signed_in"),
        ("cbk_nobodys", "invalid_token"),
        ("\udcff\x00" + "x" * 9000, "invalid_token"),
        ("over", "token_expired"),
        (of_ben, "blocked_person"),
        (of_mia, "too_many_connections"),
    ]:
        assert await refusal(served, token) == {"message": code, "data": {"code": code}}


async def revoke_keys(served: Replica, _house: House) -> None:
    """Without a log line: found at the next look."""
    async with served.database.read() as reader:
        await reader.fetch("UPDATE api_keys SET revoked_at = $1", NOW)


async def taken_back(served: Replica, house: House) -> None:
    """As an admin does it: found at once."""
    await revoke_keys(served, house)
    async with served.database.read() as reader:
        [[key_id]] = await reader.fetch("SELECT id FROM api_keys")
    await note(house, "revoke_api_key", "api_key", key_id)


async def block_customer(served: Replica, house: House) -> None:
    await make(house, house.customer, blocked_at=NOW)
    await note(house, "block", "person", house.customer.id)


async def over(served: Replica, _house: House) -> None:
    served.now[0] += 16 * MINUTE


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (revoke_keys, "invalid_token"),
        (taken_back, "invalid_token"),
        (block_customer, "blocked_person"),
        (over, "token_expired"),
    ],
)
async def test_who_may_not_listen_any_more_is_cut_and_told_why(
    served: Replica, house: House, monkeypatch: pytest.MonkeyPatch, change: Change, code: str
) -> None:
    token = await served.key(house.customer)
    if change is over:
        served.proofs["token"] = Proof(access_of(house.customer, FOR_KEYS), NOW + 15 * MINUTE)
        token = "token"
    elif change is revoke_keys:
        monkeypatch.setattr(hub, "LOOK", 0.0)
    program = await served.listen(token)
    served.proofs["coach"] = Proof(access_of(house.coach_person, FOR_KEYS))
    other = await served.listen("coach")

    await change(served, house)
    await until(lambda: not program.io.connected)
    await book(house)

    assert program.told[-1] == ("cut", {"code": code})
    assert program.events == []
    await until(lambda: len(other.events) == 1)


async def test_a_device_that_is_signed_out_hears_nothing_more_and_ones_other_devices_do(
    served: Replica, house: House
) -> None:
    database, mia = served.database, house.customer

    async def work(writer: Writer) -> list[NewSignIn]:
        locked = await people.lock(writer, mia.id)
        assert locked is not None
        some = [Device(name, name, "192.0.2.7", None) for name in ("phone", "laptop")]
        return [await begin(writer, locked, one, Method.CODE, NOW) for one in some]

    lost, kept = [await tokens_of(database, one, now=NOW) for one in await database.write(work)]
    phone, laptop = [await served.listen(one.access.text) for one in (lost, kept)]

    await devices.end(database, lost.sign_in_id, actor=mia.at(Door.HTTP), key="not me", now=NOW)
    await until(lambda: not phone.io.connected)
    await book(house)
    await until(lambda: laptop.has_heard(1))

    assert phone.told[-1] == ("cut", {"code": "invalid_token"})
    # Where one is signed in is told to nobody.
    assert [event["kind"] for event in laptop.events] == ["appointment:created"]
    served.now[0] += ACCESS
    await until(lambda: not laptop.io.connected)
    assert laptop.told[-1] == ("cut", {"code": "token_expired"})


async def test_another_token_before_the_end_keeps_the_connection_and_only_ones_own_does(
    served: Replica, house: House
) -> None:
    mine, theirs = (access_of(person, FOR_KEYS) for person in house.customers[:2])
    served.proofs |= {
        "first": Proof(mine, NOW + 15 * MINUTE),
        "second": Proof(mine, NOW + 30 * MINUTE),
        "theirs": Proof(theirs, NOW + 30 * MINUTE),
    }
    program = await served.listen("first")

    answers = [
        await program.io.call("renew", payload, timeout=30)
        for payload in ({"token": "theirs"}, {"token": "nobody's"}, 7, {"token": "second"})
    ]
    served.now[0] += 16 * MINUTE
    await book(house)
    await until(lambda: len(program.events) == 1)
    # The watch has looked since, at what is over by then.
    served.proofs["late"] = Proof(theirs, served.now[0] + timedelta(seconds=1))
    late = await served.listen("late")
    served.now[0] += timedelta(seconds=1)
    await until(lambda: not late.io.connected)

    codes = ["somebody_else", "invalid_token", "not_signed_in"]
    assert answers == [
        *({"success": False, "error": {"code": code}} for code in codes),
        {"success": True, "data": {"expires_at": (NOW + 30 * MINUTE).isoformat()}},
    ]
    assert program.io.connected


async def test_a_lost_role_takes_effect_at_once(served: Replica, house: House) -> None:
    _, ben, eve = house.customers
    await make(house, eve, role=Role.ADMIN)
    program = await served.listen(await served.key(eve))
    await note(house, "change_service", "service", 1)
    await until(lambda: len(program.events) == 1)

    await make(house, eve, role=None)
    await note(house, "give_role", "person", eve.id, actor=acting(ben))
    await until(lambda: not any(one.proof.access.of_business for one in served.hub.listeners))
    await note(house, "change_service", "service", 1)
    await note(house, "set_zone", "person", eve.id, actor=acting(eve))

    await until(lambda: len(program.events) == 3)
    assert [e["kind"] for e in program.events] == ["service:updated", *["person:updated"] * 2]


FRAMES = [
    *("", "9", "4", "40", "40{", "40[]", '40/admin,{"token":"x"}', "42", "42[]", '42["renew"]'),
    *('451-["renew",{"_placeholder":true,"num":0}]', "43", "44", "1", "5", "6", "2probe", "3"),
    *("4" + "[" * 9000, '40{"token":' + "9" * 5000 + "}", "x" * 20_000, "41", "40null"),
]


async def test_a_stranger_who_sends_anything_harms_nobody_and_is_hung_up_on(
    served: Replica, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = await served.listen(await served.key(house.customer))
    where = served.url + "/socket.io/?EIO=4&transport=websocket"
    async with aiohttp.ClientSession() as session:
        for frame in FRAMES:
            async with session.ws_connect(where) as raw:
                await raw.receive()
                await raw.send_str(frame)
                await raw.send_bytes(frame.encode())
        monkeypatch.setattr(server, "ADMISSION", 0.2)
        async with session.ws_connect(where) as silent:
            async with asyncio.timeout(PATIENCE):
                while not silent.closed:
                    await silent.receive()
        for path in ("?EIO=4&transport=polling", "?EIO=3&transport=websocket", "", "?EIO=4&j=x"):
            async with session.get(f"{served.url}/socket.io/{path}") as answer:
                assert answer.status == 400

    await book(house)
    await until(lambda: len(program.events) == 1)
    assert served.server.open == 1
