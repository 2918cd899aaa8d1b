"""Many look at the lines at once, and many are in them."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.refusals import Refusal, SlotTaken
from domain.services.catalogue import Coach
from handlers.actions.waitlist import waitlist_offers
from handlers.actions.waitlist.waitlist_watch import WaitlistWatch
from handlers.queries.starts.shop import Shop
from storage.appointments import booking
from storage.transactions import Database, Writer
from tests.handlers.actions.group_classes import join as join_class
from tests.handlers.actions.group_classes import open_class, session_at
from tests.handlers.actions.in_line import (
    another_coach,
    at,
    fill,
    free,
    join,
    key,
    look,
    offers,
    pass_on,
    rows,
    take,
)
from tests.house import NOW, House
from tests.storage.occupying import disagreements

MINUTE = timedelta(minutes=1)
SLOT = at(10, 30)


async def test_many_replicas_look_and_people_answer_at_once_and_each_time_is_offered_to_one(
    house: House,
) -> None:
    await fill(house)
    for person in house.customers[:4]:
        await join(house, person)
    await free(house, SLOT)
    watches = [WaitlistWatch(house.database, Shop(house.database), ()) for _ in range(4)]

    async def try_take(person: int, now: datetime) -> object:
        try:
            return await take(house, house.customers[person], SLOT, now=now)
        except Refusal as refusal:
            return refusal

    now = NOW
    for turn in range(3):
        await asyncio.gather(*(look(house, now, watch) for watch in watches))
        assert [outcome for _, outcome in await offers(house)] == ["lapsed"] * turn + ["open"]
        now += 15 * MINUTE
    late = await asyncio.gather(
        try_take(2, now),
        *(look(house, now, watch) for watch in watches),
        *(try_take(person, now) for person in (0, 1, 4)),
    )
    assert all(isinstance(one, Refusal | int) for one in late)
    await look(house, now)
    assert [outcome for _, outcome in await offers(house)] == ["lapsed"] * 3 + ["open"]
    at_once = await asyncio.gather(
        *(try_take(3, now + MINUTE) for _ in range(4)), look(house, now + 15 * MINUTE, watches[0])
    )
    booked = {one.id for one in at_once if isinstance(one, Appointment)}
    assert len(booked) <= 1
    assert await disagreements(house) == []


async def test_who_waits_for_anybody_is_offered_one_time_at_once_and_the_next_in_line_the_other(
    house: House,
) -> None:
    ben = await another_coach(house)
    await fill(house)
    await fill(house, coach_id=ben)
    for person in house.customers[:2]:
        await join(house, person, anyone=True)
    watches = [WaitlistWatch(house.database, Shop(house.database), ()) for _ in range(4)]
    await look(house, NOW, watches[0])
    await free(house, SLOT)
    await free(house, SLOT)

    await asyncio.gather(*(look(house, NOW, watch) for watch in watches))
    for watch in watches:
        await look(house, NOW, watch)

    assert sorted(await offers(house)) == [(0, "open"), (1, "open")]
    wait_offers = await rows(house, "SELECT coach_id FROM wait_offers")
    assert {coach_id for (coach_id,) in wait_offers} == {house.coach.id, ben}
    await pass_on(house, house.customer)
    await pass_on(house, house.customers[1])
    await look(house, NOW)
    assert [outcome for _, outcome in await offers(house)] == ["passed", "passed", "open", "open"]
    assert await disagreements(house) == []


async def test_a_fault_at_a_coach_keeps_nobody_from_the_times_of_another(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben = await another_coach(house)
    await fill(house)
    await fill(house, coach_id=ben)
    await join(house, house.customer, anyone=True)
    await look(house)
    await free(house, SLOT)
    await free(house, SLOT)
    advance = waitlist_offers.advance

    async def failing_advance(writer: Writer, *, coach: Coach, **rest: Any) -> Any:
        if coach.id == house.coach.id:
            raise ZeroDivisionError
        return await advance(writer, coach=coach, **rest)

    with monkeypatch.context() as breaking:
        breaking.setattr(waitlist_offers, "advance", failing_advance)
        with pytest.raises(ExceptionGroup):
            await look(house)

    assert await rows(house, "SELECT coach_id FROM wait_offers") == [(ben,)]


async def test_a_place_in_a_group_that_is_given_back_is_kept_too(database: Database) -> None:
    house = await open_class(database, customers=6, capacity=2, most_places=2)
    full, first, second, third, *_ = house.customers
    seat = await join_class(house, full, 2)
    for person in (first, second, third):
        await join(house, person)
    assert await look(house) == 0

    await house.database.write(lambda w: booking.change(w, seat, status=Status.CANCELLED, now=NOW))
    await join_class(house, house.customers[4])
    await look(house)

    assert await offers(house) == [(1, "open")]
    assert await disagreements(house) == []
    with pytest.raises(SlotTaken):
        await join_class(house, second)
    await pass_on(house, first)
    await look(house)
    assert (await offers(house))[-1] == (2, "open")
    taken = await join_class(house, second, key=key())
    session = await session_at(house)
    assert session is not None
    assert (taken.session_id, session.taken) == (session.id, 2)
    await look(house)
    assert await disagreements(house) == []


async def test_of_ten_thousand_who_wait_only_those_are_looked_at_who_are_asked(
    house: House,
) -> None:
    await fill(house)
    await join(house, house.customer)
    await rows(
        house,
        "WITH p AS (INSERT INTO people (telegram_id, first_name) SELECT 100000 + n, 'Many'"
        " FROM generate_series(1, 10000) n RETURNING id)"
        " INSERT INTO waits (person_id, service_id, coach_id, first_day, last_day, zone, weekdays,"
        " part, joined_at) SELECT p.id, $1, $2, '2026-03-03', '2026-03-03', 'Europe/Berlin', 127,"
        " '', now() FROM p",
        house.service.id,
        house.coach.id,
    )
    watch = WaitlistWatch(house.database, Shop(house.database), ())
    await look(house, NOW, watch)
    await free(house, SLOT)

    assert await look(house, NOW, watch) == 1
    assert await offers(house) == [(0, "open")]


async def test_who_joins_by_two_doors_at_once_has_one_place(house: House) -> None:
    await fill(house)
    places = await asyncio.gather(*(join(house, house.customer) for _ in range(6)))
    assert len(set(places)) == 1
    assert await rows(house, "SELECT count(*) FROM waits") == [(1,)]
