"""What can race, raced on a real PostgreSQL."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.messages.notices import Lane, NoticeKind
from storage import idempotency
from storage.appointments import appointments, booking, calendar
from storage.messages import outbox, outgoing
from storage.messages.outbox import OutboxMessage
from storage.messages.outgoing import ClaimedMessage
from storage.people import people
from storage.people.people import TelegramProfile
from storage.transactions import Database, Writer
from tests.house import NOW, House, Plan, open_house

SLOT = NOW + timedelta(days=1)
LATER = NOW + timedelta(days=2)
LEASE = timedelta(seconds=60)


async def open_sessions(house: House) -> list[Appointment]:
    async with house.database.read() as reader:
        return await calendar.agenda(reader, house.coach.id, NOW, NOW + timedelta(days=60))


def moved_to(house: House, appointment: Appointment, start: datetime) -> Any:
    """A move, to be awaited."""
    return house.database.write(
        lambda writer: booking.move(writer, appointment, start, house.service, house.coach, now=NOW)
    )


async def test_of_200_attempts_at_one_slot_exactly_one_books_it(database: Database) -> None:
    house = await open_house(database, Plan(customers=200))

    async def attempt(customer: people.Person) -> Appointment | None:
        new = house.new(customer_id=customer.id, starts_at=SLOT)

        async def work(writer: Writer) -> Appointment | None:
            await people.lock(writer, customer.id)
            return await booking.insert(writer, new)

        return await database.write(work)

    winners = [
        appointment
        for appointment in await asyncio.gather(*map(attempt, house.customers))
        if appointment
    ]

    assert winners == await open_sessions(house)
    assert len(winners) == 1
    assert database.retries == 0


async def test_overlapping_attempts_book_as_many_as_fit_and_no_more(database: Database) -> None:
    house = await open_house(database, Plan(customers=60))

    async def attempt(number: int, customer: people.Person) -> Appointment | None:
        new = house.new(
            customer_id=customer.id, starts_at=SLOT + timedelta(minutes=35 * (number % 4))
        )
        return await database.write(lambda writer: booking.insert(writer, new))

    outcomes = await asyncio.gather(*(attempt(n, c) for n, c in enumerate(house.customers)))

    starts = sorted(appointment.starts_at for appointment in outcomes if appointment)
    assert all(b - a >= timedelta(minutes=70) for a, b in pairwise(starts))
    assert [appointment.starts_at for appointment in await open_sessions(house)] == starts
    assert 1 <= len(starts) <= 2


async def test_of_many_who_move_to_one_slot_exactly_one_gets_it(database: Database) -> None:
    house = await open_house(database)
    booked = [await house.book(starts_at=SLOT + timedelta(minutes=70 * n)) for n in range(12)]

    moved = await asyncio.gather(*(moved_to(house, appointment, LATER) for appointment in booked))

    assert [appointment.starts_at for appointment in moved if appointment] == [LATER]
    standing = {appointment.id: appointment for appointment in await open_sessions(house)}
    for before, after in zip(booked, moved, strict=True):
        assert standing[before.id] == (after or before)


async def test_moves_and_bookings_of_one_slot_do_not_both_win(database: Database) -> None:
    house = await open_house(database, Plan(customers=20))
    booked = [await house.book(starts_at=SLOT + timedelta(minutes=70 * n)) for n in range(10)]

    async def attempt(customer: people.Person) -> Appointment | None:
        new = house.new(customer_id=customer.id, starts_at=LATER)
        return await database.write(lambda writer: booking.insert(writer, new))

    won = await asyncio.gather(
        *(moved_to(house, appointment, LATER) for appointment in booked),
        *map(attempt, house.customers),
    )

    [winner] = [appointment for appointment in won if appointment]
    assert [a for a in await open_sessions(house) if a.starts_at == LATER] == [winner]


async def test_two_that_swap_places_do_not_wait_for_each_other(house: House) -> None:
    one, other = await house.book(starts_at=SLOT), await house.book(starts_at=LATER)

    swapped: Sequence[Appointment | None] = await asyncio.gather(
        moved_to(house, one, other.starts_at), moved_to(house, other, one.starts_at)
    )

    # Neither place is free before the other has left it.
    assert list(swapped) == [None, None]
    assert house.database.retries == 0


async def test_a_change_of_something_outdated_never_undoes_another(house: House) -> None:
    booked = await house.book(status=Status.PENDING)

    async def decide(status: Status) -> str:
        async def work(writer: Writer) -> str:
            appointment = await appointments.by_id(writer, booked.id)
            assert appointment is not None
            if appointment.status is not Status.PENDING:
                return "too late"
            await asyncio.sleep(0.05)
            await booking.change(writer, appointment, status=status, now=NOW)
            return status.value

        return await house.database.write(work)

    answers = await asyncio.gather(decide(Status.CONFIRMED), decide(Status.DECLINED))

    [standing] = [word for word in answers if word != "too late"]
    async with house.database.read() as reader:
        appointment = await appointments.by_id(reader, booked.id)
    assert appointment is not None
    assert (appointment.status.value, appointment.version) == (standing, 2)


async def test_the_same_update_in_two_replicas_takes_effect_once(house: House) -> None:
    """Neither finds an outcome; the one that commits second is run again, and finds it."""
    both_looked = asyncio.Barrier(2)
    looked = 0

    async def handle(number: int) -> Any:
        async def work(writer: Writer) -> Any:
            nonlocal looked
            known = await idempotency.outcome(writer, "update 5")
            if known is not None:
                return known
            looked += 1
            if looked <= 2:
                await both_looked.wait()
            outcome = {"by": number}
            await people.register(writer, TelegramProfile(9000 + number, "New"))
            await idempotency.remember(writer, "update 5", None, outcome, NOW)
            return outcome

        return await house.database.write(work)

    one, other = await asyncio.gather(handle(1), handle(2))

    assert one == other
    async with house.database.read() as reader:
        new = [await people.by_telegram_id(reader, 9000 + number) for number in (1, 2)]
    assert [person is not None for person in new] == [one["by"] == 1, one["by"] == 2]


@pytest.mark.parametrize("workers", [2, 8])
async def test_each_message_is_claimed_by_one_worker(house: House, workers: int) -> None:
    messages = [
        OutboxMessage(
            f"m{n}", house.customer.id, NoticeKind.COACH_WELCOME, {"n": n}, Lane(n % 3), NOW
        )
        for n in range(200)
    ]
    await house.database.write(lambda writer: outbox.enqueue(writer, messages))

    async def work(owner: str) -> list[ClaimedMessage]:
        taken: list[ClaimedMessage] = []
        while rows := await house.database.write(
            lambda writer: outgoing.claim(writer, owner, NOW, 7, LEASE)
        ):
            taken += rows
        return taken

    shares = await asyncio.gather(*(work(f"worker {n}") for n in range(workers)))

    claimed = Counter(row.key for share in shares for row in share)
    assert claimed == {message.key: 1 for message in messages}
    assert not any(row.maybe_repeated for share in shares for row in share)


async def test_one_person_registered_many_times_at_once_is_one_person(database: Database) -> None:
    profile = TelegramProfile(7001, "Mia")

    customers = await asyncio.gather(
        *(database.write(lambda writer: people.register(writer, profile)) for _ in range(20))
    )

    assert len({person.id for person in customers}) == 1
