"""While a coach is away and customers may choose, nobody arrives, and nobody asks for a change."""

from datetime import timedelta

import pytest

from domain.refusals import AlreadyDecided
from handlers.actions.appointments import asking, checking_in
from tests.handlers.actions.illness import AT_NINE, save
from tests.handlers.actions.proposals import load_catalogue, notices, now_
from tests.house import House, acting

MINUTE = timedelta(minutes=1)


async def test_nobody_arrives_at_what_its_coach_is_away_from(house: House) -> None:
    mine = await house.book(starts_at=AT_NINE)
    await save(house)
    with pytest.raises(AlreadyDecided):
        await checking_in.check_in(
            house.database,
            mine.id,
            actor=acting(house.coach_person),
            key="there",
            now=AT_NINE - 40 * MINUTE,
        )
    assert (await now_(house, mine)).begun_at is None


async def test_who_may_cancel_at_the_last_moment_asks_nobody_to(house: House) -> None:
    mine = await house.book(starts_at=AT_NINE)
    await save(house)
    with pytest.raises(AlreadyDecided):
        await asking.ask_coach(
            house.database,
            await load_catalogue(house),
            mine.id,
            asking.CANCEL,
            actor=acting(house.customer),
            key="ask",
            now=AT_NINE - 40 * MINUTE,
        )
    assert "asks_cancel" not in [kind for kind, _ in await notices(house)]
