"""Leave over sessions is saved with an answer for each of them."""

from datetime import datetime, timedelta

import pytest

from domain.appointments.appointment import Status
from domain.refusals import AlreadyDecided, LeaveHitsBookings, NotFound, NotOffered
from domain.rescues.rescue_refusals import RescueChanged, RescueTooLarge
from domain.roles import Role
from domain.series.series import mark
from domain.services.rules import Rules
from domain.services.service import Approval
from domain.working_hours.leave import LeaveStretch
from handlers.actions.appointments import answering, booking, deciding
from handlers.actions.appointments.booking import BookingOrder
from handlers.actions.rescues import rescuing
from handlers.actions.series import series_changes
from handlers.actions.working_hours import leave
from storage import audit
from storage.transactions import Database
from tests.handlers.actions import proposals
from tests.handlers.actions.illness import AT_NINE, DAY, TUESDAY, cancel, fates, look, save, starts
from tests.handlers.actions.negotiations import held_spans, lapse
from tests.handlers.actions.planned_series import Planner
from tests.handlers.actions.proposals import choose, load_catalogue, notices, now_
from tests.house import NOW, House, Plan, acting, open_house

HOUR = timedelta(hours=1)


@pytest.fixture
async def several(database: Database) -> House:
    return await open_house(database, Plan(customers=8))


async def test_each_session_is_offered_times_that_are_held_until_one_is_taken(house: House) -> None:
    mine = await house.book(starts_at=AT_NINE)
    rescue_id = await save(house)
    offered = await now_(house, mine)
    assert offered.rescue_id == rescue_id
    assert offered.proposed == (AT_NINE + DAY, AT_NINE + 2 * DAY, AT_NINE + 7 * DAY)
    assert len(await held_spans(house, mine)) == 3
    assert await notices(house) == [("rescue_offer", house.customer.id)]
    assert await fates(house, rescue_id) == {mine.id: "waiting"}
    moved = await choose(house, mine, AT_NINE + 7 * DAY)
    assert (moved.status, moved.starts_at) == (Status.CONFIRMED, AT_NINE + 7 * DAY)
    assert await held_spans(house, mine) == []
    assert await fates(house, rescue_id) == {mine.id: "moved"}


async def test_the_leave_holds_at_once_though_sessions_still_lie_in_it(house: House) -> None:
    await house.book(starts_at=AT_NINE)
    await save(house)
    order = BookingOrder(house.service.id, house.coach.id, AT_NINE + 3 * HOUR, house.service.price)
    with pytest.raises(NotOffered):
        await booking.book(
            house.database,
            await load_catalogue(house),
            order,
            actor=acting(house.customer),
            key="late",
            now=NOW,
        )


async def test_the_coach_hears_once_that_everybody_has_answered(several: House) -> None:
    one = await several.book(starts_at=AT_NINE)
    two = await several.book(
        starts_at=AT_NINE + 2 * HOUR, customer_id=several.customers[1].id, status=Status.PENDING
    )
    rescue_id = await save(several)
    assert await cancel(several, one) is Status.CANCELLED
    coach = several.coach_person.id
    assert [kind for kind, who in await notices(several) if who == coach] == []
    taken = (await now_(several, two)).proposed[0]
    await choose(several, two, taken, customer=1)
    assert [kind for kind, who in await notices(several) if who == coach] == ["rescue_done"]
    assert await fates(several, rescue_id) == {one.id: "cancelled", two.id: "moved"}


async def test_what_is_to_be_cancelled_is_cancelled_with_the_leave(several: House) -> None:
    one = await several.book(starts_at=AT_NINE)
    two = await several.book(starts_at=AT_NINE + 2 * HOUR, customer_id=several.customers[1].id)
    rescue_id = await save(several, cancelled={one.id})
    assert (await now_(several, one)).status is Status.CANCELLED
    assert await fates(several, rescue_id) == {one.id: "apology", two.id: "waiting"}
    assert sorted(await notices(several)) == [
        ("rescue_cancelled", several.customers[0].id),
        ("rescue_offer", several.customers[1].id),
    ]
    async with several.database.read() as reader:
        written = await audit.of(reader, "appointment", one.id)
    assert [line.action for line in written] == ["rescue_cancel"]


async def test_nobody_has_a_second_time_before_everybody_has_a_first(database: Database) -> None:
    house = await open_house(database, Plan(customers=8))
    sessions = [
        await house.book(
            starts_at=AT_NINE + place * timedelta(minutes=70),
            customer_id=house.customers[place].id,
        )
        for place in range(3)
    ]
    planned = await look(house)
    each = [starts(planned, session) for session in sessions]
    assert [len(one) for one in each] == [3, 3, 3]
    every = [start for one in each for start in one]
    assert all(abs(a - b) >= timedelta(minutes=70) for a in every for b in every if a != b)
    assert len(set(every)) == len(every)


async def test_what_nobody_answers_is_cancelled_with_an_apology(house: House) -> None:
    mine = await house.book(starts_at=AT_NINE)
    rescue_id = await save(house)
    until = (await now_(house, mine)).offer_until
    assert until is not None
    assert await lapse(house, until) > 0
    assert (await now_(house, mine)).status is Status.CANCELLED
    assert await fates(house, rescue_id) == {mine.id: "lapsed"}
    assert ("rescue_lapsed", house.customer.id) in await notices(house)
    assert ("rescue_done", house.coach_person.id) in await notices(house)


async def test_a_request_that_begins_unanswered_is_the_last_answer(house: House) -> None:
    mine = await house.book(starts_at=AT_NINE, status=Status.PENDING)
    rescue_id = await save(house)
    await lapse(house, AT_NINE)
    assert (await now_(house, mine)).status is Status.CANCELLED
    assert await fates(house, rescue_id) == {mine.id: "lapsed"}
    news = await notices(house)
    assert ("rescue_lapsed", house.customer.id) in news
    assert ("rescue_done", house.coach_person.id) in news
    assert not {"expired", "lapsed"} & {kind for kind, _ in news}


async def test_a_series_that_is_cancelled_as_a_whole_is_the_last_answer(database: Database) -> None:
    plan = Plan(approval=Approval.AUTO, service={"rules": Rules(horizon_days=90)})
    house = await open_house(database, plan)
    dates = await Planner(house, house.customer).book_dates(3)
    two_weeks = LeaveStretch(datetime(2026, 3, 4), datetime(2026, 3, 12))
    rescue_id = await save(house, two_weeks)
    assert set((await fates(house, rescue_id)).values()) == {"waiting"}
    await series_changes.cancel_series(
        house.database,
        await load_catalogue(house),
        dates[0].id,
        mark([await now_(house, one) for one in dates]),
        actor=acting(house.customer),
        key="all",
        now=NOW,
    )
    assert set((await fates(house, rescue_id)).values()) == {"cancelled"}
    coach = house.coach_person.id
    assert [kind for kind, who in await notices(house) if who == coach].count("rescue_done") == 1


async def test_the_team_answers_for_the_last_one_and_the_coach_hears_of_it(several: House) -> None:
    one = await several.book(starts_at=AT_NINE)
    two = await several.book(starts_at=AT_NINE + 2 * HOUR, customer_id=several.customers[1].id)
    await save(several)
    coach = several.coach_person
    for booked, who in ((one, acting(coach)), (two, acting(several.customers[7], Role.MANAGER))):
        await deciding.cancel_by_coach(
            several.database, booked.id, None, actor=who, key=f"off{booked.id}", now=NOW
        )
    assert ("rescue_done", coach.id) in await notices(several)


async def test_leave_that_is_given_back_lets_sessions_stand(house: House) -> None:
    mine = await house.book(starts_at=AT_NINE)
    rescue_id = await save(house)
    coach = (await load_catalogue(house)).coaches[house.coach.id]
    await leave.give_back_leave(
        house.database,
        coach.id,
        coach.single_leaves[0].id,
        actor=acting(house.coach_person),
        now=NOW,
    )
    until = (await now_(house, mine)).offer_until
    assert until is not None
    await lapse(house, until)
    stands = await now_(house, mine)
    assert (stands.status, stands.starts_at) == (Status.CONFIRMED, AT_NINE)
    assert await fates(house, rescue_id) == {mine.id: "stands"}


async def test_who_is_asked_may_cancel_and_move_at_the_last_moment(database: Database) -> None:
    plan = Plan(service={"rules": Rules(notice_cancel=7 * 1440, notice_move=7 * 1440)}, customers=2)
    house = await open_house(database, plan)
    one = await house.book(starts_at=AT_NINE)
    two = await house.book(starts_at=AT_NINE + 2 * HOUR, customer_id=house.customers[1].id)
    await save(house)
    assert await cancel(house, one) is Status.CANCELLED
    moved = await deciding.move(
        house.database,
        await load_catalogue(house),
        two.id,
        AT_NINE + 9 * DAY,
        actor=acting(house.customers[1]),
        key="move",
        now=NOW,
    )
    assert moved.starts_at == AT_NINE + 9 * DAY


async def test_nobody_comes_to_or_turns_down_what_its_coach_is_away_from(house: House) -> None:
    mine = await house.book(starts_at=AT_NINE)
    await save(house)
    version = (await now_(house, mine)).version
    with pytest.raises(AlreadyDecided):
        await proposals.turn_down(house, mine, version)
    with pytest.raises(AlreadyDecided):
        await answering.attend(
            house.database, mine.id, actor=acting(house.customer), key="there", now=NOW
        )


async def test_other_times_of_the_coach_lapse_like_the_first_ones(house: House) -> None:
    mine = await house.book(starts_at=AT_NINE)
    rescue_id = await save(house)
    later = AT_NINE + 14 * DAY
    await proposals.propose(house, mine, later)
    offered = await now_(house, mine)
    assert (offered.proposed, offered.rescue_id) == ((later,), rescue_id)
    assert offered.offer_until is not None
    await lapse(house, offered.offer_until)
    assert await fates(house, rescue_id) == {mine.id: "lapsed"}


async def test_offers_of_a_rescue_leave_the_coach_their_nine(several: House) -> None:
    for place in range(4):
        await several.book(
            starts_at=AT_NINE + place * timedelta(minutes=70),
            customer_id=several.customers[place].id,
        )
    await save(several)
    other = await several.book(starts_at=AT_NINE + 20 * DAY, customer_id=several.customers[5].id)
    times = [AT_NINE + 21 * DAY + n * 2 * HOUR for n in range(2)]
    proposed = await proposals.propose(several, other, *times)
    assert proposed.proposed == tuple(times)


async def test_the_same_again_is_the_same_rescue(house: House) -> None:
    await house.book(starts_at=AT_NINE)
    first = await save(house)
    assert await save(house, agreed="", key="again") == first
    assert await save(house, agreed="", key="save") == first


async def test_what_was_not_looked_at_is_not_saved(several: House) -> None:
    one = await several.book(starts_at=AT_NINE)
    await several.book(starts_at=AT_NINE + 2 * HOUR, customer_id=several.customers[1].id)
    with pytest.raises(RescueChanged):
        await save(several, agreed="aaa")
    assert (await now_(several, one)).rescue_id is None
    assert (await load_catalogue(several)).coaches[several.coach.id].leaves == ()


async def test_more_than_can_be_answered_at_once_is_refused(
    several: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rescuing, "MOST", 1)
    await several.book(starts_at=AT_NINE)
    await several.book(starts_at=AT_NINE + 2 * HOUR, customer_id=several.customers[1].id)
    with pytest.raises(RescueTooLarge):
        await look(several)


async def test_another_coach_cannot_and_the_team_can(several: House) -> None:
    await several.book(starts_at=AT_NINE)
    stranger = acting(several.customers[7], Role.COACH)
    with pytest.raises(NotFound):
        await look(several, actor=stranger)
    rescue_id = await save(several, actor=acting(several.customers[7], Role.MANAGER))
    assert rescue_id
    assert ("rescue_made", several.coach_person.id) in await notices(several)


async def test_leave_that_was_taken_can_be_lengthened_over_sessions(several: House) -> None:
    await several.book(starts_at=AT_NINE + DAY)
    assert await save(several) == 0
    coach = (await load_catalogue(several)).coaches[several.coach.id]
    longer = LeaveStretch(TUESDAY.starts, datetime(2026, 3, 5))
    with pytest.raises(LeaveHitsBookings):
        await leave.check_leave(
            several.database,
            coach,
            longer.starts,
            longer.ends,
            actor=acting(several.coach_person),
            now=NOW,
            instead_of=coach.single_leaves[0].id,
        )
