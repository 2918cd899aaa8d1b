"""How a plan begins: with what was booked, as its coach offers it now."""

import pytest

from domain.services.rules import Rules
from domain.services.service import Approval
from domain.services.service_choice import Choice
from domain.services.terms import Length, Terms
from handlers.queries.series import planning
from storage.services import terms
from storage.transactions import Database
from tests.handlers.actions.planned_series import FIRST, Planner
from tests.handlers.actions.proposals import load_catalogue
from tests.house import NOW, House, Plan, acting, open_house

OWN = Terms((Length(45, 4000), Length(60, 5000)))


@pytest.fixture
async def house(database: Database) -> House:
    """Usually an hour, but three quarters of one with its coach, who does an hour too."""
    rules = Rules(horizon_days=90)
    house = await open_house(database, Plan(approval=Approval.AUTO, service={"rules": rules}))
    await database.write(lambda w: terms.keep(w, house.coach.id, house.service.id, OWN))
    return house


@pytest.mark.parametrize(("minutes", "choice"), [(60, "60"), (45, "")])
async def test_a_session_is_repeated_at_its_length_whatever_is_usual_with_its_coach(
    house: House, minutes: int, choice: str
) -> None:
    known = await load_catalogue(house)
    service = known.service_for(house.service.id, known.coaches[house.coach.id], Choice(minutes))
    booked = await house.book(starts_at=FIRST, service=service, price=service.price)
    plan = await planning.of_session(
        house.database, known, booked.id, actor=acting(house.customer), now=NOW
    )
    assert plan.choice == choice
    _, repeated = planning.coach_and_service(known, plan)
    assert (repeated.minutes, repeated.price) == (minutes, service.price)


async def test_a_series_continues_at_its_length_whatever_is_usual_with_its_coach(
    house: House,
) -> None:
    mia, known = Planner(house, house.customer), await load_catalogue(house)
    first = await mia.book(await mia.plan(2, choice="60"), 2)
    last = (await mia.dates(first))[-1]
    plan = await planning.of_continuing(
        house.database, known, last.id, actor=mia.actor, now=last.starts_at
    )
    assert planning.coach_and_service(known, plan)[1].minutes == last.minutes == 60
