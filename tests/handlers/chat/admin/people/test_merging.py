"""An admin merges two records of one person: shown first, refused if they are two people."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest

from domain.accounts.identity import Identity
from domain.people.merging import BookedTwice, MergeChanged
from domain.roles import Role
from handlers.actions.appointments.booking import BookingOrder
from handlers.actions.appointments.booking_for import book_for
from handlers.actions.people.customers import add_customer
from handlers.actions.people.merging import merge
from handlers.buttons.people_links import LookMerge, MergeWith
from handlers.queries.people import merging as queries
from storage import audit
from storage.appointments import appointments
from storage.people import identities, people
from storage.people.people import Person, TelegramProfile
from storage.services import catalogue
from storage.transactions import Database, Writer
from tests.handlers.doorstep import ALEX, MIA, NOW, Visitor
from tests.house import House, acting, open_house

SOON = NOW + timedelta(days=3)
PHONE = Identity.phone("+49 151 2345678")


@pytest.fixture
async def opened(database: Database) -> House:
    house = await open_house(database)
    mia = TelegramProfile(MIA, "Mia", "Keller", "mia_k", "en")
    await database.write(partial(people.register, profile=mia))
    await Visitor(database, ALEX, "Alex").type("/start")
    return house


async def find_person(database: Database, number: int) -> Person:
    async with database.read() as reader:
        person = await people.by_telegram_id(reader, number)
    assert person is not None
    return person


async def written_down(house: House, name: str = "M. Keler", *by: Identity) -> Person:
    customer = await add_customer(
        house.database,
        name,
        by or (PHONE,),
        actor=acting(house.coach_person),
        key=name,
        now=NOW,
        for_coach=house.coach.id,
    )
    return customer.person


async def test_both_are_shown_and_become_one(opened: House, database: Database) -> None:
    mia, alex = await find_person(database, MIA), Visitor(database, ALEX, "Alex")
    record = await written_down(opened)
    session = await opened.book(customer_id=record.id, starts_at=SOON)
    await alex.type("/merge")
    question = await alex.type("0151 2345678")
    assert f"Who else is <b>M. Keler</b> · #{record.id}?" in question
    both = await alex.type("mia_k")
    stays, goes = both.split("2. This one becomes part of the first:")
    assert "<b>Mia Keller</b>" in stays
    assert "Has not booked anything yet." in stays
    assert "<b>M. Keler</b>" in goes
    assert "Phone: +491512345678 (not confirmed)\nSessions: 1 coming" in goes
    await alex.type("/merge M. Keler + mia_k")  # the first may be either
    assert alex.labels()[0] == "M. Keler · +491512345678"
    assert "1. This one stays:\n<b>Mia" in await alex.type("/merge 2345678 = Mia Keller")
    join = alex.key("Yes, one person: join them")

    card = await alex.press(join)

    assert card.startswith("<b>Mia Keller</b>")
    assert "Sessions: 1 coming" in card
    assert alex.toast() == "Joined ✓"
    async with database.read() as reader:
        moved = await appointments.by_id(reader, session.id)
        theirs = await identities.of_person(reader, mia.id)
        *_, gone = await audit.of(reader, "person", record.id)
        [taken] = await audit.of(reader, "person", mia.id)
    assert moved is not None
    assert moved.customer_id == mia.id
    assert PHONE in [one.identity for one in theirs]
    alex_id = (await find_person(database, ALEX)).id
    assert (gone.action, gone.actor_id) == ("merge", alex_id)
    assert gone.after == {"merged_into": mia.id, "role": None, "by": "admin", "sessions": 1}
    assert (taken.action, taken.after["joined"]) == ("take_in", record.id)  # type: ignore[index]  # there is one
    for press in (join, LookMerge(record.id, mia.id)):
        assert (await alex.press(press)).startswith("<b>Mia Keller</b>")
        assert "are already one" in alex.toast()
    assert "cannot find that" in await alex.press(MergeWith(2**62))


async def test_what_keeps_two_apart_is_said_and_nothing_is_joined(
    opened: House, database: Database
) -> None:
    mia, alex = await find_person(database, MIA), Visitor(database, ALEX, "Alex")
    customer, coach = opened.customer, opened.coach_person
    record = await written_down(opened)
    assert "both have a chat with me" in await alex.press(LookMerge(mia.id, customer.id))
    assert "both have a chat with me" in await alex.press(LookMerge(coach.id, mia.id))
    assert not any(label.startswith("Yes") for label in alex.labels())
    own = await opened.book(customer_id=record.id, starts_at=SOON)
    assert "has a session booked with the other" in await alex.press(LookMerge(coach.id, record.id))
    async with database.read() as reader:
        seen = (await queries.pair_of(reader, mia.id, record.id, NOW)).mark

    async def ben(writer: Writer) -> int:
        person = await people.register(writer, TelegramProfile(7004, "Ben"))
        return await catalogue.add_coach(writer, person_id=person.id, name="Ben", zone="UTC")

    other = await database.write(ben)
    await opened.book(coach_id=other, customer_id=mia.id, starts_at=own.starts_at)
    clash = await alex.press(LookMerge(mia.id, record.id))
    assert "both have something booked at the same time" in clash
    assert f"Coaching with Ben (#{mia.id})" in clash
    actor = acting(await find_person(database, ALEX))
    with pytest.raises(BookedTwice):
        await merge(database, mia.id, record.id, seen, actor=actor, key="1", now=NOW)


async def test_rights_are_carried_over_by_nobody_but_a_coach_who_is_asked_about(
    opened: House, database: Database
) -> None:
    mia, alex = await find_person(database, MIA), Visitor(database, ALEX, "Alex")
    record = await written_down(opened)
    await database.write(partial(people.set_role, person_id=record.id, role=Role.MANAGER))
    coach = await database.write(
        lambda w: catalogue.add_coach(w, person_id=record.id, name="M. Keler", zone="UTC")
    )
    look = await alex.press(LookMerge(record.id, mia.id))
    assert "The second is a coach: the first becomes one, with" in look
    assert "The second’s role (manager) is not carried over." in look

    await alex.press(alex.key("Yes, one person: join them"))

    mia = await find_person(database, MIA)
    assert (mia.role, mia.coach_id) == (None, coach)
    manager = Visitor(database, MIA, "Mia")
    assert "Only admins" in await manager.press(LookMerge(mia.id, opened.customer.id))


async def test_a_booking_under_way_is_theirs_and_what_was_seen_has_to_stand(
    opened: House, database: Database
) -> None:
    mia, record = await find_person(database, MIA), await written_down(opened)
    actor = acting(await find_person(database, ALEX))
    async with database.read() as reader:
        offered = await catalogue.load(reader)
        seen = (await queries.pair_of(reader, mia.id, record.id, NOW)).mark
    order = BookingOrder(opened.service.id, opened.coach.id, SOON, opened.service.price)

    booked, joined = await asyncio.gather(
        book_for(
            database,
            offered,
            order,
            record.id,
            actor=acting(opened.coach_person),
            key="b",
            now=NOW,
            available_channels=(),
        ),
        merge(database, mia.id, record.id, seen, actor=actor, key="m", now=NOW),
        return_exceptions=True,
    )

    assert not isinstance(booked, BaseException)
    if isinstance(joined, MergeChanged):  # it came first, and was not on the screen
        async with database.read() as reader:
            seen = (await queries.pair_of(reader, mia.id, record.id, NOW)).mark
        await merge(database, mia.id, record.id, seen, actor=actor, key="m2", now=NOW)
    else:
        assert joined == mia.id
    async with database.read() as reader:
        [[customer]] = await reader.fetch("SELECT customer_id FROM appointments")
    assert customer == mia.id
