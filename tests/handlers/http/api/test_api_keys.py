"""API keys over real HTTP: made by admins, shown once, worth nothing once revoked."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest

from domain.programs.scopes import Scope
from domain.roles import Door, Role
from handlers.actions.people import linking, merging, roles
from handlers.actions.programs import api_keys, key_holders
from handlers.queries.people.merging import pair_of
from storage.people import people
from storage.people.people import Person, TelegramProfile
from tests.handlers.http.api.programs import Api, Program
from tests.handlers.http.api.signed_in import as_admin, signed_in
from tests.house import NOW, House, acting

NEW = {"name": "Website", "scopes": ["bookings:read", "account", "bookings:write"]}


async def with_key(api: Api, admin: Program, **more: object) -> tuple[int, Program]:
    api_key = (await admin.post("/api-keys", {**NEW, **more})).data
    return api_key["id"], Program(api.session, {"Authorization": f"Bearer {api_key['key']}"})


async def test_an_admin_makes_a_key_which_works_until_it_is_revoked(api: Api, house: House) -> None:
    admin = await as_admin(api, house.customer)
    other = house.customers[1]
    await api.database.write(partial(people.set_role, person_id=other.id, role=Role.ADMIN))
    session = await house.book()

    answer = await admin.post("/api-keys", NEW, headers={"Idempotency-Key": "one"})
    assert answer.status == 201
    api_key = answer.data
    assert api_key["key"].startswith(api_key["begins"])
    assert (api_key["scopes"], api_key["person_id"]) == (
        ["bookings:read", "bookings:write"],
        house.customer.id,
    )
    again = await admin.post("/api-keys", NEW, headers={"Idempotency-Key": "one"})
    assert (again.status, again.data["id"], "key" in again.data) == (201, api_key["id"], False)
    async with api.database.read() as reader:
        kept = await reader.fetch("SELECT count(answer) FROM api_requests")
        notices = await reader.fetch("SELECT recipient_id FROM outbox WHERE kind = 'api_key_made'")
        log = await reader.fetch("SELECT after::text FROM audit WHERE entity = 'api_key'")
        outcomes = await reader.fetch("SELECT outcome::text FROM handled")
    assert [tuple(row) for row in (*kept, *notices)] == [(0,), (other.id,)]
    assert api_key["key"] not in f"{log} {outcomes}"

    program = Program(api.session, {"token_jwt": api_key["key"]})
    assert (await program.get(f"/appointments/{session.id}")).status == 200
    listed = (await admin.get("/api-keys")).data
    assert [(one["id"], "key" in one, "last_used_at" in one) for one in listed] == [
        (api_key["id"], False, True)
    ]
    # It deals with no keys itself, nor with accounts.
    assert (await program.post("/api-keys", NEW)).code == "SCOPE_MISSING"

    for _ in range(2):
        assert "revoked_at" in (await admin.delete(f"/api-keys/{api_key['id']}")).data
    assert (await program.get(f"/appointments/{session.id}")).status == 401
    assert (await admin.get("/api-keys")).data == []
    async with api.database.read() as reader:
        done = await reader.fetch("SELECT action FROM audit WHERE entity = 'api_key' ORDER BY id")
    assert [row[0] for row in done] == ["make_api_key", "revoke_api_key"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "\u200b"}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "\0"}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes[0]"),
        ({"scopes": ["bookings:read"] * 99}, "scopes"),
    ],
)
async def test_what_makes_no_key_is_told_by_field(
    api: Api, house: House, wrong: dict[str, object], field: str
) -> None:
    admin = await as_admin(api, house.customer)
    answer = await admin.post("/api-keys", {**NEW, **wrong})
    assert (answer.status, list(answer.complaints)) == (422, [field])
    assert (await admin.post("/api-keys", {**NEW, "scopes": ["account"]})).code == "NO_SCOPES"


async def test_what_outlasts_a_sign_in_asks_for_a_new_one(api: Api, house: House) -> None:
    admin = await as_admin(api, house.customer)
    api.now[0] += timedelta(minutes=11)
    for answer in (
        await admin.post("/api-keys", NEW),
        await admin.post("/auth/telegram/link"),
        await admin.post("/auth/telegram/link/confirm", {"code": "K7XM2PQ9"}),
    ):
        assert (answer.status, answer.code) == (403, "SIGN_IN_AGAIN")
    assert (await admin.get("/api-keys")).status == 200


async def test_nobody_but_admins_has_to_do_with_keys(api: Api, house: House) -> None:
    admin = await as_admin(api, house.customer)
    key_id, _ = await with_key(api, admin)
    for person in (house.customers[1], house.coach_person):
        program = await signed_in(api, person)
        for answer in (
            await program.get("/api-keys"),
            await program.post("/api-keys", NEW),
            await program.get(f"/api-keys/{key_id}"),
            await program.delete(f"/api-keys/{key_id}"),
        ):
            assert (answer.status, answer.code) == (403, "NOT_ALLOWED")
    assert (await api.stranger.get("/api-keys")).status == 401
    assert (await admin.get("/api-keys/999999")).status == 404


async def test_a_former_admin_has_no_keys(api: Api, house: House) -> None:
    admin, boss = await as_admin(api, house.customer), house.customers[1]
    await as_admin(api, boss)
    _, program = await with_key(api, admin)
    await roles.give_role(
        api.database,
        house.customer.id,
        Role.CUSTOMER,
        actor=acting(boss, Role.ADMIN),
        key="k",
        now=NOW,
    )
    assert (await program.get("/appointments/1")).status == 401
    # And is none again by being an admin again.
    await as_admin(api, house.customer)
    assert (await program.get("/appointments/1")).status == 401


async def test_keys_of_a_record_go_where_its_role_goes(api: Api, house: House) -> None:
    boss = house.customers[1]
    await as_admin(api, boss)

    async def account(name: str) -> tuple[Person, Program]:
        person = await api.database.write(lambda w: people.add(w, name, None, NOW))
        return person, (await with_key(api, await as_admin(api, person), name=name))[1]

    mine, linked = await account("linked")
    record, merged = await account("merged")
    mia = await api.database.write(lambda w: people.register(w, TelegramProfile(9001, "Mia")))
    code = await linking.make_code(api.database, actor=mine.at(Door.HTTP), now=NOW)
    await linking.link(api.database, code, actor=acting(mia), key="link", now=NOW)
    async with api.database.read() as reader:
        seen = (await pair_of(reader, record.id, house.customer.id, NOW)).mark
    await merging.merge(
        api.database,
        record.id,
        house.customer.id,
        seen,
        actor=acting(boss, Role.ADMIN),
        key="merge",
        now=NOW,
    )

    # As an admin, which who has both is by their account; a customer has none.
    assert (await linked.get("/appointments/999999")).status == 404
    assert (await merged.get("/appointments/999999")).status == 401


async def test_a_key_that_is_made_while_the_right_goes_does_not_hold(
    api: Api, house: House
) -> None:
    admins = house.customers[:2]
    for one in admins:
        await as_admin(api, one)

    async def makes() -> api_keys.IssuedKey:
        return await api_keys.make(
            api.database,
            "Website",
            [Scope.BOOKINGS_READ],
            actor=acting(admins[0], Role.ADMIN),
            key="make",
            now=NOW,
        )

    async def takes() -> object:
        return await roles.give_role(
            api.database,
            admins[0].id,
            Role.MANAGER,
            actor=acting(admins[1], Role.ADMIN),
            key="take",
            now=NOW,
        )

    await asyncio.gather(makes(), takes(), return_exceptions=True)
    async with api.database.read() as reader:
        rows = await reader.fetch("SELECT 1 FROM api_keys WHERE revoked_at IS NULL")
    assert not rows


async def test_what_is_no_text_is_no_key(api: Api) -> None:
    # As a header has it whose bytes are none of UTF-8.
    assert await key_holders.identify(api.database, "cbk_\udcff", now=NOW) is None
