"""Coaches come in by a link: once, whoever is first, with all that is the coach's."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from domain.accounts.identity import Identity
from domain.coaches.invite_refusals import (
    AlreadyCoach,
    HasChat,
    InviteExpired,
    InviteUsed,
    InviteWithdrawn,
    NoInvite,
    OwnSessions,
)
from domain.coaches.invites import VALID
from domain.roles import Role
from domain.services.catalogue import Coach
from handlers.actions.coaches import invites, without_chat
from handlers.actions.coaches.invites import CameIn
from handlers.actions.services.catalogue import change_coach, newest
from storage.coaches import invites as stored
from storage.people import people
from storage.people.people import Person, TelegramProfile
from storage.services import catalogue
from storage.transactions import Writer
from tests.house import NOW, House, acting

MAIL = Identity.email("mia@example.org")


async def register(house: House, number: int = 9001, name: str = "Mia") -> Person:
    return await house.database.write(
        partial(people.register, profile=TelegramProfile(number, name))
    )


async def prepare_coach(house: House) -> Coach:
    """Mia, not on Telegram, whom a customer has booked for tomorrow."""
    admin = acting(house.customer, Role.ADMIN)
    new_coach = await without_chat.add_without_chat(
        house.database, "Mia K.", [MAIL], "Europe/Berlin", actor=admin, key="add", now=NOW
    )
    await house.database.write(
        lambda w: catalogue.set_coach_services(w, new_coach.id, {house.service.id})
    )
    opened = await change_coach(
        house.database,
        new_coach.id,
        lambda coach: replace(coach, active=True),
        actor=admin,
        key="open",
        now=NOW,
        available_channels=(),
        anyway=True,
    )
    await house.book(coach_id=opened.id)
    return opened


async def link(
    house: House, coach: Coach | None = None, *, key: str = "link"
) -> invites.IssuedInvite:
    return await invites.invite(
        house.database,
        "Mia K.",
        coach_id=coach.id if coach else None,
        actor=acting(house.customer, Role.ADMIN),
        key=key,
        now=NOW,
    )


async def comes(house: House, token: str, person: Person, key: str = "in", **at: int) -> CameIn:
    return await invites.come_in(
        house.database, token, actor=acting(person), key=key, now=NOW + timedelta(**at)
    )


async def test_a_new_coach_comes_in_and_sets_up(house: House) -> None:
    invite, mia = await link(house), await register(house)
    assert invite.token is not None

    came = await comes(house, invite.token, mia)

    assert (came.coach.name, came.coming) == ("Mia K.", None)
    assert (came.coach.person_id, came.coach.setting_up, came.coach.active) == (mia.id, True, False)
    # Told once more, by whoever has come in, it is the same; the update that made it tells nothing.
    assert (await comes(house, invite.token, mia, "again")).coach.id == came.coach.id
    assert (await link(house)).token is None
    assert len((await newest(house.database)).coaches) == 2


async def test_whoever_comes_in_as_a_coach_has_all_that_is_the_coachs(house: House) -> None:
    coach, mia = await prepare_coach(house), await register(house)
    invite = await link(house, coach)
    assert invite.token is not None

    came = await comes(house, invite.token, mia)

    assert (came.coach.id, came.coach.person_id, came.coming) == (coach.id, mia.id, 1)
    async with house.database.read() as reader:
        person = await people.by_id(reader, mia.id)
        rows = await reader.fetch("SELECT kind, recipient_id FROM outbox ORDER BY id")
        done = await reader.fetch("SELECT action FROM audit WHERE actor_id = $1", mia.id)
    assert person is not None
    assert (person.coach_id, person.email) == (coach.id, "mia@example.org")
    assert {row[0] for row in done} >= {"come_in", "merge", "take_in", "change_person"}
    assert ("coach_welcome", mia.id) in [tuple(row) for row in rows]


async def test_of_two_at_once_one_comes_in(house: House) -> None:
    coach = await prepare_coach(house)
    invite = await link(house, coach)
    both = [await register(house, 9001 + n) for n in range(2)]
    assert invite.token is not None

    came = await asyncio.gather(
        *(comes(house, invite.token, one, f"in {one.id}") for one in both), return_exceptions=True
    )

    assert sorted(type(one).__name__ for one in came) == ["CameIn", "InviteUsed"]


async def test_a_link_that_leads_nowhere_says_why(house: House) -> None:
    mia, admin = await register(house), acting(house.customer, Role.ADMIN)
    first = await link(house)
    assert first.token is not None
    with pytest.raises(NoInvite):
        await comes(house, "0" * 32, mia, "a")
    with pytest.raises(InviteExpired):
        await comes(house, first.token, mia, "b", days=VALID.days)
    second = await invites.renew(house.database, first.invite.id, actor=admin, key="renew", now=NOW)
    assert second.token is not None
    with pytest.raises(NoInvite):
        await comes(house, first.token, mia, "c")
    for key in ("w", "w again"):
        await invites.withdraw(house.database, first.invite.id, actor=admin, key=key, now=NOW)
    with pytest.raises(InviteWithdrawn):
        await comes(house, second.token, mia, "d")
    with pytest.raises(InviteWithdrawn):
        await invites.renew(house.database, first.invite.id, actor=admin, key="r2", now=NOW)


async def test_who_is_a_coach_or_has_booked_with_them_does_not_become_them(house: House) -> None:
    coach = await prepare_coach(house)
    invite = await link(house, coach)
    assert invite.token is not None
    with pytest.raises(AlreadyCoach):
        await comes(house, invite.token, house.coach_person, "a")
    with pytest.raises(OwnSessions):
        await comes(house, invite.token, house.customer, "b")
    # The link is still good for whom it is meant.
    assert (await comes(house, invite.token, await register(house), "c")).coach.id == coach.id


async def test_a_coach_has_one_link_and_none_once_they_are_there(house: House) -> None:
    coach, mia = await prepare_coach(house), await register(house)
    first, second = await link(house, coach), await link(house, coach, key="second")
    assert first.token is not None
    assert second.token is not None
    with pytest.raises(InviteWithdrawn):
        await comes(house, first.token, mia, "a")
    await comes(house, second.token, mia, "b")
    with pytest.raises(InviteUsed):
        await comes(house, second.token, await register(house, 9002), "c")
    with pytest.raises(HasChat):
        await link(house, coach, key="third")


async def test_a_token_is_kept_nowhere(house: House) -> None:
    invite = await link(house)
    assert invite.token is not None

    async def everything(writer: Writer) -> str:
        tables = ("invites", "audit", "handled", "outbox", "conversations")
        rows = [await writer.fetch(f"SELECT t::text FROM {table} t") for table in tables]
        return str(rows)

    assert invite.token not in await house.database.write(everything)


async def test_old_links_are_forgotten(house: House) -> None:
    await link(house)
    forget = house.database.write
    assert await forget(lambda w: stored.forget_older(w, NOW + VALID)) == 0
    assert await forget(lambda w: stored.forget_older(w, NOW + VALID + timedelta(days=1))) == 1
