"""Customers who do not come by themselves: one record each, however often they are written down."""

import asyncio
from functools import partial

import pytest

from domain.accounts.identity import Identity
from domain.refusals import BadInput, NotAllowed
from domain.roles import Door, Role
from domain.text import names
from handlers.actions.people.customers import Customer, add_customer, change_customer
from handlers.queries.people import customers
from storage import audit
from storage.people import identities, people
from storage.people.people import TelegramProfile
from tests.house import NOW, House, acting

PHONE, MAILBOX = Identity.phone("+49 151 2345678"), Identity.email("mia@example.org")


async def add(house: House, *contacts: Identity, key: str = "k", **more: bool) -> Customer:
    actor = house.coach_person.at(Door.CHAT)
    return await add_customer(
        house.database, "Mia Keller", contacts, actor=actor, key=key, now=NOW, **more
    )


async def test_a_customer_is_a_name_and_a_number(house: House) -> None:
    customer = await add(house, PHONE, MAILBOX)

    person = customer.person
    assert not customer.known
    assert (person.name, person.telegram_id, person.unreachable) == ("Mia Keller", None, True)
    assert person.email == "mia@example.org"
    async with house.database.read() as reader:
        known = await identities.of_person(reader, person.id)
        [entry] = await audit.of(reader, "person", person.id)
    assert {(one.identity, one.verified_at) for one in known} == {(PHONE, None), (MAILBOX, None)}
    assert (entry.action, entry.actor_id) == ("add_customer", house.coach_person.id)
    # It can be forgotten, and the log cannot.
    assert entry.after == {"name": "Mia Keller", "known_by": ["phone", "email"]}


async def test_a_name_is_as_long_as_any_that_is_shown(house: House) -> None:
    actor = house.coach_person.at(Door.CHAT)
    write = partial(add_customer, house.database, actor=actor, now=NOW)
    for name in ("", "\u2060", "x" * (names.LONGEST + 1)):
        with pytest.raises(BadInput):
            await write(name, [PHONE], key="1")
    customer = (await write(f"{'x' * names.LONGEST}\n", [PHONE], key="2")).person
    assert customer.name == "x" * names.LONGEST

    change = partial(change_customer, house.database, customer.id, contacts=None, now=NOW)
    with pytest.raises(BadInput):
        await change("x" * (names.LONGEST + 1), actor=acting(house.coach_person), key="3")


async def test_who_is_written_down_again_is_who_they_were(house: House) -> None:
    first = await add(house, PHONE, key="1")
    again = await add(house, PHONE, key="2")
    by_mail = await add(house, Identity.email("other@example.org"), PHONE, key="3")
    somebody_else = await add(house, PHONE, key="4", another=True)

    assert again == Customer(first.person, known=True)
    assert by_mail == Customer(first.person, known=True)
    assert not somebody_else.known
    assert somebody_else.person.id != first.person.id


async def test_the_same_update_writes_nobody_down_twice(house: House) -> None:
    first = await add(house, PHONE, key="u:1", another=True)

    assert await add(house, PHONE, key="u:1", another=True) == first


async def test_those_who_write_down_the_same_number_at_once_mean_one_person(house: House) -> None:
    team = [
        await house.database.write(
            lambda w, n=n: people.register(w, TelegramProfile(7100 + n, "Al"), appoint=True)  # type: ignore[misc]
        )
        for n in range(6)
    ]

    added = await asyncio.gather(
        *(
            add_customer(
                house.database,
                "Mia Keller",
                [PHONE],
                actor=one.at(Door.CHAT),
                key=f"{one.id}",
                now=NOW,
            )
            for one in team
        )
    )

    assert len({one.person.id for one in added}) == 1
    assert sorted(one.known for one in added) == [False] + [True] * 5


async def test_who_has_shown_that_the_number_is_theirs_is_meant_by_it(house: House) -> None:
    customer = house.customer
    written_down = await add(house, PHONE, key="1")
    await house.database.write(lambda w: identities.show(w, customer.id, PHONE, NOW))

    assert await add(house, PHONE, key="2") == Customer(customer, known=True)
    assert written_down.person.id != customer.id


async def test_a_number_that_somebody_only_says_is_theirs_leads_to_nobody(house: House) -> None:
    await house.database.write(lambda w: identities.say(w, house.customer.id, PHONE, NOW))

    assert not (await add(house, PHONE)).known


async def test_a_customer_writes_nobody_down(house: House) -> None:
    actor = house.customer.at(Door.CHAT)
    for contacts in ([PHONE], []):
        with pytest.raises(NotAllowed):
            await add_customer(house.database, "Mia", contacts, actor=actor, key="k", now=NOW)


@pytest.mark.parametrize("contacts", [[], [Identity.telegram(7001)]])
async def test_the_team_writes_nobody_down_who_could_not_be_told_from_others(
    house: House, contacts: list[Identity]
) -> None:
    with pytest.raises(BadInput) as refused:
        await add_customer(
            house.database,
            "Mia",
            contacts,
            actor=acting(house.customer, Role.ADMIN),
            key="k",
            now=NOW,
        )
    assert refused.value == BadInput("email")


async def test_whom_a_coach_writes_down_by_name_alone_they_know(house: House) -> None:
    customer = await add(house)

    actor = acting(house.coach_person)
    recent = await customers.recent(house.database, house.coach.id, actor=actor, limit=9)
    assert [one.id for one in recent] == [customer.person.id]
