"""A device is signed in, and known by its tokens: real ones, in a real database."""

import asyncio
from collections import Counter

import jwt
import pytest

from domain.accounts.account_refusals import SignedOut
from domain.accounts.sign_in import ACCESS, MOST, Device
from domain.refusals import BlockedPerson
from domain.roles import Door, Role
from handlers.actions.accounts import access, devices, keys
from handlers.queries.accounts import devices as queries
from storage.people import people
from storage.transactions import Database
from tests.handlers.actions.accounts.sign_ins import DONE, MINUTE, TOLD, column, sign_in
from tests.house import NOW, House, acting


async def test_a_device_is_known_by_its_token_until_it_is_signed_out(house: House) -> None:
    database, mia = house.database, house.customer
    tokens = await sign_in(database, mia)

    who = await access.identify(database, tokens.access.text, now=NOW)

    assert who.person == mia
    assert (who.sign_in_id, who.until) == (tokens.sign_in_id, NOW + ACCESS)
    assert who.fresh(NOW + 9 * MINUTE)
    assert not who.fresh(NOW + 11 * MINUTE)
    await devices.sign_out(database, tokens.sign_in_id, actor=mia.at(Door.HTTP), now=NOW)
    with pytest.raises(SignedOut):
        await access.identify(database, tokens.access.text, now=NOW)
    assert await column(database, TOLD, mia) == ["signed_in"]
    assert await column(database, DONE, mia) == ["sign_in", "end_sign_in"]


async def test_no_token_that_is_forged_or_over_is_anybodys(house: House) -> None:
    database = house.database
    mine = (await sign_in(database, house.customer)).access.text
    key = await keys.ring_of(database).newest(database, NOW)
    claims = jwt.decode(mine, options={"verify_signature": False})
    head = {"kid": key.kid, "typ": access.TYPE}

    def encode_token(
        secret: bytes = key.secret, algorithm: str = "HS256", **changed: object
    ) -> str:
        return jwt.encode(claims | changed, secret, algorithm, headers=head)

    forged = {
        "unsigned": jwt.encode(claims, "", "none", headers=head),
        "other key": encode_token(b"x" * 32),
        "other algorithm": encode_token(algorithm="HS512", secret=key.secret * 2),
        "other type": jwt.encode(claims, key.secret, "HS256", headers={"kid": key.kid}),
        "no key": jwt.encode(claims, key.secret, "HS256", headers=head | {"kid": "0" * 16}),
        "path": jwt.encode(claims, key.secret, "HS256", headers=head | {"kid": "../../x"}),
        "audience": encode_token(aud="coachbook-mail"),
        "issuer": encode_token(iss="somebody"),
        "another person": encode_token(sub=str(house.coach_person.id)),
        "no number": encode_token(sid="1 OR 1=1"),
        "huge": encode_token(sid="9" * 30),
        "no end": encode_token(exp=True),
        "over": encode_token(exp=int(NOW.timestamp())),
        "nothing": "",
        "nonsense": "a.b.c",
        "long": mine + "a" * 3_000,
        "another script": "ä.ö.ü",
    }
    for token in forged.values():
        with pytest.raises(SignedOut):
            await access.identify(database, token, now=NOW)
    with pytest.raises(SignedOut):
        await access.identify(database, mine, now=NOW + ACCESS)


async def test_a_device_signs_in_once_and_of_many_the_last_twenty_stay(house: House) -> None:
    database, mia = house.database, house.customer
    first = await sign_in(database, mia)
    await sign_in(database, mia)
    with pytest.raises(SignedOut):
        await access.identify(database, first.access.text, now=NOW)
    # The person has heard of it, and need not once more.
    assert await column(database, TOLD, mia) == ["signed_in"]

    for number in range(MOST):
        await sign_in(database, mia, Device(f"other-{number}", "\u202ePhone\0"))

    device_list = await queries.devices(database, actor=acting(mia), now=NOW)
    assert Counter(one.device.name for one in device_list.signed_in) == {"Phone": MOST}


async def test_blocked_people_do_not_sign_in_and_may_do_nothing_where_they_are(
    house: House,
) -> None:
    database, mia = house.database, house.customer
    tokens = await sign_in(database, mia)
    await database.write(lambda w: people.set_blocked(w, mia.id, NOW, None))

    with pytest.raises(BlockedPerson):
        await sign_in(database, mia)

    who = await access.identify(database, tokens.access.text, now=NOW)
    assert who.person.at(Door.HTTP).blocked


async def test_replicas_make_one_key_and_go_on_with_the_next_one(
    house: House, database_url: str
) -> None:
    there = Database(database_url, pool_size=2)
    here = house.database
    newest_keys = await asyncio.gather(
        *(keys.KeyRing().newest(database, NOW) for database in (here, there) for _ in range(5))
    )
    assert len({key.kid for key in newest_keys}) == 1

    tokens = await sign_in(here, house.customer)
    assert (await access.identify(there, tokens.access.text, now=NOW)).person.id
    month = NOW + keys.SIGNED_WITH
    renewed = await keys.ring_of(there).newest(there, month)
    assert renewed.kid != newest_keys[0].kid
    assert await keys.ring_of(here).by_kid(here, renewed.kid, month) == renewed
    assert await keys.ring_of(here).by_kid(here, newest_keys[0].kid, month)
    admin = acting(house.coach_person, Role.ADMIN)
    await keys.rotate(here, actor=admin, now=NOW)
    with pytest.raises(SignedOut):
        await access.identify(here, tokens.access.text, now=NOW)
    await there.close()
