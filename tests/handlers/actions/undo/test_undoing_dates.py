"""All dates changed by one step come back at once, and so does a session that was handed over."""

from collections.abc import Sequence

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.refusals import NotFound
from domain.roles import Role
from domain.series.series import mark
from domain.services.rules import Rules
from domain.services.service import Approval
from domain.undo.undo import CannotUndo, TooLateToUndo, UndoOvertaken
from handlers.actions.appointments import deciding
from handlers.actions.series import series_changes
from handlers.actions.undo import undoing
from handlers.queries.appointments import sessions
from storage.transactions import Database
from tests.handlers.actions.colleagues import AT_NINE, claims, give, open_with_colleagues
from tests.handlers.actions.planned_series import FIRST, WEEK, Planner
from tests.handlers.actions.proposals import load_catalogue, now_
from tests.handlers.actions.undo.test_undoing import DAY, LATE, SOON, mark_sent, news, shape, undo
from tests.house import NOW, House, Plan, acting, open_house
from tests.storage.occupying import disagreements

RULES = {"rules": Rules(horizon_days=90)}


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database, Plan(customers=2, service=RULES, approval=Approval.AUTO))


async def call_off(house: House, dates: Sequence[Appointment], key: str = "off") -> Appointment:
    return await series_changes.call_off_series(
        house.database,
        await load_catalogue(house),
        dates[0].id,
        mark(dates),
        actor=acting(house.coach_person),
        key=key,
        now=NOW,
    )


async def test_a_series_that_was_called_off_stands_again_with_one_correction(house: House) -> None:
    mia = Planner(house, house.customer)
    dates = await mia.book_dates(4)
    off = await call_off(house, dates[1:])
    back = await undo(house, off)
    assert back.id == dates[1].id
    assert [shape(one) for one in await mia.dates(dates[0])] == [shape(one) for one in dates]
    assert await disagreements(house) == []
    assert (await news(house, house.customer))[-1] == ("series_cancelled_by_coach", "dropped")

    off = await call_off(house, [back, *(await mia.dates(dates[0]))[2:]], key="again")
    await mark_sent(house)
    with pytest.raises(TooLateToUndo):
        await undo(house, off, now=LATE, key="late")
    await undo(house, off, key="2")
    assert await undo(house, off, key="twice") == await now_(house, off)
    assert [kind for kind, state in await news(house, house.customer) if state == "waiting"] == [
        "series_restored"
    ]


async def test_where_one_date_is_in_the_way_none_comes_back(house: House) -> None:
    mia = Planner(house, house.customer)
    dates = await mia.book_dates(3)
    off = await call_off(house, dates)
    taken = await house.book(starts_at=FIRST + WEEK, customer_id=house.customers[1].id)
    with pytest.raises(CannotUndo) as refused:
        await undo(house, off)
    assert (refused.value.about, refused.value.taken) == (off.id, "time")
    assert {one.status for one in await mia.dates(dates[0])} == {Status.CANCELLED}
    await deciding.cancel_by_coach(
        house.database, taken.id, None, actor=acting(house.coach_person), key="free", now=NOW
    )
    await undo(house, off, key="2")
    assert {one.status for one in await mia.dates(dates[0])} == {Status.CONFIRMED}


async def test_a_series_that_was_moved_is_where_it_was_unless_a_date_has_changed(
    house: House,
) -> None:
    mia, anna = Planner(house, house.customer), Planner(house, house.coach_person)
    dates = await mia.book_dates(3)
    moved = await anna.carry_on(await anna.move(dates[0], FIRST + 2 * DAY), 3)
    await undo(house, moved)
    assert [shape(one) for one in await mia.dates(dates[0])] == [shape(one) for one in dates]
    assert await disagreements(house) == []
    moved = await anna.carry_on(await anna.move(dates[0], FIRST + 2 * DAY), 3)
    await deciding.cancel_by_customer(
        house.database,
        await load_catalogue(house),
        dates[2].id,
        actor=acting(house.customer),
        key="no",
        now=NOW,
    )
    with pytest.raises(UndoOvertaken):
        await undo(house, moved, key="2")


async def test_a_session_that_the_team_gave_away_is_its_coachs_again(database: Database) -> None:
    with_ = await open_with_colleagues(database)
    house = with_.house
    booked = await house.book(starts_at=AT_NINE)
    appointment = await give(with_, booked, with_.ben)
    await mark_sent(house)
    back = await undoing.undo(
        database,
        await load_catalogue(house),
        appointment.id,
        appointment.version,
        actor=acting(house.customers[-1], Role.MANAGER),
        key="undo",
        now=SOON,
    )
    assert (back.coach_name, back.handed_from) == (booked.coach_name, None)
    assert shape(back) == shape(booked) == shape(await now_(house, booked))
    assert await claims(with_, booked) == [(house.coach.id, "appointment")]
    assert await disagreements(house) == []
    for person, kind in (
        (house.customer, "restored"),
        (with_.ben_person, "hand_over_taken"),
        (house.coach_person, "in_your_place"),
    ):
        assert (await news(house, person))[-1] == (kind, "waiting")
    with pytest.raises(NotFound):
        await sessions.for_staff(database, booked.id, actor=acting(with_.ben_person))
