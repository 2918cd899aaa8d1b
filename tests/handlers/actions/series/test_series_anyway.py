"""Limits within a series that moves, and a coach who sets their own aside for all of it."""

from datetime import timedelta
from typing import Any

import pytest

from domain.series.series_refusals import SeriesClash
from domain.services.rules import Rules
from domain.time.spans import epoch
from handlers.actions.series import series_booking, series_moving
from handlers.actions.series.series_booking import SeriesPreview
from storage import audit
from storage.transactions import Database
from tests.handlers.actions.limited import limit
from tests.handlers.actions.planned_series import FIRST, WEEK, Planner
from tests.handlers.actions.proposals import load_catalogue
from tests.handlers.actions.series.test_series_rules import open_series_house
from tests.house import NOW, House

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def overridden(house: House, appointment_id: int) -> object:
    async with house.database.read() as reader:
        line = (await audit.of(reader, "appointment", appointment_id))[-1]
    return (line.after or {}).get("overridden")


async def test_a_move_says_which_of_its_dates_would_be_too_many_once_others_have_moved(
    database: Database,
) -> None:
    house = await open_series_house(database)
    mia = Planner(house, house.customer)
    first, _ = await mia.book_dates(2)
    await limit(house, rules=Rules(horizon_days=90, customer_day=1, cap_day=1))
    draft = await mia.move(first, FIRST + DAY)
    assert await mia.verdicts(draft) == [None, None]
    # The second goes to the day to which the first has gone.
    same_day = epoch(FIRST + DAY + 3 * HOUR)
    await mia.edit(draft, lambda plan: plan.shifting(1, same_day))
    assert await mia.verdicts(draft) == [None, "cap"]
    with pytest.raises(SeriesClash) as lost:
        await mia.carry_on(draft, 2)
    assert lost.value.lost == ((1, "cap"),)
    # Whoever goes first finds the other there still.
    await mia.edit(draft, lambda plan: plan.shifting(1, epoch(FIRST + 3 * HOUR)))
    assert await mia.verdicts(draft) == [None, "cap"]
    with pytest.raises(SeriesClash) as lost:
        await mia.carry_on(draft, 2)
    assert lost.value.lost == ((1, "cap"),)


async def test_a_coach_sets_limits_aside_for_a_whole_series_and_the_audit_names_them(
    database: Database,
) -> None:
    house = await open_series_house(database)
    mia, anna = Planner(house, house.customer), Planner(house, house.coach_person)
    stands = await house.book(starts_at=FIRST)
    await limit(house, rules=Rules(horizon_days=10, customer_week=1))
    draft = await anna.plan(3, origin=stands.id, customer=mia.person.id)
    verdicts = await anna.verdicts(draft)
    assert verdicts[:2] == [None, None]
    assert verdicts[2] == "horizon"
    planning = await anna.planning(draft)
    assert await planning.can_be_set_aside(verdicts)

    shown = SeriesPreview(2, house.service.price.minor)
    args: dict[str, Any] = {"actor": anna.actor, "now": NOW}
    with pytest.raises(SeriesClash):
        await series_booking.book_series(
            house.database, await load_catalogue(house), draft, shown, key="1", **args
        )
    aside = SeriesPreview(2, house.service.price.minor, anyway=True)
    appointment = await series_booking.book_series(
        house.database, await load_catalogue(house), draft, aside, key="2", **args
    )
    dates = await mia.dates(appointment)
    assert [one.starts_at for one in dates] == [FIRST + n * WEEK for n in range(3)]
    assert [await overridden(house, one.id) for one in dates[1:]] == [None, ["horizon"]]

    moving = await anna.move(dates[0], FIRST + DAY)
    with pytest.raises(SeriesClash):
        await series_moving.move_series(
            house.database, await load_catalogue(house), moving, 3, key="3", **args
        )
    await series_moving.move_series(
        house.database, await load_catalogue(house), moving, 3, key="4", anyway=True, **args
    )
    assert [one.starts_at for one in await mia.dates(appointment)] == [
        FIRST + DAY + n * WEEK for n in range(3)
    ]


async def test_a_customer_sets_nothing_aside_and_what_is_booked_nobody_does(
    database: Database,
) -> None:
    house = await open_series_house(database)
    mia, anna = Planner(house, house.customer), Planner(house, house.coach_person)
    first, _ = await mia.book_dates(2)
    await limit(house, rules=Rules(horizon_days=3))
    theirs = await mia.move(first, FIRST + DAY)
    verdicts = await mia.verdicts(theirs)
    assert verdicts == [None, "horizon"]
    assert not await (await mia.planning(theirs)).can_be_set_aside(verdicts)
    with pytest.raises(SeriesClash):
        await series_moving.move_series(
            house.database,
            await load_catalogue(house),
            theirs,
            2,
            actor=mia.actor,
            key="x",
            now=NOW,
            anyway=True,
        )
    await house.book(starts_at=FIRST + DAY, customer_id=house.customers[1].id)
    moving = await anna.move(first, FIRST + DAY)
    verdicts = await anna.verdicts(moving)
    assert verdicts == ["booked", "horizon"]
    assert not await (await anna.planning(moving)).can_be_set_aside(verdicts)
