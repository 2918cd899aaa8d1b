"""A step is undone within a minute: all is as it was, or it says what is in the way."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.refusals import Refusal, SlotTaken
from domain.roles import Role
from domain.series.series import mark
from domain.services.resources import Need, ResourceKind
from domain.undo.undo import CannotUndo, TooLateToUndo, UndoOvertaken
from handlers.actions.appointments import deciding, outcome
from handlers.actions.appointments.booking import BookingOrder, book
from handlers.actions.messages import undelivered
from handlers.actions.people import blocking
from handlers.actions.undo import undoing
from handlers.actions.working_hours.leave import take_leave
from storage import audit
from storage.people import blocks
from storage.people.people import Person, TelegramProfile
from storage.transactions import Database
from tests.handlers.actions.group_classes import TUESDAY, join, open_class
from tests.handlers.actions.proposals import actions, load_catalogue, now_, request
from tests.handlers.actions.with_rooms import add_rooms, needs
from tests.house import NOW, House, Plan, acting, open_house
from tests.storage.occupying import disagreements

SOON, LATE = NOW + timedelta(seconds=59), NOW + timedelta(seconds=61)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_NEWS = "SELECT kind, state FROM outbox WHERE recipient_id = $1 AND lane = 0 ORDER BY id"


async def call_off(house: House, a: Appointment, *, key: str = "off", now: Any = NOW) -> Any:
    anna = acting(house.coach_person)
    return await deciding.cancel_by_coach(
        house.database, a.id, "a cold", actor=anna, key=f"off {key}{a.id}", now=now
    )


async def undo(
    house: House, a: Appointment, *, by: Person | None = None, key: str = "undo", now: Any = SOON
) -> Appointment:
    """Undo the last step on this appointment."""
    return await undoing.undo(
        house.database,
        await load_catalogue(house),
        a.id,
        a.version,
        actor=acting(by or house.coach_person),
        key=f"{key} of {a.id}",
        now=now,
    )


async def news(house: House, person: Person) -> list[tuple[str, str]]:
    async with house.database.read() as reader:
        return [(row[0], row[1]) for row in await reader.fetch(_NEWS, person.id)]


async def mark_sent(house: House) -> None:
    async with house.database.read() as reader:
        await reader.fetch("UPDATE outbox SET state = 'sent' WHERE lane = 0")


def shape(a: Appointment) -> tuple[Any, ...]:
    """All that a step may have changed."""
    times = a.starts_at, a.ends_at, a.minutes, a.wall_start, a.zone
    state = a.status, a.reason, a.answer_by, a.attending_at, a.begun_at, a.outcome_at
    return *times, *state, a.resource_ids, a.session_id is None, a.places


async def test_what_was_called_off_stands_again_and_is_corrected_where_it_was_heard(
    house: House,
) -> None:
    booked = await house.book()
    off = await call_off(house, booked)
    assert await news(house, house.customer) == [("cancelled_by_coach", "waiting")]

    again = await undo(house, off)

    assert shape(again) == shape(booked) == shape(await now_(house, booked))
    assert await disagreements(house) == []
    assert await news(house, house.customer) == [("cancelled_by_coach", "dropped")]
    off = await call_off(house, again, key="again", now=SOON)
    await mark_sent(house)
    stands = await undo(house, off, key="once more")
    assert (await news(house, house.customer))[-1] == ("restored", "waiting")
    assert await undo(house, off, key="pressed twice") == stands
    assert (await actions(house, booked))[-2:] == ["cancel_by_coach", "undo"]
    async with house.database.read() as reader:
        [[ahead]] = await reader.fetch(
            "SELECT count(*) FROM outbox WHERE appointment_version = $1 AND lane = 1",
            stands.version,
        )
    assert ahead, "what stands again is reminded of"


async def test_a_move_a_decline_and_what_became_of_a_session_are_undone(house: House) -> None:
    catalogue, anna = await load_catalogue(house), acting(house.coach_person)
    booked = await house.book()
    moved = await deciding.move(
        house.database,
        catalogue,
        booked.id,
        booked.starts_at + 5 * HOUR,
        actor=anna,
        key="move",
        now=NOW,
    )
    assert shape(await undo(house, moved)) == shape(booked)
    other = await request(house)
    declined = await deciding.decline(house.database, other.id, None, actor=anna, key="no", now=NOW)
    assert shape(await undo(house, declined)) == shape(other)
    assert await disagreements(house) == []

    begun = booked.starts_at + timedelta(minutes=5)
    there = await outcome.begin(house.database, booked.id, actor=anna, key="here", now=begun)
    assert shape(await undo(house, there, now=begun, key="u1")) == shape(booked)
    for key, status in enumerate((Status.NO_SHOW, Status.COMPLETED)):
        over = booked.ends_at
        before = await now_(house, booked)
        after = await outcome.record(
            house.database, booked.id, status, actor=anna, key=f"said{key}", now=over
        )
        assert after.status is status
        assert shape(await undo(house, after, now=over, key=f"un{key}")) == shape(before)
    assert await disagreements(house) == []


async def test_a_minute_later_after_something_else_or_by_somebody_else_it_stays(
    database: Database,
) -> None:
    house = await open_house(database, Plan(customers=2))
    off = await call_off(house, await house.book())
    with pytest.raises(TooLateToUndo):
        await undo(house, off, now=LATE)
    with pytest.raises(UndoOvertaken):
        await undoing.undo(
            house.database,
            await load_catalogue(house),
            off.id,
            off.version,
            actor=acting(house.customers[1], Role.ADMIN),
            key="another",
            now=SOON,
        )
    with pytest.raises(Refusal):
        await undo(house, off, by=house.customer, key="theirs")
    assert (await now_(house, off)).status is Status.CANCELLED
    moving = await house.book()
    catalogue, anna = await load_catalogue(house), acting(house.coach_person)
    start = moving.starts_at + 5 * HOUR
    moved = await deciding.move(database, catalogue, moving.id, start, actor=anna, key="m", now=NOW)
    customer = acting(house.customer)
    await deciding.cancel_by_customer(
        database, catalogue, moving.id, actor=customer, key="c", now=NOW
    )
    with pytest.raises(UndoOvertaken):
        await undo(house, moved)


async def test_what_is_in_the_way_is_named_and_nothing_changes(database: Database) -> None:
    house = await open_house(database, Plan(customers=2))
    [room] = await add_rooms(house, 1)
    await needs(house, Need(1, ResourceKind.ROOM))
    catalogue = await load_catalogue(house)
    start = NOW + DAY
    order = BookingOrder(house.service.id, house.coach.id, start, house.service.price)
    booked = await book(database, catalogue, order, actor=acting(house.customer), key="a", now=NOW)
    assert booked.resource_ids == (room,)
    off = await call_off(house, booked)
    again = await undo(house, off)
    assert again.resource_ids == (room,)
    assert await disagreements(house) == []

    off = await call_off(house, again, key="2")
    other = acting(house.customers[1])
    taken = await book(database, catalogue, order, actor=other, key="b", now=NOW)
    with pytest.raises(CannotUndo) as refused:
        await undo(house, off, key="2")
    assert refused.value.taken == "time"
    await call_off(house, taken, key="3")
    async with database.read() as reader:
        await reader.fetch(
            "INSERT INTO claims (resource_id, holder_id, nr, unit, span, reason, created_at)"
            " SELECT $1, 999999, 1, 1, blocked, 'appointment', now() FROM appointments"
            " WHERE id = $2",
            room,
            off.id,
        )
    with pytest.raises(CannotUndo) as refused:
        await undo(house, off, key="3")
    assert refused.value.taken == "room"
    wall = off.wall_start
    await take_leave(
        database,
        house.coach.id,
        wall,
        wall + HOUR,
        actor=acting(house.coach_person),
        key="leave",
        now=NOW,
    )
    with pytest.raises(CannotUndo) as refused:
        await undo(house, off, key="4")
    assert refused.value.taken == "leave"
    assert (await now_(house, off)).version == off.version


async def test_a_seat_comes_back_while_there_are_places(database: Database) -> None:
    house = await open_class(database, customers=3, capacity=2, most_places=2)
    seat = await join(house, house.customers[0], 2)
    off = await call_off(house, seat)
    again = await undo(house, off)  # it was the last in there: the session is opened again
    assert shape(again) == shape(seat)
    assert await disagreements(house) == []
    off = await call_off(house, again, key="2")
    await join(house, house.customers[1], 1)
    with pytest.raises(CannotUndo) as refused:
        await undo(house, off, key="2")
    assert refused.value.taken == "places"
    assert await disagreements(house) == []
    assert off.starts_at == TUESDAY


async def test_of_an_undo_and_a_booking_at_once_one_has_the_time(database: Database) -> None:
    house = await open_house(database, Plan(customers=7))
    catalogue = await load_catalogue(house)
    won: list[str] = []
    for place in range(6):
        start = NOW + DAY * (1 + place // 2) + 2 * HOUR * (place % 2)
        off = await call_off(house, await house.book(starts_at=start))
        order = BookingOrder(house.service.id, house.coach.id, start, house.service.price)
        rival = book(
            database,
            catalogue,
            order,
            actor=acting(house.customers[place + 1]),
            key=f"rival{place}",
            now=SOON,
        )
        outcomes = await asyncio.gather(rival, undo(house, off), return_exceptions=True)
        refusals = [one for one in outcomes if isinstance(one, CannotUndo | SlotTaken)]
        assert len(refusals) == 1, outcomes
        won += ["undone" if isinstance(refusals[0], SlotTaken) else "booked"]
        assert await disagreements(house) == []
    assert len(won) == 6


async def test_a_block_is_undone_with_all_that_it_cancelled(database: Database) -> None:
    house = await open_house(database, Plan(customers=2))
    who, admin = house.customer, acting(house.coach_person, Role.ADMIN)
    async with database.read() as reader:
        await reader.fetch("UPDATE people SET role = 'admin' WHERE id = $1", house.coach_person.id)
    booked = [await house.book(starts_at=NOW + DAY * n) for n in (1, 2)]
    for press in (1, 2):
        async with database.read() as reader:
            coming = await blocks.coming(reader, who.id, NOW)
        await blocking.block(
            database,
            who.id,
            0,
            "by a slip",
            cancels=True,
            seen_mark=mark(coming),
            actor=admin,
            key=f"block{press}",
            now=NOW,
        )
        if press == 2:
            await house.book(starts_at=NOW + DAY, customer_id=house.customers[1].id)
        # A line of the log that comes by itself: they are called otherwise on Telegram.
        assert who.telegram_id is not None
        await undelivered.arrive(
            database,
            TelegramProfile(who.telegram_id, f"M{press}"),
            appoint=False,
            back=False,
            now=SOON,
        )
        deed = undoing.undo_block(
            database, await load_catalogue(house), who.id, actor=admin, key=f"u{press}", now=SOON
        )
        if press == 2:
            with pytest.raises(CannotUndo):
                await deed
        else:
            await deed
            assert [shape(await now_(house, one)) for one in booked] == list(map(shape, booked))
        async with database.read() as reader:
            block = await blocks.of_person(reader, who.id)
            assert (block is None) is (press == 1)
        assert await disagreements(house) == []
    async with database.read() as reader:
        last = await audit.last(reader, "person", who.id)
    assert last is not None
    assert last.action == "rename"
