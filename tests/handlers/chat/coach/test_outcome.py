"""What became of a session, as its coach says it."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from domain.appointment import Appointment, Status
from domain.roles import HOUSE
from handlers.actions import upkeep
from handlers.chat.cards.desk_cards import Record
from handlers.chat.parts.links import CoachCard, CoachDay, ShowAppointment
from storage import appointments, audit, booking
from storage.transactions import Database
from tests.handlers.at_least_once import ALEX, ANNA, NOW, Chat
from tests.house import House, chat_of, open_house


@dataclass(frozen=True)
class Day:
    """Anna's chat, and a session that began two hours ago and ended one hour ago."""

    anna: Chat
    house: House
    session: Appointment

    async def status(self) -> Status:
        async with self.house.database.read() as reader:
            found = await appointments.by_id(reader, self.session.id)
        assert found is not None
        return found.status


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
    await upkeep.complete_past(database, actor=HOUSE, now=NOW)
    await day.anna.press(CoachDay(NOW.date()))
    await day.anna.tap("Customer 0")
    await day.anna.tap("Missed")
    assert "Missed" not in " ".join(day.anna.keys)
    card = await day.anna.tap("Took place")

    assert card.startswith("<b>Done")
    async with database.read() as reader:
        written = await audit.of(reader, "appointment", day.session.id)
    said = [entry.action for entry in written]
    assert said == ["complete", "record_no_show", "record_completed"]


async def test_the_customer_reads_it_on_their_receipt(day: Day, database: Database) -> None:
    await day.anna.press(Record(day.session.id, 1))
    customer = day.house.customer
    chat = Chat(database, chat_of(customer), customer.first_name)
    assert (await chat.press(ShowAppointment(day.session.id))).startswith("<b>Missed")


async def test_nothing_is_said_of_a_session_that_lies_ahead_and_it_cannot_take_place_before_its_end(
    day: Day,
) -> None:
    ahead = await day.house.book(starts_at=NOW + timedelta(hours=5))
    running = await day.house.book(starts_at=NOW - timedelta(minutes=30))
    for press in (Record(ahead.id, 0), Record(ahead.id, 1), Record(running.id, 0)):
        assert (await day.anna.press(press)).startswith("<b>Confirmed ✓")
    await day.anna.press(CoachCard(running.id))
    assert "✕ Missed" in day.anna.keys
    assert "✓ Took place" not in day.anna.keys


async def test_a_cancelled_session_neither_took_place_nor_was_missed(day: Day) -> None:
    async with day.house.database.read() as reader:
        found = await appointments.by_id(reader, day.session.id)
    assert found is not None
    await day.house.database.write(
        lambda w: booking.change(w, found, status=Status.CANCELLED, now=NOW)
    )

    assert (await day.anna.press(Record(day.session.id, 1))).startswith("<b>Cancelled")
    assert await day.status() is Status.CANCELLED


async def test_only_its_coach_and_admins_may_say_what_became_of_it(
    day: Day, database: Database
) -> None:
    ben = Chat(database, 7010, "Ben")
    await ben.press(Record(day.session.id, 1))
    assert await day.status() is Status.CONFIRMED

    await Chat(database, ALEX, "Alex").press(Record(day.session.id, 1))
    assert await day.status() is Status.NO_SHOW
