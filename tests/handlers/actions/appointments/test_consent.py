"""A customer takes what a coach has booked for them, or not, or nobody answers."""

import asyncio
from collections.abc import Collection
from datetime import datetime, timedelta

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.messages.notices import Channel
from domain.refusals import AlreadyDecided, NotFound, OfferChanged
from domain.roles import SYSTEM, Role
from handlers.actions.appointments import consent, deciding
from handlers.actions.appointments.booking import BookingOrder
from handlers.actions.appointments.booking_for import book_for
from handlers.actions.business import upkeep
from storage.appointments import appointments
from storage.messages import reach
from storage.people.people import Person
from storage.services import catalogue
from tests.house import NOW, House, acting

TOMORROW = NOW + timedelta(days=1)
NEWS = "SELECT kind, recipient_id FROM outbox WHERE lane = 0 ORDER BY id"
CLAIMS = "SELECT count(*) FROM claims WHERE upper(span) > $1"


@pytest.fixture
async def asking(house: House) -> House:
    """Customers are asked, and the coach knows the first two."""
    await house.database.write(lambda w: catalogue.update_coach(w, house.coach.id, ask_first=True))
    for n, one in enumerate(house.customers[:2]):
        at = TOMORROW - timedelta(days=7, hours=-n * 2)
        await house.book(customer_id=one.id, starts_at=at, status=Status.COMPLETED)
    return house


async def book(
    house: House,
    person: Person,
    *,
    asks: bool = True,
    key: str = "k",
    ways: Collection[Channel] = (),
) -> Appointment:
    async with house.database.read() as reader:
        offered = await catalogue.load(reader)
    order = BookingOrder(house.service.id, house.coach.id, TOMORROW, house.service.price, asks=asks)
    actor = acting(house.coach_person)
    return await book_for(
        house.database,
        offered,
        order,
        person.id,
        actor=actor,
        key=key,
        now=NOW,
        available_channels=ways,
    )


async def answer(
    house: House, appointment: Appointment, *, yes: bool, key: str = "a", now: datetime = NOW
) -> Appointment:
    act = consent.take if yes else consent.decline
    actor = acting(house.customer)
    return await act(
        house.database, appointment.id, appointment.version, actor=actor, key=key, now=now
    )


async def news(house: House) -> list[tuple[str, int]]:
    async with house.database.read() as reader:
        return [(kind, who) for kind, who in await reader.fetch(NEWS)]


async def claim_count(house: House) -> int:
    async with house.database.read() as reader:
        [[number]] = await reader.fetch(CLAIMS, NOW)
    return int(number)


async def test_it_is_held_until_the_customer_takes_it(asking: House) -> None:
    appointment = await book(asking, asking.customer)
    assert (appointment.status, appointment.held_until) == (
        Status.HELD,
        NOW + timedelta(days=1, minutes=-30),
    )
    assert await news(asking) == [("asked", asking.customer.id)]

    taken = await answer(asking, appointment, yes=True)
    again = await answer(asking, appointment, yes=True, key="b")

    assert (taken.status, taken.held_until, again.version) == (
        Status.CONFIRMED,
        None,
        taken.version,
    )
    assert (await news(asking))[1:] == [("ask_taken", asking.coach_person.id)]


async def test_declined_it_is_free_for_others(asking: House) -> None:
    appointment = await book(asking, asking.customer)

    declined = await answer(asking, appointment, yes=False)
    assert (await answer(asking, appointment, yes=False, key="b")).version == declined.version

    assert declined.status is Status.DECLINED
    assert (await news(asking))[1:] == [("ask_declined", asking.coach_person.id)]
    assert await claim_count(asking) == 0
    with pytest.raises(AlreadyDecided):
        await answer(asking, appointment, yes=True, key="c")
    other = await book(asking, asking.customers[1], key="o")
    assert other.status is Status.HELD


async def test_nobody_answers_and_both_hear_that_it_is_free(asking: House) -> None:
    appointment = await book(asking, asking.customer)
    assert appointment.held_until is not None

    with pytest.raises(AlreadyDecided):
        await answer(asking, appointment, yes=True, now=appointment.held_until)
    await upkeep.expire(asking.database, actor=SYSTEM, now=appointment.held_until)
    await upkeep.expire(asking.database, actor=SYSTEM, now=appointment.held_until)

    assert (await news(asking))[1:] == [
        ("ask_lapsed", asking.customer.id),
        ("ask_unanswered", asking.coach_person.id),
    ]
    assert await claim_count(asking) == 0


@pytest.mark.parametrize("by_app", [False, True])
async def test_who_uses_an_app_is_asked_there_without_telegram(asking: House, by_app: bool) -> None:
    """By the app itself, or by mail where they are signed in to one."""
    person, without = asking.customer, "UPDATE people SET telegram_id = NULL,"
    mailbox = f"{without} unreachable_since = $1, email = 'mia@example.org' WHERE id = $2"
    app = (
        "INSERT INTO push_subscriptions (person_id, channel, target, added_at, digest)"
        " VALUES ($2, 'push', 'x', $1, 'x')"
    )
    signed_in = (
        "INSERT INTO sign_ins (person_id, method, created_at, used_at, expires_at, secret, digest,"
        " generation, renewed_at) VALUES ($2, 'password', $1, $1,"
        " $1::timestamptz + interval '90 days', 'x', 'x', 0, $1)"
    )
    way = Channel.PUSH if by_app else Channel.MAIL
    await asking.database.write(lambda w: w.fetch(mailbox, NOW, person.id))
    with pytest.raises(OfferChanged):
        await book(asking, person, key="1", ways={way})
    await asking.database.write(lambda w: w.fetch(app if by_app else signed_in, NOW, person.id))

    appointment = await book(asking, person, key="2", ways={way})

    assert appointment.status is Status.HELD
    assert await news(asking) == [("asked", person.id)]
    assert (await answer(asking, appointment, yes=True)).status is Status.CONFIRMED


async def test_who_cannot_answer_is_booked_and_the_coach_has_read_that(asking: House) -> None:
    away = asking.customer
    await asking.database.write(lambda w: reach.set_unreachable(w, away.id, NOW))

    with pytest.raises(OfferChanged):
        await book(asking, away, key="1")
    appointment = await book(asking, away, asks=False, key="2")

    assert appointment.status is Status.CONFIRMED
    assert await news(asking) == [("booked_by_coach", away.id)]


async def test_the_setting_is_looked_at_once_more(asking: House) -> None:
    with pytest.raises(OfferChanged):
        await book(asking, asking.customer, asks=False)


async def test_only_the_customer_answers_and_nobody_moves_it(asking: House) -> None:
    appointment = await book(asking, asking.customer)
    coach, other = acting(asking.coach_person), acting(asking.customers[1])
    async with asking.database.read() as reader:
        offered = await catalogue.load(reader)

    with pytest.raises(NotFound):
        await consent.take(
            asking.database, appointment.id, appointment.version, actor=other, key="1", now=NOW
        )
    with pytest.raises(AlreadyDecided):
        await deciding.approve(asking.database, appointment.id, actor=coach, key="2", now=NOW)
    later = TOMORROW + timedelta(hours=2)
    with pytest.raises(AlreadyDecided):
        await deciding.move(
            asking.database, offered, appointment.id, later, actor=coach, key="3", now=NOW
        )
    withdrawn = await deciding.cancel_by_coach(
        asking.database, appointment.id, None, actor=coach, key="4", now=NOW
    )
    assert withdrawn.status is Status.CANCELLED


async def test_of_yes_no_and_withdrawn_at_once_one_counts(asking: House) -> None:
    appointment = await book(asking, asking.customer)
    coach = acting(asking.coach_person)

    outcomes = await asyncio.gather(
        answer(asking, appointment, yes=True, key="y"),
        answer(asking, appointment, yes=False, key="n"),
        deciding.cancel_by_coach(
            asking.database,
            appointment.id,
            None,
            actor=coach,
            key="w",
            now=NOW,
            version=appointment.version,
        ),
        return_exceptions=True,
    )

    async with asking.database.read() as reader:
        stands = await appointments.by_id(reader, appointment.id)
    assert stands is not None
    assert stands.version == appointment.version + 1
    for outcome in outcomes:
        if not isinstance(outcome, AlreadyDecided):
            assert isinstance(outcome, Appointment)
            assert outcome.version == stands.version
    assert await claim_count(asking) == (stands.status is Status.CONFIRMED)


async def test_it_is_moved_by_nobody_and_is_not_there_for_another_coach(asking: House) -> None:
    appointment = await book(asking, asking.customer)
    async with asking.database.read() as reader:
        known = await catalogue.load(reader)

    async def move(by: Person, key: str) -> None:
        later, who = TOMORROW + timedelta(hours=2), acting(by, Role.COACH)
        await deciding.move(
            asking.database, known, appointment.id, later, actor=who, key=key, now=NOW
        )

    with pytest.raises(AlreadyDecided):
        await move(asking.coach_person, "coach")
    with pytest.raises(NotFound):
        await move(asking.customers[1], "another")
