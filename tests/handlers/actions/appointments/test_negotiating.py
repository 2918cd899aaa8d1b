"""Other times are held while they are on offer, whoever offers them, and end in one way only."""

import asyncio
from datetime import datetime, timedelta

import asyncpg
import pytest

from domain.appointments.appointment import Status
from domain.appointments.offer_refusals import OfferOvertaken, TooManyOffered
from domain.refusals import NotFound, SlotTaken
from domain.services.resources import Need, ResourceKind
from domain.starts.room_refusals import RoomTaken
from handlers.actions.appointments import deciding, suggesting
from handlers.actions.services.catalogue import newest
from storage.transactions import Database
from tests.handlers.actions.group_classes import EVENING, join, open_class
from tests.handlers.actions.limited import limit
from tests.handlers.actions.negotiations import accept, held_spans, lapse, refuse, suggest
from tests.handlers.actions.proposals import (
    DAY,
    FRIDAY,
    HOUR,
    MONDAY,
    REQUESTED,
    THURSDAY,
    actions,
    approve,
    choose,
    load_catalogue,
    notices,
    now_,
    outcome,
    propose,
    request,
    turn_down,
)
from tests.handlers.actions.with_rooms import add_rooms, attempt, book_coach, colleagues, needs
from tests.house import NOW, House, acting
from tests.storage.occupying import disagreements
from tests.storage.version_before import VersionBefore

BREAK = timedelta(minutes=10)


def session(start: datetime) -> tuple[datetime, datetime]:
    return start, start + HOUR + BREAK


async def test_a_coach_takes_one_of_the_times_that_a_customer_suggests(house: House) -> None:
    has = await house.book(starts_at=REQUESTED)
    offer = await suggest(house, has, FRIDAY, THURSDAY)
    assert (offer.status, offer.starts_at, offer.suggested) == (
        Status.CONFIRMED,
        REQUESTED,
        (THURSDAY, FRIDAY),
    )
    assert offer.offer_until == NOW + DAY
    assert offer == await now_(house, has)
    assert await held_spans(house, has) == [session(THURSDAY), session(FRIDAY)]
    coach, customer = house.coach_person.id, house.customer.id
    reminders = [("reminder_24h", customer), ("reminder_1h", customer)]
    assert await notices(house) == [("suggested", coach), *reminders, ("nudge", coach)]
    assert await disagreements(house) == []

    after = await accept(house, has, FRIDAY)
    assert after == await accept(house, has, FRIDAY, key="impatient") == await now_(house, has)
    assert (after.status, after.starts_at, after.suggested) == (Status.CONFIRMED, FRIDAY, ())
    assert await held_spans(house, has) == []
    assert await notices(house) == [("agreed", customer), *reminders]
    assert await actions(house, has) == ["suggest", "accept"]
    for start in (REQUESTED, THURSDAY):
        await house.book(starts_at=start, customer_id=house.customers[1].id)
    assert await disagreements(house) == []


@pytest.mark.parametrize("status", [Status.PENDING, Status.CONFIRMED])
@pytest.mark.parametrize("by", ["coach", "customer"])
async def test_what_nobody_takes_leaves_everything_as_it_was(
    house: House, status: Status, by: str
) -> None:
    has = await house.book(starts_at=REQUESTED, status=status)
    offer = await (propose if by == "coach" else suggest)(house, has, THURSDAY, FRIDAY)
    assert offer.offer_until is not None
    assert await lapse(house, offer.offer_until - timedelta(seconds=1)) == 0
    assert await lapse(house, offer.offer_until) > 0
    assert await lapse(house, offer.offer_until) == 0
    stands = await now_(house, has)
    assert (stands.status, stands.starts_at, stands.offer_until) == (status, REQUESTED, None)
    assert await actions(house, has) == ["propose" if by == "coach" else "suggest", "lapse"]
    news = await notices(house)
    assert news[:2] == [("stands", has.customer_id), ("offer_lapsed", house.coach_person.id)]
    assert await held_spans(house, has) == []
    await house.book(starts_at=THURSDAY, customer_id=house.customers[1].id)
    assert await disagreements(house) == []


async def test_a_coach_who_can_make_none_of_them_says_so_once(house: House) -> None:
    has = await request(house)
    offer = await suggest(house, has, THURSDAY)
    stands = await refuse(house, has, offer.version)
    assert stands == await refuse(house, has, offer.version, key="impatient")
    assert (stands.status, stands.starts_at) == (Status.PENDING, REQUESTED)
    assert ("refused", house.customer.id) in await notices(house)
    assert await actions(house, has) == ["suggest", "refuse"]
    assert (await approve(house, has)).status is Status.CONFIRMED


async def test_what_is_confirmed_keeps_its_reminders_when_other_times_are_turned_down(
    house: House,
) -> None:
    has = await house.book(starts_at=REQUESTED)
    offer = await propose(house, has, THURSDAY)
    await turn_down(house, has, offer.version)
    kinds = [kind for kind, _ in await notices(house)]
    assert kinds == ["turned_down", "reminder_24h", "reminder_1h"]


async def test_undecided_people_cannot_fill_a_week(house: House) -> None:
    times = [THURSDAY, THURSDAY + 2 * HOUR, FRIDAY, FRIDAY + 2 * HOUR, MONDAY, MONDAY + 2 * HOUR]
    times += [MONDAY + DAY, MONDAY + DAY + 2 * HOUR, MONDAY + 2 * DAY]
    asking = [
        await house.book(starts_at=start, customer_id=house.customers[n].id)
        for n, start in enumerate((REQUESTED, REQUESTED + 2 * HOUR, REQUESTED - DAY, NOW + HOUR))
    ]
    for n, one in enumerate(asking[:3]):
        await suggest(house, one, *times[3 * n : 3 * n + 3])
    with pytest.raises(TooManyOffered) as refused:
        await propose(house, asking[3], MONDAY + 3 * DAY)
    assert (refused.value.left, refused.value.limit) == (0, 9)
    # Another offer for the same session takes the place of the one before.
    await suggest(house, asking[0], THURSDAY, key="fewer")
    await propose(house, asking[3], MONDAY + 3 * DAY, key="again")
    assert await disagreements(house) == []


async def test_times_that_meet_one_another_or_its_own_are_held_as_one(house: House) -> None:
    has = await request(house)
    half = HOUR / 2
    await propose(house, has, REQUESTED + half, THURSDAY, THURSDAY + half)
    assert await held_spans(house, has) == [
        (REQUESTED + HOUR + BREAK, REQUESTED + half + HOUR + BREAK),
        (THURSDAY, THURSDAY + half + HOUR + BREAK),
    ]
    assert await disagreements(house) == []
    assert (await choose(house, has, REQUESTED + half)).starts_at == REQUESTED + half
    assert await disagreements(house) == []


async def test_a_time_on_offer_holds_its_room_as_well(house: House) -> None:
    [other] = await colleagues(house, 1)
    [room] = await add_rooms(house, 1)
    await needs(house, Need(1, ResourceKind.ROOM))
    known = await newest(house.database)
    has = await book_coach(house, house.coach.id)
    start = has.starts_at + 2 * HOUR
    await propose(house, has, start, start + DAY)
    refused = await attempt(house, known, other, house.customers[1], start=start)
    assert isinstance(refused, RoomTaken)
    after = await choose(house, has, start)
    assert (after.resource_ids, await held_spans(house, has)) == ((room,), [])
    again = await book_coach(house, other, 2, start + DAY)
    assert again.resource_ids == (room,)
    assert await disagreements(house) == []


async def test_a_seat_in_a_group_is_offered_and_holds_nothing(database: Database) -> None:
    house = await open_class(database)
    has = await join(house, house.customer)
    offer = await suggest(house, has, EVENING)
    assert (offer.suggested, await held_spans(house, has)) == ((EVENING,), [])
    assert (await accept(house, has, EVENING)).starts_at == EVENING
    assert await disagreements(house) == []


async def test_what_the_coach_has_done_meanwhile_comes_first(house: House) -> None:
    has = await request(house)
    await propose(house, has, THURSDAY)
    with pytest.raises(OfferOvertaken):
        await suggest(house, has, FRIDAY, version=has.version)
    assert (await now_(house, has)).proposed == (THURSDAY,)
    await suggest(house, has, FRIDAY, key="seen")
    stands = await now_(house, has)
    assert (stands.proposed, stands.suggested) == ((), (FRIDAY,))
    assert await held_spans(house, has) == [session(FRIDAY)]


async def test_nobody_else_suggests_or_answers(house: House) -> None:
    has = await request(house)
    catalogue = await load_catalogue(house)
    stranger = acting(house.customers[1])
    with pytest.raises(NotFound):
        await suggesting.suggest(
            house.database, catalogue, has.id, 1, [THURSDAY], actor=stranger, key="s", now=NOW
        )
    offer = await suggest(house, has, THURSDAY)
    with pytest.raises(NotFound):
        await suggesting.accept(
            house.database, catalogue, has.id, THURSDAY, actor=stranger, key="a", now=NOW
        )
    with pytest.raises(NotFound):
        await suggesting.refuse(
            house.database, has.id, offer.version, actor=stranger, key="r", now=NOW
        )


@pytest.mark.parametrize("against", ["cancel", "lapse", "refuse", "approve"])
async def test_an_offer_that_is_answered_from_both_sides_at_once_ends_in_one_way(
    house: House, against: str
) -> None:
    has = await request(house)
    offer = await suggest(house, has, THURSDAY)
    assert offer.offer_until is not None
    now = offer.offer_until - timedelta(seconds=1)

    async def other() -> str:
        match against:
            case "cancel":
                deed = deciding.cancel_by_customer(
                    house.database,
                    await load_catalogue(house),
                    has.id,
                    actor=acting(house.customer),
                    key="x",
                    now=now,
                )
            case "refuse":
                deed = refuse(house, has, offer.version, now=now)
            case "approve":
                deed = approve(house, has, version=offer.version)
            case _:
                return f"{await lapse(house, now + timedelta(seconds=1))}"
        return await outcome(deed)

    await asyncio.gather(outcome(accept(house, has, THURSDAY, now=now)), other())
    stands = await now_(house, has)
    done = [deed for deed in await actions(house, has) if deed != "suggest"]
    match done:
        case ["accept"]:
            assert (stands.status, stands.starts_at) == (Status.CONFIRMED, THURSDAY)
        case ["accept", "cancel"]:
            assert stands.status is Status.CANCELLED
        case ["cancel"]:
            assert stands.status is Status.CANCELLED
        case ["approve"]:
            assert (stands.status, stands.starts_at) == (Status.CONFIRMED, REQUESTED)
        case ["lapse" | "refuse"]:
            assert (stands.status, stands.starts_at) == (Status.PENDING, REQUESTED)
        case _:
            raise AssertionError(done)
    assert await held_spans(house, has) == []
    assert await disagreements(house) == []


async def test_offers_and_bookings_of_one_time_at_once_leave_it_to_one(house: House) -> None:
    asking = [
        await house.book(starts_at=REQUESTED + 2 * n * HOUR, customer_id=house.customers[n].id)
        for n in (0, 1)
    ]
    known = await newest(house.database)
    came = await asyncio.gather(
        *(outcome(suggest(house, one, THURSDAY, FRIDAY)) for one in asking),
        *(
            attempt(house, known, house.coach.id, one, start=start)
            for one, start in zip(house.customers[2:], (THURSDAY, FRIDAY, THURSDAY), strict=True)
        ),
    )
    assert await disagreements(house) == []
    async with house.database.read() as reader:
        [[holders]] = await reader.fetch(
            "SELECT count(DISTINCT holder_id) FROM claims WHERE span @> $1::timestamptz", THURSDAY
        )
    assert holders == 1
    assert {type(one) for one in came} <= {str, SlotTaken, type(asking[0])}


async def test_what_a_version_of_before_changes_ends_an_offer_and_what_it_holds(
    house: House, database_url: str
) -> None:
    has = await house.book(starts_at=REQUESTED)
    await propose(house, has, THURSDAY, FRIDAY)
    pool = await asyncpg.create_pool(database_url, min_size=1, max_size=1)
    try:
        before = VersionBefore(pool, house)
        assert await before.move(has.id, FRIDAY)
        moved = await now_(house, has)
        assert (moved.starts_at, moved.offer_until) == (FRIDAY, None)
        assert await held_spans(house, has) == []
        await suggest(house, has, MONDAY)
        await before.change(has.id, "cancelled")
    finally:
        await pool.close()
    assert await held_spans(house, has) == []
    assert await disagreements(house) == []


async def test_how_long_an_offer_stands_the_business_says(house: House) -> None:
    await limit(house, business={"offer_minutes": 90})
    has = await request(house)
    assert (await propose(house, has, THURSDAY)).offer_until == NOW + 1.5 * HOUR
