"""Other times for a request: proposed, chosen, turned down, and overtaken."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta

import pytest

from domain.appointment import Appointment, Status
from domain.catalogue import Catalogue
from domain.leave import days_off
from domain.refusals import (
    AlreadyDecided,
    NotFound,
    NotOffered,
    ProposalGone,
    Refusal,
    SlotTaken,
    TooFar,
    TooSoon,
)
from domain.spans import epoch
from handlers.actions import deciding, proposing, upkeep
from handlers.actions.leave import take_leave
from storage import appointments, audit, catalogue
from storage import outbox as outbox_rows
from storage.transactions import Writer
from tests.house import NOW, House

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REQUESTED = datetime(2026, 3, 4, 8, tzinfo=UTC)  # Wednesday, nine in Berlin
THURSDAY, FRIDAY = REQUESTED + DAY, REQUESTED + 2 * DAY
MONDAY = REQUESTED + 5 * DAY


async def loaded(house: House) -> Catalogue:
    async with house.database.read() as reader:
        return await catalogue.load(reader)


async def request(house: House) -> Appointment:
    return await house.book(starts_at=REQUESTED, status=Status.PENDING)


async def now_(house: House, appointment: Appointment) -> Appointment:
    async with house.database.read() as reader:
        found = await appointments.by_id(reader, appointment.id)
    assert found is not None
    return found


async def propose(
    house: House, asked: Appointment, *starts: datetime, key: str = "p", now: datetime = NOW
) -> Appointment:
    return await proposing.propose(
        house.database,
        await loaded(house),
        asked.id,
        starts,
        coach=house.coach_person,
        key=key,
        now=now,
    )


async def choose(
    house: House,
    asked: Appointment,
    start: datetime,
    *,
    key: str = "c",
    now: datetime = NOW,
    customer: int = 0,
) -> Appointment:
    return await proposing.choose(
        house.database,
        await loaded(house),
        asked.id,
        start,
        customer=house.customers[customer],
        key=key,
        now=now,
    )


async def turn_down(
    house: House, asked: Appointment, version: int, *, key: str = "t", customer: int = 0
) -> Appointment:
    return await proposing.turn_down(
        house.database,
        asked.id,
        version,
        customer=house.customers[customer],
        key=key,
        now=NOW,
    )


async def approve(
    house: House, asked: Appointment, *, key: str = "a", version: int | None = None
) -> Appointment:
    return await deciding.approve(
        house.database, asked.id, coach=house.coach_person, key=key, now=NOW, version=version
    )


async def told(house: House) -> list[tuple[str, int]]:
    """Kind and recipient of every message that is still true, in order."""

    async def work(writer: Writer) -> list[tuple[str, int]]:
        later = NOW + timedelta(days=30)
        rows = await outbox_rows.claim(writer, "me", later, 99, timedelta(seconds=-1))
        return [
            (row.kind, row.recipient_id) for row in sorted(rows, key=lambda r: r.id) if row.holds
        ]

    return await house.database.write(work)


async def actions(house: House, asked: Appointment) -> list[str]:
    async with house.database.read() as reader:
        return [entry.action for entry in await audit.of(reader, "appointment", asked.id)]


async def outcome(deed: Awaitable[Appointment]) -> str:
    """The status that came of it, or the name of the refusal."""
    try:
        return str((await deed).status)
    except Refusal as refusal:
        return type(refusal).__name__


async def test_the_customer_hears_of_the_proposed_times_and_the_request_stands(
    house: House,
) -> None:
    asked = await request(house)
    made = await propose(house, asked, FRIDAY, THURSDAY)
    assert (made.status, made.starts_at) == (Status.PENDING, REQUESTED)
    assert made.proposed == (THURSDAY, FRIDAY)
    assert made == await now_(house, asked)
    assert await told(house) == [("proposed", house.customer.id)]
    assert await actions(house, asked) == ["propose"]


async def test_a_chosen_time_moves_and_confirms_and_is_remembered(house: House) -> None:
    asked = await request(house)
    await propose(house, asked, THURSDAY, FRIDAY)
    made = await choose(house, asked, FRIDAY)
    assert (made.status, made.starts_at) == (Status.CONFIRMED, FRIDAY)
    assert made.wall_start == datetime(2026, 3, 6, 9)
    assert made.proposed == ()
    assert made == await now_(house, asked)
    assert await told(house) == [
        ("chosen", house.coach_person.id),
        ("reminder_24h", house.customer.id),
        ("reminder_1h", house.customer.id),
    ]
    assert await actions(house, asked) == ["propose", "choose"]
    await house.book(starts_at=REQUESTED)  # its old time is free again


async def test_choosing_twice_is_choosing_once(house: House) -> None:
    asked = await request(house)
    await propose(house, asked, THURSDAY, FRIDAY)
    first = await choose(house, asked, FRIDAY, key="one")
    again = await choose(house, asked, FRIDAY, key="one")
    impatient = await choose(house, asked, FRIDAY, key="two")
    assert first == again == impatient
    assert await actions(house, asked) == ["propose", "choose"]


async def test_proposing_the_same_times_twice_tells_the_customer_once(house: House) -> None:
    asked = await request(house)
    await propose(house, asked, THURSDAY, FRIDAY, key="one")
    await propose(house, asked, FRIDAY, THURSDAY, key="two")
    assert (await now_(house, asked)).version == asked.version + 1
    assert await actions(house, asked) == ["propose"]


async def test_the_newer_proposal_takes_the_place_of_the_older(house: House) -> None:
    asked = await request(house)
    await propose(house, asked, THURSDAY, key="one")
    await propose(house, asked, FRIDAY, MONDAY, key="two")
    assert await told(house) == [("proposed", house.customer.id)]
    with pytest.raises(ProposalGone) as gone:
        await choose(house, asked, THURSDAY)
    assert gone.value == ProposalGone(asked.id, (epoch(FRIDAY), epoch(MONDAY)))


async def test_whoever_turns_all_down_leaves_the_request_as_it_was(house: House) -> None:
    asked = await request(house)
    proposal = await propose(house, asked, THURSDAY)
    made = await turn_down(house, asked, proposal.version)
    assert (made.status, made.starts_at, made.proposed) == (Status.PENDING, REQUESTED, ())
    assert await told(house) == [("turned_down", house.coach_person.id)]
    again = await turn_down(house, asked, proposal.version, key="impatient")
    assert again == made
    assert await actions(house, asked) == ["propose", "turn_down"]
    assert (await approve(house, asked)).status is Status.CONFIRMED


async def test_an_older_button_turns_no_newer_proposal_down(house: House) -> None:
    asked = await request(house)
    older = await propose(house, asked, THURSDAY, key="one")
    newer = await propose(house, asked, FRIDAY, key="two")
    assert await turn_down(house, asked, older.version) == newer


async def test_a_proposed_time_is_not_kept_free(house: House) -> None:
    asked = await request(house)
    await propose(house, asked, THURSDAY, FRIDAY)
    await house.book(starts_at=THURSDAY, customer_id=house.customers[1].id)
    with pytest.raises(ProposalGone) as gone:
        await choose(house, asked, THURSDAY)
    assert gone.value.left == (epoch(FRIDAY),)
    assert (await now_(house, asked)).starts_at == REQUESTED


async def test_of_two_who_choose_the_same_time_at_once_one_gets_it(house: House) -> None:
    asked = await request(house)
    other = await house.book(
        starts_at=REQUESTED + 2 * HOUR, status=Status.PENDING, customer_id=house.customers[1].id
    )
    for one in (asked, other):
        await propose(house, one, THURSDAY, key=f"p{one.id}")
    came = await asyncio.gather(
        outcome(choose(house, asked, THURSDAY, key="one")),
        outcome(choose(house, other, THURSDAY, key="other", customer=1)),
    )
    assert sorted(came) == ["ProposalGone", "confirmed"]


async def test_a_time_in_leave_that_was_taken_since_is_gone(house: House) -> None:
    asked = await request(house)
    await propose(house, asked, THURSDAY, FRIDAY)
    await take_leave(
        house.database,
        house.coach.id,
        *days_off(FRIDAY.date(), FRIDAY.date()),
        by=house.coach_person,
        key="leave",
        now=NOW,
    )
    with pytest.raises(ProposalGone) as gone:
        await choose(house, asked, FRIDAY)
    assert gone.value.left == (epoch(THURSDAY),)


async def test_a_proposed_time_can_be_chosen_until_it_begins(house: House) -> None:
    asked = await house.book(starts_at=FRIDAY, status=Status.PENDING)
    await propose(house, asked, REQUESTED, THURSDAY)
    with pytest.raises(ProposalGone) as gone:
        await choose(house, asked, REQUESTED, key="late", now=REQUESTED)
    assert gone.value.left == (epoch(THURSDAY),)
    # Nobody could book it that late: the service wants an hour's notice.
    just_in_time = THURSDAY - timedelta(seconds=1)
    assert (await choose(house, asked, THURSDAY, now=just_in_time)).starts_at == THURSDAY


async def test_what_was_never_proposed_cannot_be_chosen(house: House) -> None:
    asked = await request(house)
    with pytest.raises(ProposalGone) as gone:
        await choose(house, asked, THURSDAY)
    assert gone.value.left == ()


async def test_a_service_that_is_hidden_meanwhile_keeps_its_proposals(house: House) -> None:
    asked = await request(house)
    await propose(house, asked, THURSDAY)

    async def hide(writer: Writer) -> None:
        await catalogue.update_service(writer, house.service.id, hidden=True)

    await house.database.write(hide)
    assert (await choose(house, asked, THURSDAY)).status is Status.CONFIRMED


@pytest.mark.parametrize("how", ["approve", "decline", "cancel", "move", "expire"])
async def test_a_proposal_ends_with_any_other_answer(house: House, how: str) -> None:
    asked = await request(house)
    proposal = await propose(house, asked, THURSDAY)
    database, coach, customer = house.database, house.coach_person, house.customer
    offered, now = await loaded(house), NOW
    match how:
        case "approve":
            await approve(house, asked)
        case "decline":
            await deciding.decline(database, asked.id, None, coach=coach, key="d", now=NOW)
        case "cancel":
            await deciding.cancel_by_customer(
                database, offered, asked.id, customer=customer, key="x", now=NOW
            )
        case "move":
            await deciding.move(database, offered, asked.id, FRIDAY, by=customer, key="m", now=NOW)
        case "expire":
            now = REQUESTED
            assert await upkeep.expire(database, now) == 1
    ended = await now_(house, asked)
    assert ended.proposed == ()
    assert ("proposed", customer.id) not in await told(house)
    with pytest.raises(ProposalGone if how == "move" else AlreadyDecided):
        await choose(house, asked, THURSDAY, now=now)
    if how != "move":
        with pytest.raises(AlreadyDecided):
            await turn_down(house, asked, proposal.version)
        with pytest.raises(AlreadyDecided):
            await propose(house, asked, FRIDAY, key="again", now=now)


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
    asked = await request(house)
    await house.book(starts_at=FRIDAY + 2 * HOUR, customer_id=house.customers[1].id)
    with pytest.raises(refusal):
        await propose(house, asked, THURSDAY, start)
    assert await now_(house, asked) == asked
    assert await told(house) == []


async def test_a_time_that_only_the_request_itself_is_in_the_way_of_can_be_proposed(
    house: House,
) -> None:
    asked = await request(house)
    half_past = REQUESTED + HOUR / 2
    await propose(house, asked, half_past)
    assert (await choose(house, asked, half_past)).starts_at == half_past


async def test_nobody_else_proposes_chooses_or_turns_down(house: House) -> None:
    asked = await request(house)
    with pytest.raises(NotFound):
        await proposing.propose(
            house.database,
            await loaded(house),
            asked.id,
            [THURSDAY],
            coach=house.customer,
            key="forged",
            now=NOW,
        )
    proposal = await propose(house, asked, THURSDAY)
    with pytest.raises(NotFound):
        await choose(house, asked, THURSDAY, customer=1)
    with pytest.raises(NotFound):
        await turn_down(house, asked, proposal.version, customer=1)


async def test_approving_and_choosing_at_once_leaves_one_of_the_two(house: House) -> None:
    asked = await request(house)
    await propose(house, asked, THURSDAY)
    came = await asyncio.gather(
        outcome(choose(house, asked, THURSDAY)), outcome(approve(house, asked))
    )
    assert sorted(came) == ["AlreadyDecided", "confirmed"]
    assert len([a for a in await actions(house, asked) if a in ("choose", "approve")]) == 1


async def test_a_request_that_moves_while_it_is_approved_stays_a_request(house: House) -> None:
    asked = await request(house)
    moved = await deciding.move(
        house.database,
        await loaded(house),
        asked.id,
        THURSDAY,
        by=house.customer,
        key="m",
        now=NOW,
    )

    shown = await approve(house, asked, version=asked.version)
    again = await approve(house, asked, version=asked.version)

    assert shown == again == moved == await now_(house, asked)
    assert "approve" not in await actions(house, asked)
    approved = await approve(house, asked, version=moved.version, key="b")
    assert (approved.status, approved.starts_at) == (Status.CONFIRMED, THURSDAY)


@pytest.mark.parametrize("count", [0, 4])
async def test_one_to_three_times_are_proposed(house: House, count: int) -> None:
    asked = await request(house)
    with pytest.raises(ValueError, match=f"{count} times"):
        await propose(house, asked, *(THURSDAY + n * HOUR for n in range(count)))
