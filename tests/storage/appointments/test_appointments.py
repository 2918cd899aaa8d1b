"""Appointments: what is written is what is read, and nothing ever overlaps."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from domain.appointments.appointment import Appointment, Status
from domain.people.person_limits import PersonLimits
from domain.services.service import Money
from storage.appointments import appointments, booking
from storage.people import person_limits
from storage.transactions import Reader, Writer
from tests.house import NOW, House, Plan, open_house

SLOT = NOW + timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


async def read(house: House, ask: Callable[[Reader], Awaitable[Any]]) -> Any:
    async with house.database.read() as reader:
        return await ask(reader)


async def load_appointment(house: House, appointment: Appointment) -> Appointment:
    stored: Appointment | None = await read(
        house, lambda reader: appointments.by_id(reader, appointment.id)
    )
    assert stored is not None
    return stored


async def close(house: House, appointment: Appointment, status: Status) -> Appointment:
    return await house.database.write(
        lambda writer: booking.change(writer, appointment, status=status, now=NOW)
    )


async def try_to_book(house: House, start: datetime, **changed: Any) -> Appointment | None:
    new = house.new(starts_at=start, **changed)
    return await house.database.write(lambda writer: booking.insert(writer, new))


async def test_what_was_booked_is_read_back_the_same(house: House) -> None:
    until = NOW + timedelta(minutes=10)
    appointment = await house.book(status=Status.HELD, note="first time", held_until=until)

    assert appointment == await load_appointment(house, appointment)
    assert (appointment.coach_name, appointment.customer_name) == ("Anna Berg", "Customer 0")
    assert (appointment.price, appointment.minutes, appointment.version) == (
        Money(5000, "EUR"),
        60,
        1,
    )
    assert appointment.ends_at - appointment.starts_at == HOUR


async def test_instant_zone_and_wall_time_are_kept_as_agreed(house: House) -> None:
    """On the night of the change 02:30 comes twice; the instant says which one was meant."""
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    wall = datetime(2026, 10, 25, 2, 30)

    sessions = [
        await load_appointment(house, await house.book(starts_at=start, wall_start=wall))
        for start in (first, first + 2 * HOUR)
    ]

    assert [a.starts_at for a in sessions] == [first, first + 2 * HOUR]
    assert [a.wall_start for a in sessions] == [wall, wall]
    assert {a.zone for a in sessions} == {"Europe/Berlin"}
    assert {a.starts_at.tzinfo for a in sessions} == {UTC}


# With 60 minutes and 10 minutes after each, against a booking at SLOT.
@pytest.mark.parametrize(
    ("minutes", "fits"),
    [
        (0, False),
        (-69, False),
        (-70, True),
        (69, False),
        (70, True),
        (30, False),
        (-30, False),
    ],
)
async def test_a_session_fits_beside_another_when_the_buffers_do(
    house: House, minutes: int, fits: bool
) -> None:
    await house.book(starts_at=SLOT)

    appointment = await try_to_book(house, SLOT + minutes * MINUTE)

    assert (appointment is not None) == fits


@pytest.mark.parametrize(
    ("status", "occupies"),
    [
        (Status.HELD, True),
        (Status.PENDING, True),
        (Status.CONFIRMED, True),
        (Status.COMPLETED, False),
        (Status.DECLINED, False),
        (Status.CANCELLED, False),
        (Status.EXPIRED, False),
        (Status.NO_SHOW, False),
    ],
)
async def test_only_what_is_open_occupies_its_time(
    house: House, status: Status, occupies: bool
) -> None:
    await house.book(starts_at=SLOT, status=status)

    appointment = await try_to_book(house, SLOT)

    assert (appointment is None) == occupies


async def test_a_code_that_is_in_use_is_drawn_again_and_leaves_the_time_free(house: House) -> None:
    await house.book(code="ABC234")
    start, codes = SLOT + timedelta(days=3), iter(["ABC234", "XYZ234"])

    async def work(writer: Writer) -> Appointment | None:
        return await booking.insert(writer, house.new(starts_at=start, code=next(codes)))

    appointment = await house.database.write(work)

    assert appointment is not None
    assert (appointment.code, appointment.starts_at) == ("XYZ234", start)
    assert house.database.retries == 1


async def test_the_database_itself_refuses_an_overlap(house: House) -> None:
    """Whatever a program does: the rule does not depend on being asked first."""
    await house.book(starts_at=SLOT)
    other = await house.book(starts_at=SLOT + timedelta(days=1))

    for table, column, key in (("appointments", "blocked", "id"), ("claims", "span", "holder_id")):
        with pytest.raises(IntegrityError, match=f"{table}_no_overlap"):
            await house.database.write(
                partial(
                    Writer.run,
                    statement=text(
                        f"UPDATE {table} SET {column} = tstzrange(lower({column}) - interval"
                        f" '1 day', upper({column})) WHERE {key} = {other.id}"
                    ),
                )
            )


async def test_a_change_is_a_new_version(house: House) -> None:
    appointment = await house.book(status=Status.PENDING)

    declined = await house.database.write(
        lambda writer: booking.change(
            writer, appointment, status=Status.DECLINED, reason="ill", now=NOW
        )
    )

    assert declined == await load_appointment(house, appointment)
    assert (declined.status, declined.reason, declined.version) == (Status.DECLINED, "ill", 2)


async def test_a_cancelled_slot_can_be_booked_again(house: House) -> None:
    appointment = await house.book(starts_at=SLOT)
    await close(house, appointment, Status.CANCELLED)

    assert await try_to_book(house, SLOT) is not None


async def test_saying_that_one_will_come_is_not_a_new_version(house: House) -> None:
    appointment = await house.book()

    attending = await house.database.write(
        lambda writer: booking.set_attending(writer, appointment, NOW)
    )

    assert attending == await load_appointment(house, appointment)
    assert (attending.attending_at, attending.version) == (NOW, appointment.version)


async def test_a_moved_session_frees_exactly_its_old_time(house: House) -> None:
    appointment = await house.book(starts_at=SLOT)
    appointment = await house.database.write(
        lambda writer: booking.set_attending(writer, appointment, NOW)
    )
    start = SLOT + 30 * MINUTE  # meets its own old time
    wall = datetime(2026, 3, 3, 9, 30)

    moved = await house.database.write(
        lambda writer: booking.move(writer, appointment, start, house.service, house.coach, now=NOW)
    )

    assert moved == await load_appointment(house, appointment)
    assert moved is not None
    assert (moved.starts_at, moved.ends_at, moved.wall_start) == (start, start + HOUR, wall)
    assert (moved.version, moved.attending_at) == (2, None)
    assert await try_to_book(house, start - 70 * MINUTE) is not None
    assert await try_to_book(house, start + 69 * MINUTE) is None


async def test_a_move_to_a_taken_time_changes_nothing_and_the_transaction_goes_on(
    house: House,
) -> None:
    appointment = await house.book(starts_at=SLOT)
    taken = await house.book(starts_at=SLOT + timedelta(days=1))

    async def work(writer: Writer) -> Appointment | None:
        moved = await booking.move(
            writer, appointment, taken.starts_at, house.service, house.coach, now=NOW
        )
        await booking.change(writer, appointment, note="tried", now=NOW)
        return moved

    assert await house.database.write(work) is None
    after = await load_appointment(house, appointment)
    assert (after.starts_at, after.note, after.version) == (SLOT, "tried", 2)


async def test_a_customer_sees_what_is_to_come_and_what_is_past(database: Any) -> None:
    house = await open_house(database, Plan(customers=2))
    other = house.customers[1].id
    late, soon = [await house.book(starts_at=SLOT + timedelta(days=n)) for n in (2, 1)]
    running = await house.book(starts_at=NOW - 30 * MINUTE)
    gone = await house.book(starts_at=NOW - timedelta(days=3), status=Status.COMPLETED)
    cancelled = await close(
        house, await house.book(starts_at=SLOT + timedelta(days=5)), Status.CANCELLED
    )
    await house.book(starts_at=SLOT + timedelta(days=8), customer_id=other)

    async def page(past: bool, limit: int = 10, offset: int = 0) -> Any:
        return await read(
            house,
            lambda reader: appointments.of_customer(
                reader, house.customer.id, NOW, past=past, limit=limit, offset=offset
            ),
        )

    assert await page(past=False) == [running, soon, late]
    assert await page(past=True) == [cancelled, gone]
    assert await page(past=False, limit=1, offset=1) == [soon]
    assert await page(past=True, limit=5, offset=2) == []


async def test_counts_for_a_customer(database: Any) -> None:
    house = await open_house(database, Plan(customers=2))
    me, stranger, coach = house.customer.id, house.customers[1].id, house.coach.id
    await house.book(starts_at=SLOT)
    await house.book(starts_at=NOW - timedelta(days=3), status=Status.COMPLETED)
    await house.book(starts_at=NOW - timedelta(days=9), status=Status.NO_SHOW)
    await house.book(starts_at=SLOT + timedelta(days=3), status=Status.DECLINED)

    async def counts(reader: Reader) -> Any:
        return [
            (
                await person_limits.standing(reader, person, NOW, NOW - timedelta(days=missed)),
                await appointments.last_coach_id(reader, person),
            )
            for person, missed in ((me, 10), (me, 8), (stranger, 10))
        ]

    none = PersonLimits()
    assert await read(house, counts) == [
        ((1, none, 1), coach),
        ((1, none, 0), coach),
        ((0, none, 0), None),
    ]


async def test_an_appointment_is_found_by_code_and_by_place(house: House) -> None:
    appointment = await house.book(code="ABC234", starts_at=SLOT)

    async def ask(reader: Reader) -> Any:
        return (
            await appointments.by_code(reader, "abc234"),
            await appointments.by_code(reader, "ZZZZZZ"),
            await appointments.mine_at(reader, house.customer.id, house.coach.id, SLOT),
            await appointments.mine_at(reader, house.customer.id, house.coach.id, SLOT + HOUR),
            await appointments.mine_at(reader, house.coach_person.id, house.coach.id, SLOT),
            await appointments.by_id(reader, appointment.id + 1),
            await appointments.coach_person_id(reader, house.coach.id),
        )

    assert await read(house, ask) == (
        [appointment],
        [],
        appointment,
        None,
        None,
        None,
        house.coach_person.id,
    )
