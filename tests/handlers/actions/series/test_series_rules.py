"""A series together with groups, rooms, caps, closures: each date obeys what a single one does."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.appointments.appointment import Status
from domain.series.series import mark
from domain.series.series_refusals import SeriesClash
from domain.services.form_refusals import Unanswered
from domain.services.forms import AnswerKind, FormQuestion
from domain.services.resources import Need, ResourceKind
from domain.services.rules import Rules
from domain.services.service import Approval
from domain.services.service_choice import Choice
from domain.time.periods import Period
from domain.time.spans import epoch
from handlers.actions.appointments import holding
from handlers.actions.series import series_changes
from handlers.actions.services import forms as form_actions
from storage.services import forms, rooms
from storage.transactions import Database, Writer
from storage.working_hours import closures, timetables
from tests.handlers.actions.group_classes import occupancy
from tests.handlers.actions.limited import limit
from tests.handlers.actions.planned_series import FIRST, WEEK, Planner
from tests.handlers.actions.proposals import load_catalogue
from tests.house import NOW, OFFICE_HOURS, House, Plan, acting, open_house
from tests.storage.occupying import disagreements

RULES = Rules(horizon_days=90)
DAY = timedelta(days=1)


async def open_series_house(database: Database, **service: object) -> House:
    return await open_house(
        database, Plan(customers=4, approval=Approval.AUTO, service={"rules": RULES} | service)
    )


async def test_a_series_of_places_in_a_class_is_booked_joined_moved_and_cancelled(
    database: Database,
) -> None:
    house = await open_series_house(database, capacity=3, most_places=2)
    mia, max_, eva = (Planner(house, person) for person in house.customers[:3])
    two = Choice(places=2).as_text
    mine = await mia.dates(await mia.book(await mia.plan(3, choice=two), 3, places=2))
    assert [await occupancy(house, a.starts_at) for a in mine] == [(2, 3)] * 3
    # One place is left, in each of them.
    draft = await max_.plan(3, choice=two)
    with pytest.raises(SeriesClash) as lost:
        await max_.book(draft, 3, places=2)
    assert [number for number, _ in lost.value.lost] == [0, 1, 2]
    his = await max_.book_dates(3)
    assert await occupancy(house, FIRST) == (3, 3)
    assert (await eva.verdicts(await eva.plan(3)))[0] is not None
    draft = await max_.move(his[0], FIRST + DAY)
    assert await max_.verdicts(draft) == [None] * 3
    await max_.carry_on(draft, 3)
    assert await occupancy(house, FIRST) == (2, 3)
    assert await occupancy(house, FIRST + DAY + WEEK) == (1, 3)
    await series_changes.cancel_series(
        database,
        await load_catalogue(house),
        mine[1].id,
        mark(mine[1:]),
        actor=acting(house.customer),
        key="c",
        now=NOW,
    )
    assert await occupancy(house, FIRST) == (2, 3)
    assert await occupancy(house, FIRST + WEEK) in (None, (0, 3))
    assert await disagreements(house) == []


async def test_a_room_that_two_coaches_share_goes_to_one_series(database: Database) -> None:
    house = await open_series_house(database)

    async def set_up(writer: Writer) -> None:
        room = await rooms.add(writer, ResourceKind.ROOM, "Linden")
        await rooms.set_needs(writer, house.service.id, [Need(1, None, (room,))])
        await rooms.add_closure(
            writer,
            room,
            (FIRST + 2 * WEEK).replace(tzinfo=None),
            (FIRST + 2 * WEEK + timedelta(hours=3)).replace(tzinfo=None),
        )

    await database.write(set_up)
    mia, max_ = (Planner(house, person) for person in house.customers[:2])
    draft = await mia.plan(4)
    assert await mia.verdicts(draft) == [None, None, "room", None]
    await mia.edit(draft, lambda plan: plan.skipping((2,)))
    ends = await asyncio.gather(
        mia.book(draft, 3), max_.book(await max_.plan(2), 2), return_exceptions=True
    )
    assert sorted(type(end).__name__ for end in ends) == ["Appointment", "SeriesClash"]
    assert await disagreements(house) == []


async def test_a_weekly_cap_counts_the_dates_of_the_same_series(database: Database) -> None:
    house = await open_series_house(database)
    await limit(house, rules=Rules(horizon_days=90, customer_week=1))
    mia = Planner(house, house.customer)
    draft = await mia.plan(3)
    monday = int((FIRST + 2 * WEEK - 2 * DAY).timestamp())
    # The second goes into the week of the third.
    await mia.edit(draft, lambda plan: plan.shifting(1, monday))
    with pytest.raises(SeriesClash) as lost:
        await mia.book(draft, 3)
    assert [why for _, why in lost.value.lost] == ["limit"]
    await mia.edit(draft, lambda plan: plan.skipping((1,), skipped=False))
    dates = await mia.dates(await mia.book(draft, 3))
    assert {a.status for a in dates} == {Status.CONFIRMED}
    # Each week has one by now.
    other = await mia.plan(3, first=FIRST + DAY)
    assert await mia.verdicts(other) == ["limit"] * 3


async def test_what_the_house_keeps_closed_is_no_date(database: Database) -> None:
    house = await open_series_house(database)
    closed = date(2026, 3, 11)
    await database.write(lambda w: closures.add(w, "Works", Period(closed, closed)))
    mia = Planner(house, house.customer)
    draft = await mia.plan(3)
    assert await mia.verdicts(draft) == [None, "closure", None]
    with pytest.raises(SeriesClash) as lost:
        await mia.book(draft, 3)
    assert lost.value.lost == ((1, "closure"),)


async def test_what_is_kept_for_who_looks_is_theirs_to_repeat(database: Database) -> None:
    house = await open_series_house(database)
    await limit(house, business={"hold_minutes": 10})
    await holding.keep(
        database,
        await load_catalogue(house),
        house.service.id,
        house.coach.id,
        FIRST,
        Choice(),
        actor=acting(house.customer),
        now=NOW,
    )
    mia, max_ = (Planner(house, person) for person in house.customers[:2])
    assert await max_.verdicts(await max_.plan(2)) == ["booked", None]
    draft = await mia.plan(2)
    assert await mia.verdicts(draft) == [None, None]
    await mia.book(draft, 2)
    assert await disagreements(house) == []


async def test_a_service_that_is_answered_by_hand_makes_requests(database: Database) -> None:
    house = await open_series_house(database, approval=Approval.MANUAL)
    dates = await Planner(house, house.customer).book_dates(2)
    assert {a.status for a in dates} == {Status.PENDING}


async def test_what_a_service_asks_is_answered_once_for_all_dates(database: Database) -> None:
    house = await open_series_house(database)
    form_question = FormQuestion(0, AnswerKind.TEXT, "Level?")
    await database.write(lambda w: forms.replace(w, house.service.id, (), (form_question,)))
    [question] = [one.id for one in (await load_catalogue(house)).forms[house.service.id]]
    mia = Planner(house, house.customer)
    draft = await mia.plan(3)
    with pytest.raises(Unanswered):
        await mia.book(draft, 3)
    await form_actions.answer(
        database,
        await load_catalogue(house),
        [house.service.id],
        question,
        "Beginner",
        actor=acting(house.customer),
        now=NOW,
    )
    dates = await mia.dates(await mia.book(await mia.plan(3), 3))
    assert {a.answers for a in dates} == {(("Level?", "Beginner"),)}
    # What stands is repeated with what was said of it; anything else is asked for anew.
    with pytest.raises(Unanswered):
        await mia.book(await mia.plan(2, first=FIRST + DAY), 2)
    stands = await house.book(starts_at=FIRST + 2 * DAY, answers=dates[0].answers)
    again = await mia.plan(2, first=FIRST + 2 * DAY, origin=stands.id)
    appointment = await mia.book(again, 1)
    assert appointment.answers == dates[0].answers


@pytest.mark.parametrize(
    ("rules", "gap", "later", "why"),
    [
        ({}, 30, timedelta(minutes=90), "twice"),
        ({"customer_week": 1}, 0, DAY, "limit"),
        ({"cap_day": 1}, 0, timedelta(hours=2), "cap"),
        ({"cap_day": 2, "customer_week": 2}, 20, timedelta(minutes=90), None),
    ],
)
async def test_a_plan_says_which_of_its_dates_would_be_too_many_or_too_close(
    database: Database, rules: dict[str, Any], gap: int, later: timedelta, why: str | None
) -> None:
    house = await open_series_house(database, rules=replace(RULES, **rules))
    await limit(house, business={"gap": gap})
    mia = Planner(house, house.customer)
    draft = await mia.plan(2)
    await mia.edit(draft, lambda plan: plan.shifting(1, epoch(FIRST + later)))
    assert await mia.verdicts(draft) == [None, why]
    if why is None:
        await mia.book(draft, 2)
    else:
        with pytest.raises(SeriesClash):
            await mia.book(draft, 2)


@pytest.mark.parametrize(
    ("by", "second", "previewed"),
    [
        # All dates a day earlier: each goes into the week that the one before has left.
        (-DAY, -DAY, [None, None]),
        # Both into one week.
        (DAY, 2 * DAY - WEEK, [None, "limit"]),
    ],
)
async def test_dates_that_move_count_in_the_weeks_to_which_they_go_and_no_more_where_they_were(
    database: Database, by: timedelta, second: timedelta, previewed: list[str | None]
) -> None:
    house = await open_series_house(database, rules=replace(RULES, customer_week=1))
    await database.write(_open_every_day(house))
    monday = FIRST + timedelta(days=5)
    mia = Planner(house, house.customer)
    one, other = await mia.book_dates(2, first=monday)
    draft = await mia.move(one, one.starts_at + by)
    await mia.edit(draft, lambda plan: plan.shifting(1, epoch(other.starts_at + second)))
    assert await mia.verdicts(draft) == previewed
    if previewed == [None, None]:
        await mia.carry_on(draft, 2)
    else:
        with pytest.raises(SeriesClash) as refused:
            await mia.carry_on(draft, 2)
        assert refused.value.lost == ((1, "limit"),)


def _open_every_day(house: House) -> Callable[[Writer], Coroutine[Any, Any, None]]:
    async def work(writer: Writer) -> None:
        for weekday in range(7):
            await timetables.set_weekday_hours(writer, house.coach.id, weekday, OFFICE_HOURS)

    return work
