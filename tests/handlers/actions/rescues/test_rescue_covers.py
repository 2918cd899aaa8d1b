"""A session whose coach is ill can be had when it is, with a colleague."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.people.person_limits import PersonLimits
from domain.refusals import ProposalGone, Refusal
from domain.rescues.rescue import cover_of
from domain.rescues.rescue_refusals import RescueChanged
from domain.roles import SYSTEM, Role
from domain.services.rules import Rules
from domain.services.service import Approval
from domain.working_hours.leave import LeaveStretch
from handlers.actions.appointments import rescue_consequences
from handlers.actions.business import upkeep
from handlers.actions.business.business import change_business
from handlers.actions.rescues import rescue_plan
from storage.people import person_limits
from storage.services import catalogue
from storage.services.catalogue import CoachColumns
from storage.transactions import Database
from tests.handlers.actions.colleagues import (
    AT_NINE,
    HOUR,
    Colleagues,
    claims,
    open_with_colleagues,
)
from tests.handlers.actions.illness import fates, look, rescue, save
from tests.handlers.actions.proposals import actions, choose, load_catalogue, notices, now_
from tests.house import NOW, Plan, acting


@pytest.fixture
async def with_(database: Database) -> Colleagues:
    return await open_with_colleagues(database)


async def take(
    with_: Colleagues, a: Appointment, coach_id: int, *, key: str = "cover", customer: int = 0
) -> Appointment:
    house = with_.house
    return await rescue_consequences.take_cover(
        house.database,
        await load_catalogue(house),
        a.id,
        coach_id,
        actor=acting(house.customers[customer]),
        key=f"{key}{a.id}",
        now=NOW,
    )


async def test_the_same_time_with_a_colleague_is_held_and_taken(with_: Colleagues) -> None:
    house = with_.house
    booked = await house.book(starts_at=AT_NINE)
    [planned] = await look(house)
    assert planned.cover == with_.ben
    rescue_id = await save(house)
    offered = await now_(house, booked)
    assert cover_of(offered, NOW) == with_.ben.id
    assert (with_.ben.id, "proposal") in await claims(with_, booked)
    taken = await take(with_, booked, with_.ben.id)
    assert (await take(with_, booked, with_.ben.id, key="tap")).version == taken.version
    assert (taken.coach_id, taken.starts_at, taken.status) == (
        with_.ben.id,
        AT_NINE,
        Status.CONFIRMED,
    )
    assert await claims(with_, booked) == [(with_.ben.id, "appointment")]
    assert await fates(house, rescue_id) == {booked.id: "covered"}
    news = await notices(house)
    assert ("hand_over_given", with_.ben_person.id) in news
    assert ("rescue_done", house.coach_person.id) in news
    assert "reminder_1h" in dict(news)
    assert (await actions(house, booked))[-1] == "take_cover"


async def test_two_at_one_time_get_two_colleagues_and_a_third_none(database: Database) -> None:
    with_ = await open_with_colleagues(database, Plan(customers=3, service={"buffer_after": 0}))
    house = with_.house
    booked = [
        await house.book(starts_at=AT_NINE + place * HOUR, customer_id=house.customers[place].id)
        for place in range(3)
    ]
    # Ben has something else for all of it but the third; Carla is free.
    await house.book(coach_id=with_.ben.id, starts_at=AT_NINE - HOUR / 2)
    await house.book(coach_id=with_.ben.id, starts_at=AT_NINE + HOUR / 2)
    covers = {one.session.id: one.cover for one in await look(house)}
    assert [cover.name if cover else None for cover in map(covers.get, (b.id for b in booked))] == [
        "Carla",
        "Carla",
        "Ben",
    ]


async def test_who_answers_by_hand_or_is_protected_is_not_offered(with_: Colleagues) -> None:
    house = with_.house
    await house.book(starts_at=AT_NINE)

    async def hand(coach_id: int) -> None:
        await house.database.write(
            lambda w: catalogue.update_coach(w, coach_id, approval=Approval.MANUAL)
        )

    await hand(with_.ben.id)
    await hand(with_.carla.id)
    assert [one.cover for one in await look(house)] == [None]
    await house.database.write(
        lambda w: catalogue.update_coach(w, with_.ben.id, approval=Approval.AUTO)
    )
    assert [one.cover is not None for one in await look(house)] == [True]
    await house.database.write(
        lambda w: catalogue.update_service(w, house.service.id, rules=Rules(notice_book=48 * 60))
    )
    assert [one.cover for one in await look(house)] == [None]


async def test_nobody_is_offered_a_colleague_at_once_whose_bookings_are_confirmed_by_hand(
    with_: Colleagues,
) -> None:
    house = with_.house
    await house.book(starts_at=AT_NINE, status=Status.PENDING)
    assert [one.cover for one in await look(house)] == [with_.ben]
    by_hand = PersonLimits(by_hand=True)
    await house.database.write(lambda w: person_limits.set_limits(w, house.customer.id, by_hand))
    assert [one.cover for one in await look(house)] == [None]
    await house.database.write(
        lambda w: person_limits.set_limits(w, house.customer.id, PersonLimits())
    )
    await house.book(starts_at=NOW - 2 * HOUR, status=Status.NO_SHOW)
    admin = acting(house.coach_person, Role.ADMIN)
    await change_business(
        house.database, lambda b: replace(b, no_show_limit=1), actor=admin, key="1", now=NOW
    )
    assert [one.cover for one in await look(house)] == [None]


@pytest.mark.parametrize(
    ("ben", "carla", "planned"),
    [
        ({}, {}, ["Ben", "Ben", "Ben", "Ben"]),
        ({"cap_day": 1}, {"cap_day": 1}, ["Ben", "Carla", None, "Ben"]),
        ({"cap_week": 2}, {}, ["Ben", "Ben", "Carla", "Carla"]),
        ({"gap": 15}, {}, ["Ben", "Carla", "Ben", "Ben"]),
    ],
)
async def test_a_colleague_covers_no_more_than_could_be_booked_with_them(
    database: Database, ben: CoachColumns, carla: CoachColumns, planned: list[str | None]
) -> None:
    with_ = await open_with_colleagues(database, Plan(customers=4, service={"buffer_after": 0}))
    house = with_.house
    for coach, columns in ((with_.ben, ben), (with_.carla, carla)):
        if columns:
            await database.write(partial(catalogue.update_coach, coach_id=coach.id, **columns))
    starts = (AT_NINE, AT_NINE + HOUR, AT_NINE + 2 * HOUR, AT_NINE + 24 * HOUR)
    for customer, start in zip(house.customers, starts, strict=True):
        await house.book(starts_at=start, customer_id=customer.id)
    both_days = LeaveStretch(datetime(2026, 3, 3), datetime(2026, 3, 5))
    covers = [one.cover for one in await look(house, both_days)]
    assert [cover.name if cover else None for cover in covers] == planned


async def test_no_colleagues_where_the_coach_wants_none_and_what_was_seen_counts(
    with_: Colleagues,
) -> None:
    house = with_.house
    booked = await house.book(starts_at=AT_NINE)
    assert [one.cover for one in await look(house, alone=True)] == [None]
    with pytest.raises(RescueChanged):
        await save(house, alone=True, agreed=rescue_plan.mark(await look(house)))
    await save(house, alone=True, key="alone")
    with pytest.raises(ProposalGone) as gone:
        await take(with_, booked, with_.ben.id)
    assert len(gone.value.left) == 3
    with pytest.raises(ProposalGone):
        await take(with_, booked, 10**9, key="forged")


async def test_unanswered_it_is_cancelled_and_the_colleague_is_free_again(
    with_: Colleagues,
) -> None:
    house = with_.house
    booked = await house.book(starts_at=AT_NINE)
    rescue_id = await save(house)
    until = (await now_(house, booked)).offer_until
    assert until is not None
    await upkeep.expire(house.database, actor=SYSTEM, now=until + timedelta(seconds=1))
    assert await fates(house, rescue_id) == {booked.id: "lapsed"}
    assert await claims(with_, booked) == []


async def test_both_answers_at_once_are_one(with_: Colleagues) -> None:
    house = with_.house
    booked = [
        await house.book(starts_at=AT_NINE + n * 2 * HOUR, customer_id=house.customers[n].id)
        for n in range(2)
    ]
    rescue_id = await save(house)
    sessions = {one.session.id: one.session for one in (await rescue(house, rescue_id)).sessions}

    async def came_of(deed: Awaitable[object]) -> bool:
        try:
            await deed
        except Refusal:
            return False
        return True

    outcomes = await asyncio.gather(
        *(
            came_of(deed)
            for place, a in enumerate(booked)
            for deed in (
                take(with_, a, sessions[a.id].cover_id or 0, customer=place),
                choose(house, a, sessions[a.id].proposed[0], key=f"c{place}", customer=place),
            )
        )
    )
    assert outcomes.count(True) == 2
    async with house.database.read() as reader:
        [[open_]] = await reader.fetch("SELECT count(*) FROM claims WHERE reason = 'proposal'")
        [[done]] = await reader.fetch("SELECT count(*) FROM outbox WHERE kind = 'rescue_done'")
    assert (open_, done) == (0, 1)
