"""The calendars of coaches: what is in them, what blocks them, what time has overtaken."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from domain.appointments.appointment import Appointment, Status
from domain.time.spans import epoch
from storage.appointments import booking, calendar
from storage.services import catalogue
from storage.transactions import Reader, Writer
from tests.house import NOW, House, Plan, open_house

SLOT = NOW + timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


async def read(house: House, ask: Callable[[Reader], Awaitable[Any]]) -> Any:
    async with house.database.read() as reader:
        return await ask(reader)


async def close(house: House, appointment: Appointment, status: Status) -> Appointment:
    return await house.database.write(
        lambda writer: booking.change(writer, appointment, status=status, now=NOW)
    )


async def test_busy_is_what_blocks_with_its_buffers(database: Any) -> None:
    house = await open_house(database, Plan(service={"buffer_before": 5, "buffer_after": 10}))
    appointment = await house.book(starts_at=SLOT)
    await close(house, await house.book(starts_at=SLOT + 3 * HOUR), Status.CANCELLED)
    coach = house.coach.id
    blocked = (epoch(SLOT - 5 * MINUTE), epoch(SLOT + 70 * MINUTE))

    async def busy(start: datetime, end: datetime, **other: Any) -> Any:
        spans_by_coach = await read(
            house, lambda reader: calendar.busy(reader, [coach, 99], start, end, **other)
        )
        return {coach_id: list(spans) for coach_id, spans in spans_by_coach.items()}

    assert await busy(SLOT, SLOT + 5 * HOUR) == {coach: [blocked]}
    assert await busy(SLOT + 69 * MINUTE, SLOT + 5 * HOUR) == {coach: [blocked]}
    assert await busy(SLOT + 70 * MINUTE, SLOT + 5 * HOUR) == {}
    assert await busy(SLOT - HOUR, SLOT - 5 * MINUTE) == {}
    assert await busy(SLOT, SLOT + 5 * HOUR, without=appointment.id) == {}


async def test_who_decides_reads_what_blocks_a_coach_with_the_version_of_the_catalogue(
    house: House,
) -> None:
    session, coach = await house.book(starts_at=SLOT), house.coach.id

    async def busy_with_version(coach_id: int, **other: Any) -> Any:
        version, spans = await read(
            house,
            lambda reader: calendar.busy_with_version(
                reader, coach_id, SLOT, SLOT + HOUR, now=NOW, **other
            ),
        )
        return version, list(spans)

    version = (await read(house, catalogue.load)).version
    assert await busy_with_version(coach) == (version, [(epoch(SLOT), epoch(SLOT + 70 * MINUTE))])
    assert await busy_with_version(coach, without=session.id) == (version, [])
    assert await busy_with_version(99) == (version, [])


async def test_leave_hits_the_sessions_that_it_shares_time_with(house: House) -> None:
    appointment = await house.book(starts_at=SLOT)

    async def hit(start: datetime, end: datetime) -> Any:
        return await read(house, lambda reader: calendar.hit_by(reader, house.coach.id, start, end))

    assert await hit(SLOT + 59 * MINUTE, SLOT + 5 * HOUR) == [appointment]
    assert await hit(SLOT - HOUR, SLOT + MINUTE) == [appointment]
    # A buffer may lie in leave.
    assert await hit(SLOT + HOUR, SLOT + 5 * HOUR) == []
    assert await hit(SLOT - HOUR, SLOT) == []
    await close(house, appointment, Status.CANCELLED)
    assert await hit(SLOT, SLOT + HOUR) == []


async def test_the_least_loaded_coach_can_be_told(house: House) -> None:
    coach = house.coach.id
    await house.book(starts_at=SLOT)
    await house.book(starts_at=SLOT + timedelta(days=1))
    await close(house, await house.book(starts_at=SLOT + timedelta(days=2)), Status.CANCELLED)

    async def loads(days: int) -> Any:
        end = SLOT + timedelta(days=days)
        return await read(
            house, lambda reader: calendar.load_counts(reader, [coach, 99], SLOT, end)
        )

    assert await loads(7) == {coach: 2, 99: 0}
    assert await loads(1) == {coach: 1, 99: 0}


async def test_a_coach_sees_the_day_and_the_requests(house: House) -> None:
    coach = house.coach.id
    tomorrow = await house.book(starts_at=SLOT + 2 * HOUR)
    request = await house.book(starts_at=SLOT, status=Status.PENDING)
    done = await house.book(starts_at=SLOT - 2 * HOUR, status=Status.COMPLETED)
    await close(house, await house.book(starts_at=SLOT + 5 * HOUR), Status.CANCELLED)
    await house.book(starts_at=SLOT + timedelta(days=1))

    day = await read(
        house, lambda reader: calendar.agenda(reader, coach, SLOT - 2 * HOUR, SLOT + 8 * HOUR)
    )

    assert day == [done, request, tomorrow]
    assert await read(house, lambda reader: calendar.requests(reader, coach, NOW)) == [request]


async def test_the_next_session_is_the_first_that_stands(house: House) -> None:
    await house.book(starts_at=SLOT - 2 * HOUR, status=Status.COMPLETED)
    await close(house, await house.book(starts_at=SLOT), Status.CANCELLED)
    later = await house.book(starts_at=SLOT + 4 * HOUR)
    request = await house.book(starts_at=SLOT + 2 * HOUR, status=Status.PENDING)

    async def next_session(since: datetime, coach: int = house.coach.id) -> Any:
        return await read(house, lambda reader: calendar.next_session(reader, coach, since))

    assert await next_session(NOW) == request
    assert await next_session(request.starts_at) == request
    assert await next_session(request.starts_at + MINUTE) == later
    assert await next_session(later.starts_at + MINUTE) is None
    assert await next_session(NOW, coach=99) is None


async def test_time_overtakes_holds_requests_and_sessions(house: House) -> None:
    def days_ago(n: int) -> datetime:
        return NOW - timedelta(days=n)

    held = await house.book(starts_at=SLOT, status=Status.HELD, held_until=NOW)
    await house.book(starts_at=SLOT + 2 * HOUR, status=Status.HELD, held_until=NOW + MINUTE)
    request = await house.book(starts_at=days_ago(2), status=Status.PENDING)
    await house.book(starts_at=SLOT + 4 * HOUR, status=Status.PENDING)
    over = await house.book(starts_at=NOW - HOUR)
    await house.book(starts_at=NOW + 10 * MINUTE)
    await house.book(starts_at=days_ago(5), status=Status.COMPLETED)

    async def overtaken(writer: Writer) -> Any:
        return (
            await calendar.unanswered_requests(writer, NOW, 10),
            await calendar.ended_sessions(writer, NOW, 10),
            await calendar.unanswered_requests(writer, NOW, 1),
        )

    assert await house.database.write(overtaken) == ([request, held], [over], [request])


async def test_what_another_replica_is_closing_is_left_to_it(house: House) -> None:
    await house.book(starts_at=NOW - HOUR)

    async def work(writer: Writer) -> Any:
        mine = await calendar.ended_sessions(writer, NOW, 10)
        theirs = await house.database.write(lambda other: calendar.ended_sessions(other, NOW, 10))
        return len(mine), len(theirs)

    assert await house.database.write(work) == (1, 0)
