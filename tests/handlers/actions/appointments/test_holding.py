"""A time that is kept for whoever looks at it last."""

import asyncio
from datetime import datetime, timedelta

import pytest

from domain.appointments.appointment import Appointment
from domain.refusals import SlotTaken, TooManyOpen
from domain.roles import SYSTEM
from domain.services.resources import Need, ResourceKind
from domain.services.service_choice import USUAL
from domain.starts.room_refusals import RoomTaken
from handlers.actions.appointments import holding
from handlers.actions.business import upkeep
from storage.people.people import Person
from tests.handlers.actions.limited import DAY, HOUR, TUESDAY, book, limit, try_book
from tests.handlers.actions.proposals import load_catalogue
from tests.handlers.actions.with_rooms import add_rooms, attempt, colleagues, needs
from tests.house import NOW, House, acting
from tests.storage.occupying import disagreements

MINUTE = timedelta(minutes=1)


async def keep(
    house: House, start: datetime, by: Person | None = None, *, now: datetime = NOW
) -> datetime | None:
    return await holding.keep(
        house.database,
        await load_catalogue(house),
        house.service.id,
        house.coach.id,
        start,
        USUAL,
        actor=acting(by or house.customer),
        now=now,
    )


@pytest.fixture
async def keeping_house(house: House) -> House:
    await limit(house, business={"hold_minutes": 5})
    return house


async def hold_count(house: House) -> int:
    async with house.database.read() as reader:
        [[number]] = await reader.fetch("SELECT count(*) FROM claims WHERE reason = 'hold'")
    return int(number)


async def test_nothing_is_kept_unless_the_business_says_so(house: House) -> None:
    assert await keep(house, TUESDAY) is None
    assert await hold_count(house) == 0


async def test_others_read_that_somebody_is_about_to_book_it_until_it_expires(
    keeping_house: House,
) -> None:
    house, other = keeping_house, keeping_house.customers[1]

    assert await keep(house, TUESDAY) == NOW + 5 * MINUTE
    refusal = await try_book(house, TUESDAY, other)
    assert isinstance(refusal, SlotTaken)
    assert refusal.reason == "held"
    assert TUESDAY.timestamp() not in refusal.nearest
    await book(house, TUESDAY, other, now=NOW + 5 * MINUTE)


async def test_whoever_kept_it_books_it_and_holds_nothing_more(keeping_house: House) -> None:
    house = keeping_house
    await keep(house, TUESDAY)

    booked = await book(house, TUESDAY, now=NOW + MINUTE)

    assert booked.starts_at == TUESDAY
    assert await hold_count(house) == 0
    assert await keep(house, TUESDAY + 2 * HOUR, now=NOW + MINUTE)
    assert isinstance(await try_book(house, TUESDAY, house.customers[1]), SlotTaken)


async def test_another_time_takes_its_place_and_the_same_is_kept_no_longer(
    keeping_house: House,
) -> None:
    house = keeping_house
    await keep(house, TUESDAY)

    assert await keep(house, TUESDAY, now=NOW + 3 * MINUTE) == NOW + 5 * MINUTE
    assert await keep(house, TUESDAY + DAY, now=NOW + 3 * MINUTE) == NOW + 8 * MINUTE
    assert await hold_count(house) == 1
    await book(house, TUESDAY, house.customers[1])
    # What they book in the end need not be what was kept.
    await book(house, TUESDAY + 2 * DAY, now=NOW + 4 * MINUTE)
    assert await hold_count(house) == 0


async def test_whoever_turns_away_or_may_book_no_more_holds_nothing(keeping_house: House) -> None:
    house, actor = keeping_house, acting(keeping_house.customer)
    await keep(house, TUESDAY)

    await holding.let_go(house.database, await load_catalogue(house), actor=actor)

    assert await hold_count(house) == 0
    await limit(house, business={"hold_minutes": 5, "open_limit": 1})
    await book(house, TUESDAY)
    with pytest.raises(TooManyOpen):
        await keep(house, TUESDAY + DAY)


@pytest.mark.parametrize("rooms", [0, 1])
async def test_of_many_who_look_at_once_one_keeps_it_and_time_forgets(
    keeping_house: House, rooms: int
) -> None:
    house = keeping_house
    if rooms:
        await add_rooms(house, 1)
        await needs(house, Need(1, ResourceKind.ROOM))

    async def look(person: Person) -> datetime | str | None:
        try:
            return await keep(house, TUESDAY, person)
        except SlotTaken as refusal:
            again = TUESDAY.timestamp() in refusal.nearest
            return "offered again" if again else refusal.reason

    outcomes = await asyncio.gather(*map(look, house.customers))

    # Who looks in the very moment may see the room go first, and then the coach.
    others = [one for one in outcomes if one != NOW + 5 * MINUTE]
    assert len(others) == 4
    assert set(others) <= ({"held", "room"} if rooms else {"held"})
    await upkeep.expire(house.database, actor=SYSTEM, now=NOW + 6 * MINUTE)
    assert await hold_count(house) == 0
    assert isinstance(await try_book(house, TUESDAY, house.customers[4]), Appointment)


async def test_a_room_is_kept_with_the_time_that_needs_it(keeping_house: House) -> None:
    house, other = keeping_house, keeping_house.customers[1]
    [ben], [room] = await colleagues(house, 1), await add_rooms(house, 1)
    await needs(house, Need(1, ResourceKind.ROOM))
    assert await keep(house, TUESDAY)
    assert await hold_count(house) == 2
    known = await load_catalogue(house)

    assert isinstance(await attempt(house, known, ben, other, TUESDAY), RoomTaken)
    assert await keep(house, TUESDAY, now=NOW + MINUTE) == NOW + 5 * MINUTE
    mine = await book(house, TUESDAY, house.customer)
    assert mine.resource_ids == (room,)
    assert await hold_count(house) == 0
    assert await disagreements(house) == []
    assert await keep(house, TUESDAY + 3 * HOUR)
    await holding.let_go(house.database, await load_catalogue(house), actor=acting(house.customer))
    assert await hold_count(house) == 0
