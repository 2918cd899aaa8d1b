"""A device goes on by tokens that are good once, until its time is over."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.accounts.account_refusals import SignedOut
from domain.accounts.sign_in import GRACE, IDLE, LONGEST, Device, LoginEventKind
from handlers.actions.accounts import access, signing_in
from handlers.queries.accounts import devices as queries
from storage.accounts import sign_ins
from storage.transactions import Database
from tests.handlers.actions.accounts.sign_ins import MINUTE, PHONE, TOLD, column, sign_in
from tests.house import NOW, House, acting


async def test_fifty_renewals_at_once_have_one_successor_and_one_answer(
    house: House, database_url: str
) -> None:
    """From one device, at two replicas."""
    database, there = house.database, Database(database_url, pool_size=4)
    tokens = await sign_in(database, house.customer)

    answers = await asyncio.gather(
        *(
            signing_in.renew((database, there)[nr % 2], tokens.refresh, PHONE, now=NOW)
            for nr in range(50)
        )
    )
    await there.close()

    [following] = {answer.refresh for answer in answers}
    assert following != tokens.refresh
    kept = await database.write(lambda writer: sign_ins.hold(writer, tokens.sign_in_id))
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
    tokens = await sign_in(database, mia)
    following = await signing_in.renew(database, tokens.refresh, PHONE, now=NOW)

    for token in (tokens.refresh, following.refresh, tokens.refresh):
        with pytest.raises(SignedOut):
            await signing_in.renew(database, token, device, now=NOW + after)

    with pytest.raises(SignedOut):
        await access.identify(database, following.access.text, now=NOW)
    assert await column(database, TOLD, mia) == ["signed_in", "sign_in_stolen"]
    lines = await queries.log(database, actor=acting(mia))
    assert [line.event for line in lines] == [
        LoginEventKind.RENEWED_TWICE,
        LoginEventKind.SIGNED_IN,
    ]


async def test_a_token_that_was_made_up_ends_nothing(house: House) -> None:
    database = house.database
    first = (await sign_in(database, house.customer)).refresh
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
    tokens = await sign_in(database, house.customer)
    with pytest.raises(SignedOut):
        await signing_in.renew(database, tokens.refresh, PHONE, now=NOW + IDLE)
    now = NOW
    while now + IDLE / 2 < NOW + LONGEST:
        now += IDLE / 2
        tokens = await signing_in.renew(database, tokens.refresh, PHONE, now=now)
    with pytest.raises(SignedOut):
        await signing_in.renew(database, tokens.refresh, PHONE, now=NOW + LONGEST)
