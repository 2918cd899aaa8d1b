"""Somebody is erased: no word of theirs is left anywhere, and their coaches hear what is free."""

import asyncio
from datetime import timedelta
from functools import partial

import asyncpg
import pytest

from domain.accounts.identity import Identity
from domain.appointments.appointment import Appointment, Status
from domain.people.erasing_refusals import TooNearToErase, WorksHere
from domain.refusals import NotAllowed, NotFound, Refusal
from domain.roles import Role
from handlers.actions.appointments import deciding
from handlers.actions.appointments.booking import BookingOrder
from handlers.actions.appointments.booking_for import book_for
from handlers.actions.people.erasing import Erasure, erase
from handlers.queries.people.customers import somebody
from handlers.queries.people.erasing import going
from storage.people import customers, identities, merging, people
from storage.people.people import Person, TelegramProfile
from storage.services import catalogue
from storage.tables.schema import TABLES
from storage.transactions import Writer
from tests.house import NOW, House, acting

SECRET = "Zyxwv"
DAY = timedelta(days=1)
TOLD = "SELECT count(*) FROM outbox WHERE state = 'waiting'"
FILL = (
    "INSERT INTO notes (person_id, service_id, coach_id, starts_at, note, updated_at)"
    " VALUES ($1, 1, 1, now(), 'Zyxwv', now())",
    "INSERT INTO conversations (person_id, step, facts, updated_at)"
    " VALUES ($1, 'x', '{\"typed\": \"Zyxwv\"}', now())",
    "INSERT INTO cards (person_id, message_id) VALUES ($1, 7)",
    "INSERT INTO waits (person_id, service_id, first_day, last_day, zone, weekdays, part,"
    " joined_at) SELECT $1, id, now(), now(), 'Zyxwv', 127, '', now() FROM services LIMIT 1",
    "INSERT INTO dead_letters (at, person_id, update, error)"
    " VALUES (now(), $1, '{\"text\": \"Zyxwv\"}', 'Zyxwv')",
    "INSERT INTO message_stops (person_id, other_id, at)"
    " SELECT $1, min(id), now() FROM people WHERE id <> $1",
    "INSERT INTO messages (coach_id, appointment_id, sender_id, by_coach, kind, text, key, sent_at)"
    " SELECT coach_id, id, $1, false, 'text', 'Zyxwv', 'k', now() FROM appointments"
    " WHERE customer_id = $1 LIMIT 1",
)


@pytest.fixture
async def known(house: House) -> Person:
    """Somebody with a past, a session to come, and something of theirs in every table."""
    profile = TelegramProfile(9001, SECRET, f"{SECRET}son", f"{SECRET}_9", "de")
    person = await house.database.write(lambda w: people.register(w, profile))
    await house.book(
        customer_id=person.id,
        starts_at=NOW - 7 * DAY,
        status=Status.COMPLETED,
        note=SECRET,
        answers=(("How?", SECRET),),
    )
    theirs = await house.book(customer_id=person.id, starts_at=NOW + 3 * DAY, note=SECRET)
    moved = NOW + 4 * DAY
    async with house.database.read() as reader:
        offered = await catalogue.load(reader)
    await deciding.move(
        house.database,
        offered,
        theirs.id,
        moved,
        actor=acting(house.coach_person),
        key="m",
        now=NOW,
    )
    for number, reason in enumerate((f"{SECRET} asked", "ill")):
        off = await house.book(customer_id=person.id, starts_at=NOW + (8 + number) * DAY)
        actor = acting(house.coach_person)
        key = f"off {number}"
        await deciding.cancel_by_coach(
            house.database, off.id, reason, actor=actor, key=key, now=NOW
        )
    contact = Identity.phone("+49151234567")
    await house.database.write(lambda w: identities.say(w, person.id, contact, NOW))
    await house.database.write(lambda w: customers.add(w, house.coach.id, person.id, NOW))
    record = await house.database.write(lambda w: people.add(w, f"Old {SECRET}", None, NOW))
    await house.database.write(lambda w: merging.merge(w, record.id, person.id))

    async def fill(writer: Writer) -> None:
        for statement in FILL:
            await writer.fetch(statement, person.id)

    await house.database.write(fill)
    return person


async def erase_person(
    house: House, person: Person, *, by: Person | None = None, key: str = "e"
) -> Erasure:
    async with house.database.read() as reader:
        offered = await catalogue.load(reader)
    roles = () if by is None else (Role.ADMIN,)
    actor = acting(by or person, *roles)
    return await erase(house.database, offered, person.id, actor=actor, key=key, now=NOW)


async def words_of(house: House) -> dict[str, int]:
    """In how many rows of which table the person is still found."""
    left: dict[str, int] = {}
    async with house.database.read() as reader:
        for table in TABLES:
            sql = f"SELECT count(*) FROM {table.name} t WHERE t::text ILIKE ANY ($1::text[])"
            [[number]] = await reader.fetch(sql, [f"%{SECRET}%", "%9001%", "%49151234567%"])
            if number:
                left[table.name] = number
    return left


async def test_no_word_of_theirs_is_left_and_the_books_still_add_up(
    house: House, known: Person
) -> None:
    assert {"people", "audit", "outbox", "messages", "dead_letters"} <= set(await words_of(house))

    assert await erase_person(house, known) == Erasure(1)
    assert await erase_person(house, known) == Erasure(1)

    assert await words_of(house) == {}
    async with house.database.read() as reader:
        sql = "SELECT status, price_minor > 0 FROM appointments ORDER BY starts_at"
        rows = [tuple(row) for row in await reader.fetch(sql)]
        lines = await reader.fetch("SELECT action FROM audit WHERE entity = 'person'")
    assert rows == [("completed", True), *[("cancelled", True)] * 3]
    assert ("erase",) in [tuple(row) for row in lines]


async def test_the_coach_hears_what_is_free_and_not_of_whom(house: House, known: Person) -> None:
    await erase_person(house, known)

    async with house.database.read() as reader:
        sql = "SELECT recipient_id, facts FROM outbox WHERE state = 'waiting'"
        [[recipient, facts]] = await reader.fetch(sql)
    assert (recipient, facts["number"]) == (house.coach_person.id, 1)
    assert [[title, zone] for title, _, zone in facts["freed"]] == [["Coaching", "Europe/Berlin"]]


async def test_they_come_back_as_a_stranger_whom_nobody_knows(house: House, known: Person) -> None:
    await erase_person(house, known)

    again = await house.database.write(lambda w: people.register(w, TelegramProfile(9001, "Zoë")))
    assert again.id != known.id
    actor = acting(house.coach_person)
    async with house.database.read() as reader:
        for one in (known.id, again.id):
            with pytest.raises(NotFound):
                await somebody(reader, house.coach.id, one, actor)
        assert known.id not in [one.id for one in await customers.of_coach(reader, 1, 99)]


async def test_a_notice_is_not_got_round_but_by_the_team(house: House, known: Person) -> None:
    await house.book(customer_id=known.id, starts_at=NOW + timedelta(hours=1))

    with pytest.raises(TooNearToErase):
        await erase_person(house, known)
    assert await words_of(house)
    assert await erase_person(house, known, by=house.customers[1], key="2") == Erasure(2)


async def test_a_record_that_became_part_of_somebody_leads_to_them(
    house: House, known: Person
) -> None:
    record = await house.database.write(lambda w: people.register(w, TelegramProfile(9009, "Z")))
    await house.database.write(lambda w: merging.merge(w, record.id, known.id))
    admin = house.customers[1]
    async with house.database.read() as reader:
        offered = await catalogue.load(reader)
    preview = await going(
        house.database, offered, record.id, actor=acting(admin, Role.ADMIN), now=NOW
    )
    assert (preview.person.id, len(preview.upcoming)) == (known.id, 1)
    assert await erase_person(house, record, by=admin) == Erasure(1)
    assert await words_of(house) == {}
    with pytest.raises(NotFound):
        await erase_person(house, known, by=admin, key="2")


async def test_who_works_here_stays_and_nobody_erases_others(house: House, known: Person) -> None:
    with pytest.raises(WorksHere):
        await erase_person(house, house.coach_person)
    async with house.database.read() as reader:
        offered = await catalogue.load(reader)
    other = acting(house.customers[1])
    with pytest.raises(NotAllowed):
        await erase(house.database, offered, known.id, actor=other, key="x", now=NOW)


async def test_a_coach_who_books_meanwhile_books_for_nobody(house: House, known: Person) -> None:
    async with house.database.read() as reader:
        offered = await catalogue.load(reader)
    order = BookingOrder(house.service.id, house.coach.id, NOW + 2 * DAY, house.service.price)
    booking = book_for(
        house.database,
        offered,
        order,
        known.id,
        actor=acting(house.coach_person),
        key="b",
        now=NOW,
        available_channels=(),
    )

    done, booked = await asyncio.gather(erase_person(house, known), booking, return_exceptions=True)

    assert isinstance(done, Erasure)
    assert isinstance(booked, Refusal | Appointment)
    async with house.database.read() as reader:
        sql = "SELECT count(*) FROM appointments WHERE customer_id = $1 AND status = 'confirmed'"
        [[standing]] = await reader.fetch(sql, known.id)
    assert standing == 0
    assert await words_of(house) == {}


async def test_the_log_loses_words_and_nothing_else(house: House, known: Person) -> None:
    async def rewritten(writer: Writer, change: str) -> None:
        await writer.fetch("SELECT set_config('coachbook.erasing', 'on', true)")
        await writer.fetch(change)

    for change in (
        "UPDATE audit SET action = 'other'",
        'UPDATE audit SET after = \'{"reason": "other"}\'',
        "DELETE FROM audit",
    ):
        with pytest.raises(asyncpg.RestrictViolationError):
            await house.database.write(partial(rewritten, change=change))


async def test_cut_off_at_any_moment_they_are_gone_whole_or_not_at_all(
    house: House, known: Person
) -> None:
    there = await words_of(house)
    moment, left = 0.0, there
    while left:
        task = asyncio.create_task(erase_person(house, known))
        await asyncio.wait([task], timeout=moment)
        task.cancel()
        await asyncio.wait([task])
        left = await words_of(house)
        assert left in (there, {})
        moment += 0.01 + moment / 4

    assert await erase_person(house, known) == Erasure(1)
    async with house.database.read() as reader:
        [[count]] = await reader.fetch(TOLD)
    assert count == 1
