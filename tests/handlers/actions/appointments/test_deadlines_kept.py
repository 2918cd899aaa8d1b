"""Whatever else becomes of a request, it waits until an instant, and its coach is reminded once."""

from datetime import datetime
from functools import partial

import pytest

from domain.appointments.appointment import Status
from domain.appointments.offer_refusals import OfferOpen
from domain.services.resources import Need, ResourceKind
from domain.services.rules import Rules
from domain.services.service import Approval
from domain.time.spans import epoch
from handlers.actions.appointments import room_change
from handlers.actions.groups import group_room
from storage.services import rooms
from storage.transactions import Database, Writer
from tests.handlers.actions.group_classes import TUESDAY, join, open_class
from tests.handlers.actions.limited import book
from tests.handlers.actions.negotiations import messages
from tests.handlers.actions.planned_series import Planner
from tests.handlers.actions.proposals import (
    DAY,
    HOUR,
    REQUESTED,
    THURSDAY,
    approve,
    propose,
)
from tests.handlers.actions.proposals import now_ as appointment_now
from tests.handlers.actions.whole_groups import move_session, now_
from tests.house import NOW, House, Plan, acting, open_house


async def test_dates_of_a_series_that_move_go_on_waiting_together(database: Database) -> None:
    house = await open_house(database, Plan(service={"rules": Rules(horizon_days=90)}))
    planner = Planner(house, house.customer)
    first, *others = await planner.book_dates(4)
    await approve(house, first)
    sooner = await planner.move(first, first.starts_at + HOUR)
    await planner.carry_on(sooner, 4)

    # The one that is confirmed waits for nobody; of the others the coach is reminded once.
    assert await _nudges(house) == [(others[0].id, NOW + 18 * HOUR)]
    soon = await planner.book_dates(3, first=NOW + DAY + 2 * HOUR)
    await planner.carry_on(await planner.move(soon[0], NOW + 6 * HOUR), 3)
    dates = await planner.dates(soon[0])
    assert {one.answer_by for one in dates} == {NOW + 5 * HOUR}
    assert [id_ for id_, _ in await _nudges(house)] == [others[0].id, soon[0].id]


async def test_a_room_that_changes_ends_an_offer_and_not_the_deadline(house: House) -> None:
    red, blue = await _two_rooms(house)
    appointment = await book(house, REQUESTED)
    await propose(house, appointment, THURSDAY)
    give = partial(
        room_change.give_room,
        *(house.database, appointment.id, red, blue),
        actor=acting(house.coach_person),
        now=NOW,
    )
    with pytest.raises(OfferOpen) as stands:
        await give(key="g")
    assert (stands.value.until, stands.value.rescue) == (epoch(NOW + DAY), 0)
    after = await give(key="anyway", anyway=True)
    assert (after.proposed, after.answer_by) == ((), NOW + DAY)
    assert await _nudges(house) == [(appointment.id, NOW + 18 * HOUR)]


async def test_a_group_that_moves_or_gets_a_room_takes_the_deadlines_of_requests_along(
    database: Database,
) -> None:
    house = await open_class(database, approval=Approval.MANUAL)
    red, blue = await _two_rooms(house)
    seat = await join(house, house.customer)
    await propose(house, seat, TUESDAY + DAY)
    await group_room.give_room(
        house.database,
        (await now_(house)).id,
        (await now_(house)).version,
        red,
        blue,
        actor=acting(house.coach_person),
        key="room",
        now=NOW,
        anyway=True,
    )
    waits = await appointment_now(house, seat)
    assert (waits.status, waits.answer_by) == (Status.PENDING, TUESDAY - HOUR)
    assert [id_ for id_, _ in await _nudges(house)] == [seat.id]

    await move_session(house, await now_(house), NOW + 6 * HOUR)
    sooner = await appointment_now(house, seat)
    assert sooner.answer_by == NOW + 5 * HOUR
    assert len(await _nudges(house)) == 1


async def _two_rooms(house: House) -> list[int]:
    async def add(writer: Writer) -> list[int]:
        both = [await rooms.add(writer, ResourceKind.ROOM, name) for name in ("Red", "Blue")]
        await rooms.set_needs(writer, house.service.id, [Need(1, ResourceKind.ROOM)])
        return both

    return await house.database.write(add)


async def _nudges(house: House) -> list[tuple[int, datetime]]:
    """Of what a coach will be reminded, as things stand, and when."""
    rows = await messages(house)
    return [(row.facts["id"], row.due_at) for row in rows if row.kind == "nudge"]
