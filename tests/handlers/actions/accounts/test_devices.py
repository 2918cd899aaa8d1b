"""Devices are signed out by who has them, by the team, and with what becomes of a person."""

from functools import partial

import pytest

from domain.accounts.account_refusals import SignedOut, SignInAgain
from domain.accounts.sign_in import Device, Method
from domain.refusals import NotAllowed, NotFound
from domain.roles import Door, Role
from handlers.actions.accounts import access, devices, signing_in
from handlers.actions.people import erasing
from handlers.queries.accounts import devices as queries
from storage.accounts import accounts
from storage.people import merging
from storage.services import catalogue
from tests.handlers.actions.accounts.sign_ins import DONE, MINUTE, PHONE, column, sign_in
from tests.house import NOW, House, acting


async def test_who_did_not_sign_in_says_so_as_often_as_they_like(house: House) -> None:
    database, mia, other = house.database, house.customer, house.customers[1]
    await database.write(lambda w: accounts.set_password(w, mia.id, "$argon2id$…", NOW))
    tokens = await sign_in(database, mia, method=Method.PASSWORD)
    with pytest.raises(NotFound):
        await devices.not_me(database, tokens.sign_in_id, actor=acting(other), key="x", now=NOW)

    for key in ("a", "a", "b"):
        await devices.not_me(database, tokens.sign_in_id, actor=acting(mia), key=key, now=NOW)

    device_list = await queries.devices(database, actor=acting(mia), now=NOW)
    assert (list(device_list.signed_in), device_list.void) == ([], True)
    done = ["sign_in", "end_sign_in", "void_password"]
    assert await column(database, DONE, mia) == done
    # A password that was set since is nobody's but theirs.
    await database.write(lambda w: accounts.set_password(w, mia.id, "other", NOW + MINUTE))
    later = NOW + 2 * MINUTE
    await devices.not_me(database, tokens.sign_in_id, actor=acting(mia), key="c", now=later)
    assert not (await queries.devices(database, actor=acting(mia), now=later)).void


async def test_who_signs_devices_out(house: House) -> None:
    database, mia, other = house.database, house.customer, house.customers[1]
    tokens = [await sign_in(database, mia, Device(f"i{n}")) for n in range(3)]
    first = tokens[0].sign_in_id
    mine = mia.at(Door.HTTP)
    with pytest.raises(SignInAgain):
        await devices.end(database, first, actor=mine, key="a", now=NOW, fresh=False)
    with pytest.raises(NotFound):
        await devices.end(database, first, actor=acting(other), key="b", now=NOW)
    for key in ("c", "c", "d"):
        ended = await devices.end(database, first, actor=mine, key=key, now=NOW)
        assert ended == (key == "c")
    but = tokens[1].sign_in_id
    assert await devices.end_others(database, but, actor=mine, key="e", now=NOW) == 1
    with pytest.raises(NotAllowed):
        await devices.end_by_team(database, mia.id, actor=acting(other), key="f", now=NOW)
    boss = acting(house.coach_person, Role.ADMIN)
    assert await devices.end_by_team(database, mia.id, actor=boss, key="g", now=NOW) == 1
    with pytest.raises(SignedOut):
        await access.identify(database, tokens[1].access.text, now=NOW)


async def test_of_who_is_erased_or_joined_accounts_and_devices_follow(house: House) -> None:
    database = house.database
    mia, twin, admin = *house.customers[:2], acting(house.coach_person, Role.ADMIN)
    for one in (mia, twin):
        name = f"hash of {one.id}"
        await database.write(partial(accounts.set_password, person_id=one.id, hashed=name, now=NOW))
    tokens = await sign_in(database, twin)
    both = [await sign_in(database, mia, Device(f"m{n}")) for n in range(2)]

    await database.write(lambda writer: merging.merge(writer, twin.id, mia.id))

    with pytest.raises(SignedOut):
        await access.identify(database, tokens.access.text, now=NOW)
    renewed = await signing_in.renew(database, tokens.refresh, PHONE, now=NOW)
    who = await access.identify(database, renewed.access.text, now=NOW)
    assert who.person.id == mia.id
    async with database.read() as reader:
        kept = await accounts.of_person(reader, mia.id)
    assert kept is not None
    assert kept.hash == f"hash of {mia.id}"

    async with database.read() as reader:
        loaded = await catalogue.load(reader)
    await erasing.erase(database, loaded, mia.id, actor=admin, key="erase", now=NOW)

    with pytest.raises(SignedOut):
        await access.identify(database, both[0].access.text, now=NOW)
    async with database.read() as reader:
        for table in ("accounts", "sign_ins", "login_log"):
            assert await reader.fetch(f"SELECT 1 FROM {table}") == [], table
