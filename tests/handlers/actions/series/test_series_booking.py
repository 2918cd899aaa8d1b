"""A series is booked as a whole or not at all, whatever is in the way of one of its dates."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta

import pytest

from domain.appointments.appointment import Status
from domain.refusals import AlreadyDecided, NoLongerOffered, NotFound
from domain.series.series import Rhythm, Unit
from domain.series.series_plan import Plan
from domain.series.series_refusals import PlanDone, PlanGone, SeriesClash
from domain.services.rules import Rules
from domain.services.service import Approval, Money
from handlers.actions.series import series_plans
from storage.people import merging
from storage.services import catalogue
from storage.transactions import Database
from storage.working_hours import timetables
from tests.handlers.actions.planned_series import BERLIN, FIRST, WEEK, Planner, all_rows
from tests.handlers.actions.proposals import notices
from tests.house import House, acting, open_house
from tests.house import Plan as HousePlan

AUTO = HousePlan(customers=3, approval=Approval.AUTO, service={"rules": Rules(horizon_days=90)})


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database, AUTO)


@pytest.fixture
def mia(house: House) -> Planner:
    return Planner(house, house.customer)


async def test_each_date_is_an_appointment_and_the_coach_hears_once(
    house: House, mia: Planner
) -> None:
    dates = await mia.book_dates(5)
    assert [(a.status, a.series_nr, a.series_of) for a in dates] == [
        (Status.CONFIRMED, nr, 5) for nr in range(1, 6)
    ]
    # Nine in Berlin, before and after the clocks change on 29 March.
    assert {a.wall_start.time() for a in dates} == {time(9)}
    assert [a.starts_at.hour for a in dates] == [8, 8, 8, 8, 7]
    assert len({a.code for a in dates}) == 5
    messages = await notices(house)
    assert messages.count(("series_booked", house.coach_person.id)) == 1
    assert sum(kind == "reminder_24h" for kind, _ in messages) == 5
    assert {kind for kind, _ in messages} == {"series_booked", "reminder_24h", "reminder_1h"}


async def test_the_preview_says_of_each_date_what_is_in_the_way(house: House, mia: Planner) -> None:
    await house.book(starts_at=FIRST + WEEK, customer_id=house.customers[1].id)
    away = datetime(2026, 3, 18)
    await house.database.write(
        lambda w: catalogue.add_leave(w, house.coach.id, away, away + timedelta(days=1))
    )
    await house.database.write(
        lambda w: timetables.set_overrides(w, house.coach.id, [date(2026, 3, 25)], ((780, 1020),))
    )
    draft = await mia.plan(14)
    free = [None] * 8
    assert await mia.verdicts(draft) == [
        *(None, "booked", "leave", "hours", None),
        *free,
        "horizon",
    ]


async def test_a_date_is_left_out_or_taken_at_another_time_of_its_week(
    house: House, mia: Planner
) -> None:
    await house.book(starts_at=FIRST + WEEK, customer_id=house.customers[1].id)
    draft = await mia.plan(4)
    others = await (await mia.planning(draft)).instead(1, 6)
    assert len(others) == 6
    ten_past = int((FIRST + WEEK + timedelta(hours=1, minutes=30)).timestamp())
    assert ten_past in others
    await mia.edit(draft, lambda plan: plan.shifting(1, ten_past).skipping((3,)))
    assert await mia.verdicts(draft) == [None] * 4
    dates = await mia.dates(await mia.book(draft, 3))
    assert [(a.starts_at.timestamp(), a.series_nr, a.series_of) for a in dates] == [
        (FIRST.timestamp(), 1, 3),
        (ten_past, 2, 3),
        ((FIRST + 2 * WEEK).timestamp(), 3, 3),
    ]


async def test_two_dates_of_one_plan_do_not_meet(mia: Planner) -> None:
    draft = await mia.plan(3)
    second = int((FIRST + WEEK + timedelta(minutes=30)).timestamp())
    await mia.edit(draft, lambda plan: plan.shifting(0, second))
    assert await mia.verdicts(draft) == ["twice", None, None]
    with pytest.raises(SeriesClash) as lost:
        await mia.book(draft, 3)
    assert lost.value.lost == ((0, "booked"),)


async def test_what_was_lost_meanwhile_is_named_and_nothing_is_booked(
    house: House, mia: Planner
) -> None:
    draft = await mia.plan(4)
    for weeks in (1, 3):
        await house.book(starts_at=FIRST + weeks * WEEK, customer_id=house.customers[1].id)
    before = await all_rows(house)
    for _ in range(2):  # delivered again, the same is said
        with pytest.raises(SeriesClash) as lost:
            await mia.book(draft, 4, key="tap")
        assert lost.value.lost == ((1, "booked"), (3, "booked"))
    assert await all_rows(house) == before
    await mia.edit(draft, lambda plan: plan.skipping((1, 3)))
    assert len(await mia.dates(await mia.book(draft, 2))) == 2


async def test_a_doubled_tap_books_once(house: House, mia: Planner) -> None:
    draft = await mia.plan(4)
    appointments = await asyncio.gather(*(mia.book(draft, 4) for _ in range(4)))
    assert len({a.id for a in appointments}) == 1
    assert len(await mia.dates(appointments[0])) == 4
    assert (await notices(house)).count(("series_booked", house.coach_person.id)) == 1
    with pytest.raises(PlanDone):
        await mia.verdicts(draft)


async def test_two_who_want_the_same_dates_do_not_wait_for_each_other_in_a_ring(
    house: House,
) -> None:
    planners = [Planner(house, person) for person in house.customers]
    # The one begins where another is going to arrive.
    firsts = [FIRST + WEEK, FIRST, FIRST + 2 * WEEK]
    drafts = [
        await planner.plan(6, first=first) for planner, first in zip(planners, firsts, strict=True)
    ]
    ends = await asyncio.gather(
        *(planner.book(draft, 6) for planner, draft in zip(planners, drafts, strict=True)),
        return_exceptions=True,
    )
    assert [type(end).__name__ for end in ends].count("Appointment") >= 1
    assert all(isinstance(end, SeriesClash) or not isinstance(end, Exception) for end in ends)
    assert house.database.retries == 0


async def test_every_date_counts_for_what_one_customer_may_have(mia: Planner) -> None:
    draft = await mia.plan(10)
    await mia.book(draft, 10)
    afternoon = FIRST + timedelta(hours=5)
    second = await mia.plan(11, first=afternoon)
    with pytest.raises(SeriesClash) as lost:
        await mia.book(second, 11)
    assert lost.value.lost == ((10, "limit"),)


async def test_a_plan_that_is_not_what_was_shown_is_shown_again(house: House, mia: Planner) -> None:
    draft = await mia.plan(3)
    with pytest.raises(SeriesClash, match=r"lost.: \(\)"):
        await mia.book(draft, 4)
    await house.database.write(
        lambda w: catalogue.update_service(w, house.service.id, price=Money(9900, "EUR"))
    )
    with pytest.raises(SeriesClash, match=r"lost.: \(\)"):
        await mia.book(draft, 3)


async def test_a_newer_plan_takes_the_place_of_the_one_before(mia: Planner, house: House) -> None:
    draft = await mia.plan(3)
    await mia.plan(4)
    with pytest.raises(PlanGone):
        await mia.book(draft, 3)
    other = Planner(house, house.customers[1])
    with pytest.raises(PlanGone):
        await other.book(draft, 3)
    with pytest.raises(PlanGone):
        await other.verdicts(draft + 1)


async def test_one_date_is_no_series(mia: Planner) -> None:
    draft = await mia.plan(2)
    await mia.edit(draft, lambda plan: plan.skipping((1,)))
    with pytest.raises(SeriesClash):
        await mia.book(draft, 1)


@pytest.mark.parametrize("number", [-1, 3, 10**9])
async def test_a_date_that_there_is_not_is_not_changed(mia: Planner, number: int) -> None:
    draft = await mia.plan(3)
    with pytest.raises(NotFound):
        await mia.edit(draft, lambda plan: plan.skipping((number,)))
    with pytest.raises(NotFound):
        await mia.edit(draft, lambda plan: plan.shifting(number, 0))


async def test_a_service_that_is_hidden_by_now_is_not_booked(house: House, mia: Planner) -> None:
    draft = await mia.plan(3)
    await house.database.write(lambda w: catalogue.update_service(w, house.service.id, hidden=True))
    with pytest.raises(NoLongerOffered):
        await mia.verdicts(draft)
    with pytest.raises(NoLongerOffered):
        await mia.book(draft, 3)


async def test_a_month_has_its_last_day_where_it_is_shorter(house: House, mia: Planner) -> None:
    first = datetime(2026, 3, 31, 7, tzinfo=UTC)  # a Tuesday
    draft = await mia.plan(3, first=first, rhythm=Rhythm(Unit.MONTH))
    assert await mia.verdicts(draft) == [None, None, "hours"]  # 31 May is a Sunday
    await mia.edit(draft, lambda plan: plan.skipping((2,)))
    dates = await mia.dates(await mia.book(draft, 2))
    assert [str(a.wall_start.date()) for a in dates] == ["2026-03-31", "2026-04-30"]


async def test_a_coach_repeats_what_stands_and_the_customer_hears_once(house: House) -> None:
    stands = await house.book(starts_at=FIRST)
    anna = Planner(house, house.coach_person)
    draft = await anna.plan(4, origin=stands.id, customer=house.customer.id)
    appointment = await anna.book(draft, 3)
    dates = await anna.dates(appointment)
    assert [(a.id == stands.id, a.series_nr, a.customer_id) for a in dates] == [
        (nr == 1, nr, house.customer.id) for nr in range(1, 5)
    ]
    assert {a.status for a in dates} == {Status.CONFIRMED}
    kinds = [one for one in await notices(house) if not one[0].startswith("reminder")]
    assert kinds == [("series_by_coach", house.customer.id)]
    with pytest.raises(AlreadyDecided):  # it is part of one by now
        await anna.book(await anna.plan(4, origin=stands.id, customer=house.customer.id), 3)


async def test_nobody_plans_for_somebody_else(house: House) -> None:
    stands = await house.book(starts_at=FIRST)
    stranger = Planner(house, house.customers[1])
    with pytest.raises(Exception, match="NotAllowed"):
        await stranger.plan(4, origin=stands.id, customer=house.customer.id)
    # A coach begins nothing in a customer's name.
    with pytest.raises(NotFound):
        await Planner(house, house.coach_person).plan(4, customer=house.customer.id)


async def test_a_time_that_the_clocks_jump_over_is_named(house: House, mia: Planner) -> None:
    night = datetime(2026, 3, 22, 1, 30, tzinfo=UTC)  # half past two in Berlin, a Sunday
    await house.database.write(
        lambda w: timetables.set_weekday_hours(w, house.coach.id, 6, ((0, 360),))
    )
    draft = await mia.plan(3, first=night)
    assert await mia.verdicts(draft) == [None, "clock", None]
    others = await (await mia.planning(draft)).instead(1, 3)
    walls = [datetime.fromtimestamp(at, BERLIN) for at in others]
    assert {wall.date() for wall in walls} == {date(2026, 3, 29)}


async def test_a_plan_is_kept_as_it_is(house: House, mia: Planner) -> None:
    draft = await mia.plan(3)
    await mia.edit(draft, lambda plan: plan.shifting(1, 1_800_000_000).skipping((2,)))
    plan = await series_plans.find(house.database, draft, actor=acting(house.customer))
    assert isinstance(plan, Plan)
    assert plan.dates[1].start == 1_800_000_000
    assert plan.dates[2].start is None
    assert plan.size == 2


async def test_a_record_that_is_joined_brings_its_series(house: House, mia: Planner) -> None:
    dates = await mia.book_dates(2)
    other = house.customers[1]
    await house.database.write(lambda w: merging.merge(w, house.customer.id, other.id))
    assert [a.customer_id for a in await Planner(house, other).dates(dates[0])] == [other.id] * 2
    async with house.database.read() as reader:
        [[owner]] = await reader.fetch("SELECT customer_id FROM series")
    assert owner == other.id
