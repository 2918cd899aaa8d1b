"""A coach books for a customer, and the team does so in anybody's place."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.accounts.identity import Identity
from domain.appointments.appointment import Appointment, Status
from domain.messages.notices import Channel
from domain.refusals import NotAllowed, NotFound, SlotTaken, TooSoon
from domain.roles import Door, Role
from handlers.actions.appointments.booking import BookingOrder
from handlers.actions.appointments.booking_for import book_for
from handlers.actions.messages import undelivered
from handlers.actions.people.customers import add_customer
from handlers.queries.people import customers
from handlers.wording.words import words_for
from storage import audit
from storage.messages import outbox, outgoing
from storage.people import merging, people
from storage.people.people import Person, TelegramProfile
from storage.services import catalogue
from storage.transactions import Writer
from tests.handlers.notices.rendered import render
from tests.house import NOW, House, acting

TOMORROW = NOW + timedelta(days=1)
NEWS = "SELECT kind, recipient_id FROM outbox WHERE lane = 0 ORDER BY id"


async def book(
    house: House,
    customer: int,
    *,
    by: Person | None = None,
    roles: tuple[Role, ...] = (),
    start: datetime = TOMORROW,
    key: str = "k",
    anyway: bool = False,
    warned: bool = False,
) -> Appointment:
    async with house.database.read() as reader:
        offered = await catalogue.load(reader)
    order = BookingOrder(
        house.service.id, house.coach.id, start, house.service.price, anyway=anyway
    )
    actor = acting(by or house.coach_person, *roles)
    return await book_for(
        house.database,
        offered,
        order,
        customer,
        actor=actor,
        key=key,
        now=NOW,
        available_channels=(),
        warned=warned,
    )


async def written_down(house: House, name: str = "Mia Keller", key: str = "new") -> Person:
    """Somebody the coach only knows by name."""
    customer = await add_customer(
        house.database,
        name,
        [],
        actor=acting(house.coach_person),
        key=key,
        now=NOW,
        for_coach=house.coach.id,
    )
    return customer.person


async def news(house: House) -> list[tuple[str, int]]:
    async with house.database.read() as reader:
        return [(kind, who) for kind, who in await reader.fetch(NEWS)]


async def test_it_is_confirmed_at_once_and_the_customer_is_told(house: House) -> None:
    person = await written_down(house)

    appointment = await book(house, person.id)

    assert (appointment.status, appointment.customer_id) == (Status.CONFIRMED, person.id)
    assert await news(house) == [("booked_by_coach", person.id)]
    async with house.database.read() as reader:
        [entry] = await audit.of(reader, "appointment", appointment.id)
    assert (entry.action, entry.actor_id) == ("book_for", house.coach_person.id)


@pytest.mark.parametrize("roles", [(), (Role.ADMIN,)])
@pytest.mark.parametrize("warned", [False, True])
async def test_that_nothing_reaches_the_customer_is_told_to_a_coach_who_has_not_read_it(
    house: House, warned: bool, roles: tuple[Role, ...]
) -> None:
    person = await written_down(house)
    by = house.customers[0] if roles else house.coach_person
    await book(house, person.id, by=by, roles=roles, warned=warned)

    async def fails(writer: Writer) -> None:
        rows = await outgoing.claim(writer, "me", NOW, 20, timedelta(minutes=1))
        [row] = [row for row in rows if row.kind == "booked_by_coach"]
        await undelivered.report_undelivered(
            writer, row, outbox.UNREACHABLE, NOW, available_channels=()
        )

    await house.database.write(fails)
    recipients = [who for kind, who in await news(house) if kind == "unheard"]
    assert recipients == ([] if warned and not roles else [house.coach_person.id])


@pytest.mark.parametrize("by_app", [False, True])
async def test_of_who_is_reached_without_telegram_it_says_that_this_message_failed(
    house: House, by_app: bool
) -> None:
    person = await written_down(house)
    app = (
        "INSERT INTO push_subscriptions (person_id, channel, target, added_at, digest)"
        " VALUES ($1, 'push', 'x', $2, 'x')"
    )
    await house.database.write(lambda w: w.fetch(app, person.id, NOW))
    await book(house, person.id)

    async def fails(writer: Writer) -> None:
        rows = await outgoing.claim(writer, "me", NOW, 20, timedelta(minutes=1))
        [row] = [row for row in rows if row.kind == "booked_by_coach"]
        ways = {Channel.PUSH} if by_app else {Channel.MAIL}
        await undelivered.report_undelivered(
            writer, row, outbox.UNREACHABLE, NOW, available_channels=ways
        )

    await house.database.write(fails)
    async with house.database.read() as reader:
        [[facts]] = await reader.fetch("SELECT facts FROM outbox WHERE kind = 'unheard'")
    assert (facts["reached"], facts["contact"]["hears"]) == (by_app, by_app)
    screen = render("unheard", facts, words_for("en"), None, NOW)
    assert ("did not arrive" in screen.text) == by_app


async def test_pressed_twice_it_is_booked_once(house: House) -> None:
    person = await written_down(house)

    first = await book(house, person.id, key="1")

    assert (await book(house, person.id, key="1")).id == first.id
    assert (await book(house, person.id, key="2")).id == first.id
    assert len(await news(house)) == 1


async def test_the_notice_is_set_aside_by_who_says_so_and_that_is_written_down(
    house: House,
) -> None:
    person = await written_down(house)
    rules = replace(house.service.rules, notice_book=48 * 60)
    await house.database.write(lambda w: catalogue.update_service(w, house.service.id, rules=rules))

    with pytest.raises(TooSoon):
        await book(house, person.id, key="1")
    appointment = await book(house, person.id, key="2", anyway=True)

    async with house.database.read() as reader:
        [entry] = await audit.of(reader, "appointment", appointment.id)
    assert entry.after is not None
    assert entry.after["overridden"] == ["notice_book"]


async def test_a_coach_books_for_nobody_they_do_not_know(house: House) -> None:
    stranger, known = house.customers[:2]
    await house.book(customer_id=known.id, starts_at=NOW + timedelta(days=2))

    with pytest.raises(NotFound):
        await book(house, stranger.id, key="1")
    with pytest.raises(NotFound):  # themself
        await book(house, house.coach_person.id, key="2")
    with pytest.raises(NotAllowed):
        await book(house, known.id, by=stranger, key="3")
    assert (await book(house, known.id, key="4")).customer_id == known.id


async def test_who_is_blocked_is_booked_for_by_nobody(house: House) -> None:
    person = await written_down(house)
    await house.database.write(lambda w: people.set_blocked(w, person.id, NOW, "rude"))

    with pytest.raises(NotFound):
        await book(house, person.id)


async def test_the_team_books_in_any_calendar_for_anybody_and_the_coach_hears_of_it(
    house: House,
) -> None:
    boss, stranger = house.customers[1], house.customers[0]

    appointment = await book(house, stranger.id, by=boss, roles=(Role.MANAGER,))

    assert appointment.customer_id == stranger.id
    assert await news(house) == [
        ("booked_by_coach", stranger.id),
        ("booked", house.coach_person.id),
    ]


async def test_another_coach_neither_books_nor_looks_there(house: House) -> None:
    ben = await house.database.write(lambda w: people.register(w, TelegramProfile(7003, "Ben")))
    await house.database.write(
        lambda w: catalogue.add_coach(w, person_id=ben.id, name="Ben", zone="UTC")
    )
    async with house.database.read() as reader:
        coach = await people.by_id(reader, ben.id)
    assert coach is not None
    person = await written_down(house)

    with pytest.raises(NotFound):
        await book(house, person.id, by=coach)
    actor = coach.at(Door.CHAT)
    with pytest.raises(NotFound):
        await customers.recent(house.database, house.coach.id, actor=actor, limit=9)
    with pytest.raises(NotFound):
        await customers.matching(house.database, house.coach.id, "Mia", actor=actor, limit=9)
    with pytest.raises(NotFound):
        await add_customer(
            house.database, "Mia", [], actor=actor, key="n", now=NOW, for_coach=house.coach.id
        )


async def test_of_many_who_book_one_time_at_once_one_does(house: House) -> None:
    wanted = [await written_down(house, f"Mia {n}", key=f"n{n}") for n in range(6)]
    boss = house.customers[0]
    tries = [
        book(house, one.id, key=f"b{one.id}", by=by, roles=(Role.MANAGER,))
        for one, by in zip(wanted, (*house.customers, boss), strict=True)
    ]

    outcomes = await asyncio.gather(*tries, return_exceptions=True)

    assert sum(isinstance(one, Appointment) for one in outcomes) == 1
    assert sum(isinstance(one, SlotTaken) for one in outcomes) == 5


async def test_whom_a_coach_has_written_down_they_know_as_who_comes(house: House) -> None:
    record, mia = await written_down(house), house.customer
    await house.database.write(lambda w: merging.merge(w, record.id, mia.id))

    appointment = await book(house, record.id)

    assert appointment.customer_id == mia.id
    actor = acting(house.coach_person)
    recent = await customers.recent(house.database, house.coach.id, actor=actor, limit=9)
    assert [one.id for one in recent] == [mia.id]


async def test_a_contact_finds_who_has_written_to_us(house: House) -> None:
    known_by = [Identity.telegram(house.customer.telegram_id or 0), Identity.phone("+49151234567")]

    customer = await add_customer(
        house.database,
        "My friend",
        known_by,
        actor=acting(house.coach_person),
        key="c",
        now=NOW,
        for_coach=house.coach.id,
    )

    assert (customer.known, customer.person) == (True, house.customer)
    assert (await book(house, customer.person.id)).customer_id == house.customer.id


async def test_a_coach_finds_their_own_customers_and_the_team_everybody(house: House) -> None:
    await written_down(house, "Katharina Müller")
    ask = customers.matching
    coach, boss = acting(house.coach_person), acting(house.customers[1], Role.MANAGER)

    [customer] = await ask(house.database, house.coach.id, "kathrina", actor=coach, limit=9)
    assert customer.name == "Katharina Müller"
    assert not await ask(house.database, house.coach.id, "Customer", actor=coach, limit=9)
    assert len(await ask(house.database, house.coach.id, "Customer", actor=boss, limit=9)) == 5
