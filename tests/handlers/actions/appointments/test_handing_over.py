"""A session goes to another coach who was asked, and everything of it goes along."""

from datetime import datetime, timedelta

import pytest

from domain.appointments.appointment import Status
from domain.appointments.correspondence import Content, ContentKind
from domain.appointments.handover_refusals import (
    CannotHandOver,
    CannotTakeOver,
    HandedOver,
    NotAsked,
)
from domain.refusals import NotAllowed, NotFound
from domain.roles import SYSTEM
from domain.starts.constraints import Reason
from domain.working_hours.leave import Leave
from handlers.actions.appointments import deciding, taking_over
from handlers.actions.business import upkeep
from handlers.actions.messages import undelivered
from handlers.buttons.handover_keys import GiveNow
from handlers.notices import rendering
from handlers.queries.appointments import correspondence as threads
from handlers.queries.appointments import sessions
from handlers.wording.words import words_for
from storage.appointments import booking, correspondence
from storage.appointments.correspondence import NewMessage
from storage.messages import outbox, outgoing
from storage.services import catalogue
from storage.transactions import Database, Writer
from tests.handlers.actions.colleagues import (
    AT_NINE,
    HOUR,
    Colleagues,
    ask,
    claims,
    give,
    open_with_colleagues,
    refuse,
    take,
    whys,
    withdraw,
)
from tests.handlers.actions.proposals import actions, load_catalogue, notices, now_, propose
from tests.house import NOW, acting


@pytest.fixture
async def with_(database: Database) -> Colleagues:
    return await open_with_colleagues(database)


async def test_whoever_consents_has_it_with_all_that_was_agreed(with_: Colleagues) -> None:
    house = with_.house
    booked = await house.book(starts_at=AT_NINE)
    hand_over = await ask(with_, booked, with_.ben)
    assert hand_over.asked_until == AT_NINE - timedelta(minutes=30)
    assert await claims(with_, booked) == [
        (house.coach.id, "appointment"),
        (with_.ben.id, "proposal"),
    ]

    taken = await take(with_, hand_over)
    again = await take(with_, hand_over, key="double tap")

    assert (again.coach_id, again.version) == (taken.coach_id, taken.version)
    same = ("id", "code", "starts_at", "ends_at", "minutes", "price", "status", "customer_id")
    assert [getattr(taken, name) for name in same] == [getattr(booked, name) for name in same]
    assert (taken.coach_name, taken.handed_from) == ("Ben", house.coach.id)
    assert await claims(with_, booked) == [(with_.ben.id, "appointment")]
    assert await actions(house, booked) == ["ask_colleague", "take_over"]
    news = await notices(house)
    assert ("handed_over", house.customer.id) in news
    assert ("hand_over_taken", house.coach_person.id) in news
    assert [kind for kind, _ in news].count("reminder_1h") == 1
    # Anna's time is free again, Ben's is not.
    assert await house.database.write(
        lambda w: booking.insert(w, house.new(starts_at=AT_NINE, customer_id=house.customers[1].id))
    )
    with pytest.raises(HandedOver):
        await sessions.for_staff(house.database, booked.id, actor=acting(house.coach_person))
    with pytest.raises(NotFound):
        await sessions.for_staff(house.database, booked.id, actor=acting(with_.carla_person))


async def test_all_who_had_it_read_whose_it_is_by_now(with_: Colleagues) -> None:
    house = with_.house
    booked = await house.book(starts_at=AT_NINE)
    appointment = await give(with_, booked, with_.ben)
    appointment = await give(with_, appointment, with_.carla, key="on")
    assert appointment.handed_by == (house.coach.id, with_.ben.id)
    moved = await deciding.move(
        house.database,
        await load_catalogue(house),
        appointment.id,
        AT_NINE + 30 * HOUR,
        actor=acting(house.customer),
        key="move",
        now=NOW,
    )
    assert moved.handed_from is None
    for person in (house.coach_person, with_.ben_person):
        with pytest.raises(HandedOver) as handed:
            await sessions.for_staff(house.database, booked.id, actor=acting(person))
        assert handed.value.coach == "Carla"


async def test_the_customer_moves_or_cancels_without_notice_until_it_has_moved(
    with_: Colleagues,
) -> None:
    house, now = with_.house, AT_NINE - timedelta(minutes=50)
    booked = await house.book(starts_at=AT_NINE)
    taken = await take(with_, await ask(with_, booked, with_.ben, now=now), now=now)
    moved = await deciding.move(
        house.database,
        await load_catalogue(house),
        taken.id,
        AT_NINE + 30 * HOUR,
        actor=acting(house.customer),
        key="move",
        now=now,
    )
    assert (moved.coach_id, moved.handed_from) == (with_.ben.id, None)


async def test_no_lapse_or_a_question_taken_back_leave_it_as_it_was(with_: Colleagues) -> None:
    house = with_.house
    booked = await house.book(starts_at=AT_NINE)
    hand_over = await ask(with_, booked, with_.ben)
    await refuse(with_, hand_over)
    await refuse(with_, hand_over, key="double tap")
    assert ("hand_over_refused", house.coach_person.id) in await notices(house)
    hand_over = await ask(with_, booked, with_.ben, key="again")
    await withdraw(with_, booked)
    with pytest.raises(NotAsked):
        await take(with_, hand_over)
    hand_over = await ask(with_, booked, with_.carla, key="her")
    late = (hand_over.asked_until or NOW) + timedelta(seconds=1)
    with pytest.raises(NotAsked):
        await take(with_, hand_over, by=with_.carla_person, now=late)
    assert await upkeep.expire(house.database, actor=SYSTEM, now=late) >= 1
    assert ("hand_over_lapsed", house.coach_person.id) in await notices(house)
    kept = await now_(house, booked)
    assert (kept.coach_id, kept.status, kept.starts_at) == (
        house.coach.id,
        Status.CONFIRMED,
        AT_NINE,
    )
    assert await claims(with_, booked) == [(house.coach.id, "appointment")]


async def test_who_is_not_free_is_named_with_a_reason(with_: Colleagues) -> None:
    house = with_.house
    booked = await house.book(starts_at=AT_NINE)
    await house.book(coach_id=with_.ben.id, starts_at=AT_NINE + HOUR / 2)
    day = datetime(2026, 3, 3)
    await house.database.write(
        lambda w: catalogue.add_leave(w, with_.carla.id, day, day + timedelta(days=1), None)
    )
    assert await whys(with_, booked) == {"Ben": Reason.BOOKED, "Carla": Reason.LEAVE}
    for coach in (with_.ben, with_.carla):
        with pytest.raises(CannotTakeOver):
            await ask(with_, booked, coach, key=coach.name)
    assert await claims(with_, booked) == [(house.coach.id, "appointment")]


async def test_whoever_is_away_by_now_cannot_take_it(with_: Colleagues) -> None:
    house = with_.house
    booked = await house.book(starts_at=AT_NINE)
    hand_over = await ask(with_, booked, with_.ben)
    off = Leave(0, datetime(2026, 3, 3), datetime(2026, 3, 4))
    await house.database.write(
        lambda w: catalogue.add_leave(w, with_.ben.id, off.starts, off.ends, None)
    )
    with pytest.raises(CannotTakeOver) as refused:
        await take(with_, hand_over)
    assert refused.value.reason == Reason.LEAVE


async def test_what_becomes_of_it_meanwhile_ends_the_question(with_: Colleagues) -> None:
    house = with_.house
    booked = await house.book(starts_at=AT_NINE)
    hand_over = await ask(with_, booked, with_.ben)
    await deciding.cancel_by_customer(
        house.database,
        await load_catalogue(house),
        booked.id,
        actor=acting(house.customer),
        key="off",
        now=NOW,
    )
    assert await claims(with_, booked) == []
    for late in (take, refuse):
        with pytest.raises(NotAsked):
            await late(with_, hand_over)
    other = await house.book(starts_at=AT_NINE + 2 * HOUR)
    hand_over = await ask(with_, other, with_.ben)
    await propose(house, other, AT_NINE + 26 * HOUR)
    with pytest.raises(NotAsked):
        await take(with_, hand_over, key="late")
    with pytest.raises(CannotHandOver):
        await ask(with_, other, with_.ben, key="on offer")


async def test_the_team_gives_it_without_asking_and_nobody_else_may(with_: Colleagues) -> None:
    house = with_.house
    booked = await house.book(starts_at=AT_NINE, status=Status.PENDING)
    appointment = await give(with_, booked, with_.carla)
    assert (await give(with_, booked, with_.carla, key="again")).version == appointment.version
    assert (appointment.coach_id, appointment.status) == (with_.carla.id, Status.CONFIRMED)
    kinds = dict(await notices(house))
    assert kinds["hand_over_given"] == with_.carla_person.id
    assert kinds["hand_over_taken"] == house.coach_person.id
    with pytest.raises(NotAllowed):
        await _give_as_coach(with_, appointment.id)


async def test_what_was_written_stays_between_the_two_who_wrote_it(with_: Colleagues) -> None:
    house = with_.house
    booked = await house.book(starts_at=AT_NINE)
    message = NewMessage(
        booked, house.customer.id, False, Content(ContentKind.TEXT, "My knee hurts"), "k", NOW
    )
    message_id = await house.database.write(lambda w: correspondence.add(w, message))
    await take(with_, await ask(with_, booked, with_.ben))
    ben = acting(with_.ben_person)
    thread = await threads.thread(house.database, booked.id, 0, by_coach=True, actor=ben)
    assert list(thread.messages) == []
    with pytest.raises(NotFound):
        await threads.message(house.database, message_id, actor=ben)
    kept = await threads.message(house.database, message_id, actor=acting(house.coach_person))
    assert kept.content.text == "My knee hurts"


async def test_a_date_leaves_its_series_alone(with_: Colleagues) -> None:
    house = with_.house
    [[series]] = await house.database.write(
        lambda w: w.fetch(
            "INSERT INTO series (coach_id, customer_id, service_id, unit, every, created_at)"
            " VALUES ($1, $2, $3, 'week', 1, now()) RETURNING id",
            house.coach.id,
            house.customer.id,
            house.service.id,
        )
    )
    of_it = {"series_id": series, "series_of": 2}
    first = await house.book(starts_at=AT_NINE, series_nr=1, **of_it)
    second = await house.book(starts_at=AT_NINE + 7 * 24 * HOUR, series_nr=2, **of_it)
    taken = await take(with_, await ask(with_, first, with_.ben))
    assert (taken.series_id, taken.series_nr, taken.series_of) == (None, None, None)
    assert (await now_(house, second)).series_id == series


async def _give_as_coach(with_: Colleagues, appointment_id: int) -> None:
    await taking_over.give(
        with_.house.database,
        await load_catalogue(with_.house),
        appointment_id,
        with_.ben.id,
        actor=acting(with_.carla_person),
        key="forged",
        now=NOW,
    )


async def test_who_is_not_reached_is_asked_by_the_team_which_may_decide(with_: Colleagues) -> None:
    house = with_.house
    lena = house.customers[-1]
    async with house.database.read() as reader:
        await reader.fetch("UPDATE people SET role = 'manager' WHERE id = $1", lena.id)
    booked = await house.book(starts_at=AT_NINE)
    await ask(with_, booked, with_.ben)

    async def fails(writer: Writer) -> None:
        rows = await outgoing.claim(writer, "me", NOW, 20, timedelta(minutes=1))
        row = next(one for one in rows if one.kind == "hand_over")
        await undelivered.report_undelivered(
            writer, row, outbox.UNREACHABLE, NOW, available_channels=()
        )

    await house.database.write(fails)
    async with house.database.read() as reader:
        rows = await reader.fetch(
            "SELECT facts FROM outbox WHERE kind = 'hand_over' AND recipient_id = $1", lena.id
        )
    [[facts]] = rows
    for language, says in (("en", "they can’t read this here"), ("de", "Bitte frag nach")):
        notice = rendering.compose("hand_over", facts, words_for(language), None)
        assert says in notice.text.plain
        assert notice.ways[0][0].opens == GiveNow(booked.id, with_.ben.id)
    appointment = await give(with_, booked, with_.ben)
    assert appointment.coach_id == with_.ben.id
