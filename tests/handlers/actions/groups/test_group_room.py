"""Another room for the session of a group: for all who come, once, and never one that is taken."""

import asyncio
from datetime import timedelta

import pytest

from domain.appointments.claims import ClaimReason
from domain.appointments.offer_refusals import OfferOpen
from domain.refusals import Refusal
from domain.roles import Role
from domain.services.resources import Need, ResourceKind
from domain.starts.room_refusals import RoomTaken
from handlers.actions.groups import group_room
from storage import audit
from storage.appointments import claims, resources
from storage.appointments.resources import ResourceUnits
from storage.services import rooms
from storage.transactions import Database, Writer
from tests.handlers.actions.group_classes import EVENING, TUESDAY, join, open_class, session_at
from tests.handlers.actions.proposals import load_catalogue
from tests.handlers.actions.whole_groups import move_session, notices, now_, seats
from tests.house import NOW, House, acting
from tests.storage.occupying import disagreements

OFFERED = "UPDATE appointments SET offer_until = $1, offer_version = version, rescue_id = $2"


@pytest.fixture
async def house(database: Database) -> House:
    opened = await open_class(database)

    async def two_rooms(writer: Writer) -> None:
        for name in ("Studio", "Garden room"):
            await rooms.add(writer, ResourceKind.ROOM, name)
        await rooms.set_needs(writer, opened.service.id, [Need(1, ResourceKind.ROOM)])

    await database.write(two_rooms)
    return opened


async def give_room(
    house: House,
    old: int,
    new: int,
    *,
    key: str = "room",
    admin: bool = False,
    anyway: bool = False,
) -> int:
    session = await now_(house)
    after = await group_room.give_room(
        house.database,
        session.id,
        session.version,
        old,
        new,
        actor=acting(house.customers[2], Role.ADMIN) if admin else acting(house.coach_person),
        key=key,
        now=NOW,
        anyway=anyway,
    )
    return after.version


async def test_all_who_come_go_to_another_room_and_are_told_once(house: House) -> None:
    mia, tom, _ = house.customers
    await join(house, mia)
    await join(house, tom, 2)
    [studio] = (await now_(house)).resource_ids
    [garden] = {one for one in (await load_catalogue(house)).resources if one != studio}

    version = await give_room(house, studio, garden, admin=True)
    assert await give_room(house, studio, garden, admin=True) == version  # pressed twice

    assert (await now_(house)).resource_ids == (garden,)
    assert {seat.resource_ids for seat in await seats(house, await now_(house))} == {(garden,)}
    news = [one for one in await notices(house) if one[0] in ("room_changed", "group_decided")]
    assert sorted(news) == [
        ("group_decided", house.coach_person.id),
        ("room_changed", mia.id),
        ("room_changed", tom.id),
    ]
    async with house.database.read() as reader:
        claimed = await reader.fetch(
            "SELECT resource_id FROM claims WHERE holder_id = $1 AND nr > 0", (await now_(house)).id
        )
        line = (await audit.of(reader, "session", (await now_(house)).id))[-1]
    assert [row[0] for row in claimed] == [garden]
    assert line.action == "change_session_room"
    assert (line.before or {})["resources"] == [studio]
    # Who comes later comes to the new one.
    assert (await join(house, house.customers[2])).resource_ids == (garden,)
    assert await disagreements(house) == []


async def test_no_offer_of_a_seat_ends_unseen_and_that_of_a_rescue_not_at_all(house: House) -> None:
    await join(house, house.customer)
    [studio] = (await now_(house)).resource_ids
    [garden] = {one for one in (await load_catalogue(house)).resources if one != studio}

    async def open_offer(rescue: int | None) -> None:
        hour = NOW + timedelta(hours=1)
        await house.database.write(lambda writer: writer.fetch(OFFERED, hour, rescue))

    await open_offer(None)
    with pytest.raises(OfferOpen) as open_:
        await give_room(house, studio, garden, key="unseen")
    assert open_.value.rescue == 0
    await open_offer(7)
    with pytest.raises(OfferOpen) as rescued:
        await give_room(house, studio, garden, key="rescue", anyway=True)
    assert rescued.value.rescue == 7
    assert (await now_(house)).resource_ids == (studio,)

    await open_offer(None)
    await give_room(house, studio, garden, anyway=True)
    assert (await now_(house)).resource_ids == (garden,)


async def test_a_room_that_somebody_has_then_is_not_given(house: House) -> None:
    await join(house, house.customer)
    session = await now_(house)
    [studio] = session.resource_ids
    [garden] = {one for one in (await load_catalogue(house)).resources if one != studio}

    async def kept_for_somebody(writer: Writer) -> None:
        span = await claims.span_of(writer, session.coach_id, session.id)
        assert span is not None
        until = NOW + timedelta(hours=1)
        await resources.take(
            writer,
            [ResourceUnits(garden)],
            span,
            holder_id=9_999,
            reason=ClaimReason.HOLD,
            now=NOW,
            until=until,
        )

    await house.database.write(kept_for_somebody)
    with pytest.raises(RoomTaken):
        await give_room(house, studio, garden)
    assert (await now_(house)).resource_ids == (studio,)


async def test_a_room_changes_while_the_session_moves_and_nothing_is_lost(house: House) -> None:
    await join(house, house.customer)
    session = await now_(house)
    [studio] = session.resource_ids
    [garden] = {one for one in (await load_catalogue(house)).resources if one != studio}

    async def outcome_of(work: object) -> object:
        try:
            return await work  # type: ignore[misc]  # a coroutine of either kind
        except Refusal as refusal:
            return refusal

    outcomes = await asyncio.gather(
        outcome_of(give_room(house, studio, garden)),
        outcome_of(move_session(house, session, EVENING)),
    )
    assert sum(isinstance(one, Refusal) for one in outcomes) == 1
    assert await disagreements(house) == []
    assert (await session_at(house, TUESDAY)) is None or (await now_(house)).resource_ids == (
        garden,
    )
