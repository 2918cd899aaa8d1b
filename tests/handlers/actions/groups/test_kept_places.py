"""Places of a group's session that are kept for whoever looks at them last."""

import asyncio
from datetime import datetime, timedelta

import pytest

from domain.groups.group_refusals import PlacesGone, TooManyPlaces
from domain.refusals import Refusal, SlotTaken
from domain.roles import SYSTEM
from domain.services.resources import Need, ResourceKind
from domain.services.service_choice import Choice
from domain.time.spans import epoch
from handlers.actions.appointments import holding
from handlers.actions.business import upkeep
from handlers.actions.groups import group_sessions, group_times
from handlers.queries.starts.shop import Shop
from storage.appointments import holds
from storage.people.people import Person
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.actions.group_classes import (
    EVENING,
    TUESDAY,
    join,
    occupancy,
    open_class,
    session_at,
    try_join,
)
from tests.handlers.actions.limited import limit
from tests.handlers.actions.proposals import load_catalogue
from tests.handlers.actions.with_rooms import add_rooms, needs
from tests.house import NOW, House, acting
from tests.storage.occupying import disagreements

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def house(database: Database) -> House:
    class_house = await open_class(database, customers=5, capacity=3, most_places=3)
    await limit(class_house, business={"hold_minutes": 5})
    return class_house


async def keep(
    house: House,
    by: Person,
    places: int = 1,
    *,
    start: datetime = TUESDAY,
    now: datetime = NOW,
) -> datetime | None:
    return await holding.keep(
        house.database,
        await load_catalogue(house),
        house.service.id,
        house.coach.id,
        start,
        Choice(places=places),
        actor=acting(by),
        now=now,
    )


async def is_offered(house: House, customer: Person, places: int = 1, now: datetime = NOW) -> bool:
    """Whether this customer is offered the start."""
    shop = Shop(house.database)
    known = await shop.catalogue()
    offers = [(known.services[house.service.id].for_party(places), known.coaches[house.coach.id])]
    window = epoch(TUESDAY), epoch(TUESDAY) + 1
    around = TUESDAY - timedelta(hours=2), TUESDAY + timedelta(hours=2)
    blocked = await shop.blocked_spans([house.coach.id], *around, now=now)
    bounds = await shop.constraints(known, offers, window, customer=customer.id, now=now)
    return bool(shop.free.of_any(offers, blocked, window, epoch(now), bounds))


async def test_others_have_fewer_places_until_what_is_kept_is_booked_or_lapses(
    house: House,
) -> None:
    mia, ben, ira, *_ = house.customers

    assert await keep(house, mia, 2) == NOW + 5 * MINUTE
    await join(house, ben)
    assert await occupancy(house) == (3, 3)
    refusal = await try_join(house, ira)
    assert isinstance(refusal, PlacesGone), refusal
    assert (refusal.left, refusal.kept) == (0, 2)
    assert [await is_offered(house, one) for one in (mia, ira)] == [True, False]
    assert await disagreements(house) == []

    mine = await join(house, mia, 2, now=NOW + MINUTE)
    assert (mine.places, await occupancy(house)) == (2, (3, 3))
    refusal = await try_join(house, ira, now=NOW + MINUTE, key="again")
    assert (refusal.left, refusal.kept) == (0, 0)
    assert await disagreements(house) == []


async def test_what_lapses_is_anybodys_in_that_second_and_forgotten_by_the_clock(
    house: House,
) -> None:
    mia, ben, *_ = house.customers
    await keep(house, mia, 3)
    late = NOW + 5 * MINUTE

    assert not await is_offered(house, ben, now=late - MINUTE)
    assert await is_offered(house, ben, 3, now=late)
    await join(house, ben, 2, now=late)
    assert await occupancy(house) == (2, 3)

    await keep(house, mia, now=late)
    await upkeep.expire(house.database, actor=SYSTEM, now=late + 5 * MINUTE)
    assert await occupancy(house) == (2, 3)
    assert await disagreements(house) == []


async def test_a_session_that_nobody_books_in_the_end_has_never_been(house: House) -> None:
    mia, ben, *_ = house.customers
    [room] = await add_rooms(house, 1)
    await needs(house, Need(1, ResourceKind.ROOM))
    await keep(house, mia)
    session = await session_at(house)
    assert session is not None
    assert session.resource_ids == (room,)

    await keep(house, mia, start=TUESDAY + timedelta(hours=2))
    assert await session_at(house) is None
    await holding.let_go(house.database, await load_catalogue(house), actor=acting(mia))
    async with house.database.read() as reader:
        counted = "SELECT (SELECT count(*) FROM sessions) + (SELECT count(*) FROM claims)"
        assert (await reader.fetch(counted))[0][0] == 0
    # Where somebody has been in it, it stays as what it was.
    seat = await join(house, ben)
    await keep(house, mia)
    async with house.database.read() as reader:
        kept = await holds.of_person(reader, mia.id, NOW)
    assert kept is not None
    assert (kept.places, kept.claim_id) == (1, None)
    assert seat.session_id == kept.id


async def test_more_or_fewer_places_are_kept_no_longer_than_was_said(house: House) -> None:
    mia, ben, *_ = house.customers
    until = await keep(house, mia)

    assert await keep(house, mia, 3, now=NOW + 2 * MINUTE) == until
    assert await occupancy(house) == (3, 3)
    assert await keep(house, mia, 2, now=NOW + 3 * MINUTE) == until
    await keep(house, ben)
    with pytest.raises(SlotTaken):
        await keep(house, mia, 3, now=NOW + 3 * MINUTE)
    assert await occupancy(house) == (3, 3)
    await house.database.write(
        lambda writer: catalogue.update_service(writer, house.service.id, most_places=2)
    )
    with pytest.raises(TooManyPlaces):
        await keep(house, ben, 3, start=TUESDAY + timedelta(hours=2))


async def test_its_coach_calls_it_off_whatever_is_kept(house: House) -> None:
    mia, ben, *_ = house.customers
    await join(house, ben)
    await keep(house, mia)
    session = await session_at(house)
    assert session is not None

    await group_sessions.call_off(
        house.database,
        await load_catalogue(house),
        session.id,
        session.version,
        None,
        actor=acting(house.coach_person),
        key="off",
        now=NOW,
    )

    assert await session_at(house) is None
    assert await disagreements(house) == []
    # As long as it is free, it can be begun anew by who had it kept.
    await join(house, mia, now=NOW + MINUTE)
    assert await occupancy(house) == (1, 3)
    assert await disagreements(house) == []


@pytest.mark.parametrize("capacity", [3, 1], ids=["a seat", "a time of its own"])
async def test_what_is_kept_of_a_session_that_has_moved_goes_with_the_next_booking(
    house: House, capacity: int
) -> None:
    mia, ben, *_ = house.customers
    await join(house, ben)
    await keep(house, mia, 2)
    session = await session_at(house)
    assert session is not None
    evening = await group_times.move(
        house.database,
        await load_catalogue(house),
        session.id,
        session.version,
        EVENING,
        actor=acting(house.coach_person),
        key="move",
        now=NOW,
    )
    assert evening.taken == 3
    await house.database.write(
        lambda writer: catalogue.update_service(
            writer, house.service.id, capacity=capacity, most_places=capacity
        )
    )

    await join(house, mia)

    assert await occupancy(house, EVENING) == (1, 3)
    assert await disagreements(house) == []


async def test_of_many_after_the_last_places_as_many_have_them_as_there_are(
    database: Database,
) -> None:
    house = await open_class(database, customers=24, capacity=3, most_places=3)
    await limit(house, business={"hold_minutes": 5})

    async def look(person: Person) -> bool:
        try:
            return await keep(house, person) is not None
        except Refusal:
            return False

    looked = await asyncio.gather(*map(look, house.customers))
    assert sum(looked) == 3
    assert await occupancy(house) == (3, 3)

    held = [one for one, kept in zip(house.customers, looked, strict=True) if kept]
    late = NOW + 5 * MINUTE
    # Two of three book in time, while all others try; one turns away.
    rush = [p for p in house.customers if p != held[0]]
    actor = acting(held[0])
    outcomes = await asyncio.gather(
        *(try_join(house, person, now=late - MINUTE) for person in rush),
        holding.let_go(house.database, await load_catalogue(house), actor=actor),
    )
    seated = {
        one.customer_id for one in outcomes if one is not None and not isinstance(one, Refusal)
    }
    assert {one.id for one in held[1:]} <= seated
    assert len(seated) <= 3
    await asyncio.gather(
        *(try_join(house, person, now=late, key=f"late {person.id}") for person in rush)
    )
    assert await occupancy(house) == (3, 3)
    assert await disagreements(house) == []
