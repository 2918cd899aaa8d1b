"""A request waits for so long; its coach is reminded before, and both hear when it lapses."""

import asyncio
from datetime import timedelta

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.refusals import AlreadyDecided
from domain.roles import SYSTEM
from domain.services.rules import Rules
from domain.services.service import Approval
from domain.time.spans import epoch
from handlers.actions.appointments import deciding
from handlers.actions.business import upkeep
from storage.transactions import Database
from tests.handlers.actions.group_classes import join, open_class
from tests.handlers.actions.limited import book, limit
from tests.handlers.actions.negotiations import lapse, messages
from tests.handlers.actions.planned_series import Planner
from tests.handlers.actions.proposals import (
    DAY,
    HOUR,
    REQUESTED,
    THURSDAY,
    actions,
    approve,
    load_catalogue,
    notices,
    now_,
    outcome,
    propose,
)
from tests.house import NOW, House, Plan, acting, open_house
from tests.storage.occupying import disagreements

SECOND = timedelta(seconds=1)


async def test_a_coach_is_reminded_in_the_last_quarter_and_once(house: House) -> None:
    appointment = await book(house, REQUESTED)
    assert appointment.answer_by == NOW + DAY
    assert appointment == await now_(house, appointment)
    [nudge] = [row for row in await messages(house) if row.kind == "nudge"]
    assert (nudge.due_at, nudge.recipient_id) == (NOW + 18 * HOUR, house.coach_person.id)
    await approve(house, appointment)
    assert "nudge" not in [kind for kind, _ in await notices(house)]


async def test_both_hear_at_once_when_nobody_answers_and_nothing_of_it_lives_on(
    house: House,
) -> None:
    appointment = await book(house, THURSDAY)
    assert appointment.answer_by is not None
    assert await lapse(house, appointment.answer_by - SECOND) == 0
    ticks = [
        upkeep.expire(house.database, actor=SYSTEM, now=appointment.answer_by) for _ in range(4)
    ]
    assert sum(await asyncio.gather(*ticks)) == 1
    gone = await now_(house, appointment)
    assert (gone.status, await actions(house, appointment)) == (Status.EXPIRED, ["book", "expire"])
    news = await messages(house)
    assert [(row.kind, row.recipient_id) for row in news] == [
        ("expired", house.customer.id),
        ("lapsed", house.coach_person.id),
    ]
    # Its own time is free again, and the two that are nearest.
    assert epoch(THURSDAY) in news[0].facts["nearest"]
    assert len(news[0].facts["nearest"]) == 3
    assert news[0].facts["others"] is False
    with pytest.raises(AlreadyDecided):
        await approve(house, appointment)
    assert (await book(house, THURSDAY, key="again")).status is Status.PENDING


async def test_answering_and_lapsing_at_once_is_one_of_the_two(house: House) -> None:
    appointment = await book(house, THURSDAY)
    assert appointment.answer_by is not None

    answer = deciding.approve(
        house.database,
        appointment.id,
        actor=acting(house.coach_person),
        key="a",
        now=appointment.answer_by,
    )
    came, _ = await asyncio.gather(outcome(answer), lapse(house, appointment.answer_by))
    done = (await actions(house, appointment))[1:]
    assert (came, done) in (("confirmed", ["approve"]), ("AlreadyDecided", ["expire"]))
    assert await disagreements(house) == []


async def test_the_wait_begins_anew_with_each_move_and_stands_still_for_an_offer(
    house: House,
) -> None:
    appointment, later = await book(house, REQUESTED), NOW + 5 * HOUR
    moved = await deciding.move(
        house.database,
        await load_catalogue(house),
        appointment.id,
        THURSDAY,
        actor=acting(house.customer),
        key="m",
        now=later,
    )
    assert moved.answer_by == later + DAY
    offer = await propose(house, appointment, REQUESTED + HOUR, now=later)
    assert (offer.answer_by, offer.waits_until(later)) == (None, None)
    assert offer.offer_until is not None
    await lapse(house, offer.offer_until)
    stands = await now_(house, appointment)
    assert (stands.status, stands.answer_by) == (Status.PENDING, offer.offer_until + DAY)


@pytest.mark.parametrize(("minutes", "wait"), [(120, 2 * HOUR), (0, 2 * DAY - HOUR)])
async def test_how_long_a_request_waits_the_business_says(
    house: House, minutes: int, wait: timedelta
) -> None:
    await limit(house, business={"answer_minutes": minutes})
    assert (await book(house, NOW + 2 * DAY)).answer_by == NOW + wait


async def test_what_nobody_has_to_answer_waits_for_nothing(database: Database) -> None:
    house = await open_house(database, Plan(approval=Approval.AUTO))
    assert (await book(house, REQUESTED)).answer_by is None


async def test_the_dates_of_a_series_lapse_together_and_are_told_once(
    database: Database,
) -> None:
    house = await open_house(database, Plan(service={"rules": Rules(horizon_days=90)}))
    dates: list[Appointment] = await Planner(house, house.customer).book_dates(4)
    assert {one.answer_by for one in dates} == {NOW + DAY}
    coach, customer = house.coach_person.id, house.customer.id
    assert await notices(house) == [("series_request", coach), ("nudge", coach)]
    assert await lapse(house, NOW + DAY) == 4
    assert (await notices(house))[-2:] == [("series_expired", customer), ("series_lapsed", coach)]
    assert {(await now_(house, one)).status for one in dates} == {Status.EXPIRED}


async def test_a_place_in_a_group_that_nobody_answers_for_is_free_again(
    database: Database,
) -> None:
    house = await open_class(database, approval=Approval.MANUAL)
    seat = await join(house, house.customer, 4)
    assert seat.answer_by is not None
    assert await lapse(house, seat.answer_by) == 1
    assert (await now_(house, seat)).status is Status.EXPIRED
    assert await disagreements(house) == []
