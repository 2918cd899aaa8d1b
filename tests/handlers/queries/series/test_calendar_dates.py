"""Which dates of a series belong in a calendar: a request may come to nothing."""

import pytest

from domain.refusals import AlreadyDecided, NotFound
from domain.services.rules import Rules
from domain.services.service import Approval
from handlers.actions.appointments import deciding
from handlers.queries.series.calendar_dates import for_calendar
from storage.transactions import Database
from tests.handlers.actions.planned_series import Planner
from tests.house import NOW, House, Plan, acting, open_house


@pytest.fixture
async def house(database: Database) -> House:
    rules = Rules(horizon_days=90)
    return await open_house(
        database, Plan(customers=2, approval=Approval.MANUAL, service={"rules": rules})
    )


async def test_the_dates_of_a_series_are_for_a_calendar_once_they_are_confirmed(
    house: House,
) -> None:
    mia = Planner(house, house.customer)
    dates = await mia.dates(await mia.book(await mia.plan(3), 3))
    ids = [one.id for one in dates]

    with pytest.raises(AlreadyDecided) as refused:
        await for_calendar(house.database, ids[0], actor=mia.actor, now=NOW)
    await deciding.approve(
        house.database,
        ids[1],
        actor=acting(house.coach_person),
        key="yes",
        now=NOW,
    )

    assert refused.value == AlreadyDecided(ids[0], "pending")
    for actor in (mia.actor, acting(house.coach_person)):
        sure = await for_calendar(house.database, ids[0], actor=actor, now=NOW)
        assert [one.id for one in sure] == [ids[1]]
    with pytest.raises(AlreadyDecided):
        await for_calendar(house.database, ids[0], actor=mia.actor, now=dates[1].starts_at)
    with pytest.raises(NotFound):
        await for_calendar(house.database, ids[0], actor=acting(house.customers[1]), now=NOW)
