"""What became of a session, as its coach says it."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.appointments.outcome import ASKED_FOR, unsaid
from domain.roles import SYSTEM, Role
from handlers.actions.appointments import outcome
from handlers.actions.business import upkeep
from handlers.buttons.coach_keys import Begin, RecordOutcome
from handlers.buttons.links import CoachCard, CoachDay, ShowAppointment
from handlers.buttons.outcome_links import AllTookPlace
from handlers.buttons.press import unpack
from storage import audit
from storage.appointments import appointments, booking
from storage.transactions import Database
from tests.handlers.at_least_once import ALEX, ANNA, NOW, Chat
from tests.house import House, acting, chat_of, open_house


@dataclass(frozen=True)
class Day:
    """Anna's chat, and a session that began two hours ago and ended one hour ago."""

    anna: Chat
    house: House
    session: Appointment

    async def status(self) -> Status:
        async with self.house.database.read() as reader:
            appointment = await appointments.by_id(reader, self.session.id)
        assert appointment is not None
        return appointment.status


@pytest.fixture
async def day(database: Database) -> Day:
    house = await open_house(database)
    session = await house.book(starts_at=NOW - timedelta(hours=2))
    return Day(Chat(database, ANNA, "Anna"), house, session)


async def test_a_session_that_is_over_is_recorded_from_the_day_of_its_coach(day: Day) -> None:
    await day.anna.press(CoachDay(NOW.date()))
    card = await day.anna.tap("Customer 0")
    assert card.startswith("<b>Confirmed ✓")

    missed = await day.anna.tap("Missed")

    assert day.anna.toast == "Noted: the customer missed it."
    assert missed.startswith("<b>Missed by the customer")
    assert await day.status() is Status.NO_SHOW


async def test_what_was_completed_by_time_is_missed_if_the_coach_says_so_and_back(
    day: Day, database: Database
) -> None:
    await upkeep.complete_past(database, actor=SYSTEM, now=NOW)
    await day.anna.press(CoachDay(NOW.date()))
    await day.anna.tap("Customer 0")
    await day.anna.tap("Missed")
    assert "Missed" not in " ".join(day.anna.keys)
    card = await day.anna.tap("Took place")

    assert card.startswith("<b>Done")
    async with database.read() as reader:
        written = await audit.of(reader, "appointment", day.session.id)
    actions = [entry.action for entry in written]
    assert actions == ["complete", "record_no_show", "record_completed"]


async def test_a_session_that_runs_is_said_to_be_in_progress_and_is_asked_about_no_more(
    day: Day, database: Database
) -> None:
    running = await day.house.book(starts_at=NOW - timedelta(minutes=30))
    assert "should be running now" in await day.anna.press(CoachDay(NOW.date()))
    await day.anna.press(CoachCard(running.id))
    assert (await day.anna.tap("In progress")).startswith("<b>In progress")
    assert "In progress" not in " ".join(day.anna.keys)
    assert "in progress" in await day.anna.press(CoachDay(NOW.date()))
    await day.anna.press(Begin(day.session.id))  # it is over

    async with database.read() as reader:
        written = await audit.of(reader, "appointment", running.id)
        over = await appointments.by_id(reader, day.session.id)
        begun = await appointments.by_id(reader, running.id)
    assert [entry.action for entry in written] == ["begin"]
    assert over is not None
    assert over.begun_at is None
    assert begun is not None
    assert begun.version == running.version
    later = begun.ends_at + timedelta(minutes=1)
    assert not unsaid(begun, later)
    assert unsaid(over, later)
    assert not unsaid(over, later + ASKED_FOR)


async def test_what_became_of_several_is_said_in_one_place_one_by_one_or_of_all_at_once(
    day: Day, database: Database
) -> None:
    second = await day.house.book(starts_at=NOW - timedelta(hours=4))
    third = await day.house.book(starts_at=NOW - timedelta(days=1))
    await upkeep.complete_past(database, actor=SYSTEM, now=NOW)
    old = await day.house.book(starts_at=NOW - timedelta(days=9), status=Status.COMPLETED)
    assert "over, please say" in await day.anna.press(CoachDay(NOW.date()))

    listed = await day.anna.tap("What became of 2 sessions?")
    assert listed.count("<b>Customer 0</b>") == 3
    [missed] = [data for label, data in day.anna.keys.items() if data == f"1:or:{second.id}:1"]
    press = unpack(missed)
    assert press is not None
    assert (await day.anna.press(press)).count("<b>Customer 0</b>") == 2
    assert day.anna.toast == "Noted: the customer missed it."
    assert "You have said what became of all" in await day.anna.tap("All 2 took place")
    assert day.anna.toast == "Noted: 2 sessions took place."
    async with database.read() as reader:
        listed_ = [await appointments.by_id(reader, one.id) for one in (second, third, old)]
    assert [one and (one.status, one.outcome_at is not None) for one in listed_] == [
        (Status.NO_SHOW, True),
        (Status.COMPLETED, True),
        (Status.COMPLETED, False),
    ]
    for forged in (AllTookPlace(2**61), AllTookPlace(-5)):
        assert "You have said" in await day.anna.press(forged)


async def test_one_that_is_missed_while_all_are_said_to_have_taken_place_is_one_of_the_two(
    day: Day, database: Database
) -> None:
    anna, alex = acting(day.house.coach_person), acting(day.house.customer, Role.ADMIN)
    for n in range(4):
        session = await day.house.book(starts_at=NOW - timedelta(days=1, hours=2 * n))
        both = await asyncio.gather(
            outcome.record(database, session.id, Status.NO_SHOW, actor=alex, key=f"m{n}", now=NOW),
            outcome.all_took_place(
                database, day.house.coach.id, NOW, actor=anna, key=f"a{n}", now=NOW
            ),
        )
        async with database.read() as reader:
            written = [one.action for one in await audit.of(reader, "appointment", session.id)]
            appointment = await appointments.by_id(reader, session.id)
        # The last word holds; and "all" does not set aside those who were missed.
        assert appointment is not None
        assert appointment.status is Status.NO_SHOW
        assert written[-1] == "record_no_show", (written, both)


async def test_the_customer_reads_it_on_their_receipt(day: Day, database: Database) -> None:
    await day.anna.press(RecordOutcome(day.session.id, 1))
    customer = day.house.customer
    chat = Chat(database, chat_of(customer), customer.first_name)
    assert (await chat.press(ShowAppointment(day.session.id))).startswith("<b>Missed")


async def test_nothing_is_said_of_a_session_that_lies_ahead_and_it_cannot_take_place_before_its_end(
    day: Day,
) -> None:
    ahead = await day.house.book(starts_at=NOW + timedelta(hours=5))
    running = await day.house.book(starts_at=NOW - timedelta(minutes=30))
    for press in (
        RecordOutcome(ahead.id, 0),
        RecordOutcome(ahead.id, 1),
        RecordOutcome(running.id, 0),
    ):
        assert (await day.anna.press(press)).startswith("<b>Confirmed ✓")
    await day.anna.press(CoachCard(running.id))
    assert "✕ Missed" in day.anna.keys
    assert "✓ Took place" not in day.anna.keys


async def test_a_cancelled_session_neither_took_place_nor_was_missed(day: Day) -> None:
    async with day.house.database.read() as reader:
        appointment = await appointments.by_id(reader, day.session.id)
    assert appointment is not None
    await day.house.database.write(
        lambda w: booking.change(w, appointment, status=Status.CANCELLED, now=NOW)
    )

    assert (await day.anna.press(RecordOutcome(day.session.id, 1))).startswith("<b>Cancelled")
    assert await day.status() is Status.CANCELLED


async def test_only_its_coach_and_admins_may_say_what_became_of_it(
    day: Day, database: Database
) -> None:
    ben = Chat(database, 7010, "Ben")
    await ben.press(RecordOutcome(day.session.id, 1))
    assert await day.status() is Status.CONFIRMED

    await Chat(database, ALEX, "Alex").press(RecordOutcome(day.session.id, 1))
    assert await day.status() is Status.NO_SHOW
