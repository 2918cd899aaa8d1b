"""An account and a chat become one person by a code: once, whoever is first, with all they had."""

import asyncio
from datetime import timedelta

import pytest

from domain.accounts.identity import Identity
from domain.accounts.link_refusals import (
    AlreadyLinked,
    CannotLink,
    LinkCodeExpired,
    LinkCodeUsed,
    NoLinkCode,
    TooManyGuesses,
)
from domain.accounts.linking import MOST_WRONG, VALID
from domain.people.merging import BothAct
from domain.roles import Actor, Door, Role
from handlers.actions.people import linking, merging
from handlers.actions.people.linking import AccountSummary, LinkedAccount
from handlers.queries.people import merging as queries
from storage import audit
from storage.people import identities, people
from storage.people.people import Person, TelegramProfile
from storage.transactions import Writer
from tests.house import NOW, House, acting

MAIL = Identity.email("mia@example.org")


async def account(house: House, name: str = "Mia K.", mail: Identity = MAIL) -> Person:
    """Somebody who has registered in the app."""

    async def work(writer: Writer) -> Person:
        person = await people.add(writer, name, mail.value, NOW)
        await identities.show(writer, person.id, mail, NOW)
        return person

    return await house.database.write(work)


async def chat(house: House, number: int = 9001) -> Person:
    return await house.database.write(lambda w: people.register(w, TelegramProfile(number, "Mia")))


def app(person: Person) -> Actor:
    return person.at(Door.HTTP)


async def code_of(house: House, actor: Actor) -> str:
    return await linking.make_code(house.database, actor=actor, now=NOW)


async def link(
    house: House, code: str, actor: Actor, key: str = "k", **after: int
) -> LinkedAccount:
    at = NOW + timedelta(**after)
    return await linking.link(house.database, code, actor=actor, key=key, now=at)


async def looks(house: House, code: str, actor: Actor) -> AccountSummary | LinkedAccount:
    return await linking.look(house.database, code, actor=actor, now=NOW)


async def now(house: House, person: Person) -> Person:
    async with house.database.read() as reader:
        stored_person = await people.by_id(reader, person.id)
    assert stored_person is not None
    return stored_person


async def test_what_was_booked_in_the_app_and_the_role_come_along(house: House) -> None:
    mine, mia = await account(house), await chat(house)
    await house.database.write(lambda w: people.set_role(w, mine.id, Role.MANAGER))
    await house.book(customer_id=mine.id)
    code = await code_of(house, app(mine))

    summary = await looks(house, code, acting(mia))
    linked = await link(house, code, acting(mia))

    assert summary == AccountSummary("Mia K.", ("mia@example.org",))
    assert linked == LinkedAccount(AccountSummary("Mia", ("mia@example.org",)), 1)
    person = await now(house, mia)
    assert (person.telegram_id, person.role, person.email) == (9001, "manager", "mia@example.org")
    async with house.database.read() as reader:
        rows = await reader.fetch("SELECT merged_into FROM people WHERE id = $1", mine.id)
        done = await reader.fetch("SELECT action FROM audit WHERE actor_id = $1", mia.id)
        notices = await reader.fetch("SELECT kind FROM outbox WHERE kind = 'account_linked'")
    assert [list(row) for row in rows] == [[mia.id]]
    assert {row[0] for row in done} == {"merge", "take_in", "keep_role"}
    assert not notices
    # Said again it is the same, by either door; for anybody else it is used up.
    assert (await link(house, code, acting(mia), "again")).coming == 0
    assert isinstance(await looks(house, code, acting(mia)), LinkedAccount)
    with pytest.raises(LinkCodeUsed):
        await link(house, code, acting(house.customer), "other")


async def test_a_code_of_the_chat_is_typed_in_the_app_and_the_chat_hears_of_it(
    house: House,
) -> None:
    mine, mia = await account(house), await chat(house)
    first = await code_of(house, acting(mia))
    code = await code_of(house, acting(mia))

    with pytest.raises(NoLinkCode):  # another has taken its place
        await link(house, first, app(mine), "first")
    with pytest.raises(NoLinkCode):  # nobody links a chat with a chat
        await link(house, code, acting(house.customer), "chat")
    linked = await link(house, code.lower(), app(mine))

    assert linked.account == AccountSummary("Mia", ("mia@example.org",))
    async with house.database.read() as reader:
        rows = await reader.fetch("SELECT recipient_id, facts FROM outbox")
    assert [list(row) for row in rows] == [[mia.id, {"known_by": ["mia@example.org"]}]]
    with pytest.raises(AlreadyLinked):
        await code_of(house, app(await now(house, mia)))


async def test_of_two_chats_at_once_one_gets_the_account(house: House) -> None:
    mine, both = await account(house), [await chat(house, 9001), await chat(house, 9002)]
    code = await code_of(house, app(mine))

    came = await asyncio.gather(
        *(link(house, code, acting(one), f"{one.id}") for one in both), return_exceptions=True
    )

    assert sorted(type(one).__name__ for one in came) == ["LinkCodeUsed", "LinkedAccount"]


async def test_both_ways_at_once_are_one_link(house: House) -> None:
    mine, mia = await account(house), await chat(house)
    theirs, ours = await code_of(house, app(mine)), await code_of(house, acting(mia))

    came = await asyncio.gather(
        link(house, theirs, acting(mia), "chat"), link(house, ours, app(mine), "app")
    )

    assert [type(one) for one in came] == [LinkedAccount, LinkedAccount]
    async with house.database.read() as reader:
        done = await reader.fetch("SELECT action FROM audit ORDER BY id")
    assert [row[0] for row in done] == ["merge", "take_in"]


async def test_whoever_guesses_has_to_wait_though_each_try_is_refused(house: House) -> None:
    mine, mia = await account(house), await chat(house)
    code = await code_of(house, app(mine))
    for n in range(MOST_WRONG):
        with pytest.raises(NoLinkCode):
            await link(house, "K7XM2PQ9", acting(mia), f"wrong {n}")

    with pytest.raises(TooManyGuesses):
        await link(house, code, acting(mia))
    with pytest.raises(TooManyGuesses):
        await looks(house, code, acting(mia))
    assert isinstance(await looks(house, code, acting(house.customer)), AccountSummary)
    with pytest.raises(LinkCodeExpired):
        await link(house, code, acting(mia), "late", minutes=VALID.seconds // 60)


async def test_what_keeps_two_records_apart_keeps_these_apart(house: House) -> None:
    mine, mia = await account(house), await chat(house)
    await house.book(customer_id=mine.id)
    code = await code_of(house, app(mine))

    with pytest.raises(CannotLink) as refused:  # the coach of that session
        await link(house, code, acting(house.coach_person))
    assert refused.value.why == "own_customer"
    await linking.refuse(house.database, code, actor=acting(mia), now=NOW)
    with pytest.raises(NoLinkCode):
        await link(house, code, acting(mia), "refused")
    async with house.database.read() as reader:
        *_, line = await audit.of(reader, "person", mine.id)
    assert (line.action, line.actor_id) == ("refuse_link", mia.id)


async def test_on_an_admins_word_nobody_who_signs_in_becomes_part_of_a_chat(house: House) -> None:
    mine, mia = await account(house), await chat(house)
    admin = acting(house.coach_person, Role.ADMIN)
    both = await queries.pair(house.database, mine.id, mia.id, actor=admin, now=NOW)
    assert both.apart == BothAct((mia.id, mine.id))
    await house.database.write(lambda w: people.set_role(w, house.coach_person.id, Role.ADMIN))

    with pytest.raises(BothAct):
        await merging.merge(
            house.database, mine.id, mia.id, both.mark, actor=admin, key="merge", now=NOW
        )
    assert (await link(house, await code_of(house, app(mine)), acting(mia))).coming == 0
