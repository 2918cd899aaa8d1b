"""One update in two replicas at the same moment."""

import asyncio
from datetime import timedelta

import pytest

from domain.refusals import TooSoon
from handlers.actions.appointments import booking
from storage.services import catalogue
from storage.transactions import Database
from tests.house import NOW, House, acting


@pytest.mark.parametrize("round_", range(5))
async def test_both_are_refused_at_once_when_the_rules_say_no(
    house: House, database_url: str, round_: int
) -> None:
    replicas = (house.database, Database(database_url))
    async with house.database.read() as reader:
        offered = await catalogue.load(reader)
    too_soon = NOW + timedelta(minutes=30)
    order = booking.BookingOrder(house.service.id, house.coach.id, too_soon, house.service.price)

    async def attempt(replica: Database) -> object:
        return await booking.book(
            replica, offered, order, actor=acting(house.customer), key="one update", now=NOW
        )

    outcomes = await asyncio.gather(*map(attempt, replicas), return_exceptions=True)
    retries = sum(replica.retries for replica in replicas)
    await replicas[1].close()

    assert all(isinstance(outcome, TooSoon) for outcome in outcomes), outcomes
    assert retries <= 1, "at most once both wrote down the refusal in the same instant"
