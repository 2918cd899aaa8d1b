"""A device is signed in, goes on, and is signed out: by real tokens, in a real database."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import partial

import jwt
import pytest

from domain.account_refusals import SignedOut, SignInAgain
from domain.refusals import BlockedPerson, NotAllowed, NotFound
from domain.roles import Door, Role
from domain.sign_in import ACCESS, GRACE, IDLE, LONGEST, MOST, Device, Event, Method
from handlers.actions import erasing
from handlers.actions.accounts import access, devices, keys, signing_in
from handlers.actions.accounts.signing_in import Tokens
from handlers.queries import devices as queries
from storage import accounts, catalogue, merging, people, sign_ins
from storage.people import Person
from storage.transactions import Database, Writer
from tests.house import NOW, House, acting

PHONE = Device("install-1", "Mia's phone", "192.0.2.7", "Mozilla/5.0 (iPhone) Safari")
MINUTE = timedelta(minutes=1)
TOLD = "SELECT kind FROM outbox WHERE recipient_id = $1 ORDER BY id"
DONE = "SELECT action FROM audit WHERE entity = 'person' AND entity_id = $1 ORDER BY id"


async def begun(
    database: Database, person: Person, device: Device = PHONE, method: Method = Method.CODE
) -> Tokens:
    async def work(writer: Writer) -> signing_in.Begun:
        locked = await people.lock(writer, person.id)
        assert locked is not None
        return await signing_in.begin(writer, locked, device, method, NOW)

    return await signing_in.tokens_of(database, await database.write(work), now=NOW)


async def column(database: Database, sql: str, person: Person) -> list[str]:
    async with database.read() as reader:
        return [row[0] for row in await reader.fetch(sql, person.id)]


async def test_a_device_is_known_by_its_token_until_it_is_signed_out(house: House) -> None:
    database, mia = house.database, house.customer
    tokens = await begun(database, mia)

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
    mine = (await begun(database, house.customer)).access.text
    key = await keys.ring_of(database).newest(database, NOW)
    claims = jwt.decode(mine, options={"verify_signature": False})
    head = {"kid": key.kid, "typ": access.TYPE}

    def signed(secret: bytes = key.secret, algorithm: str = "HS256", **changed: object) -> str:
        return jwt.encode(claims | changed, secret, algorithm, headers=head)

    forged = {
        "unsigned": jwt.encode(claims, "", "none", headers=head),
        "other key": signed(b"x" * 32),
        "other algorithm": signed(algorithm="HS512", secret=key.secret * 2),
        "other type": jwt.encode(claims, key.secret, "HS256", headers={"kid": key.kid}),
        "no key": jwt.encode(claims, key.secret, "HS256", headers=head | {"kid": "0" * 16}),
        "path": jwt.encode(claims, key.secret, "HS256", headers=head | {"kid": "../../x"}),
        "audience": signed(aud="coachbook-mail"),
        "issuer": signed(iss="somebody"),
        "another person": signed(sub=str(house.coach_person.id)),
        "no number": signed(sid="1 OR 1=1"),
        "huge": signed(sid="9" * 30),
        "no end": signed(exp=True),
        "over": signed(exp=int(NOW.timestamp())),
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


async def test_fifty_renewals_at_once_have_one_successor_and_one_answer(
    house: House, database_url: str
) -> None:
    """From one device, at two replicas."""
    database, there = house.database, Database(database_url, pool_size=4)
    tokens = await begun(database, house.customer)

    answers = await asyncio.gather(
        *(
            signing_in.renew((database, there)[nr % 2], tokens.refresh, PHONE, now=NOW)
            for nr in range(50)
        )
    )
    await there.close()

    [following] = {answer.refresh for answer in answers}
    assert following != tokens.refresh
    async with database.read() as reader:
        kept = await sign_ins.by_id(reader, tokens.sign_in_id)
    assert kept is not None
    assert kept.generation == 1
    assert following.split(".")[2] not in repr(kept)
    later = await signing_in.renew(database, following, PHONE, now=NOW + MINUTE)
    assert (await access.identify(database, later.access.text, now=NOW + MINUTE)).person.id


@pytest.mark.parametrize(
    ("device", "after"),
    [(PHONE, GRACE), (replace(PHONE, installation="install-2"), timedelta(seconds=1))],
    ids=["the same device, later", "another device, at once"],
)
async def test_a_spent_token_that_comes_again_ends_all_that_came_of_it(
    house: House, device: Device, after: timedelta
) -> None:
    database, mia = house.database, house.customer
    tokens = await begun(database, mia)
    following = await signing_in.renew(database, tokens.refresh, PHONE, now=NOW)

    for token in (tokens.refresh, following.refresh, tokens.refresh):
        with pytest.raises(SignedOut):
            await signing_in.renew(database, token, device, now=NOW + after)

    with pytest.raises(SignedOut):
        await access.identify(database, following.access.text, now=NOW)
    assert await column(database, TOLD, mia) == ["signed_in", "sign_in_stolen"]
    lines = await queries.log(database, actor=acting(mia))
    assert [line.event for line in lines] == [Event.RENEWED_TWICE, Event.SIGNED_IN]


async def test_a_token_that_was_made_up_ends_nothing(house: House) -> None:
    database = house.database
    first = (await begun(database, house.customer)).refresh
    tokens = await signing_in.renew(database, first, PHONE, now=NOW)
    number, _, secret = tokens.refresh.split(".")

    for forged in (
        f"{number}.0.{secret}",
        f"{number}.1.{'A' * 43}",
        f"{number}.2.{secret}",
        f"{10**17}.1.{secret}",
        f"{number}.1.{secret}\0",
        f"{number}.1." + "\ud800" * 43,
        "",
    ):
        with pytest.raises(SignedOut):
            await signing_in.renew(database, forged, PHONE, now=NOW)

    await signing_in.renew(database, tokens.refresh, PHONE, now=NOW)


async def test_a_sign_in_is_over_unused_or_after_ninety_days(house: House) -> None:
    database = house.database
    tokens = await begun(database, house.customer)
    with pytest.raises(SignedOut):
        await signing_in.renew(database, tokens.refresh, PHONE, now=NOW + IDLE)
    now = NOW
    while now + IDLE / 2 < NOW + LONGEST:
        now += IDLE / 2
        tokens = await signing_in.renew(database, tokens.refresh, PHONE, now=now)
    with pytest.raises(SignedOut):
        await signing_in.renew(database, tokens.refresh, PHONE, now=NOW + LONGEST)


async def test_a_device_signs_in_once_and_of_many_the_last_twenty_stay(house: House) -> None:
    database, mia = house.database, house.customer
    first = await begun(database, mia)
    await begun(database, mia)
    with pytest.raises(SignedOut):
        await access.identify(database, first.access.text, now=NOW)
    # The person has heard of it, and need not once more.
    assert await column(database, TOLD, mia) == ["signed_in"]

    for number in range(MOST):
        await begun(database, mia, Device(f"other-{number}", "\u202ePhone\0"))

    found = await queries.devices(database, actor=acting(mia), now=NOW)
    assert Counter(one.device.name for one in found.signed_in) == {"Phone": MOST}


async def test_who_did_not_sign_in_says_so_as_often_as_they_like(house: House) -> None:
    database, mia, other = house.database, house.customer, house.customers[1]
    await database.write(lambda w: accounts.set_password(w, mia.id, "$argon2id$…", NOW))
    tokens = await begun(database, mia, method=Method.PASSWORD)
    with pytest.raises(NotFound):
        await devices.not_me(database, tokens.sign_in_id, actor=acting(other), key="x", now=NOW)

    for key in ("a", "a", "b"):
        await devices.not_me(database, tokens.sign_in_id, actor=acting(mia), key=key, now=NOW)

    found = await queries.devices(database, actor=acting(mia), now=NOW)
    assert (list(found.signed_in), found.void) == ([], True)
    done = ["sign_in", "end_sign_in", "void_password"]
    assert await column(database, DONE, mia) == done
    # A password that was set since is nobody's but theirs.
    await database.write(lambda w: accounts.set_password(w, mia.id, "other", NOW + MINUTE))
    later = NOW + 2 * MINUTE
    await devices.not_me(database, tokens.sign_in_id, actor=acting(mia), key="c", now=later)
    assert not (await queries.devices(database, actor=acting(mia), now=later)).void


async def test_who_signs_devices_out(house: House) -> None:
    database, mia, other = house.database, house.customer, house.customers[1]
    tokens = [await begun(database, mia, Device(f"i{n}")) for n in range(3)]
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


async def test_blocked_people_do_not_sign_in_and_may_do_nothing_where_they_are(
    house: House,
) -> None:
    database, mia = house.database, house.customer
    tokens = await begun(database, mia)
    await database.write(lambda w: people.set_blocked(w, mia.id, NOW, None))

    with pytest.raises(BlockedPerson):
        await begun(database, mia)

    who = await access.identify(database, tokens.access.text, now=NOW)
    assert who.person.at(Door.HTTP).blocked


async def test_replicas_make_one_key_and_go_on_with_the_next_one(
    house: House, database_url: str
) -> None:
    there = Database(database_url, pool_size=2)
    here = house.database
    made = await asyncio.gather(
        *(keys.KeyRing().newest(database, NOW) for database in (here, there) for _ in range(5))
    )
    assert len({key.kid for key in made}) == 1

    tokens = await begun(here, house.customer)
    assert (await access.identify(there, tokens.access.text, now=NOW)).person.id
    month = NOW + keys.SIGNED_WITH
    renewed = await keys.ring_of(there).newest(there, month)
    assert renewed.kid != made[0].kid
    assert await keys.ring_of(here).named(here, renewed.kid, month) == renewed
    assert await keys.ring_of(here).named(here, made[0].kid, month)
    admin = acting(house.coach_person, Role.ADMIN)
    await keys.rotate(here, actor=admin, now=NOW)
    with pytest.raises(SignedOut):
        await access.identify(here, tokens.access.text, now=NOW)
    await there.close()


async def test_of_who_is_erased_or_joined_accounts_and_devices_follow(house: House) -> None:
    database = house.database
    mia, twin, admin = *house.customers[:2], acting(house.coach_person, Role.ADMIN)
    for one in (mia, twin):
        name = f"hash of {one.id}"
        await database.write(partial(accounts.set_password, person_id=one.id, hashed=name, now=NOW))
    tokens = await begun(database, twin)
    both = [await begun(database, mia, Device(f"m{n}")) for n in range(2)]

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
