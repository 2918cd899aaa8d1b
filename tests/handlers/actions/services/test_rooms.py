"""Rooms and devices with bookings: chosen, carried along, and changed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.refusals import BadInput, NotFound
from domain.roles import Actor
from domain.services.resources import Need, Resource, ResourceKind
from domain.starts.room_refusals import RoomInUse, RoomTaken
from domain.time.spans import epoch
from domain.working_hours.hours import Window
from domain.working_hours.leave import LeaveStretch
from handlers.actions.appointments import deciding, room_change
from handlers.actions.services import rooms
from handlers.actions.services.catalogue import newest
from tests.handlers.actions.with_rooms import (
    ELEVEN,
    TEN,
    add_rooms,
    attempt,
    audit_entries,
    book_coach,
    boss,
    change,
    colleagues,
    needs,
)
from tests.house import NOW, House, acting
from tests.storage.occupying import disagreements


async def test_the_next_room_is_given_and_then_none_with_what_is_free_near_by(
    house: House,
) -> None:
    team, both = await colleagues(house, 3), await add_rooms(house, 2, 1)
    large, small = both
    await needs(house, Need(1, None, tuple(both)))

    first, second = [await book_coach(house, team[n], n) for n in range(2)]
    third = await book_coach(house, house.coach.id, 2)
    known = await newest(house.database)
    refused = await attempt(house, known, team[2], house.customers[3])

    assert (first.resource_ids, first.rooms) == ((small,), ("Room 1",))
    assert [second.resource_ids, third.resource_ids] == [(large,)] * 2
    assert isinstance(refused, RoomTaken)
    assert refused.nearest
    # What is named as free can be booked.
    start = NOW + timedelta(seconds=refused.nearest[0] - epoch(NOW))
    again = await attempt(house, known, team[2], house.customers[4], start)
    assert isinstance(again, Appointment)


async def test_a_move_takes_the_room_along_or_another_that_is_free(house: House) -> None:
    team, both = await colleagues(house, 1), await add_rooms(house, 1, 1)
    await needs(house, Need(1, None, tuple(both)))
    mine = await book_coach(house, team[0])
    theirs = await book_coach(house, house.coach.id, 1, ELEVEN)
    assert mine.resource_ids == theirs.resource_ids == (both[0],)

    async def move(start: datetime, key: str) -> Appointment:
        known = await newest(house.database)
        return await deciding.move(
            house.database, known, mine.id, start, actor=boss(house), key=key, now=NOW
        )

    elsewhere = await move(ELEVEN, "m1")
    assert (elsewhere.resource_ids, elsewhere.rooms) == ((both[1],), ("Room 1",))
    back = await move(TEN, "m2")
    assert back.resource_ids == (both[1],)  # free then, too: it is taken along
    assert await disagreements(house) == []
    entries = await audit_entries(house, "appointment", mine.id)
    assert entries[-1].after["resources"] == [both[1]]


async def test_a_coach_gives_a_session_another_room_and_its_customer_hears_of_it(
    house: House,
) -> None:
    team, three = await colleagues(house, 1), await add_rooms(house, 1, 1, 1)
    await needs(house, Need(1, None, (three[0], three[1])))
    mine = await book_coach(house, house.coach.id)

    async def give(old: int, new: int, key: str, actor: Actor | None = None) -> Appointment:
        by = actor or acting(house.coach_person)
        return await room_change.give_room(
            house.database, mine.id, old, new, actor=by, key=key, now=NOW
        )

    changed = await give(three[0], three[1], "g1")
    assert (changed.resource_ids, changed.version) == ((three[1],), mine.version + 1)
    assert (await give(three[0], three[1], "g2")).version == changed.version
    with pytest.raises(RoomTaken):  # not one that its service may have
        await give(three[1], three[2], "g3")
    with pytest.raises(NotFound):
        await give(three[1], three[0], "g4", acting(house.customer))
    await book_coach(house, team[0], 1)
    with pytest.raises(RoomTaken):
        await give(three[1], three[0], "g5")
    assert await disagreements(house) == []
    async with house.database.read() as reader:
        rows = await reader.fetch("SELECT recipient_id FROM outbox WHERE kind = 'room_changed'")
    assert [tuple(row) for row in rows] == [(house.customer.id,)]


async def test_retiring_or_closing_a_room_names_what_would_be_without_it(house: House) -> None:
    [room] = await add_rooms(house, 2)
    await needs(house, Need(1, None, (room,)))
    mine = await book_coach(house, house.coach.id)
    day = LeaveStretch(TEN.replace(tzinfo=None, hour=0), TEN.replace(tzinfo=None, hour=23))
    changes = {
        "retired": lambda r: replace(r, active=False),
        "closed": lambda r: rooms.with_closure(r, day, NOW.date()),
        "shut": lambda r: replace(r, hours=replace(r.hours, weekly=((),) * 7)),
    }
    for key, how in changes.items():
        with pytest.raises(RoomInUse) as refused:
            await change(house, room, how, key)
        assert refused.value.ids == (mine.id,)
        assert refused.value.bookings == (("Customer 0", epoch(TEN)),)
    fewer = await change(house, room, lambda r: replace(r, units=1), "fewer")
    assert fewer.units == 1  # the session has the first of them

    shut = await change(house, room, changes["closed"], "anyway", anyway=True)
    assert [(one.starts, one.ends) for one in shut.closures] == [(day.starts, day.ends)]
    assert (await change(house, room, changes["closed"], "again")).closures == shut.closures
    known = await newest(house.database)
    assert isinstance(
        await attempt(house, known, house.coach.id, house.customers[1], ELEVEN), RoomTaken
    )
    opened = await change(
        house, room, lambda r: rooms.without_closure(r, shut.closures[0].id), "open"
    )
    assert opened.closures == ()
    assert [e.action for e in await audit_entries(house, "room", room)] == ["change_room"] * 3


async def test_a_cancelled_session_gives_its_room_back(house: House) -> None:
    team, [room] = await colleagues(house, 1), await add_rooms(house, 1)
    await needs(house, Need(1, None, (room,)))
    mine = await book_coach(house, team[0])
    known = await newest(house.database)
    assert isinstance(await attempt(house, known, house.coach.id, house.customers[1]), RoomTaken)

    await deciding.cancel_by_coach(
        house.database, mine.id, None, actor=boss(house), key="x", now=NOW
    )

    appointment = await attempt(house, known, house.coach.id, house.customers[2])
    assert isinstance(appointment, Appointment)
    assert appointment.status is Status.PENDING


async def test_a_date_has_hours_of_its_own_for_whoever_books_and_names_what_it_strands(
    house: House,
) -> None:
    [room] = await add_rooms(house, 1)
    await needs(house, Need(1, None, (room,)))
    day, today = TEN.date(), NOW.date()
    mine = await book_coach(house, house.coach.id)

    async def save(windows: Sequence[Window] | None, *, anyway: bool = False) -> Resource:
        return await rooms.change_room(
            house.database,
            room,
            lambda one: rooms.on_dates(one, [day], windows, today),
            anyway=anyway,
            actor=boss(house),
            key=f"dates {windows} {anyway}",
            now=NOW,
        )

    late = (14 * 60, 20 * 60)
    with pytest.raises(RoomInUse) as hit:
        await save([late])
    assert hit.value.ids == (mine.id,)
    changed = await save([late], anyway=True)
    assert changed.hours.overrides == {day: (late,)}
    assert changed.always

    team, known = await colleagues(house, 1), await newest(house.database)
    refused = await attempt(house, known, team[0], house.customers[1], ELEVEN)
    assert isinstance(refused, RoomTaken)
    week = timedelta(days=7)
    other = await attempt(house, known, team[0], house.customers[3], ELEVEN + week)
    assert isinstance(other, Appointment)
    afternoon = await attempt(house, known, team[0], house.customers[2], TEN + timedelta(hours=5))
    assert isinstance(afternoon, Appointment)
    with pytest.raises(RoomInUse):
        await save([])
    usual = await save(None)
    assert usual.hours.overrides == {}
    entries = await audit_entries(house, "room", room)
    assert [one.after for one in entries[-2:]] == [
        {"dates": {day.isoformat(): [list(late)]}},
        {"dates": {}},
    ]


def test_dates_are_forgotten_once_they_are_past_and_bounded() -> None:
    day = date(2026, 5, 4)
    room = Resource(1, ResourceKind.ROOM, "Room", 1, "Europe/Berlin")
    closed = rooms.on_dates(room, [day, day + timedelta(days=1)], [], day)
    later = rooms.on_dates(closed, [day + timedelta(days=9)], [(600, 700)], day + timedelta(days=1))
    assert list(later.hours.overrides) == [day + timedelta(days=n) for n in (1, 9)]
    assert later.closed_spans((epoch_of(day + timedelta(days=1), 9), epoch_of(day, 48)))
    for bad in ([], [day - timedelta(days=1)], [day + timedelta(days=n) for n in range(401)]):
        with pytest.raises(BadInput):
            rooms.on_dates(room, bad, [], day)


def epoch_of(day: date, hour: int) -> int:
    """An hour of a day in UTC."""
    return epoch(datetime.combine(day, time(), UTC) + timedelta(hours=hour))
