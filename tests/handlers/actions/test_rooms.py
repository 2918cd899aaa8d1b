"""Rooms and devices with bookings: chosen, carried along, changed, and given to nobody twice."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.appointment import Appointment, Status
from domain.catalogue import Catalogue
from domain.leave import Stretch
from domain.refusals import NotFound, Refusal
from domain.resources import Kind, Need, Resource
from domain.roles import Actor, Role
from domain.room_refusals import RoomInUse, RoomTaken
from domain.service import Approval
from domain.spans import epoch
from handlers.actions import deciding, room_change, rooms
from handlers.actions.booking import Wish, book
from handlers.actions.catalogue import newest
from storage import audit, catalogue, people, resources, timetables
from storage import rooms as stored
from storage.faults import DatabaseBusy
from storage.people import Person, Profile
from storage.transactions import Database, Writer
from tests.handlers.actions.groups import TUESDAY, open_class, tried
from tests.house import NOW, OFFICE_HOURS, House, Plan, acting, open_house
from tests.storage.occupying import disagreements

TEN = NOW + timedelta(days=1, hours=1)
ELEVEN = TEN + timedelta(hours=1, minutes=30)


async def add_rooms(house: House, *units: int) -> list[int]:
    async def work(writer: Writer) -> list[int]:
        return [await stored.add(writer, Kind.ROOM, f"Room {n}", n) for n in units]

    return await house.database.write(work)


async def needs(house: House, *wanted: Need, service: int = 0) -> None:
    service_id = service or house.service.id
    await house.database.write(lambda writer: stored.set_needs(writer, service_id, wanted))


async def colleagues(house: House, number: int) -> list[int]:
    """Coaches who work as the house's does and do what they do."""

    async def work(writer: Writer) -> list[int]:
        ids = []
        for n in range(number):
            person = await people.register(writer, Profile(7200 + n, f"Coach {n}"))
            coach = await catalogue.add_coach(
                writer,
                person_id=person.id,
                name=f"Coach {n}",
                zone=house.coach.zone,
                approval=Approval.AUTO,
            )
            for weekday in range(5):
                await timetables.set_weekday_hours(writer, coach, weekday, OFFICE_HOURS)
            await catalogue.set_coach_services(writer, coach, {house.service.id})
            ids.append(coach)
        return ids

    return await house.database.write(work)


async def attempt(
    house: House,
    known: Catalogue,
    coach: int,
    customer: Person,
    start: datetime = TEN,
    service: int = 0,
) -> Appointment | Refusal:
    service_id = service or house.service.id
    wish = Wish(service_id, coach, start, known.services[service_id].price)
    try:
        return await book(
            house.database, known, wish, actor=acting(customer), key=f"{customer.id}", now=NOW
        )
    except Refusal as refusal:
        return refusal
    except DatabaseBusy:  # as with any update, it comes again
        return await attempt(house, known, coach, customer, start, service)


async def booked(house: House, coach: int, number: int = 0, start: datetime = TEN) -> Appointment:
    known = await newest(house.database)
    made = await attempt(house, known, coach, house.customers[number], start)
    assert isinstance(made, Appointment), made
    return made


async def change(house: House, room: int, how: Any, key: str, *, anyway: bool = False) -> Resource:
    return await rooms.change_room(
        house.database, room, how, anyway=anyway, actor=boss(house), key=key, now=NOW
    )


def boss(house: House) -> Actor:
    return acting(house.coach_person, Role.MANAGER)


async def test_of_200_attempts_by_many_coaches_as_many_succeed_as_there_are_units(
    database: Database,
) -> None:
    house = await open_house(database, Plan(customers=200))
    team = await colleagues(house, 20)
    [bikes] = await add_rooms(house, 3)
    await needs(house, Need(1, Kind.ROOM))
    known = await newest(database)

    told = await asyncio.gather(
        *(attempt(house, known, team[n % 20], one) for n, one in enumerate(house.customers))
    )

    made = [one for one in told if isinstance(one, Appointment)]
    assert len(made) == 3
    assert len({one.coach_id for one in made}) == 3
    assert {one.resource_ids for one in made} == {(bikes,)}
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

    told = await asyncio.gather(
        *(
            attempt(house, known, team[n], one, service=(house.service.id, other)[n % 2])
            for n, one in enumerate(house.customers)
        )
    )

    assert Counter(type(one) for one in told) == {Appointment: 1, RoomTaken: 4}


async def _do_both(writer: Writer, team: Sequence[int], services: set[int]) -> None:
    for coach in team:
        await catalogue.set_coach_services(writer, coach, services)


async def test_the_next_room_is_given_and_then_none_with_what_is_free_near_by(
    house: House,
) -> None:
    team, both = await colleagues(house, 3), await add_rooms(house, 2, 1)
    large, small = both
    await needs(house, Need(1, None, tuple(both)))

    first, second = [await booked(house, team[n], n) for n in range(2)]
    third = await booked(house, house.coach.id, 2)
    known = await newest(house.database)
    refused = await attempt(house, known, team[2], house.customers[3])

    assert (first.resource_ids, first.rooms) == ((small,), ("Room 1",))
    assert [second.resource_ids, third.resource_ids] == [(large,)] * 2
    assert isinstance(refused, RoomTaken)
    assert refused.nearest
    # What is named as free can be booked.
    start = NOW + timedelta(seconds=refused.nearest[0] - epoch(NOW))
    again = await attempt(house, known, team[2], house.customers[4], start)
    assert isinstance(again, Appointment)


async def test_a_move_takes_the_room_along_or_another_that_is_free(house: House) -> None:
    team, both = await colleagues(house, 1), await add_rooms(house, 1, 1)
    await needs(house, Need(1, None, tuple(both)))
    mine = await booked(house, team[0])
    theirs = await booked(house, house.coach.id, 1, ELEVEN)
    assert mine.resource_ids == theirs.resource_ids == (both[0],)

    async def move(start: datetime, key: str) -> Appointment:
        known = await newest(house.database)
        return await deciding.move(
            house.database, known, mine.id, start, actor=boss(house), key=key, now=NOW
        )

    elsewhere = await move(ELEVEN, "m1")
    assert (elsewhere.resource_ids, elsewhere.rooms) == ((both[1],), ("Room 1",))
    back = await move(TEN, "m2")
    assert back.resource_ids == (both[1],)  # free then, too: it is taken along
    assert await disagreements(house) == []
    entries = await written(house, "appointment", mine.id)
    assert entries[-1].after["resources"] == [both[1]]


async def written(house: House, entity: str, entity_id: int) -> Sequence[Any]:
    async with house.database.read() as reader:
        return await audit.of(reader, entity, entity_id)


async def test_a_coach_gives_a_session_another_room_and_its_customer_hears_of_it(
    house: House,
) -> None:
    team, three = await colleagues(house, 1), await add_rooms(house, 1, 1, 1)
    await needs(house, Need(1, None, (three[0], three[1])))
    mine = await booked(house, house.coach.id)

    async def give(old: int, new: int, key: str, actor: Actor | None = None) -> Appointment:
        by = actor or acting(house.coach_person)
        return await room_change.give_room(
            house.database, mine.id, old, new, actor=by, key=key, now=NOW
        )

    changed = await give(three[0], three[1], "g1")
    assert (changed.resource_ids, changed.version) == ((three[1],), mine.version + 1)
    assert (await give(three[0], three[1], "g2")).version == changed.version
    with pytest.raises(RoomTaken):  # not one that its service may have
        await give(three[1], three[2], "g3")
    with pytest.raises(NotFound):
        await give(three[1], three[0], "g4", acting(house.customer))
    await booked(house, team[0], 1)
    with pytest.raises(RoomTaken):
        await give(three[1], three[0], "g5")
    assert await disagreements(house) == []
    async with house.database.read() as reader:
        rows = await reader.fetch("SELECT recipient_id FROM outbox WHERE kind = 'room_changed'")
    assert [tuple(row) for row in rows] == [(house.customer.id,)]


async def test_retiring_or_closing_a_room_names_what_would_be_without_it(house: House) -> None:
    [room] = await add_rooms(house, 2)
    await needs(house, Need(1, None, (room,)))
    mine = await booked(house, house.coach.id)
    day = Stretch(TEN.replace(tzinfo=None, hour=0), TEN.replace(tzinfo=None, hour=23))
    changes = {
        "retired": lambda r: replace(r, active=False),
        "closed": lambda r: rooms.closed(r, day),
        "shut": lambda r: replace(r, hours=replace(r.hours, weekly=((),) * 7)),
    }
    for key, how in changes.items():
        with pytest.raises(RoomInUse) as refused:
            await change(house, room, how, key)
        assert refused.value.ids == (mine.id,)
        assert refused.value.bookings == (("Customer 0", epoch(TEN)),)
    fewer = await change(house, room, lambda r: replace(r, units=1), "fewer")
    assert fewer.units == 1  # the session has the first of them

    shut = await change(house, room, changes["closed"], "anyway", anyway=True)
    assert [(one.starts, one.ends) for one in shut.closures] == [(day.starts, day.ends)]
    assert (await change(house, room, changes["closed"], "again")).closures == shut.closures
    known = await newest(house.database)
    assert isinstance(
        await attempt(house, known, house.coach.id, house.customers[1], ELEVEN), RoomTaken
    )
    opened = await change(house, room, lambda r: rooms.opened(r, shut.closures[0].id), "open")
    assert opened.closures == ()
    assert [e.action for e in await written(house, "room", room)] == ["change_room"] * 3


async def test_a_cancelled_session_gives_its_room_back(house: House) -> None:
    team, [room] = await colleagues(house, 1), await add_rooms(house, 1)
    await needs(house, Need(1, None, (room,)))
    mine = await booked(house, team[0])
    known = await newest(house.database)
    assert isinstance(await attempt(house, known, house.coach.id, house.customers[1]), RoomTaken)

    await deciding.cancel_by_coach(
        house.database, mine.id, None, actor=boss(house), key="x", now=NOW
    )

    made = await attempt(house, known, house.coach.id, house.customers[2])
    assert isinstance(made, Appointment)
    assert made.status is Status.PENDING


async def test_a_group_has_one_room_for_all_who_join_at_once(database: Database) -> None:
    house = await open_class(database, customers=6)
    team, [room] = await colleagues(house, 1), await add_rooms(house, 1)
    await needs(house, Need(1, Kind.ROOM))

    seats = await asyncio.gather(*(tried(house, one) for one in house.customers[:5]))

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
    wish = Wish(house.service.id, team[0], TUESDAY, known.services[house.service.id].price)
    made = await book(database, known, wish, actor=acting(house.customers[5]), key="then", now=NOW)
    assert made.resource_ids == (room,)
