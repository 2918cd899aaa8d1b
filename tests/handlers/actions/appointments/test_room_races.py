"""Rooms and devices that many want at once are given to nobody twice."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from domain.appointments.appointment import Appointment
from domain.refusals import SlotTaken
from domain.services.resources import Need, ResourceKind
from domain.starts.room_refusals import RoomTaken
from handlers.actions.appointments import deciding
from handlers.actions.appointments.booking import BookingOrder, book
from handlers.actions.services.catalogue import newest
from storage.appointments import resources
from storage.people.people import Person
from storage.services import catalogue
from storage.transactions import Database, Writer
from tests.handlers.actions.group_classes import TUESDAY, open_class, try_join
from tests.handlers.actions.with_rooms import TEN, add_rooms, attempt, book_coach, colleagues, needs
from tests.house import NOW, House, Plan, acting, open_house
from tests.storage.occupying import disagreements


async def test_of_200_attempts_by_many_coaches_as_many_succeed_as_there_are_units(
    database: Database,
) -> None:
    house = await open_house(database, Plan(customers=200))
    team = await colleagues(house, 20)
    [bikes] = await add_rooms(house, 3)
    await needs(house, Need(1, ResourceKind.ROOM))
    known = await newest(database)

    outcomes = await asyncio.gather(
        *(attempt(house, known, team[n % 20], one) for n, one in enumerate(house.customers))
    )

    appointments = [one for one in outcomes if isinstance(one, Appointment)]
    assert len(appointments) == 3
    assert len({one.coach_id for one in appointments}) == 3
    assert {one.resource_ids for one in appointments} == {(bikes,)}
    assert await disagreements(house) == []


async def test_two_needs_in_either_order_are_not_waited_for_in_a_ring(house: House) -> None:
    team, pair = await colleagues(house, 5), await add_rooms(house, 1, 1)
    await needs(house, *(Need(1, None, (one,)) for one in pair))
    other = await house.database.write(
        lambda writer: catalogue.add_service(
            writer, title="Other", minutes=60, price=house.service.price
        )
    )
    await house.database.write(lambda writer: _do_both(writer, team, {house.service.id, other}))
    await needs(house, *(Need(1, None, (one,)) for one in reversed(pair)), service=other)
    known = await newest(house.database)

    outcomes = await asyncio.gather(
        *(
            attempt(house, known, team[n], one, service=(house.service.id, other)[n % 2])
            for n, one in enumerate(house.customers)
        )
    )

    assert Counter(type(one) for one in outcomes) == {Appointment: 1, RoomTaken: 4}


async def test_who_moves_to_what_others_have_by_now_is_told_so_and_not_offered_it_again(
    database: Database,
) -> None:
    """Seen when the move began, coach and room were free: one other has had both since."""
    house = await open_house(database, Plan(customers=5))
    await add_rooms(house, 1)
    await needs(house, Need(1, ResourceKind.ROOM))
    known = await newest(database)
    apart = timedelta(minutes=90)
    stand = [
        await book_coach(house, house.coach.id, n, TEN + n * apart - timedelta(minutes=60))
        for n in range(2)
    ]
    goal = TEN + timedelta(hours=5)

    async def go(one: Appointment, customer: Person) -> tuple[str, bool]:
        actor, key = acting(customer), f"move {one.id}"
        try:
            moved = await deciding.move(
                database, known, one.id, goal, actor=actor, key=key, now=NOW
            )
        except SlotTaken as refusal:
            return refusal.reason, goal.timestamp() in refusal.nearest
        return str(moved.status), True

    outcomes = await asyncio.gather(
        *(go(*each) for each in zip(stand, house.customers, strict=False))
    )

    # Whichever of the two was met first: the coach's time or the room.
    assert sorted(outcomes) in (
        [("booked", False), ("pending", True)],
        [("pending", True), ("room", False)],
    )
    assert await disagreements(house) == []


async def _do_both(writer: Writer, team: Sequence[int], services: set[int]) -> None:
    for coach in team:
        await catalogue.set_coach_services(writer, coach, services)


async def test_a_group_has_one_room_for_all_who_join_at_once(database: Database) -> None:
    house = await open_class(database, customers=6)
    team, [room] = await colleagues(house, 1), await add_rooms(house, 1)
    await needs(house, Need(1, ResourceKind.ROOM))

    seats = await asyncio.gather(*(try_join(house, one) for one in house.customers[:5]))

    assert [one.resource_ids for one in seats] == [(room,)] * 5
    assert {one.rooms for one in seats} == {("Room 1",)}
    assert len({one.session_id for one in seats}) == 1
    assert await disagreements(house) == []
    async with database.read() as reader:
        uses = await resources.uses(reader, room, TUESDAY, TUESDAY + timedelta(days=1))
    assert [(one.who, one.service_title, one.units) for one in uses] == [("", "Coaching", (1,))]
    known = await newest(database)
    assert isinstance(await attempt(house, known, team[0], house.customers[5], TUESDAY), RoomTaken)
    for one in seats:
        actor, key = acting(house.coach_person), f"x{one.id}"
        await deciding.cancel_by_coach(database, one.id, None, actor=actor, key=key, now=NOW)
    order = BookingOrder(house.service.id, team[0], TUESDAY, known.services[house.service.id].price)
    appointment = await book(
        database, known, order, actor=acting(house.customers[5]), key="then", now=NOW
    )
    assert appointment.resource_ids == (room,)
