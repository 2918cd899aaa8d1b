"""Limits of one person and missed sessions bind what they book."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from domain.appointments.appointment import Status
from domain.people.blocking import BlocksOneself, BlocksTeam
from domain.refusals import NotAllowed, OfferChanged, TooManyOpen
from domain.roles import SYSTEM, Actor, Role
from domain.services.booking_promise import mark
from handlers.actions.people import person_limits
from handlers.queries.people import people as cards
from handlers.queries.people.person_limits import of as bounds_of
from handlers.wording.words import words_for
from storage import audit
from storage.people import people
from storage.services import catalogue
from tests.handlers.actions.people.watched import DAY, HOUR, admin, business, house, miss, wish
from tests.handlers.notices.rendered import render
from tests.house import NOW, House, acting

__all__ = ["admin", "house"]


async def test_a_limit_binds_what_is_booked_and_is_promised_before(
    house: House, admin: Actor
) -> None:
    me, service, coach = house.customer.id, house.service, house.coach
    async with house.database.read() as reader:
        known = await catalogue.load(reader)
    as_ever = mark(known, service, coach)
    appointment = await wish(house, NOW + DAY, as_ever)
    assert appointment.status is Status.CONFIRMED
    at: dict[str, Any] = {"actor": admin, "now": NOW}
    await person_limits.limit(house.database, me, 2, by_hand=True, days=30, key="l", **at)
    with pytest.raises(OfferChanged):
        await wish(house, NOW + DAY + 2 * HOUR, as_ever)
    appointment = await wish(house, NOW + DAY + 2 * HOUR, mark(known, service, coach, by_hand=True))
    assert appointment.status is Status.PENDING
    with pytest.raises(TooManyOpen):
        await wish(house, NOW + 2 * DAY)
    async with house.database.read() as reader:
        [[facts]] = await reader.fetch("SELECT facts FROM outbox WHERE kind = 'request'")
        assert (await bounds_of(reader, known.business, me, NOW + 31 * DAY)).most == 20
    shown = render("request", facts, words_for("en"), None).text
    assert "the team has asked for this customer’s bookings to be confirmed by hand" in shown
    assert await person_limits.lapse(house.database, actor=SYSTEM, now=NOW + 29 * DAY) == 0
    assert await person_limits.lapse(house.database, actor=SYSTEM, now=NOW + 30 * DAY) == 1
    assert await person_limits.lapse(house.database, actor=SYSTEM, now=NOW + 30 * DAY) == 0
    async with house.database.read() as reader:
        lines = [e.action for e in await audit.of(reader, "person", me)]
    assert lines == ["limit", "limits_lapse"]


async def test_two_bookings_at_once_keep_a_limit_of_one(house: House, admin: Actor) -> None:
    at: dict[str, Any] = {"actor": admin, "key": "l", "now": NOW}
    await person_limits.limit(house.database, house.customer.id, 1, by_hand=False, days=0, **at)
    tries = [wish(house, NOW + DAY + n * HOUR) for n in (0, 2, 5)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == [
        "Appointment",
        "TooManyOpen",
        "TooManyOpen",
    ]


async def test_missed_sessions_ask_for_a_hand_where_the_business_says_so_until_forgiven(
    house: House, admin: Actor
) -> None:
    await miss(house, 2)
    assert (await wish(house, NOW + DAY)).status is Status.CONFIRMED
    await business(house, admin, no_show_limit=2)
    assert (await wish(house, NOW + DAY + 2 * HOUR)).status is Status.PENDING
    async with house.database.read() as reader:
        [[facts]] = await reader.fetch("SELECT facts FROM outbox WHERE kind = 'request'")
    shown = render("request", facts, words_for("de"), None).text
    assert "weil zuletzt 2 Termine versäumt wurden" in shown
    card = await cards.card(house.database, house.customer.id, actor=admin, now=NOW)
    assert card.missed == 2
    manager = replace(admin, roles=frozenset({Role.MANAGER}))
    at: dict[str, Any] = {"now": NOW, "key": "f"}
    with pytest.raises(NotAllowed):
        await person_limits.forgive(house.database, house.customer.id, actor=manager, **at)
    await person_limits.forgive(house.database, house.customer.id, actor=admin, **at)
    assert (await wish(house, NOW + DAY + 5 * HOUR)).status is Status.CONFIRMED
    await business(house, admin, no_show_days=1)


async def test_nobody_limits_themselves_or_the_team(house: House, admin: Actor) -> None:
    at: dict[str, Any] = {"by_hand": True, "days": 0, "key": "k", "now": NOW}
    with pytest.raises(BlocksOneself):
        await person_limits.limit(house.database, admin.person, 1, actor=admin, **at)
    lena = house.customers[1]
    await house.database.write(lambda writer: people.set_role(writer, lena.id, Role.MANAGER))
    manager = acting(lena, Role.MANAGER)
    at |= {"key": "m"}
    with pytest.raises(BlocksTeam):
        await person_limits.limit(house.database, house.coach_person.id, 1, actor=manager, **at)
    at |= {"key": "c"}
    with pytest.raises(NotAllowed):
        await person_limits.limit(house.database, lena.id, 1, actor=acting(house.customer), **at)
