"""Other times for a request, overtaken: by newer ones, by leave, by bookings, by other answers."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.appointments.offer_refusals import OfferOvertaken
from domain.refusals import AlreadyDecided, ProposalGone
from domain.roles import SYSTEM
from domain.time.spans import epoch
from domain.working_hours.leave import days_off
from handlers.actions.appointments import deciding
from handlers.actions.business import upkeep
from handlers.actions.working_hours.leave import take_leave
from storage.appointments import booking
from storage.services import catalogue
from storage.transactions import Writer
from tests.handlers.actions.proposals import (
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
from tests.house import NOW, House, acting


async def test_the_newer_proposal_takes_the_place_of_the_older(house: House) -> None:
    appointment = await request(house)
    await propose(house, appointment, THURSDAY, key="one")
    await propose(house, appointment, FRIDAY, MONDAY, key="two")
    assert await notices(house) == [("proposed", house.customer.id)]
    with pytest.raises(ProposalGone) as gone:
        await choose(house, appointment, THURSDAY)
    assert gone.value == ProposalGone(appointment.id, (epoch(FRIDAY), epoch(MONDAY)))


async def test_an_older_button_turns_no_newer_proposal_down(house: House) -> None:
    appointment = await request(house)
    older = await propose(house, appointment, THURSDAY, key="one")
    newer = await propose(house, appointment, FRIDAY, key="two")
    with pytest.raises(OfferOvertaken):
        await turn_down(house, appointment, older.version)
    assert await now_(house, appointment) == newer


async def test_a_proposed_time_is_held_until_the_offer_is_over(house: House) -> None:
    appointment = await request(house)
    proposal = await propose(house, appointment, THURSDAY, FRIDAY)
    wanted = house.new(starts_at=THURSDAY, customer_id=house.customers[1].id)
    assert await house.database.write(lambda writer: booking.insert(writer, wanted)) is None
    await turn_down(house, appointment, proposal.version)
    await house.book(starts_at=THURSDAY, customer_id=house.customers[1].id)
    assert (await now_(house, appointment)).starts_at == REQUESTED


async def test_one_time_is_on_offer_for_one_of_two(house: House) -> None:
    appointment = await request(house)
    other = await house.book(
        starts_at=REQUESTED + 2 * HOUR, status=Status.PENDING, customer_id=house.customers[1].id
    )
    came = await asyncio.gather(
        outcome(propose(house, appointment, THURSDAY, key="one")),
        outcome(propose(house, other, THURSDAY, key="other")),
    )
    assert sorted(came) == ["SlotTaken", "pending"]


async def test_a_time_in_leave_that_was_taken_since_is_gone(house: House) -> None:
    appointment = await request(house)
    await propose(house, appointment, THURSDAY, FRIDAY)
    await take_leave(
        house.database,
        house.coach.id,
        *days_off(FRIDAY.date(), FRIDAY.date()),
        actor=acting(house.coach_person),
        key="leave",
        now=NOW,
    )
    with pytest.raises(ProposalGone) as gone:
        await choose(house, appointment, FRIDAY)
    assert gone.value.left == (epoch(THURSDAY),)


async def test_a_service_that_is_hidden_meanwhile_keeps_its_proposals(house: House) -> None:
    appointment = await request(house)
    await propose(house, appointment, THURSDAY)

    async def hide(writer: Writer) -> None:
        await catalogue.update_service(writer, house.service.id, hidden=True)

    await house.database.write(hide)
    assert (await choose(house, appointment, THURSDAY)).status is Status.CONFIRMED


@pytest.mark.parametrize("how", ["approve", "decline", "cancel", "move", "expire"])
async def test_a_proposal_ends_with_any_other_answer(house: House, how: str) -> None:
    appointment = await request(house)
    proposal = await propose(house, appointment, THURSDAY)
    database, coach, customer = house.database, house.coach_person, house.customer
    offered, now = await load_catalogue(house), NOW
    match how:
        case "approve":
            await approve(house, appointment)
        case "decline":
            await deciding.decline(
                database, appointment.id, None, actor=acting(coach), key="d", now=NOW
            )
        case "cancel":
            await deciding.cancel_by_customer(
                database, offered, appointment.id, actor=acting(customer), key="x", now=NOW
            )
        case "move":
            await deciding.move(
                database, offered, appointment.id, FRIDAY, actor=acting(customer), key="m", now=NOW
            )
        case "expire":
            now = REQUESTED
            assert await upkeep.expire(database, actor=SYSTEM, now=now) == 1
    ended = await now_(house, appointment)
    assert ended.proposed == ()
    assert ("proposed", customer.id) not in await notices(house)
    with pytest.raises(ProposalGone if how == "move" else AlreadyDecided):
        await choose(house, appointment, THURSDAY, now=now)
    with pytest.raises(OfferOvertaken if how == "move" else AlreadyDecided):
        await turn_down(house, appointment, proposal.version, key="none")
    if how not in ("move", "approve"):
        with pytest.raises(AlreadyDecided):
            await turn_down(house, appointment, proposal.version)
        with pytest.raises(AlreadyDecided):
            await propose(house, appointment, FRIDAY, key="again", now=now)


async def test_approving_and_choosing_at_once_leaves_one_of_the_two(house: House) -> None:
    appointment = await request(house)
    await propose(house, appointment, THURSDAY)
    came = await asyncio.gather(
        outcome(choose(house, appointment, THURSDAY)), outcome(approve(house, appointment))
    )
    assert sorted(came) == ["AlreadyDecided", "confirmed"]
    assert len([a for a in await actions(house, appointment) if a in ("choose", "approve")]) == 1


async def moved_by_customer(house: House, appointment: Appointment) -> Appointment:
    return await deciding.move(
        house.database,
        await load_catalogue(house),
        appointment.id,
        THURSDAY,
        actor=acting(house.customer),
        key="m",
        now=NOW,
    )


async def test_a_request_that_moves_while_it_is_approved_stays_a_request(house: House) -> None:
    appointment = await request(house)
    moved = await moved_by_customer(house, appointment)

    shown = await approve(house, appointment, version=appointment.version)
    again = await approve(house, appointment, version=appointment.version)

    assert shown == again == moved == await now_(house, appointment)
    assert "approve" not in await actions(house, appointment)
    approved = await approve(house, appointment, version=moved.version, key="b")
    assert (approved.status, approved.starts_at) == (Status.CONFIRMED, THURSDAY)


@pytest.mark.parametrize(
    ("act", "before", "after"),
    [
        (deciding.decline, Status.PENDING, Status.DECLINED),
        (deciding.cancel_by_coach, Status.CONFIRMED, Status.CANCELLED),
    ],
    ids=["decline", "call off"],
)
async def test_what_moves_while_it_is_declined_or_called_off_stands(
    house: House, act: Callable[..., Awaitable[Appointment]], before: Status, after: Status
) -> None:
    appointment = await house.book(starts_at=REQUESTED, status=before)

    async def close(version: int, key: str) -> Appointment:
        return await act(
            house.database,
            appointment.id,
            "I am away",
            actor=acting(house.coach_person),
            key=key,
            now=NOW,
            version=version,
        )

    moved = await moved_by_customer(house, appointment)

    assert await close(appointment.version, "c") == await close(appointment.version, "c") == moved
    assert await actions(house, appointment) == ["move"]
    assert ("moved_by_customer", house.coach_person.id) in await notices(house)
    closed = await close(moved.version, "d")
    assert (closed.status, closed.starts_at, closed.reason) == (after, THURSDAY, "I am away")
    assert await close(appointment.version, "c") == closed
