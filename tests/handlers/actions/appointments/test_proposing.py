"""Other times for a request: proposed, chosen, and turned down."""

from datetime import datetime, timedelta

import pytest

from domain.appointments.appointment import Status
from domain.refusals import (
    NotFound,
    NotOffered,
    ProposalGone,
    Refusal,
    SlotTaken,
    TooFar,
    TooSoon,
)
from handlers.actions.appointments import proposing
from tests.handlers.actions.proposals import (
    DAY,
    FRIDAY,
    HOUR,
    REQUESTED,
    THURSDAY,
    actions,
    approve,
    choose,
    load_catalogue,
    notices,
    now_,
    propose,
    request,
    turn_down,
)
from tests.house import NOW, House, acting


async def test_the_customer_hears_of_the_proposed_times_and_the_request_stands(
    house: House,
) -> None:
    appointment = await request(house)
    proposal = await propose(house, appointment, FRIDAY, THURSDAY)
    assert (proposal.status, proposal.starts_at) == (Status.PENDING, REQUESTED)
    assert proposal.proposed == (THURSDAY, FRIDAY)
    assert proposal == await now_(house, appointment)
    assert await notices(house) == [("proposed", house.customer.id)]
    assert await actions(house, appointment) == ["propose"]


async def test_a_chosen_time_moves_and_confirms_and_is_remembered(house: House) -> None:
    appointment = await request(house)
    await propose(house, appointment, THURSDAY, FRIDAY)
    after = await choose(house, appointment, FRIDAY)
    assert (after.status, after.starts_at) == (Status.CONFIRMED, FRIDAY)
    assert after.wall_start == datetime(2026, 3, 6, 9)
    assert after.proposed == ()
    assert after == await now_(house, appointment)
    assert await notices(house) == [
        ("chosen", house.coach_person.id),
        ("reminder_24h", house.customer.id),
        ("reminder_1h", house.customer.id),
    ]
    assert await actions(house, appointment) == ["propose", "choose"]
    await house.book(starts_at=REQUESTED)  # its old time is free again


async def test_choosing_twice_is_choosing_once(house: House) -> None:
    appointment = await request(house)
    await propose(house, appointment, THURSDAY, FRIDAY)
    first = await choose(house, appointment, FRIDAY, key="one")
    again = await choose(house, appointment, FRIDAY, key="one")
    impatient = await choose(house, appointment, FRIDAY, key="two")
    assert first == again == impatient
    assert await actions(house, appointment) == ["propose", "choose"]


async def test_proposing_the_same_times_twice_tells_the_customer_once(house: House) -> None:
    appointment = await request(house)
    await propose(house, appointment, THURSDAY, FRIDAY, key="one")
    await propose(house, appointment, FRIDAY, THURSDAY, key="two")
    assert (await now_(house, appointment)).version == appointment.version + 1
    assert await actions(house, appointment) == ["propose"]


async def test_whoever_turns_all_down_leaves_the_request_as_it_was(house: House) -> None:
    appointment = await request(house)
    proposal = await propose(house, appointment, THURSDAY)
    after = await turn_down(house, appointment, proposal.version)
    assert (after.status, after.starts_at, after.proposed) == (Status.PENDING, REQUESTED, ())
    news = [("turned_down", house.coach_person.id), ("nudge", house.coach_person.id)]
    assert await notices(house) == news
    again = await turn_down(house, appointment, proposal.version, key="impatient")
    assert again == after
    assert await actions(house, appointment) == ["propose", "turn_down"]
    assert (await approve(house, appointment)).status is Status.CONFIRMED


async def test_a_proposed_time_can_be_chosen_until_the_offer_lapses(house: House) -> None:
    appointment = await house.book(starts_at=FRIDAY, status=Status.PENDING)
    proposal = await propose(house, appointment, THURSDAY, now=REQUESTED)
    assert proposal.offer_until == THURSDAY - HOUR / 2
    with pytest.raises(ProposalGone) as gone:
        await choose(house, appointment, THURSDAY, key="late", now=proposal.offer_until)
    assert gone.value.left == ()
    # Nobody could book it that late: the service wants an hour's notice.
    just_in_time = proposal.offer_until - timedelta(seconds=1)
    assert (await choose(house, appointment, THURSDAY, now=just_in_time)).starts_at == THURSDAY


async def test_what_was_never_proposed_cannot_be_chosen(house: House) -> None:
    appointment = await request(house)
    with pytest.raises(ProposalGone) as gone:
        await choose(house, appointment, THURSDAY)
    assert gone.value.left == ()


@pytest.mark.parametrize(
    ("start", "refusal"),
    [
        (REQUESTED, NotOffered),
        (THURSDAY + timedelta(minutes=7), NotOffered),
        (NOW - DAY, TooSoon),
        (NOW + timedelta(days=400), TooFar),
        (FRIDAY + 2 * HOUR, SlotTaken),
    ],
)
async def test_only_other_free_starts_can_be_proposed(
    house: House, start: datetime, refusal: type[Refusal]
) -> None:
    appointment = await request(house)
    await house.book(starts_at=FRIDAY + 2 * HOUR, customer_id=house.customers[1].id)
    with pytest.raises(refusal):
        await propose(house, appointment, THURSDAY, start)
    assert await now_(house, appointment) == appointment
    assert await notices(house) == []


async def test_a_time_that_only_the_request_itself_is_in_the_way_of_can_be_proposed(
    house: House,
) -> None:
    appointment = await request(house)
    half_past = REQUESTED + HOUR / 2
    await propose(house, appointment, half_past)
    assert (await choose(house, appointment, half_past)).starts_at == half_past


async def test_nobody_else_proposes_chooses_or_turns_down(house: House) -> None:
    appointment = await request(house)
    with pytest.raises(NotFound):
        await proposing.propose(
            house.database,
            await load_catalogue(house),
            appointment.id,
            [THURSDAY],
            actor=acting(house.customer),
            key="forged",
            now=NOW,
        )
    proposal = await propose(house, appointment, THURSDAY)
    with pytest.raises(NotFound):
        await choose(house, appointment, THURSDAY, customer=1)
    with pytest.raises(NotFound):
        await turn_down(house, appointment, proposal.version, customer=1)


@pytest.mark.parametrize("count", [0, 4])
async def test_one_to_three_times_are_proposed(house: House, count: int) -> None:
    appointment = await request(house)
    with pytest.raises(ValueError, match=f"{count} times"):
        await propose(house, appointment, *(THURSDAY + n * HOUR for n in range(count)))
