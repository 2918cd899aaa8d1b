"""Leave against bookings, past, other leave, and itself."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.refusals import (
    BadInput,
    LeaveHitsBookings,
    LeaveInPast,
    LeaveOverlaps,
    NotFound,
    NotOffered,
    Refusal,
)
from domain.services.catalogue import Catalogue, Coach
from domain.time.spans import epoch
from domain.working_hours.leave import Leave, days_off
from handlers.actions.appointments.booking import BookingOrder, book
from handlers.actions.working_hours.leave import change_leave, give_back_leave, take_leave
from storage import audit
from storage.appointments import booking as stored_booking
from storage.services import catalogue
from storage.transactions import Database, Writer
from tests.house import NOW, House, acting
from tests.waits import somebody_waits

TOMORROW = date(2026, 3, 3)
AT_NINE = datetime(2026, 3, 3, 8, tzinfo=UTC)


async def off(
    house: House, first: date, last: date | None = None, *, key: str = "u:1", now: datetime = NOW
) -> Leave:
    starts, ends = days_off(first, last or first)
    return await take_leave(
        house.database,
        house.coach.id,
        starts,
        ends,
        actor=acting(house.coach_person),
        key=key,
        now=now,
    )


async def load_catalogue(house: House) -> Catalogue:
    async with house.database.read() as reader:
        return await catalogue.load(reader)


async def coach_now(house: House) -> Coach:
    return (await load_catalogue(house)).coaches[house.coach.id]


async def test_leave_is_saved_and_written_down(house: House) -> None:
    leave = await off(house, TOMORROW, TOMORROW + timedelta(days=2))
    assert (await coach_now(house)).leaves == (leave,)
    async with house.database.read() as reader:
        written = await audit.of(reader, "leave", leave.id)
    assert [(entry.action, entry.actor_id) for entry in written] == [
        ("take_leave", house.coach_person.id)
    ]
    assert written[0].before is None
    assert written[0].after == {"starts": "2026-03-03T00:00:00", "ends": "2026-03-06T00:00:00"}


async def test_leave_over_open_sessions_is_refused_with_names_and_starts(house: House) -> None:
    later = AT_NINE + timedelta(hours=3)
    await house.book(starts_at=later, status=Status.PENDING, customer_id=house.customers[1].id)
    await house.book(starts_at=AT_NINE)
    await house.book(starts_at=AT_NINE + timedelta(hours=5), status=Status.CANCELLED)
    await house.book(starts_at=AT_NINE + timedelta(days=1))
    with pytest.raises(LeaveHitsBookings) as refused:
        await off(house, TOMORROW)
    assert refused.value.bookings == (
        ("Customer 0", epoch(AT_NINE)),
        ("Customer 1", epoch(later)),
    )
    assert (await coach_now(house)).leaves == ()


async def test_a_session_that_has_begun_does_not_keep_the_coach_from_the_rest_of_the_day(
    house: House,
) -> None:
    await house.book(starts_at=AT_NINE)
    await off(house, TOMORROW, now=AT_NINE + timedelta(minutes=20))


async def test_hours_off_beside_a_session_are_fine_though_its_buffer_reaches_into_them(
    house: House,
) -> None:
    await house.book(starts_at=AT_NINE)
    await take_leave(
        house.database,
        house.coach.id,
        datetime(2026, 3, 3, 10),
        datetime(2026, 3, 3, 12),
        actor=acting(house.coach_person),
        key="u:1",
        now=NOW,
    )


async def test_leave_that_is_over_is_refused_and_today_is_not(house: House) -> None:
    with pytest.raises(LeaveInPast):
        await off(house, NOW.date() - timedelta(days=1))
    await off(house, NOW.date(), key="u:2")


async def test_leave_that_has_begun_is_lengthened_within_a_year_and_none_is_far_ahead(
    house: House,
) -> None:
    leave, year = await off(house, NOW.date()), timedelta(days=366)
    change = partial(
        change_leave,
        house.database,
        house.coach.id,
        leave.id,
        leave.starts,
        actor=acting(house.coach_person),
        now=NOW + timedelta(hours=9),
    )
    await change(leave.starts + year, key="u:2")
    for far in (leave.starts + 2 * year, leave.starts + 3 * year):
        with pytest.raises(BadInput):
            await change(far, key="u:3")
    with pytest.raises(BadInput):
        await off(house, NOW.date() + 2 * year, key="u:4")


async def test_today_is_the_coachs_own(house: House) -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # in Berlin it is the 3rd already
    with pytest.raises(LeaveInPast):
        await off(house, date(2026, 3, 2), now=late)


async def test_overlapping_leave_is_refused_and_touching_leave_is_not(house: House) -> None:
    await off(house, TOMORROW, TOMORROW + timedelta(days=2))
    with pytest.raises(LeaveOverlaps):
        await off(house, TOMORROW + timedelta(days=2), TOMORROW + timedelta(days=5), key="u:2")
    await off(house, TOMORROW + timedelta(days=3), key="u:3")


async def test_the_same_update_again_takes_the_same_leave_and_a_refusal_stays(
    house: House,
) -> None:
    first = await off(house, TOMORROW)
    assert await off(house, TOMORROW) == first
    # Another press of the same button, as an update of its own.
    assert await off(house, TOMORROW, key="u:2") == first
    booked = await house.book(starts_at=AT_NINE + timedelta(days=1))
    with pytest.raises(LeaveHitsBookings):
        await off(house, TOMORROW + timedelta(days=1), key="u:3")

    async def free(writer: Writer) -> None:
        await stored_booking.change(writer, booked, status=Status.CANCELLED, now=NOW)

    await house.database.write(free)
    with pytest.raises(LeaveHitsBookings):
        await off(house, TOMORROW + timedelta(days=1), key="u:3")
    assert len((await coach_now(house)).leaves) == 1


async def test_leave_is_given_back_once_and_only_by_its_coach(house: House) -> None:
    leave = await off(house, TOMORROW)

    async def back(coach_id: int) -> bool:
        by = house.coach_person
        return await give_back_leave(house.database, coach_id, leave.id, actor=acting(by), now=NOW)

    with pytest.raises(NotFound):
        await back(house.coach.id + 1)
    assert await back(house.coach.id)
    assert not await back(house.coach.id)
    assert (await coach_now(house)).leaves == ()
    async with house.database.read() as reader:
        written = await audit.of(reader, "leave", leave.id)
    assert [entry.action for entry in written] == ["take_leave", "give_back_leave"]


async def test_leave_waits_for_a_booking_that_is_being_written_and_then_sees_it(
    house: House,
) -> None:
    inserted, may_commit = asyncio.Event(), asyncio.Event()

    async def slow_booking(writer: Writer) -> None:
        await catalogue.share_coach(writer, house.coach.id)
        assert await stored_booking.insert(writer, house.new(starts_at=AT_NINE))
        inserted.set()
        await may_commit.wait()

    booking = asyncio.create_task(house.database.write(slow_booking))
    await inserted.wait()
    leave = asyncio.create_task(off(house, TOMORROW))
    async with house.database.read() as reader:
        await somebody_waits(reader.fetch)
    assert not leave.done()
    may_commit.set()
    await booking
    with pytest.raises(LeaveHitsBookings):
        await leave


async def test_of_leave_and_a_booking_at_the_same_moment_exactly_one_wins(
    house: House, database_url: str
) -> None:
    other_replica = Database(database_url)
    known = await load_catalogue(house)
    weekdays = [day for n in range(1, 29) if (day := NOW.date() + timedelta(days=n)).weekday() < 5]

    async def leave(n: int, day: date) -> Leave | Refusal:
        try:
            return await off(house, day, key=f"leave:{n}")
        except LeaveHitsBookings as refused:
            return refused

    async def booking(n: int, day: date) -> Appointment | Refusal:
        customer = house.customers[n % len(house.customers)]
        start = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
        order = BookingOrder(house.service.id, house.coach.id, start, house.service.price)
        try:
            return await book(
                other_replica, known, order, actor=acting(customer), key=f"book:{n}", now=NOW
            )
        except NotOffered as refused:
            return refused

    leaves, bookings = await asyncio.gather(
        asyncio.gather(*(leave(n, day) for n, day in enumerate(weekdays))),
        asyncio.gather(*(booking(n, day) for n, day in enumerate(weekdays))),
    )
    await other_replica.close()
    for taken, booked in zip(leaves, bookings, strict=True):
        assert isinstance(taken, Leave) != isinstance(booked, Appointment)
