"""Customers of a group: opening a session, joining it, moving between sessions, and leaving."""

import asyncio
import random
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.appointments.booking_refusals import BookedOtherwise
from domain.groups.group_refusals import PlacesGone, TooManyPlaces
from domain.refusals import AlreadyDecided, NoLongerOffered, SlotTaken
from domain.roles import SYSTEM
from domain.services.service import Approval
from domain.time.spans import epoch
from handlers.actions.appointments import deciding, proposing
from handlers.actions.business import upkeep
from handlers.queries.starts.shop import Shop
from storage.appointments import appointments
from storage.messages import outbox
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.actions.group_classes import (
    EVENING,
    PRICE,
    TUESDAY,
    join,
    occupancy,
    open_class,
    session_at,
    try_join,
)
from tests.house import NOW, House, acting
from tests.storage.occupying import disagreements

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def house(database: Database) -> House:
    return await open_class(database)


async def offered_starts(
    house: House, places: int = 1, customer: int | None = None, moving: int | None = None
) -> list[int]:
    """The starts of Tuesday that a customer is offered."""
    shop = Shop(house.database)
    known = await shop.catalogue()
    service = known.services[house.service.id].for_party(places)
    offers = [(service, house.coach)]
    window = epoch(TUESDAY), epoch(TUESDAY) + 86400
    blocked = await shop.blocked_spans(
        [house.coach.id], TUESDAY, TUESDAY + timedelta(days=1), now=NOW, without=moving
    )
    bounds = await shop.constraints(
        known, offers, window, customer=customer, now=NOW, moving=moving
    )
    return list(shop.free.of_any(offers, blocked, window, epoch(NOW), bounds))


async def move(house: House, seat: Appointment, start: Any, who: Any = None) -> Appointment:
    async with house.database.read() as reader:
        loaded = await catalogue.load(reader)
        customer = next(c for c in house.customers if c.id == seat.customer_id)
    return await deciding.move(
        house.database,
        loaded,
        seat.id,
        start,
        actor=acting(who or customer),
        key=f"move {seat.id} {start}",
        now=NOW,
    )


async def facts(house: House, key: str) -> Any:
    async with house.database.read() as reader:
        return await outbox.facts(reader, key)


async def test_the_first_opens_the_session_and_the_next_joins_it(house: House) -> None:
    mia, tom, _ = house.customers

    first, second = await join(house, mia), await join(house, tom, 4)

    assert first.session_id == second.session_id is not None
    assert (second.places, second.price.minor) == (4, 4 * PRICE)
    assert await occupancy(house) == (5, 8)
    notice = await facts(house, f"booked:{second.id}:1")
    assert notice["filled"] == [5, 8]
    assert await disagreements(house) == []


async def test_a_session_with_places_left_is_offered_though_its_coach_is_busy(
    house: House,
) -> None:
    mia, tom, _ = house.customers
    await join(house, mia, 4)
    assert epoch(TUESDAY) in await offered_starts(house, 4)
    assert epoch(TUESDAY + 30 * MINUTE) not in await offered_starts(house)
    await join(house, tom, 3)
    assert epoch(TUESDAY) in await offered_starts(house, 1)
    assert epoch(TUESDAY) not in await offered_starts(house, 2)


async def test_who_wants_more_than_are_left_is_told_how_many_there_are(house: House) -> None:
    mia, tom, zoe = house.customers
    await join(house, mia, 4)
    await join(house, tom, 3)

    refused = await try_join(house, zoe, 2)

    assert isinstance(refused, PlacesGone)
    assert (refused.left, refused.start, refused.reason) == (1, epoch(TUESDAY), "places")
    assert refused.nearest
    assert await occupancy(house) == (7, 8)


async def test_nobody_books_more_places_than_one_booking_may_have(house: House) -> None:
    assert await try_join(house, house.customer, 5) == TooManyPlaces(house.service.id, 4)
    assert isinstance(await try_join(house, house.customer, 99), NoLongerOffered)
    assert await occupancy(house) is None


async def test_of_a_customer_there_is_one_seat_in_a_session_however_often_they_tap(
    house: House,
) -> None:
    seats = await asyncio.gather(*(join(house, house.customer, key=f"tap {n}") for n in range(8)))
    assert len({seat.id for seat in seats}) == 1
    again = await join(house, house.customer, key="once more")
    assert again == seats[0]
    assert await try_join(house, house.customer, 2, key="two") == BookedOtherwise(seats[0].id)
    assert await occupancy(house) == (1, 8)


async def test_of_many_at_the_last_places_exactly_as_many_get_one_as_there_are(
    database: Database,
) -> None:
    house = await open_class(database, customers=60, capacity=12)

    came = await asyncio.gather(
        *(try_join(house, c, 1 + n % 3) for n, c in enumerate(house.customers))
    )

    seats = [one for one in came if isinstance(one, Appointment)]
    assert sum(seat.places for seat in seats) == 12
    assert all(isinstance(one, Appointment | PlacesGone) for one in came)
    assert await occupancy(house) == (12, 12)
    assert await disagreements(house) == []


async def test_what_is_offered_can_be_booked_and_nothing_else(database: Database) -> None:
    house = await open_class(database, customers=6, capacity=4, most_places=3)
    chance, seats = random.Random(4), dict[tuple[int, datetime], Appointment]()
    for number in range(40):
        customer, places = chance.choice(house.customers), chance.randint(1, 3)
        start = TUESDAY + 30 * MINUTE * chance.randint(0, 5)
        starts = await offered_starts(house, places)

        came = await try_join(house, customer, places, start=start, key=f"try {number}")

        mine = seats.get((customer.id, start))
        if mine is not None and mine.places != places:
            assert came == BookedOtherwise(mine.id)
            continue
        assert isinstance(came, Appointment) is (epoch(start) in starts or mine is not None)
        if isinstance(came, Appointment):
            assert mine in (None, came)
            seats[customer.id, start] = came
    assert await disagreements(house) == []


async def test_who_cancels_gives_the_places_back_and_the_last_lets_go_of_the_coach(
    house: House,
) -> None:
    mia, tom, _ = house.customers
    seats = [await join(house, mia, 3), await join(house, tom)]
    async with house.database.read() as reader:
        loaded = await catalogue.load(reader)
    for who, seat, left in ((mia, seats[0], (1, 8)), (tom, seats[1], None)):
        await deciding.cancel_by_customer(
            house.database, loaded, seat.id, actor=acting(who), key=f"no {seat.id}", now=NOW
        )
        assert await occupancy(house) == left
    assert (await facts(house, f"cancelled_by_customer:{seats[0].id}:2"))["filled"] == [1, 8]
    assert epoch(TUESDAY + 30 * MINUTE) in await offered_starts(house)
    assert await disagreements(house) == []


async def test_a_seat_moves_into_another_session_or_opens_one(house: House) -> None:
    mia, tom, zoe = house.customers
    seat = await join(house, mia, 4)
    await join(house, tom, 4, start=EVENING)

    moved = await move(house, seat, EVENING)

    assert (moved.starts_at, moved.places) == (EVENING, 4)
    assert (await occupancy(house), await occupancy(house, EVENING)) == (None, (8, 8))
    with pytest.raises(PlacesGone):
        await move(house, await join(house, zoe), EVENING)
    back = await move(house, moved, TUESDAY + 120 * MINUTE)
    assert back.status is Status.CONFIRMED
    assert await occupancy(house, EVENING) == (4, 8)
    assert await disagreements(house) == []


async def test_a_session_with_a_seat_of_theirs_is_not_offered_to_a_customer(
    house: House,
) -> None:
    mia, tom, _ = house.customers
    seat = await join(house, mia)
    await join(house, mia, start=EVENING)
    await join(house, tom)

    both = {epoch(TUESDAY), epoch(EVENING)}
    assert both <= {*await offered_starts(house)}
    assert both <= {*await offered_starts(house, customer=house.customers[2].id)}
    assert not both & {*await offered_starts(house, customer=mia.id)}
    # Its own time is no other seat's.
    assert both & {*await offered_starts(house, customer=mia.id, moving=seat.id)} == {
        epoch(TUESDAY)
    }
    assert both & {*await offered_starts(house, customer=tom.id)} == {epoch(EVENING)}


async def test_nobody_is_moved_onto_a_seat_of_their_own(house: House) -> None:
    mia = house.customer
    seat, other = await join(house, mia), await join(house, mia, start=EVENING)
    with pytest.raises(AlreadyDecided) as caught:
        await move(house, seat, EVENING, house.coach_person)
    assert caught.value.appointment_id == other.id
    assert (await occupancy(house), await occupancy(house, EVENING)) == ((1, 8), (1, 8))


async def test_a_session_of_its_own_becomes_a_seat_when_it_moves(database: Database) -> None:
    house = await open_class(database, capacity=1, most_places=1)
    alone = await join(house, house.customer)
    await house.database.write(
        lambda writer: catalogue.update_service(writer, house.service.id, capacity=8)
    )
    moved = await move(house, alone, TUESDAY + 30 * MINUTE)  # it overlaps what it comes from
    assert moved.session_id is not None
    assert await occupancy(house, TUESDAY + 30 * MINUTE) == (1, 8)
    assert await disagreements(house) == []


async def test_who_waits_for_an_answer_holds_their_places_until_they_lapse(
    database: Database,
) -> None:
    house = await open_class(database, approval=Approval.MANUAL, capacity=2, most_places=2)
    mia, tom, _ = house.customers
    seat = await join(house, mia, 2)
    assert seat.status is Status.PENDING
    assert isinstance(await try_join(house, tom), SlotTaken)

    assert await upkeep.expire(house.database, actor=SYSTEM, now=TUESDAY) == 1

    assert await occupancy(house) is None
    assert await disagreements(house) == []


async def test_another_session_can_be_proposed_and_chosen(database: Database) -> None:
    house = await open_class(database, approval=Approval.MANUAL)
    mia, tom, _ = house.customers
    await join(house, tom, 4, start=EVENING)
    seat = await join(house, mia, 2)
    async with house.database.read() as reader:
        loaded = await catalogue.load(reader)
    coach, customer = acting(house.coach_person), acting(mia)
    await proposing.propose(
        house.database, loaded, seat.id, [EVENING], actor=coach, key="propose", now=NOW
    )

    chosen = await proposing.choose(
        house.database, loaded, seat.id, EVENING, actor=customer, key="choose", now=NOW
    )

    assert (chosen.status, chosen.starts_at) == (Status.CONFIRMED, EVENING)
    assert (await occupancy(house), await occupancy(house, EVENING)) == (None, (6, 8))
    assert await disagreements(house) == []


async def test_a_session_is_over_with_its_time_and_lets_go_of_everything(house: House) -> None:
    seat = await join(house, house.customer)
    session = await session_at(house)
    assert session is not None

    assert await upkeep.complete_past(house.database, actor=SYSTEM, now=session.ends_at) == 2

    assert await session_at(house) is None
    assert await disagreements(house) == []
    async with house.database.read() as reader:
        done = await appointments.by_id(reader, seat.id)
    assert done is not None
    assert done.status is Status.COMPLETED
    assert await upkeep.complete_past(house.database, actor=SYSTEM, now=session.ends_at) == 0
