"""Admins give roles: by name or id, once confirmed, and never remove the last admin."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest

from domain.refusals import LastAdmin, NotAllowed
from domain.roles import SYSTEM, Actor, Door, Role
from handlers.actions.people.roles import appoint, give_role
from handlers.chat.admin.people.roles import GiveRole
from storage import audit
from storage.messages.backlog import backlog_at
from storage.people import people, team
from storage.people.people import Person, TelegramProfile
from storage.transactions import Database
from tests import house
from tests.handlers.doorstep import ALEX, ANNA, LENA, MIA, NOW, Visitor


@pytest.fixture
async def database_(database: Database) -> Database:
    """Anna the coach, and two customers who have written."""
    await house.open_house(database)
    for number, first, last, user in ((MIA, "Mia", "Keller", "mia_k"), (LENA, "Lena", None, None)):
        profile = TelegramProfile(number, first, last, user, "en")
        await database.write(partial(people.register, profile=profile))
    return database


async def person(database: Database, number: int) -> Person:
    async with database.read() as reader:
        known = await people.by_telegram_id(reader, number)
    assert known is not None
    return known


async def admins(database: Database) -> Sequence[str]:
    async with database.read() as reader:
        return [p.first_name for p in await team.with_roles(reader, {Role.ADMIN})]


async def acting(database: Database, number: int) -> Actor:
    return (await person(database, number)).at(Door.CHAT)


async def test_somebody_becomes_a_manager_and_no_longer_is_one(database_: Database) -> None:
    alex = Visitor(database_, ALEX, "Alex")
    screen = await alex.type("/role")
    assert screen.startswith("<b>Who runs the business?</b>")
    assert alex.labels()[0] == "Alex · Admin"
    assert (await alex.type("kell")).startswith("<b>Mia Keller</b>\nCustomer:")

    card = await alex.press(alex.key("Make them a manager"))

    assert card.startswith("<b>Mia Keller</b>\nManager:")
    assert (await person(database_, MIA)).role == Role.MANAGER
    mia = Visitor(database_, MIA, "Mia")
    menu = await mia.type("/start")
    assert "good to see you" in menu
    assert {"Coaches", "Services", "Working hours"} <= set(mia.labels())
    assert not {"Roles", "Settings"} & set(mia.labels())
    assert "/services" in (help_text := await mia.type("/help"))
    assert "/role" not in help_text
    assert "<b>As a manager</b>" in help_text

    await alex.press(alex.key("Make them a customer"))

    assert (await person(database_, MIA)).role == Role.CUSTOMER
    await mia.type("/start")
    assert "Services" not in mia.labels()
    async with database_.read() as reader:
        lines = await audit.of(reader, "person", (await person(database_, MIA)).id)
        waiting = await backlog_at(reader, NOW)
    assert [(line.action, line.before, line.after, line.door) for line in lines] == [
        ("give_role", {"role": "customer"}, {"role": "manager"}, "chat"),
        ("rename", {}, {"changed": True}, "chat"),  # Mia alone, as this visitor writes
        ("give_role", {"role": "manager"}, {"role": "customer"}, "chat"),
    ]
    assert sum(waiting.due.values()) == 2  # she is told of both


@pytest.mark.parametrize("typed", [f"{MIA} admin", "@mia_k ADMIN", "Mia Keller Admin"])
async def test_one_line_says_whom_and_what_and_is_asked_about(
    database_: Database, typed: str
) -> None:
    alex = Visitor(database_, ALEX, "Alex")
    assert (await alex.type(f"/role {typed}")).startswith("Make <b>Mia Keller</b> an admin?")
    assert await admins(database_) == ["Alex"]

    await alex.press(alex.key("Make them an admin"))

    assert sorted(await admins(database_)) == ["Alex", "Mia"]


async def test_the_last_admin_stays_one(database_: Database) -> None:
    alex = Visitor(database_, ALEX, "Alex")
    assert (await alex.type("/role Alex customer")).startswith("Make <b>Alex</b> a customer")

    refused = await alex.press(alex.key("Make them a customer"))

    assert refused.startswith("That would leave no admin")
    assert await admins(database_) == ["Alex"]


async def test_two_admins_who_leave_at_once_leave_one(database_: Database) -> None:
    await Visitor(database_, ALEX, "Alex").type("/start")
    both = [await acting(database_, number) for number in (ALEX, MIA)]

    async def leave(who: Actor, key: str) -> object:
        who = replace(who, roles=who.roles | {Role.ADMIN})
        return await give_role(
            database_, who.person, Role.CUSTOMER, actor=who, key=f"{key}:{who.person}", now=NOW
        )

    for round_ in range(8):
        for who in both:
            set_admin = partial(people.set_role, person_id=who.person, role=Role.ADMIN)
            await database_.write(set_admin)

        outcomes = await asyncio.gather(
            *(leave(who, f"u:{round_}") for who in both), return_exceptions=True
        )

        assert [type(one) for one in outcomes if isinstance(one, Exception)] == [LastAdmin]
        assert len(await admins(database_)) == 1


async def test_who_is_no_admin_any_more_makes_nobody_one(database_: Database) -> None:
    await Visitor(database_, ALEX, "Alex").type("/start")
    mia, alex = await person(database_, MIA), await acting(database_, ALEX)
    await database_.write(partial(people.set_role, person_id=mia.id, role=Role.ADMIN))
    await database_.write(partial(people.set_role, person_id=alex.person, role=Role.MANAGER))

    with pytest.raises(NotAllowed):
        await give_role(database_, alex.person, Role.ADMIN, actor=alex, key="u:1", now=NOW)


async def test_a_card_that_has_changed_since_is_shown_and_does_nothing(
    database_: Database,
) -> None:
    alex = Visitor(database_, ALEX, "Alex")
    await alex.type("/role Mia")
    old = alex.key("Make them an admin")
    await alex.press(alex.key("Make them a manager"))

    assert (await alex.press(old)).startswith("<b>Mia Keller</b>\nManager:")

    assert alex.toast().startswith("Somebody has changed that")
    forged = GiveRole((await person(database_, MIA)).id, "admin", "customer")
    assert (await alex.press(forged)).startswith("<b>Mia Keller</b>\nManager:")
    assert await admins(database_) == ["Alex"]


async def test_who_is_made_an_admin_by_the_setting_is_written_down_once(
    database_: Database,
) -> None:
    for _ in range(2):
        await Visitor(database_, ALEX, "Alex").type("/start")
        await appoint(database_, [ALEX, MIA, 99], actor=SYSTEM, now=NOW)

    async with database_.read() as reader:
        for number in (ALEX, MIA):
            lines = await audit.of(reader, "person", (await person(database_, number)).id)
            roles = [line for line in lines if "role" in (line.after or {})]
            assert [(line.action, line.actor_id, line.before, line.after) for line in roles] == [
                ("appoint", None, {"role": "customer"}, {"role": "admin"})
            ]


async def test_nobody_but_the_house_appoints(database_: Database) -> None:
    await Visitor(database_, ALEX, "Alex").type("/start")
    with pytest.raises(NotAllowed):
        await appoint(database_, [MIA], actor=await acting(database_, ALEX), now=NOW)


async def test_whom_nobody_knows_is_asked_about_again(database_: Database) -> None:
    alex = Visitor(database_, ALEX, "Alex")
    await alex.type("/role")
    for typed in ("Zoe", "99", "@nobody_here", "100%", "x_y"):
        assert "I do not know anybody by that name" in await alex.type(typed)
    assert (await alex.type("Lena")).startswith("<b>Lena</b>")


async def test_several_of_a_name_are_shown_to_choose_from(database_: Database) -> None:
    profile = TelegramProfile(9001, "Mia", "Stone", language="en")
    await database_.write(partial(people.register, profile=profile))
    alex = Visitor(database_, ALEX, "Alex")

    assert (await alex.type("/role mia")).startswith("Several people are called that")

    stone = alex.key("Mia Stone · Customer")
    assert (await alex.press(stone)).startswith("<b>Mia Stone</b>")


async def test_a_coach_who_is_made_a_manager_is_both(database_: Database) -> None:
    alex, anna = Visitor(database_, ALEX, "Alex"), Visitor(database_, ANNA, "Anna")
    await alex.type("/role Anna manager")
    assert "A coach here, too." in await alex.press(alex.key("Make them a manager"))

    await anna.type("/start")

    assert {"My day", "Requests", "Services"} <= set(anna.labels())
