"""Two services in a row have the rooms of both, all their time, and keep them when they move."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.appointments.appointment import Appointment
from domain.refusals import NotOffered, Refusal, SlotTaken
from domain.services.catalogue import Catalogue
from domain.services.form_refusals import Unanswered
from domain.services.forms import AnswerKind, FormQuestion
from domain.services.limits import DayFull
from domain.services.resources import Need, ResourceKind
from domain.services.rules import Rules
from domain.services.service import Approval
from domain.services.service_choice import USUAL, Choice
from domain.starts.room_refusals import RoomTaken
from handlers.actions.appointments import deciding
from handlers.actions.appointments.booking import BookingOrder, book
from handlers.actions.services import forms as form_actions
from handlers.actions.services.catalogue import newest
from storage.services import catalogue, forms, rooms
from storage.transactions import Database, Writer
from storage.working_hours import timetables
from tests.house import NOW, House, Plan, acting, open_house
from tests.storage.occupying import disagreements

TEN = NOW + timedelta(days=1, hours=1)


async def add_massage(house: House) -> tuple[int, list[int]]:
    """A service that needs a table, beside one that needs a room; there is one of each."""

    async def work(writer: Writer) -> tuple[int, list[int]]:
        massage = await catalogue.add_service(
            writer, title="Massage", minutes=30, price=house.service.price, buffer_after=20
        )
        await catalogue.set_coach_services(writer, house.coach.id, {house.service.id, massage})
        room = await rooms.add(writer, ResourceKind.ROOM, "Room", 1)
        table = await rooms.add(writer, ResourceKind.DEVICE, "Table", 1)
        await rooms.set_needs(writer, house.service.id, [Need(1, ResourceKind.ROOM)])
        await rooms.set_needs(
            writer, massage, [Need(1, ResourceKind.DEVICE), Need(1, ResourceKind.ROOM)]
        )
        return massage, [room, table]

    return await house.database.write(work)


async def attempt(
    house: House, known: Catalogue, customer: int, later: int = 0, choice: Choice = USUAL
) -> Appointment:
    price = known.service_for(house.service.id, known.coaches[house.coach.id], choice).price
    start = TEN + timedelta(minutes=later)
    order = BookingOrder(house.service.id, house.coach.id, start, price, choice=choice)
    who = house.customers[customer]
    return await book(
        house.database, known, order, actor=acting(who), key=f"{who.id} {later}", now=NOW
    )


async def test_two_in_a_row_have_all_their_time_and_the_rooms_of_both(database: Database) -> None:
    house = await open_house(database, Plan(customers=3, approval=Approval.AUTO))
    massage, both = await add_massage(house)
    known = await newest(database)
    house_coach = known.coaches[house.coach.id]
    row = Choice(also=(massage,))
    assert known.needs_of(known.service_for(house.service.id, house_coach, row))[0] == Need(
        1, ResourceKind.ROOM
    )

    appointment = await attempt(house, known, 0, choice=row)
    assert (appointment.minutes, appointment.price.minor, appointment.resource_ids) == (
        90,
        10_000,
        tuple(both),
    )
    assert appointment.service_title == "Coaching + Massage"
    assert (appointment.rooms, appointment.devices) == (("Room",), ("Table",))
    # An hour later the first would be over; the second goes on, and its break after it.
    for minutes in (60, 90):
        with pytest.raises(SlotTaken):
            await attempt(house, known, 1, minutes)

    moved = await deciding.move(
        database,
        known,
        appointment.id,
        TEN + timedelta(days=1),
        actor=acting(house.customer),
        key="move",
        now=NOW,
    )
    assert (moved.minutes, moved.resource_ids, moved.also) == (90, tuple(both), (massage,))
    assert await disagreements(house) == []
    await attempt(house, known, 1)
    assert await disagreements(house) == []


async def test_a_room_that_only_the_second_needs_keeps_both_out(database: Database) -> None:
    house = await open_house(database, Plan(customers=2, approval=Approval.AUTO))
    massage, (_, table) = await add_massage(house)

    async def close(writer: Writer) -> None:
        at = TEN.replace(tzinfo=None)
        await rooms.add_closure(writer, table, at, at + timedelta(hours=8))

    await database.write(close)
    known = await newest(database)
    with pytest.raises(RoomTaken):
        await attempt(house, known, 0, choice=Choice(also=(massage,)))
    assert (await attempt(house, known, 1)).minutes == 60


async def test_what_follows_counts_towards_its_limit_also_where_two_race(
    database: Database,
) -> None:
    house = await open_house(database, Plan(customers=4, approval=Approval.AUTO))
    massage, _ = await add_massage(house)
    once = Rules(cap_day=1)
    await database.write(lambda w: catalogue.update_service(w, massage, rules=once))
    known, row = await newest(database), Choice(also=(massage,))
    alone = replace(house, service=known.services[massage])

    async def attempt_outcome(which: House, customer: int, later: int, choice: Choice) -> object:
        try:
            return await attempt(which, known, customer, later, choice)
        except Refusal as refusal:
            return type(refusal)

    outcomes = await asyncio.gather(
        attempt_outcome(house, 0, 0, row),
        attempt_outcome(house, 1, 240, row),
        attempt_outcome(alone, 2, 150, USUAL),
    )
    assert outcomes.count(DayFull) == 2
    assert isinstance(await attempt(house, known, 3, 360), Appointment)


async def test_all_of_it_lies_in_the_times_of_what_follows(database: Database) -> None:
    house = await open_house(database, Plan(customers=2, approval=Approval.AUTO))
    massage, _ = await add_massage(house)
    coach, early = house.coach.id, ((540, 690),)  # nine to half past eleven in Berlin
    await database.write(lambda w: timetables.set_service_hours(w, coach, massage, (early,) * 7))
    known, row = await newest(database), Choice(also=(massage,))
    with pytest.raises(NotOffered):
        await attempt(house, known, 0, 60, row)
    assert (await attempt(house, known, 0, 0, row)).minutes == 90
    assert (await attempt(house, known, 1, 120)).minutes == 60


async def test_what_each_asks_has_to_be_answered_and_is_kept(database: Database) -> None:
    house = await open_house(database, Plan(customers=1, approval=Approval.AUTO))
    massage, _ = await add_massage(house)
    services, row = (house.service.id, massage), Choice(also=(massage,))

    async def ask(writer: Writer) -> None:
        for service, text in zip(services, ("Goal?", "Where does it hurt?"), strict=True):
            form_question = FormQuestion(0, AnswerKind.TEXT, text)
            await forms.replace(writer, service, (), (form_question,))

    await database.write(ask)
    known, actor = await newest(database), acting(house.customer)
    for question, answer in zip(known.form_of(services), ("Sleep", "Back"), strict=True):
        with pytest.raises(Unanswered):
            await attempt(house, known, 0, 30 * question.id, row)
        await form_actions.answer(
            database, known, services, question.id, answer, actor=actor, now=NOW
        )
    appointment = await attempt(house, known, 0, choice=row)
    assert appointment.answers == (("Goal?", "Sleep"), ("Where does it hurt?", "Back"))
    assert not await form_actions.answers_so_far(database, services, actor=actor)
