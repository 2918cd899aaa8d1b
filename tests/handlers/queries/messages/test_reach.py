"""Whether somebody can be reached is only known about one's own customers."""

import pytest

from domain.refusals import NotAllowed, NotFound
from domain.roles import Role
from handlers.queries.messages import reach
from storage.transactions import Database
from tests.house import House, acting, open_house
from tests.house import Plan as HousePlan


@pytest.fixture
async def house(database: Database) -> House:
    house = await open_house(database, HousePlan(customers=2))
    await house.book()
    return house


async def test_a_coach_asks_about_their_customers_and_the_team_about_all(house: House) -> None:
    coach, team = acting(house.coach_person), acting(house.customers[1], Role.MANAGER)
    theirs, stranger = (one.id for one in house.customers)
    for actor, person_id in ((coach, theirs), (team, theirs), (team, stranger)):
        assert await reach.is_reachable(
            house.database, house.coach.id, person_id, actor=actor, available_channels=()
        )
    with pytest.raises(NotFound):
        await reach.of_customer(house.database, house.coach.id, stranger, actor=coach)
    with pytest.raises(NotFound):  # another coach's
        await reach.of_customer(house.database, house.coach.id + 1, theirs, actor=coach)
    customer = acting(house.customer)
    with pytest.raises(NotAllowed):
        await reach.of_customer(house.database, house.coach.id, theirs, actor=customer)
