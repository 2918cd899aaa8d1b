"""Caps, limits and gaps: refused by name, kept in races, set aside by the coach."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.appointments.appointment import Appointment
from domain.refusals import SlotTaken, TooFar, TooManyOpen, TooSoon
from domain.services.limits import DayFull, WeekFull
from domain.services.rules import Rules
from domain.time.spans import epoch
from handlers.actions.appointments import deciding, proposing
from tests.handlers.actions.limited import (
    DAY,
    HOUR,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    book,
    limit,
    move,
    set_aside,
    try_book,
)
from tests.handlers.actions.proposals import load_catalogue
from tests.house import NOW, House, acting

NONE = Rules(notice_book=0, notice_move=0, notice_cancel=0)


async def test_a_full_day_of_a_coach_names_its_limit_and_the_nearest_starts(house: House) -> None:
    await limit(house, coach={"cap_day": 2})
    first, other = house.customers[:2]
    await book(house, TUESDAY, first)
    last = await book(house, TUESDAY + 2 * HOUR, other)

    refusal = await try_book(house, TUESDAY + 5 * HOUR)

    assert isinstance(refusal, DayFull)
    assert (refusal.whose, refusal.most) == ("coach", 2)
    assert refusal.nearest
    assert all(abs(start - epoch(TUESDAY)) > 12 * 3600 for start in refusal.nearest)
    assert await try_book(house, TUESDAY + 5 * HOUR) == refusal  # as it was kept
    actor, catalogue = acting(other), await load_catalogue(house)
    await deciding.cancel_by_customer(
        house.database, catalogue, last.id, actor=actor, key="x", now=NOW
    )
    await book(house, TUESDAY + 5 * HOUR, other)


async def test_a_full_week_sends_to_the_next_and_moving_inside_it_is_no_further_session(
    house: House,
) -> None:
    await limit(house, rules=replace(NONE, cap_week=2))
    first = await book(house, TUESDAY)
    await book(house, WEDNESDAY, house.customers[1])

    refusal = await try_book(house, WEDNESDAY + DAY, house.customers[2])

    assert isinstance(refusal, WeekFull)
    assert (refusal.whose, refusal.most) == ("service", 2)
    await move(house, first, WEDNESDAY + DAY, house.customer)
    await book(house, MONDAY, house.customers[2])


async def test_a_customer_has_limits_of_their_own_with_whomever(house: House) -> None:
    await limit(house, business={"customer_day": 1}, rules=replace(NONE, customer_week=2))
    await book(house, TUESDAY)

    by_day = await try_book(house, TUESDAY + 3 * HOUR)
    await book(house, TUESDAY + 3 * HOUR, house.customers[1])
    await book(house, WEDNESDAY)
    by_week = await try_book(house, WEDNESDAY + DAY)

    assert isinstance(by_day, DayFull)
    assert (by_day.whose, by_day.most) == ("customer", 1)
    assert isinstance(by_week, WeekFull)
    assert (by_week.whose, by_week.most) == ("customer_service", 2)


@pytest.mark.parametrize(
    "limits",
    [{"coach": {"cap_day": 1}}, {"rules": replace(NONE, cap_day=1)}],
    ids=["of a coach", "of a service"],
)
async def test_of_many_who_race_for_the_last_session_of_a_day_one_gets_it(
    house: House, limits: dict[str, object]
) -> None:
    await limit(house, **limits)  # type: ignore[arg-type]  # as parametrized

    outcomes = await asyncio.gather(
        *map(try_book, [house] * 4, (TUESDAY + n * HOUR for n in (0, 2, 5, 7)), house.customers)
    )

    assert [type(one) for one in outcomes].count(Appointment) == 1
    assert sum(isinstance(one, DayFull) for one in outcomes) == 3


async def test_of_two_who_race_for_times_too_close_one_gets_theirs(house: House) -> None:
    await limit(house, coach={"gap": 45}, rules=NONE)

    outcomes = await asyncio.gather(
        *(
            try_book(house, TUESDAY + n * 90 * timedelta(minutes=1), house.customers[n])
            for n in (0, 1)
        )
    )

    assert sorted(type(one).__name__ for one in outcomes) == ["Appointment", "SlotTaken"]
    refused = next(one for one in outcomes if isinstance(one, SlotTaken))
    assert refused.reason == "gap"


async def test_the_gap_of_the_business_is_that_of_coaches_without_their_own(house: House) -> None:
    await limit(house, business={"gap": 60}, rules=NONE)
    await book(house, TUESDAY)
    near, far = TUESDAY + 2 * HOUR, TUESDAY + 2.5 * HOUR

    refusal = await try_book(house, near, house.customers[1])
    assert isinstance(refusal, SlotTaken)
    assert refusal.reason == "gap"
    assert isinstance(await try_book(house, far, house.customers[1]), Appointment)
    await limit(house, coach={"gap": 0})
    await book(house, WEDNESDAY)
    await book(house, WEDNESDAY + 1.5 * HOUR, house.customers[1])


async def test_nobody_has_more_open_than_the_business_says_also_at_once(house: House) -> None:
    await limit(house, business={"open_limit": 2})

    outcomes = await asyncio.gather(*(try_book(house, TUESDAY + n * DAY) for n in range(4)))

    assert sorted(type(one).__name__ for one in outcomes) == [
        *("Appointment", "Appointment", "TooManyOpen", "TooManyOpen")
    ]
    assert TooManyOpen(2) in outcomes


async def test_a_coach_sets_aside_what_protects_them_and_it_is_written_down(house: House) -> None:
    await limit(house, coach={"cap_day": 1}, rules=Rules(notice_book=3 * 24 * 60, horizon_days=7))
    booked = await house.book(starts_at=MONDAY)
    await house.book(starts_at=TUESDAY, customer_id=house.customers[1].id)
    coach, full = house.coach_person, TUESDAY + 3 * HOUR

    for start, refused in ((full, TooSoon), (MONDAY + 14 * DAY, TooFar)):
        with pytest.raises(refused):
            await move(house, booked, start, coach)
        with pytest.raises(refused):
            await move(house, booked, start, house.customer, anyway=True)
    with pytest.raises(SlotTaken):
        await move(house, booked, TUESDAY, coach, anyway=True)
    await move(house, booked, full, coach, anyway=True)

    assert (await set_aside(house, booked))[-1] == ["notice_book", "coach_day"]


async def test_whoever_calls_off_late_is_not_bound_and_it_is_written_down(house: House) -> None:
    late = await house.book(starts_at=NOW + HOUR)

    await deciding.cancel_by_coach(
        house.database,
        late.id,
        None,
        actor=acting(house.coach_person),
        key="off",
        now=NOW,
        catalogue=await load_catalogue(house),
    )

    assert await set_aside(house, late) == [["notice_cancel"]]


async def test_what_was_proposed_in_spite_of_a_cap_can_be_chosen(house: House) -> None:
    await limit(house, coach={"cap_day": 1}, rules=NONE)
    appointment = await book(house, WEDNESDAY)
    await house.book(starts_at=TUESDAY, customer_id=house.customers[1].id)
    actor, start = acting(house.coach_person), TUESDAY + 3 * HOUR

    async def propose(*, anyway: bool) -> Appointment:
        return await proposing.propose(
            house.database,
            await load_catalogue(house),
            appointment.id,
            [start],
            actor=actor,
            key=f"propose {anyway}",
            now=NOW,
            anyway=anyway,
        )

    with pytest.raises(DayFull):
        await propose(anyway=False)
    await propose(anyway=True)
    chosen = await proposing.choose(
        house.database,
        await load_catalogue(house),
        appointment.id,
        start,
        actor=acting(house.customer),
        key="choose",
        now=NOW,
    )

    assert chosen.starts_at == start
    assert ["coach_day"] in await set_aside(house, appointment)
