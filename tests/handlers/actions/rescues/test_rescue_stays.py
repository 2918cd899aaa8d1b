"""What is in a rescue stays in it: nobody arrives, and nothing is confirmed inside the leave."""

from datetime import datetime, timedelta

import pytest

from domain.appointments.appointment import Status
from domain.refusals import AlreadyDecided
from domain.series.series import mark
from domain.services.rules import Rules
from domain.services.service import Approval
from domain.working_hours.leave import LeaveStretch
from handlers.actions.appointments import asking, checking_in
from handlers.actions.groups import group_sessions
from handlers.actions.series import series_changes
from handlers.queries.groups import group_sessions as group_queries
from storage.appointments import booking
from storage.transactions import Database
from tests.handlers.actions import whole_groups
from tests.handlers.actions.group_classes import join, open_class
from tests.handlers.actions.illness import AT_NINE, save
from tests.handlers.actions.planned_series import Planner
from tests.handlers.actions.proposals import load_catalogue, notices, now_
from tests.house import NOW, House, Plan, acting, open_house

MINUTE = timedelta(minutes=1)


async def test_nobody_arrives_at_what_its_coach_is_away_from(house: House) -> None:
    mine = await house.book(starts_at=AT_NINE)
    await save(house)
    with pytest.raises(AlreadyDecided):
        await checking_in.check_in(
            house.database,
            mine.id,
            actor=acting(house.coach_person),
            key="there",
            now=AT_NINE - 40 * MINUTE,
        )
    assert (await now_(house, mine)).begun_at is None


async def test_who_may_cancel_at_the_last_moment_asks_nobody_to(house: House) -> None:
    mine = await house.book(starts_at=AT_NINE)
    await save(house)
    with pytest.raises(AlreadyDecided):
        await asking.ask_coach(
            house.database,
            await load_catalogue(house),
            mine.id,
            asking.CANCEL,
            actor=acting(house.customer),
            key="ask",
            now=AT_NINE - 40 * MINUTE,
        )
    assert "asks_cancel" not in [kind for kind, _ in await notices(house)]


async def test_approving_all_places_leaves_those_who_are_offered_other_times(
    database: Database,
) -> None:
    house = await open_class(database, approval=Approval.MANUAL)
    for customer in house.customers:
        await join(house, customer)
    rescue_id = await save(house)
    session = await whole_groups.now_(house)
    seats = await whole_groups.seats(house, session)
    assert {seat.rescue_id for seat in seats} == {rescue_id}
    # Of one, the offer is over.
    await database.write(lambda w: booking.change(w, seats[0], now=NOW))

    session = await whole_groups.now_(house)
    coach = acting(house.coach_person)
    shown = await group_queries.by_id(database, session.id, actor=coach)
    assert [seat.id for seat in shown.waiting] == [seats[0].id]
    await group_sessions.approve_all(
        database,
        await load_catalogue(house),
        session.id,
        session.version,
        actor=coach,
        key="approve",
        now=NOW,
    )

    after = await whole_groups.seats(house, session)
    assert [(seat.status, seat.rescue_id) for seat in after] == [
        (Status.CONFIRMED, None),
        (Status.PENDING, rescue_id),
        (Status.PENDING, rescue_id),
    ]
    recipients = [who for kind, who in await notices(house) if kind == "approved"]
    assert recipients == [seats[0].customer_id]


async def test_approving_a_series_leaves_the_dates_for_which_others_are_offered(
    database: Database,
) -> None:
    house = await open_house(database, Plan(service={"rules": Rules(horizon_days=90)}))
    dates = await Planner(house, house.customer).book_dates(3)
    rescue_id = await save(house, LeaveStretch(datetime(2026, 3, 11), datetime(2026, 3, 12)))

    async def approve(key: str) -> None:
        seen = [await now_(house, one) for one in dates]
        await series_changes.approve_series(
            database,
            dates[0].id,
            mark([one for one in seen if one.status is Status.PENDING]),
            actor=acting(house.coach_person),
            key=key,
            now=NOW,
        )

    await approve("all")
    after = [await now_(house, one) for one in dates]
    assert [(one.status, one.rescue_id) for one in after] == [
        (Status.CONFIRMED, None),
        (Status.PENDING, rescue_id),
        (Status.CONFIRMED, None),
    ]
    with pytest.raises(AlreadyDecided):
        await approve("again")
    assert (await now_(house, dates[1])).rescue_id == rescue_id
