"""A coach is suspended: nothing new by any door, an answer for what stands, and back again."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from domain.appointments.appointment import Status
from domain.coaches.suspension import NotSuspended, SuspendsOneself
from domain.refusals import NoLongerOffered, NotOffered, Refusal
from domain.rescues.rescue_refusals import RescueChanged
from domain.roles import SYSTEM, Role
from handlers.actions.appointments import booking
from handlers.actions.coaches import suspending
from handlers.actions.rescues import rescue_plan
from storage.appointments import booking as stored
from storage.people import people
from storage.people.people import Person, TelegramProfile
from storage.transactions import Database
from tests.handlers.actions import in_line
from tests.handlers.actions.colleagues import AT_NINE, Colleagues, open_with_colleagues
from tests.handlers.actions.illness import fates
from tests.handlers.actions.proposals import load_catalogue, now_
from tests.house import NOW, House, Plan, acting, open_house

WEDNESDAY = date(2026, 3, 4)
IN_A_WEEK = AT_NINE + timedelta(days=7)


@pytest.fixture
async def with_(database: Database) -> Colleagues:
    return await open_with_colleagues(database)


async def admin(database: Database) -> Person:
    return await database.write(lambda w: people.register(w, TelegramProfile(7003, "Alex")))


async def suspend(
    house: House,
    last: date | None = WEDNESDAY,
    reason: str | None = "on trial",
    *,
    key: str = "suspend",
    agreed: str | None = None,
) -> int:
    by = acting(await admin(house.database), Role.ADMIN)
    known = await load_catalogue(house)
    if agreed is None:
        seen = await suspending.look(house.database, known, house.coach.id, last, actor=by, now=NOW)
        agreed = rescue_plan.mark(seen)
    return await suspending.suspend(
        house.database, house.coach.id, last, reason, agreed, actor=by, key=key, now=NOW
    )


async def book(house: House, start: datetime, customer: int = 1, *, anyway: bool = False) -> str:
    """What came of it. anyway: as a coach may have it who sets rules aside."""
    order = booking.BookingOrder(house.service.id, house.coach.id, start, house.service.price)
    try:
        await booking.book(
            house.database,
            await load_catalogue(house),
            replace(order, for_customer=anyway, anyway=anyway),
            actor=acting(house.customers[customer]),
            key=f"{start}{customer}{anyway}",
            now=NOW,
        )
    except Refusal as refusal:
        return type(refusal).__name__
    return "booked"


async def audit_entries(house: House, action: str) -> list[tuple[bool, bool]]:
    rows = await in_line.rows(
        house,
        "SELECT (before ->> 'suspended')::boolean, (after ->> 'suspended')::boolean FROM audit"
        " WHERE action = $1 ORDER BY id",
        action,
    )
    return [tuple(row) for row in rows]


async def test_until_a_day_nothing_is_booked_before_it_and_each_session_is_answered(
    with_: Colleagues,
) -> None:
    house = with_.house
    session = await house.book(starts_at=AT_NINE)
    after_it = await house.book(starts_at=IN_A_WEEK, customer_id=house.customers[2].id)

    rescue_id = await suspend(house)

    assert await fates(house, rescue_id) == {session.id: "waiting"}
    offered = await now_(house, session)
    assert offered.cover_id in (with_.ben.id, with_.carla.id)
    assert min(offered.proposed) >= datetime(2026, 3, 4, 23, tzinfo=offered.proposed[0].tzinfo)
    assert (await now_(house, after_it)).version == after_it.version

    within, beyond = AT_NINE + timedelta(hours=2), IN_A_WEEK + timedelta(hours=2)
    assert await book(house, within) == NotOffered.__name__
    assert await book(house, within, anyway=True) == NotOffered.__name__
    assert await book(house, beyond) == "booked"
    assert await audit_entries(house, "suspend_coach") == [(False, True)]

    by = acting(await admin(house.database), Role.ADMIN)
    await suspending.lift(house.database, house.coach.id, actor=by, key="lift", now=NOW)
    assert await book(house, within, customer=2) == "booked"
    with pytest.raises(NotSuspended):
        await suspending.lift(house.database, house.coach.id, actor=by, key="lift2", now=NOW)
    assert await audit_entries(house, "lift_suspension") == [(True, False)]


async def test_without_an_end_they_are_not_offered_at_all_and_only_a_colleague_is(
    with_: Colleagues,
) -> None:
    house = with_.house
    session = await house.book(starts_at=AT_NINE)
    far = await house.book(
        starts_at=AT_NINE + timedelta(days=60), customer_id=house.customers[1].id
    )
    rescue_id = await suspend(house, None)
    known = await load_catalogue(house)
    assert house.coach.id not in {one.id for one in known.coaches_for(house.service.id)}
    assert (await now_(house, session)).proposed == ()
    assert set(await fates(house, rescue_id)) == {session.id, far.id}
    assert await book(house, IN_A_WEEK) == NoLongerOffered.__name__
    assert await book(house, IN_A_WEEK, anyway=True) == NoLongerOffered.__name__


async def test_what_is_kept_for_somebody_in_line_is_kept_no_longer(database: Database) -> None:
    house = await open_house(database, Plan(customers=3))
    times = ((9, 0), (10, 10), (11, 20), (14, 0), (15, 10))
    first, *_ = [await house.book(starts_at=in_line.at(*time)) for time in times]
    await in_line.look(house)
    await in_line.join(house, house.customers[1])
    await in_line.look(house)
    await database.write(lambda w: stored.change(w, first, status=Status.CANCELLED, now=NOW))
    assert await in_line.look(house) == 1

    await suspend(house, None)
    await in_line.look(house)

    [[kept]] = await in_line.rows(house, "SELECT count(*) FROM wait_offers WHERE kept")
    assert kept == 0
    with pytest.raises(Refusal):
        await in_line.take(house, house.customers[1], in_line.at(9))


async def test_whoever_books_meanwhile_is_refused_or_answered_and_never_left_standing(
    database: Database,
) -> None:
    house = await open_house(database, Plan(customers=5))
    starts = [AT_NINE + place * timedelta(minutes=70) for place in range(3)]

    async def suspend_with_retries() -> None:
        for attempt in range(9):
            try:
                await suspend(house, None, key=f"suspend{attempt}")
            except RescueChanged:
                continue
            return
        raise AssertionError("it never came to be decided")

    await asyncio.gather(
        *(book(house, start, place) for place, start in enumerate(starts)), suspend_with_retries()
    )

    [[standing]] = await in_line.rows(
        house,
        "SELECT count(*) FROM appointments WHERE status IN ('pending', 'confirmed')"
        " AND rescue_id IS NULL",
    )
    assert standing == 0
    assert await book(house, starts[0], 4) == NoLongerOffered.__name__


async def test_said_twice_it_is_one_and_said_otherwise_the_same_one_goes_on(
    with_: Colleagues,
) -> None:
    house = with_.house
    await house.book(starts_at=AT_NINE)
    first = await suspend(house, key="a")
    assert await suspend(house, key="b") == first
    assert await suspend(house, None, "longer", key="c") == 0
    assert await audit_entries(house, "suspend_coach") == [(False, True), (True, True)]
    coach = (await load_catalogue(house)).coaches[house.coach.id]
    assert coach.suspension is not None
    assert (coach.suspension.since, coach.suspension.until) == (NOW, None)
    [[count]] = await in_line.rows(
        house, "SELECT count(*) FROM outbox WHERE kind = 'coach_suspended'"
    )
    assert count == 2


async def test_of_very_many_sessions_the_first_are_answered_and_the_others_at_the_next_look(
    with_: Colleagues, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = with_.house
    monkeypatch.setattr(suspending, "MOST", 1)
    await house.book(starts_at=AT_NINE)
    await house.book(starts_at=AT_NINE + timedelta(hours=2))
    by = acting(await admin(house.database), Role.ADMIN)
    standing = []
    for key in ("a", "b"):
        await suspend(house, key=key)
        known = await load_catalogue(house)
        standing.append(
            await suspending.standing(house.database, known, house.coach.id, actor=by, now=NOW)
        )
    assert standing == [1, 0]


async def test_nobody_suspends_themself_and_time_lifts_what_is_over(with_: Colleagues) -> None:
    house = with_.house
    own = acting(house.coach_person, Role.ADMIN)
    with pytest.raises(SuspendsOneself):
        await suspending.suspend(
            house.database, house.coach.id, None, None, "", actor=own, key="o", now=NOW
        )
    await suspend(house)
    with pytest.raises(SuspendsOneself):
        await suspending.lift(house.database, house.coach.id, actor=own, key="l", now=NOW)
    on_time = datetime(2026, 3, 4, 23, tzinfo=NOW.tzinfo)
    before = on_time - timedelta(seconds=1)
    assert await suspending.lapse(house.database, actor=SYSTEM, now=before) == 0
    assert await suspending.lapse(house.database, actor=SYSTEM, now=on_time) == 1
    assert await suspending.lapse(house.database, actor=SYSTEM, now=on_time) == 0
    assert (await load_catalogue(house)).coaches[house.coach.id].suspension is None
    assert await audit_entries(house, "suspension_ends") == [(True, False)]
