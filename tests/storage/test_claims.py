"""Claims: holds, seats, rooms and devices; each race on a real PostgreSQL."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from domain.appointment import Appointment, Status
from domain.catalogue import Approval
from storage import appointments, booking, calendar, catalogue, claims, people, resources, sessions
from storage.appointment_rows import blocked_by
from storage.faults import DatabaseBusy
from storage.people import Profile
from storage.resources import Occupied, Wanted
from storage.sessions import NewSession
from storage.transactions import Database, Writer
from tests.claimed import DISAGREEMENTS
from tests.house import NOW, House, Plan, open_house

SLOT = NOW + timedelta(days=1)
LATER = NOW + timedelta(days=2)
MINUTE = timedelta(minutes=1)
SOON = NOW + 10 * MINUTE


async def disagreements(house: House) -> list[str]:
    async with house.database.read() as reader:
        return [row[0] for row in await reader.fetch(DISAGREEMENTS)]


async def coaches(house: House, number: int) -> list[int]:
    """The house's coach and others like them, as many as that."""

    async def work(writer: Writer) -> list[int]:
        others = []
        for n in range(number - 1):
            person = await people.register(writer, Profile(7100 + n, f"Coach {n}"))
            added = await catalogue.add_coach(
                writer, person_id=person.id, name="Ben", zone="UTC", approval=Approval.AUTO
            )
            others.append(added)
        return [house.coach.id, *others]

    return await house.database.write(work)


async def room(house: House, units: int = 1) -> int:
    return await house.database.write(lambda writer: resources.add(writer, "room", units))


async def book(
    house: House, *besides: Wanted, hold: int | None = None, **changed: Any
) -> Appointment | int | None:
    """The appointment; None when the time is taken, the resource that is occupied if one is."""
    new = house.new(**changed)
    try:
        return await house.database.write(
            lambda writer: booking.insert(writer, new, hold=hold, besides=besides)
        )
    except Occupied as occupied:
        return occupied.resource_id


async def hold(
    house: House, start: datetime = SLOT, *, until: datetime = SOON, now: datetime = NOW
) -> int | None:
    span = blocked_by(house.service, start)
    return await house.database.write(
        lambda writer: claims.hold(writer, house.coach.id, span, until=until, now=now)
    )


async def busy(house: House, coach_id: int, now: datetime) -> int:
    """How many spans block a coach."""
    async with house.database.read() as reader:
        days = SLOT - timedelta(days=1), SLOT + timedelta(days=9)
        found = await calendar.busy(reader, [coach_id], *days, now=now)
    return len(found.get(coach_id, ()))


async def claimed(house: House, holder: int) -> list[tuple[int, int]]:
    """The resources and units that a holder has."""
    query = "SELECT resource_id, unit FROM claims WHERE holder_id = $1 ORDER BY 1, 2"
    async with house.database.read() as reader:
        return [tuple(row) for row in await reader.fetch(query, holder)]


async def test_a_hold_keeps_a_time_until_it_expires_and_not_a_moment_longer(house: House) -> None:
    held = await hold(house)

    assert held is not None
    assert await hold(house, SLOT + 30 * MINUTE) is None
    assert await book(house, starts_at=SLOT) is None
    assert await busy(house, house.coach.id, SOON - MINUTE) == 1
    assert await busy(house, house.coach.id, SOON) == 0
    assert await book(house, starts_at=SLOT, created_at=SOON - MINUTE) is None
    assert isinstance(await book(house, starts_at=SLOT, created_at=SOON), Appointment)
    assert await disagreements(house) == []


async def test_a_hold_that_is_let_go_of_frees_its_time(house: House) -> None:
    held = await hold(house)
    assert held is not None

    await house.database.write(lambda writer: claims.release(writer, house.coach.id, held))

    assert await hold(house) is not None


async def test_a_hold_becomes_the_appointment_that_it_was_kept_for(house: House) -> None:
    held = await hold(house)

    made = await book(house, hold=held, starts_at=SLOT)

    assert isinstance(made, Appointment)
    assert made.id == held
    assert await busy(house, house.coach.id, SOON + MINUTE) == 1
    assert await disagreements(house) == []


async def test_a_hold_that_has_expired_or_is_of_another_time_becomes_none(house: House) -> None:
    held = await hold(house)

    assert await book(house, hold=held, starts_at=SLOT, created_at=SOON) is None
    assert await book(house, hold=held, starts_at=SLOT + MINUTE) is None
    assert await book(house, hold=(held or 0) + 1, starts_at=SLOT) is None


async def test_what_has_expired_is_forgotten_and_nothing_else(house: House) -> None:
    await hold(house)
    await hold(house, LATER, until=SOON + MINUTE)
    await house.book(starts_at=SLOT + timedelta(days=5))

    async def forget(now: datetime) -> int:
        return await house.database.write(lambda writer: claims.forget_expired(writer, now, 10))

    assert [await forget(SOON - MINUTE), await forget(SOON), await forget(SOON)] == [0, 1, 0]
    assert await busy(house, house.coach.id, SOON) == 2


async def test_of_many_who_meet_an_expired_hold_one_gets_its_time(database: Database) -> None:
    house = await open_house(database, Plan(customers=30))
    await hold(house)

    won = await asyncio.gather(
        *(book(house, customer_id=c.id, starts_at=SLOT, created_at=SOON) for c in house.customers)
    )

    assert [type(one) for one in won if one is not None] == [Appointment]
    assert database.retries == 0
    assert await disagreements(house) == []


async def group(house: House, capacity: int) -> int:
    new = NewSession(house.coach.id, house.service, SLOT, capacity, NOW)
    opened = await house.database.write(lambda writer: sessions.open_session(writer, new))
    assert opened is not None
    return opened


async def seat(house: House, session: int, customer: int, **changed: Any) -> Appointment | None:
    new = house.new(customer_id=customer, starts_at=SLOT, **changed)
    return await house.database.write(lambda writer: sessions.take_seat(writer, session, new))


async def test_a_session_takes_its_time_once_however_many_have_a_seat(database: Database) -> None:
    house = await open_house(database, Plan(customers=3))
    session = await group(house, capacity=2)

    seats = [await seat(house, session, customer.id) for customer in house.customers]

    assert [type(one).__name__ for one in seats] == ["Appointment", "Appointment", "NoneType"]
    assert await busy(house, house.coach.id, NOW) == 1
    assert await book(house, starts_at=SLOT) is None
    async with database.read() as reader:
        hit = await calendar.hit_by(reader, house.coach.id, SLOT, SLOT + MINUTE)
    assert hit == seats[:2]
    assert await disagreements(house) == []


async def test_a_seat_that_is_given_up_can_be_taken_by_somebody_else(database: Database) -> None:
    house = await open_house(database, Plan(customers=2))
    session = await group(house, capacity=1)
    mine = await seat(house, session, house.customer.id)
    assert mine is not None
    assert await seat(house, session, house.customers[1].id) is None

    await house.database.write(
        lambda writer: booking.change(writer, mine, status=Status.CANCELLED, now=NOW)
    )

    assert await seat(house, session, house.customers[1].id) is not None
    assert await book(house, starts_at=SLOT) is None
    assert await disagreements(house) == []


async def test_a_seat_does_not_move_without_its_session(house: House) -> None:
    session = await group(house, capacity=2)
    mine = await seat(house, session, house.customer.id)
    assert mine is not None

    with pytest.raises(DatabaseBusy):
        await house.database.write(
            lambda writer: booking.move(writer, mine, LATER, house.service, house.coach, now=NOW)
        )

    async with house.database.read() as reader:
        assert await appointments.by_id(reader, mine.id) == mine


async def test_of_200_who_want_the_last_three_of_twelve_seats_three_get_one(
    database: Database,
) -> None:
    house = await open_house(database, Plan(customers=200))
    session = await group(house, capacity=12)
    for _ in range(9):
        assert await seat(house, session, house.customer.id) is not None

    won = await asyncio.gather(*(seat(house, session, c.id) for c in house.customers))

    assert sum(one is not None for one in won) == 3
    assert database.retries == 0
    assert await disagreements(house) == []


async def test_two_coaches_who_want_one_room_do_not_both_get_it(house: House) -> None:
    teams, only = await coaches(house, 2), await room(house)

    won = await asyncio.gather(
        *(book(house, Wanted(only), coach_id=coach, starts_at=SLOT) for coach in teams)
    )

    [made] = [one for one in won if isinstance(one, Appointment)]
    assert [one for one in won if one is not made] == [only]
    assert await claimed(house, made.id) == sorted([(made.coach_id, 1), (only, 1)])
    # Whoever has no room has taken no time of the coach either.
    loser = next(coach for coach in teams if coach != made.coach_id)
    assert await busy(house, loser, NOW) == 0
    assert await disagreements(house) == []


async def test_three_coaches_who_want_one_of_two_units_share_them(house: House) -> None:
    teams, bikes = await coaches(house, 3), await room(house, units=2)

    won = await asyncio.gather(
        *(book(house, Wanted(bikes), coach_id=coach, starts_at=SLOT) for coach in teams)
    )

    made = [one for one in won if isinstance(one, Appointment)]
    assert [one for one in won if not isinstance(one, Appointment)] == [bikes]
    units = [unit for one in made for what, unit in await claimed(house, one.id) if what == bikes]
    assert sorted(units) == [1, 2]


async def test_all_units_that_are_wanted_or_none(house: House) -> None:
    teams, bikes = await coaches(house, 2), await room(house, units=3)

    one, other = [
        await book(house, Wanted(bikes, 2), coach_id=coach, starts_at=SLOT) for coach in teams
    ]

    assert isinstance(one, Appointment)
    assert other == bikes
    assert isinstance(
        await book(house, Wanted(bikes, 1), coach_id=teams[1], starts_at=SLOT), Appointment
    )


async def test_rooms_that_are_wanted_in_any_order_are_not_waited_for_in_a_ring(
    house: House,
) -> None:
    teams, rooms = await coaches(house, 20), [await room(house) for _ in range(2)]

    async def attempt(number: int, coach: int) -> Any:
        wanted: Sequence[Wanted] = [Wanted(r) for r in (rooms, rooms[::-1])[number % 2]]
        return await book(house, *wanted, coach_id=coach, starts_at=SLOT)

    won = await asyncio.gather(*(attempt(n, coach) for n, coach in enumerate(teams)))

    assert Counter(type(one) for one in won) == {Appointment: 1, int: 19}
    assert house.database.retries == 0


async def test_a_room_moves_and_ends_with_what_it_was_taken_for(house: House) -> None:
    only = await room(house, units=2)
    made = await book(house, Wanted(only), starts_at=SLOT)
    assert isinstance(made, Appointment)
    [_, other] = await coaches(house, 2)
    for start in (SLOT, LATER):
        assert await book(house, Wanted(only), coach_id=other, starts_at=start) is not None

    moved = await house.database.write(
        lambda writer: booking.move(writer, made, LATER, house.service, house.coach, now=NOW)
    )

    assert moved is not None
    assert await claimed(house, made.id) == [(house.coach.id, 1), (only, 2)]
    assert await disagreements(house) == []
    await house.database.write(
        lambda writer: booking.change(writer, moved, status=Status.CANCELLED, now=NOW)
    )
    assert await claimed(house, made.id) == []


async def test_what_finds_no_room_at_another_time_stays_where_it_is(house: House) -> None:
    only, [_, other] = await room(house), await coaches(house, 2)
    made = await book(house, Wanted(only), starts_at=SLOT)
    assert isinstance(made, Appointment)
    await book(house, Wanted(only), coach_id=other, starts_at=LATER)
    before = await claimed(house, made.id)

    with pytest.raises(Occupied):
        await house.database.write(
            lambda writer: booking.move(writer, made, LATER, house.service, house.coach, now=NOW)
        )

    assert await claimed(house, made.id) == before
    assert await disagreements(house) == []


@pytest.mark.parametrize("status", list(Status))
async def test_every_state_has_the_claim_that_it_should(house: House, status: Status) -> None:
    made = await house.book(starts_at=SLOT)

    await house.database.write(lambda writer: booking.change(writer, made, status=status, now=NOW))

    assert await disagreements(house) == []
    assert await busy(house, house.coach.id, NOW) == (status in ("held", "pending", "confirmed"))


@pytest.mark.parametrize("status", list(Status))
async def test_nothing_rests_on_what_is_done_for_the_version_before(
    house: House, database_url: str, status: Status
) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute("ALTER TABLE appointments DISABLE TRIGGER USER")
    await connection.close()
    booked = await house.book(starts_at=SLOT)
    await house.book(starts_at=SLOT + timedelta(days=4), status=status)

    async def work(writer: Writer) -> None:
        moved = await booking.move(writer, booked, LATER, house.service, house.coach, now=NOW)
        assert moved is not None
        await booking.change(writer, moved, status=status, now=NOW)

    await house.database.write(work)

    assert await disagreements(house) == []
    assert await book(house, starts_at=SLOT) is not None
