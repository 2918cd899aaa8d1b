"""Hours for a part of the year, and for single services."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.refusals import BadInput, HoursClash, NotFound, NotOffered, StrandsBookings
from domain.time.periods import Period
from domain.working_hours.seasons import MOST
from handlers.actions.appointments.booking import BookingOrder, book
from handlers.actions.services.catalogue import newest
from handlers.actions.working_hours.changed_hours import ChangeResult
from handlers.actions.working_hours.hours import set_week
from handlers.actions.working_hours.seasons import (
    WeekPlan,
    delete_season,
    repeat_season,
    set_season,
    set_service_times,
)
from storage import audit
from tests.house import NOW, OFFICE_HOURS, House, acting

TUESDAY = date(2026, 3, 3)
AT_NINE = datetime(2026, 3, 3, 8, tzinfo=UTC)
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
LATE: WeekPlan = [((0, 1, 2), ((720, 1020),))]


async def test_a_season_names_the_sessions_that_it_leaves_outside(house: House) -> None:
    by = acting(house.coach_person)
    stands = await house.book(starts_at=AT_NINE)

    async def give(key: str, agreed: str = "") -> ChangeResult:
        return await set_season(
            house.database, house.coach.id, MARCH, LATE, actor=by, key=key, now=NOW, agreed=agreed
        )

    with pytest.raises(StrandsBookings) as met:
        await give("1")
    assert met.value.ids == (stands.id,)
    await give("2", met.value.agreed)
    await give("2", met.value.agreed)
    changed = await give("3", met.value.agreed)
    [season] = changed.coach.hours.seasons
    assert season.period == MARCH
    assert changed.coach.hours.on(TUESDAY) == ((720, 1020),)
    assert changed.coach.hours.on(date(2026, 3, 5)) == OFFICE_HOURS
    assert changed.coach.hours.on(date(2026, 4, 7)) == OFFICE_HOURS


async def test_a_season_is_added_to_repeated_and_taken_back(house: House) -> None:
    by, database, coach = acting(house.coach_person), house.database, house.coach.id
    await set_season(database, coach, MARCH, LATE, actor=by, key="1", now=NOW)
    plan: WeekPlan = [((5,), ((600, 720),)), ((0,), ())]
    changed = await set_season(database, coach, MARCH, plan, actor=by, key="2", now=NOW)
    [season] = changed.coach.hours.seasons
    late = ((720, 1020),)
    assert season.weekly == ((), late, late, None, None, ((600, 720),), None)
    await repeat_season(database, coach, season.id, True, actor=by, key="3", now=NOW)
    changed = await repeat_season(database, coach, season.id, True, actor=by, key="4", now=NOW)
    assert changed.coach.hours.on(date(2031, 3, 4)) == late
    endless = Period(date(2026, 6, 1), None)
    changed = await set_season(database, coach, endless, LATE, actor=by, key="5", now=NOW)
    with pytest.raises(BadInput):
        await repeat_season(
            database, coach, changed.coach.hours.seasons[1].id, True, actor=by, key="6", now=NOW
        )
    for key in ("7", "8"):
        changed = await delete_season(database, coach, season.id, actor=by, key=key, now=NOW)
    assert [one.period for one in changed.coach.hours.seasons] == [endless]
    with pytest.raises(NotFound):
        await repeat_season(database, coach, season.id, False, actor=by, key="9", now=NOW)
    async with database.read() as reader:
        written = await audit.of(reader, "coach", coach)
    actions = [entry.action for entry in written]
    assert actions == ["set_season"] * 4 + ["delete_season"]


async def test_there_are_no_more_seasons_than_can_be_told_apart(house: House) -> None:
    by, database, coach = acting(house.coach_person), house.database, house.coach.id
    for n in range(MOST + 1):
        period = Period(date(2027, 1, 1) + timedelta(days=n), None)
        if n == MOST:
            with pytest.raises(BadInput):
                await set_season(database, coach, period, LATE, actor=by, key=f"{n}", now=NOW)
        else:
            await set_season(database, coach, period, LATE, actor=by, key=f"{n}", now=NOW)


async def test_nights_of_a_season_run_into_no_other_day(house: House) -> None:
    by, database, coach = acting(house.coach_person), house.database, house.coach.id
    early: WeekPlan = [((5,), ((60, 120),))]
    await set_week(database, coach, early, actor=by, key="1", now=NOW)
    night: WeekPlan = [((4,), ((1320, 1560),))]
    with pytest.raises(HoursClash) as met:
        await set_season(database, coach, MARCH, night, actor=by, key="2", now=NOW)
    assert met.value == HoursClash(coach, 4, "2026-03-06", (1320, 1560), (60, 120))
    sunday: WeekPlan = [((6,), ((1320, 1560),))]
    await set_season(database, coach, MARCH, sunday, actor=by, key="3", now=NOW)


async def test_a_service_is_given_at_its_own_times_and_at_no_others(house: House) -> None:
    by, database, coach = acting(house.coach_person), house.database, house.coach.id
    service = house.service.id
    plan: WeekPlan = [((1,), ((615, 720),))]
    changed = await set_service_times(database, coach, service, plan, actor=by, key="1", now=NOW)
    assert changed.coach.hours.weekly[1] == OFFICE_HOURS

    async def try_to_book(start: datetime, key: str) -> None:
        order = BookingOrder(service, coach, start, house.service.price)
        customer = acting(house.customer)
        await book(database, await newest(database), order, actor=customer, key=key, now=NOW)

    with pytest.raises(NotOffered) as refused:
        await try_to_book(AT_NINE, "2")
    assert refused.value.reason == "hours"
    start = AT_NINE + timedelta(minutes=75)
    await try_to_book(start, "3")
    other: WeekPlan = [((1,), ())]
    with pytest.raises(StrandsBookings) as met:
        await set_service_times(database, coach, service, other, actor=by, key="4", now=NOW)
    assert met.value.number == 1
    for key in ("5", "6"):
        changed = await set_service_times(
            database, coach, service, None, actor=by, key=key, now=NOW
        )
    assert not changed.coach.hours.within
    with pytest.raises(NotFound):
        await set_service_times(database, coach, 999, plan, actor=by, key="7", now=NOW)
