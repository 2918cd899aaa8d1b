"""Leave that repeats over sessions is saved together with an answer for each of its dates."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from domain.refusals import LeaveHitsBookings, LeaveInPast, NotFound, Refusal
from domain.rescues.rescue_refusals import RescueChanged
from domain.working_hours.leave_rules import LeavePattern, LeaveRuleChange
from handlers.actions.working_hours.leave_rules import take_repeating, work_on
from tests.handlers.actions.illness import AT_NINE, DAY, cancel, fates, look, rescue, save
from tests.handlers.actions.proposals import actions, load_catalogue, now_
from tests.house import NOW, House, acting

TUESDAYS = LeavePattern((1,), 8 * 60, 12 * 60, date(2026, 3, 3), date(2026, 3, 31))
WEEK = timedelta(days=7)


async def test_each_date_has_its_people_and_none_is_offered_another_of_the_dates(
    house: House,
) -> None:
    booked = [
        await house.book(starts_at=AT_NINE + n * WEEK, customer_id=house.customers[n].id)
        for n in range(3)
    ]
    await house.book(starts_at=AT_NINE + DAY)
    planned = await look(house, off := LeaveRuleChange(TUESDAYS))
    assert [one.session.id for one in planned] == [one.id for one in booked]
    starts = [start for one in planned for start in one.starts]
    assert len(starts) == 9
    off_days = {start.date() for start in starts if start.hour < 11} & set(TUESDAYS.days())
    assert not off_days
    with pytest.raises(RescueChanged):
        await save(house, off, agreed="xyz", key="changed")
    rescue_id = await save(house, off, cancelled=[booked[0].id])
    assert await save(house, off, agreed="late", key="tap") == rescue_id
    assert await fates(house, rescue_id) == {
        booked[0].id: "apology",
        booked[1].id: "waiting",
        booked[2].id: "waiting",
    }
    coach = (await load_catalogue(house)).coaches[house.coach.id]
    [rule] = coach.repeats
    assert rule.pattern == TUESDAYS
    rescue_ = await rescue(house, rescue_id)
    assert (rescue_.rule_id, rescue_.leave_id) == (rule.id, 0)
    assert (await actions(house, booked[1]))[-1] == "rescue_offer"
    # Another pattern from a day on touches what it takes anew, and nobody who was asked already.
    await house.book(starts_at=AT_NINE + 2 * DAY + 2 * WEEK, customer_id=house.customers[3].id)
    both = replace(TUESDAYS, weekdays=(1, 3), first=date(2026, 3, 10))
    [another] = await look(house, LeaveRuleChange(both, rule.id))
    assert another.session.customer_id == house.customers[3].id
    second = await save(house, LeaveRuleChange(both, rule.id), key="more")
    assert second not in (0, rescue_id)
    assert len((await load_catalogue(house)).coaches[house.coach.id].repeats) == 2


async def test_a_rule_that_is_over_or_touches_nobody(house: House) -> None:
    over = replace(TUESDAYS, first=date(2026, 2, 1), until=date(2026, 2, 27))
    with pytest.raises(LeaveInPast):
        await look(house, LeaveRuleChange(over))
    assert await save(house, LeaveRuleChange(TUESDAYS)) == 0
    assert [
        one.pattern for one in (await load_catalogue(house)).coaches[house.coach.id].repeats
    ] == [TUESDAYS]


async def test_a_day_that_was_worked_after_all_is_taken_off_again_over_sessions(
    house: House,
) -> None:
    assert await save(house, LeaveRuleChange(TUESDAYS)) == 0
    [rule] = (await load_catalogue(house)).coaches[house.coach.id].repeats
    second, over = date(2026, 3, 10), NOW + 60 * DAY
    work = partial(work_on, house.database, house.coach.id, rule.id, second, now=NOW)
    await work(off=False, actor=acting(house.coach_person), key="on")
    mine = await house.book(starts_at=AT_NINE + WEEK)
    await house.book(starts_at=AT_NINE + DAY)
    with pytest.raises(LeaveHitsBookings):
        await work(off=True, actor=acting(house.coach_person), key="off")
    again = LeaveRuleChange(TUESDAYS, rule.id, second)
    for other, now, refusal in (
        (date(2026, 3, 11), NOW, NotFound),
        (second, over, LeaveInPast),
    ):
        with pytest.raises(refusal):
            await look(house, replace(again, back=other), now=now)
    [planned] = await look(house, again)
    assert planned.session.id == mine.id
    off_days = {start.date() for start in planned.starts if start.hour < 11} & set(TUESDAYS.days())
    assert not off_days
    rescue_id = await save(house, again, key="again")
    assert rescue_id
    assert await save(house, again, agreed="late", key="tap") == rescue_id
    assert await fates(house, rescue_id) == {mine.id: "waiting"}
    [rule] = (await load_catalogue(house)).coaches[house.coach.id].repeats
    assert (rule.pattern, rule.skipped) == (TUESDAYS, frozenset())


async def test_it_is_saved_while_customers_answer_and_others_save_it_too(house: House) -> None:
    booked = [
        await house.book(starts_at=AT_NINE + n * WEEK, customer_id=house.customers[n].id)
        for n in range(4)
    ]

    async def save_with_retries(key: str) -> int:
        for attempt in range(9):
            try:
                return await save(house, LeaveRuleChange(TUESDAYS), key=f"{key}{attempt}")
            except Refusal:
                await asyncio.sleep(0)
        return 0

    async def plain() -> None:
        try:
            await take_repeating(
                house.database,
                house.coach.id,
                TUESDAYS,
                actor=acting(house.coach_person),
                key="plain",
                now=NOW,
            )
        except Refusal:
            return

    await asyncio.gather(
        save_with_retries("a"),
        save_with_retries("b"),
        plain(),
        cancel(house, booked[1], customer=1),
    )
    repeats = (await load_catalogue(house)).coaches[house.coach.id].repeats
    assert [one.pattern for one in repeats] == [TUESDAYS]
    for place in (0, 2, 3):
        assert (await now_(house, booked[place])).rescue_id is not None
